"""What is read often and changes seldom: kept in memory until somebody writes to the database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from peewee import SqliteDatabase

from agentdesk.store.tables import database

P = ParamSpec("P")
R = TypeVar("R")
SERVER_SECONDS = 5  # how long a server's answer is trusted; SQLite says exactly when it no longer holds
NOUNS = ("playbook", "form", "workday", "setting")  # of audit events: what is remembered changes with one of these only
_LAST = "SELECT MAX(id) FROM audit_event WHERE " + " OR ".join(
    f"(action >= '{noun}.' AND action < '{noun}/')" for noun in NOUNS
)


class _Kept(threading.local):
    """Each thread has a connection of its own, so each has a memory of its own."""

    def __init__(self) -> None:
        self.glance: tuple[Any, ...] = ()
        self.stamp: tuple[Any, ...] = ()
        self.values: dict[Any, Any] = {}
        self.looked: object = None  # the transaction or block in which the stamp was looked at last
        self.block: object = None  # the outermost `steady` block


_kept = _Kept()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """Keep a reading function's results by its (hashable) arguments while the database stays as it is.

    Another process's commit is seen at the next call, or the next transaction or `steady` block; this process's own
    changes must call `forget`, as `change` does for what is remembered.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        _look()
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in _kept.values:
            _kept.values[key] = function(*args, **kwargs)
        found: R = _kept.values[key]
        return found

    return call


def forget() -> None:
    """Drop everything this thread remembers."""
    _kept.values = {}


@contextmanager
def steady() -> Iterator[None]:
    """One look for other processes' commits for the whole block, for reading that asks often."""
    outer, _kept.block = _kept.block, _kept.block or object()
    try:
        yield
    finally:
        _kept.block = outer


def _look() -> None:
    """Drop what is remembered if the database has changed; once in a transaction, in which nobody else can commit."""
    within = database.top_transaction() or _kept.block
    if within is not None and within is _kept.looked:
        return
    glance = _glance()
    if glance != _kept.glance:
        stamp = (database.obj, _last_event()) if isinstance(database.obj, SqliteDatabase) else glance
        if stamp != _kept.stamp:
            _kept.stamp, _kept.values = stamp, {}
        _kept.glance = glance
    _kept.looked = within


def _glance() -> tuple[Any, ...]:
    """What stays the same while certainly nobody has written; a new connection begins to count anew."""
    opened = database.obj
    if isinstance(opened, SqliteDatabase):
        return opened.connection(), opened.execute_sql("PRAGMA data_version").fetchone()[0]
    return opened, int(monotonic() / SERVER_SECONDS)


def _last_event() -> Any:
    """The last change of what is remembered, by whichever process."""
    return database.execute_sql(_LAST).fetchone()[0]
