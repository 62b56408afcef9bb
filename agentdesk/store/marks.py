"""Where each day's rows end: the greatest id of every table before the first change of a day.

A fact's own time says when it happened, not when it was stored: an export brings old orders, a card is copied days
later. Ids say what was there. The first change of a day notes them, in its own transaction.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import AutoField, Select, fn

from agentdesk.common import clock
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import ALL, DayMark, Table, database

Marks = dict[str, int]


class Mark(NamedTuple):
    """The ids before the first change after some day, and the instant of that change."""

    day: date
    at: datetime
    marks: Marks


class _Noted:
    """Which day was noted in which database by this process, so that it is looked at once a day."""

    database: Any = None
    day: date | None = None


_noted = _Noted()


def current_marks() -> Marks:
    """The greatest id of each table now: what has a greater one comes later."""
    (greatest,) = _greatest.rows()
    return {table._meta.table_name: last or 0 for table, last in zip(tables_with_ids(), greatest, strict=True)}


@prepared
def _greatest() -> Any:
    """The last row of every table in one statement: a night asks twice."""
    return Select(columns=[table.select(fn.MAX(table._meta.primary_key)) for table in tables_with_ids()])


def tables_with_ids() -> list[type[Table]]:
    """The tables whose rows are numbered, so that later rows have greater numbers."""
    return [table for table in ALL if isinstance(table._meta.primary_key, AutoField)]


def note_day() -> None:
    """Note where the rows end, where this is the day's first change; call it at the beginning of its transaction.

    A clock that was set back notes nothing: what a later day has noted holds.
    """
    today = clock.today()
    if _noted.day == today and _noted.database is database.obj:
        return
    if not DayMark.select().where(DayMark.day >= today).exists():
        marks = json.dumps(current_marks(), sort_keys=True)
        DayMark.insert(day=today, at=clock.now(), marks=marks).on_conflict(
            action="nothing", conflict_target=[DayMark.day]
        ).execute()
    _noted.database, _noted.day = database.obj, today


def forget_day() -> None:
    """The change that may have noted the day was taken back, and its note with it."""
    _noted.day = None


def begin_anew() -> None:
    """Take all that is stored by now for known from the beginning: of a past that is played after it was imported."""
    DayMark.delete().execute()
    forget_day()


def after(day: date) -> Mark | None:
    """The ids at the end of a day, as the first later change noted them; None where nothing has changed since."""
    row = tuples(_columns().where(DayMark.day > day).order_by(DayMark.day).limit(1))
    return Mark(row[0][0], row[0][1], json.loads(row[0][2])) if row else None


def kept_since() -> date | None:
    """The first day whose end is known by its marks; None where none was noted yet."""
    row = tuples(_columns().order_by(DayMark.day).limit(1))
    return row[0][0] if row else None


def _columns() -> Any:
    return DayMark.select(DayMark.day, DayMark.at, DayMark.marks)
