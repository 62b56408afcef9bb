"""What each desk is doing now, derived from signs of life, pauses and open calls; in a handful of statements.

`call`, `dialling`, `ending`: a customer is on the line or about to be. `queue`: at the desk, between two calls.
`paused`: with a reason. `lost`: the desk was killed or its line dropped. `away`: left, or not seen today; `absent`: an
entered absence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from peewee import ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.i18n import N_
from agentdesk.interview import whereabouts
from agentdesk.interview.whereabouts import Step, Whereabouts
from agentdesk.queue import pausing
from agentdesk.queue.pausing import Pausing
from agentdesk.queue.presence import absent_on
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.sessions import Session, open_sessions
from agentdesk.store.tables import Contact, DeskSession, Pause, Person

State = Literal["call", "dialling", "ending", "queue", "paused", "lost", "away", "absent"]
NAMES: dict[State, str] = {
    "call": N_("call"),
    "dialling": N_("dialling"),
    "ending": N_("wrap-up"),
    "queue": N_("at the queue"),
    "paused": N_("paused"),
    "lost": N_("line lost"),
    "away": N_("not there"),
    "absent": N_("absent"),
}
_STAGES: dict[str, State] = {
    whereabouts.OPENED: "dialling",
    whereabouts.DIALLING: "dialling",
    whereabouts.TALKING: "call",
    whereabouts.ASKING: "call",
    whereabouts.ENDING: "ending",
}


@dataclass(frozen=True)
class DeskState:
    """What a person's desk is doing, and since when (naive UTC); of who is away, when they were seen last.

    `call` is the open call; it `is_held` where nobody is at it, as it was parked or its terminal is gone. `reason` and
    `is_over` (its soft limit) are a pause's.
    """

    state: State
    since: datetime | None = None
    call: int | None = None
    step: Step | None = None
    is_held: bool = False
    reason: str = ""
    is_over: bool = False

    def as_json(self) -> dict[str, Any]:
        """The state with stable keys."""
        return {
            "state": self.state,
            "since": clock.local(self.since).isoformat(timespec="seconds") if self.since else None,
            "call": self.call,
            "question": self.step.number if self.step else None,
            "questions": self.step.total if self.step else None,
            "form": self.step.form if self.step else None,
            "held": self.is_held,
            "reason": self.reason or None,
            "over_limit": self.is_over,
        }


NOBODY = DeskState("away")


def desk_states(actor: Actor, person_ids: Iterable[int]) -> dict[int, DeskState]:
    """The state of each person's desk; why somebody pauses only a supervisor and they themselves are told.

    Forbidden for a role that sees no figures.
    """
    actor.require("agent", "handler", "supervisor", "board")
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    sessions = open_sessions()
    living = {found.desk for found in sessions if found.lives}
    newest = {found.person_id: found for found in sorted(sessions, key=lambda one: (one.desk in living, one.beat_at))}
    calls, pauses, absent = whereabouts.open_calls(), pausing.running(), absent_on(clock.today())
    instant = Contact.ended_at.python_value
    last = {row[0]: _Last(*map(instant, row[1:])) for row in _last.rows(wanted)}
    found = {
        person_id: _state(
            _Desk(newest.get(person_id), calls.get(person_id), pauses.get(person_id), person_id in absent, living), past
        )
        for person_id, past in last.items()
    }
    if actor.role in ("supervisor", "administrator", "system"):
        return found
    return {
        person_id: state if person_id == actor.person_id else replace(state, reason="", is_over=False)
        for person_id, state in found.items()
    }


class _Last(NamedTuple):
    """When a person left their desk last, ended a call and a pause."""

    closed: datetime | None
    called: datetime | None
    paused: datetime | None


class _Desk(NamedTuple):
    """What is known of a person's desk now."""

    session: Session | None
    call: Whereabouts | None
    pause: Pausing | None
    is_absent: bool
    living: set[str]  # every desk that lives

    @property
    def is_here(self) -> bool:
        return self.session is not None and self.session.desk in self.living

    @property
    def is_lost(self) -> bool:
        """Killed today, or with a customer on the line."""
        if self.call is not None and self.call.desk:
            return True
        return self.session is not None and _is_today(self.session.beat_at)


def _state(desk: _Desk, last: _Last) -> DeskState:
    call, session, pause = desk.call, desk.session, desk.pause
    on_line = call is not None and call.desk in desk.living
    held: dict[str, Any] = {"call": call.contact_id if call else None, "is_held": call is not None and not on_line}
    if call is not None and on_line:
        return DeskState(_STAGES[call.stage], call.since, step=call.step, **held)
    if pause is not None and pause.is_todays:
        reason = pausing.reason_name(pause.reason)
        return DeskState("paused", pause.began_at, reason=reason, is_over=pause.is_over, **held)
    seen = session.beat_at if session is not None else last.closed
    if session is not None and desk.is_here:
        left = call.left_at if call is not None else None
        return DeskState("queue", max(filter(None, (session.opened_at, last.called, last.paused, left))), **held)
    if desk.is_lost:
        return DeskState("lost", seen, step=call.step if call else None, **held)
    return DeskState(
        "absent" if desk.is_absent else "away", max(filter(None, (seen, last.called)), default=None), **held
    )


def _is_today(instant: datetime) -> bool:
    return clock.local(instant).date() == clock.today()


@prepared
def _last(person_ids: Any) -> ModelSelect[Person]:
    """When each person left their desk last, ended a call and a pause: an index entry each."""
    closed = DeskSession.select(fn.MAX(DeskSession.closed_at)).where(DeskSession.person == Person.id)
    called = Contact.select(fn.MAX(Contact.ended_at)).where(Contact.person == Person.id)
    paused = Pause.select(fn.MAX(Pause.ended_at)).where(Pause.person == Person.id)
    columns = (Person.id, closed.alias("closed"), called.alias("called"), paused.alias("paused"))
    return Person.select(*columns).where(Person.id.in_(person_ids))
