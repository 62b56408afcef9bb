"""What many tests begin with, made once in a process: forms that were compiled, databases of a published playbook."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

from peewee import SqliteDatabase

from agentdesk.common.i18n import language
from agentdesk.interview.publish import prepare
from agentdesk.playbook.forms import CompiledForm
from agentdesk.store.tables import AuditEvent, database

_FORMS: dict[Hashable, CompiledForm] = {}
_DATABASES: dict[Hashable, Any] = {}


def prepared(path: Path) -> CompiledForm:
    """The form of a file that needs no other one, checked and walked when a text is met for the first time."""
    key = (path.name, language(), path.read_bytes())
    if key not in _FORMS:
        _FORMS[key] = prepare(path)
    return _FORMS[key]


def furnish(key: Hashable, make: Callable[[], object]) -> None:
    """Let `make` write into the open database; of a fresh one, what it wrote for a key is copied the next time.

    A server has no copy that would be quicker: there it is written each time.
    """
    opened = database.obj
    here = opened.connection()
    fresh = isinstance(opened, SqliteDatabase) and not here.total_changes and not AuditEvent.select().exists()
    if not fresh:
        make()
    elif key in _DATABASES:
        _DATABASES[key].backup(here)
    else:
        make()
        _DATABASES[key] = type(here)(":memory:", check_same_thread=False)
        here.backup(_DATABASES[key])
