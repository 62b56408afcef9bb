"""A supervisor's line to an agent: seen at the agent's desk within a minute, answered by being seen.

It is a notice like those of the ladder, but with words of its own and whose they are (`complaints.notices.seen` ends
it). It never leaves the house.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.tables import Notice, Person

KIND = "nudge"
LONGEST = 48  # cells: beside the name and the key it is one line of a narrow terminal
_READERS = ("agent", "supervisor")  # whose desks have a line for it


class Nudge(NamedTuple):
    """A line from a colleague: to whom, whose, what, when, and when it was seen (naive UTC; None: not yet)."""

    id: int
    to_id: int
    by: str
    text: str
    sent_at: datetime
    seen_at: datetime | None


def nudge(actor: Actor, person_id: int, text: str) -> int:
    """Send a line to a colleague; returns the notice's id.

    UserError for a line that is empty or does not fit into one, and for somebody whose desk would not show it.
    """
    actor.require("supervisor")
    line = " ".join(text.split())
    if not line:
        raise UserError(_("Say what the colleague should know."))
    if cell_len(line) > LONGEST:
        text = _("One line: {n} cells are the most, a Chinese character takes two.")
        raise UserError(text.format(n=LONGEST))
    to = Person.get_or_none((Person.id == person_id) & Person.active)
    if to is None or to.role not in _READERS or to.id == actor.id:
        raise UserError(_("A line goes to a colleague who makes calls."))
    with change(actor, "notice.nudge") as audit:
        made = insert_row(
            Notice, kind=KIND, dedupe_key=f"nudge:{person_id}:{uuid4().hex}", to_person=person_id,
            from_person=actor.id, text=line, created_at=clock.now(),
        )  # fmt: skip
        audit("notice", made, after={"to": person_id, "note": line})
    return made


def unread(person_id: int) -> list[Nudge]:
    """The lines that a person has not seen yet, oldest first."""
    return [Nudge(*row) for row in _unread.rows(person_id)]


@prepared
def _unread(person_id: Any) -> ModelSelect[Notice]:
    waiting = (Notice.to_person == person_id) & Notice.answered_at.is_null() & Notice.from_person.is_null(False)
    return _said().where(waiting).order_by(Notice.id)


def latest_today() -> dict[int, Nudge]:
    """The newest line of today to each person who was sent one, read or not."""
    start, end = clock.day_span(clock.today())
    return {row[1]: Nudge(*row) for row in _today.rows(start, end)}


@prepared
def _today(start: Any, end: Any) -> ModelSelect[Notice]:
    here = (Notice.created_at >= start) & (Notice.created_at < end) & Notice.from_person.is_null(False)
    return _said().where(here).order_by(Notice.id)


def _said() -> ModelSelect[Notice]:
    columns = (Notice.id, Notice.to_person, Person.name, Notice.text, Notice.created_at, Notice.answered_at)
    return Notice.select(*columns).join(Person, on=(Notice.from_person == Person.id))
