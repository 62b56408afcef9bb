"""An agent's pauses: facts with a reason of the playbook; over their limit they are marked, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.playbook.current import current
from agentdesk.playbook.house import PauseReason
from agentdesk.store.audit import Actor, change
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.tables import Contact, Pause


class Pausing(NamedTuple):
    """A pause under way: whose, why, since when (naive UTC), and after how many minutes it is marked (None: never)."""

    person_id: int
    reason: str  # a code of the playbook
    began_at: datetime
    minutes: int | None

    @property
    def is_todays(self) -> bool:
        """Whether it was begun today; a pause ends with its day."""
        return clock.local(self.began_at).date() == clock.today()

    @property
    def is_over(self) -> bool:
        """Whether it lasts longer than its soft limit."""
        return self.minutes is not None and clock.now() - self.began_at > timedelta(minutes=self.minutes)


def reasons() -> Sequence[PauseReason]:
    """The reasons of the playbook in force; each stands on its digit."""
    return current().head.pauses


def reason_name(code: str) -> str:
    """A reason in the language in use; its code where the playbook has it no more."""
    found = next((row for row in reasons() if row.code == code), None)
    return pick(found.zh, found.en) if found else code


def pause(actor: Actor, code: str) -> Pausing:
    """Begin a pause, or go on with the one that is under way.

    UserError for a reason the playbook has not, and while a customer is on the line here.
    """
    actor.require("agent", "supervisor")
    row = next((row for row in reasons() if row.code == code), None)
    if row is None:
        raise UserError(_("There is no such reason: {code}").format(code=code))
    with change(actor, "pause.begin") as audit:
        running = pause_of(actor.id)
        if running is not None:
            audit.skip()
            return running
        if _on_the_line.rows(actor.id):
            raise UserError(_("A customer is on the line; end or leave the call first."))
        now = clock.now()
        made = insert_row(
            Pause, person=actor.id, reason=code, minutes=row.minutes, began_at=now, work_date=clock.today()
        )
        audit("pause", made, after={"minutes": row.minutes}, reason=code)
    return Pausing(actor.id, code, now, row.minutes)


@prepared
def _on_the_line(person_id: Any) -> ModelSelect[Contact]:
    here = (Contact.person == person_id) & Contact.ended_at.is_null() & (Contact.desk != "")
    return Contact.select(Contact.id).where(here)


def come_back(actor: Actor) -> bool:
    """End the pause that is under way; whether there was one. A call that is opened ends it too.

    One that was begun on another day ended with that day.
    """
    actor.require("agent", "supervisor")
    with change(actor, "pause.end") as audit:
        running = pause_of(actor.id)
        if running is None:
            audit.skip()
            return False
        ended = min(clock.now(), clock.day_span(clock.local(running.began_at).date())[1])
        _end.run(actor.id, ended)
        audit("pause", None, after={"person": actor.id, "ended_at": ended})
    return True


@prepared
def _end(person_id: Any, at: Any) -> ModelUpdate:
    return Pause.update(ended_at=at).where((Pause.person == person_id) & Pause.ended_at.is_null())


def pause_of(person_id: int) -> Pausing | None:
    """The pause a person is in; None where there is none."""
    found = _of.first(person_id)
    return Pausing(*found) if found else None


@prepared
def _of(person_id: Any) -> ModelSelect[Pause]:
    columns = (Pause.person, Pause.reason, Pause.began_at, Pause.minutes)
    return Pause.select(*columns).where((Pause.person == person_id) & Pause.ended_at.is_null())


def running() -> dict[int, Pausing]:
    """The pauses that are under way, by person."""
    return {row[0]: Pausing(*row) for row in _running.rows()}


@prepared
def _running() -> ModelSelect[Pause]:
    return Pause.select(Pause.person, Pause.reason, Pause.began_at, Pause.minutes).where(Pause.ended_at.is_null())
