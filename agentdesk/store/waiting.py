"""Waiting for a database that somebody else keeps busy: it has an end, it can be seen, and whoever waits can leave it.

SQLite itself would sleep up to a tenth of a second between two looks and knows no way out. Here the driver waits in
short turns only, and what lies between them is ours.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, TypeVar

from peewee import OperationalError

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.common.settings import busy_seconds

T = TypeVar("T")
TURN = 0.025  # seconds for which the driver waits by itself: behind it its looks would be far apart
PAUSE = 0.005  # at most, before its next turn: at random, or some would always be late
LONG = 0.5  # seconds after which there is no hurry any more
LONG_PAUSE = 0.05
TOLD_AFTER = 0.5  # seconds after which a command says that it waits


class Left(DatabaseProblem):
    """Whoever asked for it did not want to wait any longer; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(_("Not waited for any longer; nothing was stored."), fault="left")


class Patience:
    """How long one thread waits, and the word of another thread that it shall not go on.

    `seconds` None: as long as the settings say. `blocked` is whether it waits for somebody else's change just now.
    """

    def __init__(self, seconds: float | None = None, tell: Callable[[], object] | None = None) -> None:
        self.seconds = seconds
        self.blocked = False
        self._tell = tell
        self._left = threading.Event()
        self._guard = threading.Lock()
        self._stop: Callable[[], object] | None = None

    def leave(self) -> None:
        """End the wait, and the statement that is under way; the change it belongs to is taken back as a whole."""
        self._left.set()
        with self._guard:
            if self._stop is not None:
                self._stop()

    @contextmanager
    def stopped_by(self, stop: Callable[[], object]) -> Iterator[None]:
        """What ends a running statement of this thread's, for as long as the block lasts."""
        self._stop = stop
        try:
            yield
        finally:
            with self._guard:
                self._stop = None

    def require(self) -> None:
        """Raise Left where somebody has said so."""
        if self._left.is_set():
            raise Left

    def look(self, since: float) -> None:
        """Somebody else holds what this thread wants; raises Left where nobody wants to wait for it any longer."""
        self.blocked = True
        if self._tell is not None and monotonic() - since > TOLD_AFTER:
            self._tell()
            self._tell = None
        self.require()

    def pause(self, since: float) -> None:
        """`look`, and a moment before the next try."""
        self.look(since)
        most = PAUSE if monotonic() - since < LONG else LONG_PAUSE
        if self._left.wait(random.uniform(0.001, most)):
            raise Left


class _Here(threading.local):
    """Each thread has a patience of its own."""

    def __init__(self) -> None:
        self.patience = Patience()


_here = _Here()


@contextmanager
def patiently(patience: Patience) -> Iterator[None]:
    """This thread waits with this patience inside the block."""
    before, _here.patience = _here.patience, patience
    try:
        yield
    finally:
        _here.patience = before


def here() -> Patience:
    """The patience of this thread."""
    return _here.patience


def until_free(step: Callable[[], T], since: float | None = None) -> T:
    """Take the step as soon as nobody else holds the database.

    Raises OperationalError where that takes longer than the patience lasts, Left where somebody leaves the wait.
    """
    patience, since = _here.patience, monotonic() if since is None else since
    most = busy_seconds() if patience.seconds is None else patience.seconds
    try:
        while True:
            patience.require()
            try:
                return step()
            except OperationalError as error:
                if not is_busy(error) or monotonic() - since >= most:
                    raise
            patience.pause(since)
    finally:
        patience.blocked = False


def is_busy(error: BaseException) -> bool:
    """Whether somebody else holds what was asked for; it may be free in a moment."""
    text = str(error).lower()
    return "is locked" in text or "lock timeout" in text


def stopper(connection: Any) -> Callable[[], object]:
    """What ends a running statement of a connection from another thread."""

    def cancel() -> None:
        with suppress(Exception):  # it has ended by itself, or its server is gone
            connection.cancel_safe(timeout=1)

    def stop() -> None:
        with suppress(Exception):  # it was closed a moment ago
            if hasattr(connection, "interrupt"):
                connection.interrupt()
            else:
                threading.Thread(target=cancel, daemon=True).start()

    return stop
