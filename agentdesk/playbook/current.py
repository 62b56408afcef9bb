"""The playbook in force, read back from the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any

import msgspec

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.workdays import business_calendar, missing_notices
from agentdesk.store.memory import remembered
from agentdesk.store.tables import Kind, PlaybookVersion

# msgspec looks a type over at its first decoding; two threads that do so at once end the process.
_DECODING = Lock()


def current(day: date | None = None) -> Playbook:
    """The typed playbook in force on a day, today where none is given; UserError where none is published by then."""
    return _current(day or clock.today())


def is_in_force(day: date) -> bool:
    """Whether a playbook is in force on a day: before the first one nothing of the house's work can be counted."""
    return bool(_in_force(day, PlaybookVersion.id).exists())


@remembered
def _current(day: date) -> Playbook:
    found = _in_force(day, PlaybookVersion.content_hash, PlaybookVersion.id).tuples().first()
    return _of(*found) if found else of_version(current_version(day))


@remembered
def version_id(day: date) -> int:
    """The row of the version in force on a day; UserError where none is published by then."""
    return int(current_version(day).id)


def current_version(day: date | None = None) -> PlaybookVersion:
    """The version in force on a day, without its content; UserError where none is published by then."""
    day = day or clock.today()
    columns = [column for column in PlaybookVersion._meta.sorted_fields if column.name != "content"]
    found: PlaybookVersion | None = _in_force(day, *columns).first()
    if found is None:
        text = _("No playbook is in force on {day}. Publish one with: agentdesk playbook publish car_dealership")
        raise UserError(text.format(day=day.isoformat()))
    return found


def _in_force(day: date | None, *columns: Any) -> Any:
    """The versions in force on a day, the one that counts first."""
    rows = PlaybookVersion.select(*columns).where(PlaybookVersion.effective_from <= (day or clock.today()))
    return rows.order_by(PlaybookVersion.effective_from.desc(), PlaybookVersion.id.desc())


def of_version(version: PlaybookVersion) -> Playbook:
    """The typed playbook of one version; read once per process, as a version never changes."""
    return _of(version.content_hash, version.id)


def calendar(day: date | None = None) -> BusinessCalendar:
    """The business calendar in force on a day, with the years around it."""
    return _calendar(day or clock.today())


@remembered
def _calendar(day: date) -> BusinessCalendar:
    house = current(day).head.calendar
    found = business_calendar(house, day, day)
    return replace(found, warnings=tuple(missing_notices(day))) if house.closed_on_holidays else found


def kind_ids(day: date | None = None) -> dict[str, int]:
    """The stored row of each kind in force on a day, by its code."""
    rows = Kind.select(Kind.code, Kind.id).where(Kind.playbook == current_version(day).id)
    return {row.code: row.id for row in rows}


@lru_cache(maxsize=8)
def _of(content_hash: str, version_id: int) -> Playbook:
    content = PlaybookVersion.select(PlaybookVersion.content).where(PlaybookVersion.id == version_id).scalar()
    with _DECODING:
        return msgspec.json.decode(content, type=Playbook)
