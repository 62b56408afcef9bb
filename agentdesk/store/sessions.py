"""Signs of life of the desks: when a person's was opened, last seen and left; a killed one is told from a living one.

A desk beats at most once a minute, with the tick that moves its clock, so that a desk at rest costs a row's update a
minute and nothing else. Opening and leaving are facts with an audit event; a beat is none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from peewee import ModelSelect, ModelUpdate

from agentdesk.common import clock
from agentdesk.store.audit import Actor, change
from agentdesk.store.desks import is_alive
from agentdesk.store.prepared import insert_row, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import DeskSession, Onlook

EVERY = timedelta(seconds=55)  # a minute's tick comes a moment early or late
SILENCE = timedelta(minutes=3)  # without a sign of life, after which a desk counts as lost


class Session(NamedTuple):
    """A desk that was not left: whose, which terminal, since when and the last sign of life (naive UTC)."""

    person_id: int
    desk: str
    opened_at: datetime
    beat_at: datetime

    @property
    def lives(self) -> bool:
        """Whether its process runs, as far as this host can see, and has said so lately."""
        return is_alive(self.desk) and clock.now() - self.beat_at < SILENCE


def open_session(actor: Actor) -> None:
    """Note that the actor's desk is open; their own desks that were killed are closed as of their last sign of life.

    A role that shows figures to everybody (`board`) and an actor that is no person leave none.
    """
    if actor.person_id is None or not actor.desk or actor.role == "board":
        return
    with change(actor, "desk.open") as audit:
        now = clock.now()
        if DeskSession.select().where(DeskSession.desk == actor.desk).exists():
            audit.skip()  # it was entered before its first paint (store/single_desk.py)
            return
        for row in DeskSession.select().where((DeskSession.person == actor.id) & DeskSession.closed_at.is_null()):
            if not Session(row.person_id, row.desk, row.opened_at, row.beat_at).lives:
                _close.run(row.desk, row.beat_at)
                _end_onlooks.run(row.desk, row.beat_at)
                audit(row, after={"lost_at": row.beat_at}, action="desk.lost")
        made = insert_row(
            DeskSession, person=actor.id, desk=actor.desk, opened_at=now, beat_at=now, address=actor.address
        )
        audit("desk_session", made, after={"desk": actor.desk})


def beat(actor: Actor) -> None:
    """A sign of life, at most once a minute; a desk that was taken for lost is there again."""
    with change(actor, "desk.beat") as audit:
        audit.skip()  # it changes nothing anybody would ask about
        _beat.run(actor.desk, clock.now(), clock.now() - EVERY)


@prepared
def _beat(desk: Any, now: Any, before: Any) -> ModelUpdate:
    taken_for_lost = (DeskSession.closed_at == DeskSession.beat_at) & DeskSession.taken_at.is_null()
    due = (
        (DeskSession.desk == desk)
        & (DeskSession.beat_at <= before)
        & (DeskSession.closed_at.is_null() | taken_for_lost)
    )
    return DeskSession.update(beat_at=now, closed_at=None).where(due)


def close_session(actor: Actor) -> None:
    """Note that the actor's desk is left, and with it whatever call was looked on at from it."""
    with change(actor, "desk.close") as audit:
        now = clock.now()
        _end_onlooks.run(actor.desk, now)
        if _close.run(actor.desk, now):
            audit("desk_session", None, after={"desk": actor.desk, "closed_at": now})
        else:
            audit.skip()


@prepared
def _close(desk: Any, at: Any) -> ModelUpdate:
    return DeskSession.update(closed_at=at).where((DeskSession.desk == desk) & DeskSession.closed_at.is_null())


@prepared
def _end_onlooks(desk: Any, at: Any) -> ModelUpdate:
    return Onlook.update(ended_at=at).where((Onlook.desk == desk) & Onlook.ended_at.is_null())


def open_sessions() -> list[Session]:
    """Every desk that was not left, living or lost, the newest sign of life last."""
    return sorted((Session(*row) for row in _open.rows()), key=lambda found: found.beat_at)


@prepared
def _open() -> ModelSelect[DeskSession]:
    columns = (DeskSession.person, DeskSession.desk, DeskSession.opened_at, DeskSession.beat_at)
    return DeskSession.select(*columns).where(DeskSession.closed_at.is_null())


def living_desks(desks: list[str]) -> set[str]:
    """Those of some terminals whose desks live."""
    rows = DeskSession.select(DeskSession.person, DeskSession.desk, DeskSession.opened_at, DeskSession.beat_at).where(
        DeskSession.desk.in_(desks) & DeskSession.closed_at.is_null()
    )
    return {found.desk for found in map(Session._make, tuples(rows)) if found.lives}
