"""The daily check (SV-01): the supervisor looks at a day, writes down what was found, and signs it.

A signature keeps the figures as they stood and is never changed; what comes later is one more entry, with its own
time. A day that was forgotten can be signed later, and then shows when it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from agentdesk.common import clock
from agentdesk.common.calendar import minutes
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints import actions
from agentdesk.complaints.model import POSITIONS
from agentdesk.complaints.preview import PersonLine
from agentdesk.playbook import current
from agentdesk.quality.sheet import Figures, figures
from agentdesk.scoreboard.ahead import Overload, overload
from agentdesk.scoreboard.watch import first_day, unsigned
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import CheckEntry, DailyCheck, Person


@dataclass(frozen=True)
class Entry:
    """Something that was found, about whom, and the improvement action it led to; `supplement` after the signature."""

    at: datetime  # naive UTC
    by: str
    text: str
    about: str = ""
    action: int | None = None
    supplement: bool = False


@dataclass(frozen=True)
class Signature:
    """Who signed when (naive UTC), with which remark."""

    by: str
    at: datetime
    remark: str = ""


@dataclass(frozen=True)
class Sheet:
    """A day as it is checked: the figures as they stand, or as they stood when it was signed."""

    day: date
    is_open: bool
    figures: Figures
    entries: tuple[Entry, ...]
    signature: Signature | None

    def as_json(self) -> dict[str, Any]:
        """With stable keys; instants as the dealer's wall clock."""
        signed = self.signature
        return {
            "date": self.day.isoformat(),
            "open": self.is_open,
            "signed": None if signed is None else {"by": signed.by, "at": _wall(signed.at), "remark": signed.remark},
            "figures": self.figures,
            "entries": [
                {
                    "at": _wall(row.at), "by": row.by, "about": row.about or None, "text": row.text,
                    "action": row.action, "supplement": row.supplement,
                }
                for row in self.entries
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class CheckedDay:
    """A day in the list of checks."""

    day: date
    is_open: bool
    signature: Signature | None
    entries: int
    is_due: bool = False  # it is past, and nobody has signed it who should have

    @property
    def is_late(self) -> bool:
        """Whether it was signed on a later day."""
        return self.signature is not None and clock.local(self.signature.at).date() > self.day

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        signed = self.signature
        return {
            "date": self.day.isoformat(),
            "open": self.is_open,
            "signed_by": signed.by if signed else None,
            "signed_at": _wall(signed.at) if signed else None,
            "late": self.is_late,
            "entries": self.entries,
            "due": self.is_due,
        }


def open_before_end(found: Sheet) -> int:
    """The calls that are open on a day whose calling hours are not over yet; 0 where it may be signed unasked."""
    windows, now = current.calendar(found.day).windows(found.day), clock.local(clock.now()).time()
    if found.day != clock.today() or not windows or minutes(now) >= minutes(windows[-1].end, is_end=True):
        return 0
    return sum(row["unfinished"] for row in found.figures.get("agents") or ())


def sheet(actor: Actor, day: date) -> Sheet:
    """A day's sheet; for supervisors. UserError for a day that is still to come."""
    actor.require("supervisor")
    _require_come(day)
    row = DailyCheck.get_or_none(DailyCheck.work_date == day)
    signed = Signature(Person.get_by_id(row.person_id).name, row.signed_at, row.findings) if row else None
    stood = json.loads(row.figures) if row else {}
    found = stood or figures(day, overload() if day == clock.today() else ())
    return Sheet(day, current.calendar(day).is_open(day), found, tuple(_entries(day, signed)), signed)


def sign(actor: Actor, day: date, remark: str = "", ahead: Sequence[Overload] | None = None) -> DailyCheck:
    """Sign a day, today or before; by a supervisor who is a person. UserError where it is signed or needs no check.

    `ahead` are the overloaded days that the sheet keeps, worked out anew where they are not given.
    """
    if actor.role != "supervisor":
        raise Forbidden(_("Only a supervisor signs a day."))
    _require_come(day)
    if not current.calendar(day).is_open(day):
        raise UserError(_("The house was closed on {day}; it needs no check.").format(day=day.isoformat()))
    if ahead is None:
        ahead = overload() if day == clock.today() else ()
    kept = json.dumps(figures(day, ahead), ensure_ascii=False, sort_keys=True)
    with change(actor, "daily_check.sign") as audit:
        if DailyCheck.get_or_none(DailyCheck.work_date == day):
            raise UserError(_("{day} is signed already; add what is missing as an entry.").format(day=day.isoformat()))
        row: DailyCheck = DailyCheck.create(
            work_date=day, person=actor.id, signed_at=clock.now(), findings=remark.strip(), figures=kept
        )
        audit(row, after={"work_date": day, "findings": remark.strip()})
    return row


def add_entry(
    actor: Actor, day: date, text: str, *, about_id: int | None = None, owner_id: int | None = None,
    due_on: date | None = None,
) -> CheckEntry:  # fmt: skip
    """Write down what a day's check found; with an owner and a due day it becomes an improvement action at once.

    After the signature it supplements it. UserError for an empty text, or an owner without a day.
    """
    actor.require("supervisor")
    _require_come(day)
    if not text.strip():
        raise UserError(_("Write down what was found."))
    if (owner_id is None) != (due_on is None):
        raise UserError(_("A follow-up needs somebody who sees to it and a day."))
    if about_id is not None and Person.get_or_none(Person.id == about_id) is None:
        raise UsageError(_("There is no such person: {name}").format(name=about_id))
    with change(actor, "daily_check.entry") as audit:
        made = None
        if owner_id is not None and due_on is not None:
            made = actions.add(actor, text.strip(), owner_id=owner_id, due_on=due_on)
        row: CheckEntry = CheckEntry.create(
            work_date=day, person=actor.id, about=about_id, text=text.strip(), action=made, created_at=clock.now()
        )
        audit(row, after={"work_date": day, "about": about_id, "action": made.id if made else None})
    return row


def checked_days(actor: Actor, first: date, last: date) -> list[CheckedDay]:
    """The days of a span with their signatures, newest first.

    Days on which the house was closed, and those before its first queue, only where something was signed or written.
    """
    actor.require("supervisor")
    rows = DailyCheck.select(DailyCheck.work_date, Person.name, DailyCheck.signed_at, DailyCheck.findings).join(Person)
    signed = {
        day: Signature(name, at, remark)
        for day, name, at, remark in tuples(rows.where(DailyCheck.work_date.between(first, last)))
    }
    noted = CheckEntry.select(CheckEntry.work_date, CheckEntry.id).where(CheckEntry.work_date.between(first, last))
    numbers: dict[date, int] = {}
    for day, _id in tuples(noted):
        numbers[day] = numbers.get(day, 0) + 1
    last, due, begun = min(last, clock.today()), set(unsigned(clock.today())), first_day() or clock.today()
    days = [last - timedelta(days=number) for number in range((last - first).days + 1)]
    found = [
        CheckedDay(day, current.calendar(day).is_open(day), signed.get(day), numbers.get(day, 0), day in due)
        for day in days
    ]
    return [row for row in found if (row.is_open and row.day >= begun) or row.signature or row.entries]


def unsigned_days(actor: Actor) -> tuple[date, ...]:
    """The work days before today that nobody has signed, oldest first."""
    actor.require("supervisor")
    return unsigned(clock.today())


def people() -> list[PersonLine]:
    """Whom a finding may be about."""
    rows = Person.select(Person.id, Person.name, Person.position).where(Person.active & (Person.role != "board"))
    return [PersonLine(key, name, _(POSITIONS[position])) for key, name, position in tuples(rows.order_by(Person.id))]


def _entries(day: date, signed: Signature | None) -> list[Entry]:
    rows = list(CheckEntry.select().where(CheckEntry.work_date == day).order_by(CheckEntry.id))
    names = pairs(Person.select(Person.id, Person.name))
    return [
        Entry(
            row.created_at, names[row.person_id], row.text, names.get(row.about_id, ""), row.action_id,
            supplement=signed is not None and row.created_at > signed.at,
        )
        for row in rows
    ]  # fmt: skip


def _require_come(day: date) -> None:
    if day > clock.today():
        raise UserError(_("{day} is still to come.").format(day=day.isoformat()))


def _wall(instant: datetime) -> str:
    return clock.local(instant).isoformat(timespec="seconds")
