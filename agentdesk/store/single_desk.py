"""One person, one live desk: a later log-in is told of an earlier one, and may take it over.

The earlier desk is ended in the database first, then asked to leave where it runs on this host; on another one it
learns of it with its next sign of life. Either way it saves what is typed before it goes.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.store import desks, schema
from agentdesk.store.audit import Actor, change
from agentdesk.store.sessions import Session, open_session, open_sessions
from agentdesk.store.tables import DeskSession, Person, PersonKey, database

SAVING = 10.0  # seconds that an earlier desk on this host is waited for, so that what it saves is there to go on with


class Earlier(NamedTuple):
    """A living desk of the same person: the session and the address of its client, "" at the console."""

    session: Session
    address: str


def enter(actor: Actor) -> list[Earlier]:
    """Open the actor's desk, unless they have another one that lives: then those, and nothing is opened.

    One transaction, so that of two log-ins at once only one gets in unasked.
    """
    if actor.person_id is None or not actor.desk or actor.role == "board":
        return []
    with change(actor, "desk.open") as audit:
        audit.skip()
        found = _earlier(actor)
        if not found:
            open_session(actor)
    return found


def take_over(actor: Actor) -> None:
    """End the person's other living desks and open this one; waits until those of this host have saved and gone."""
    with change(actor, "desk.take_over") as audit:
        audit.skip()
        found, now = _earlier(actor), clock.now()
        for one in found:
            DeskSession.update(closed_at=now, taken_at=now).where(DeskSession.desk == one.session.desk).execute()
            audit("desk_session", None, before={"desk": one.session.desk}, after={"taken_at": now, "by": actor.desk})
        open_session(actor)
    for one in found:
        desks.end(one.session.desk)
    _wait_for([one.session.desk for one in found])


def send_home() -> tuple[int, int]:
    """Ask every desk of this host to save and leave, and wait until they have: how many did, how many still live.

    For a program that is about to change the schema: it reads nothing but what each schema has had since desks keep
    sessions (0019), and nothing at all before that. Desks on other hosts find out with the next minute.
    """
    if not database.obj.table_exists("desk_session"):
        return 0, 0
    living = [session.desk for session in open_sessions() if session.lives]
    for desk in living:
        desks.end(desk)
    _wait_for(living)
    left = [desk for desk in living if desks.is_alive(desk)]
    return len(living) - len(left), len(left)


def _wait_for(named: list[str]) -> None:
    host, end = desks.new_desk().partition(":")[0], time.monotonic() + SAVING
    here = [desk for desk in named if desk.partition(":")[0] == host]
    while any(desks.is_alive(desk) for desk in here) and time.monotonic() < end:
        time.sleep(0.05)


def _earlier(actor: Actor) -> list[Earlier]:
    mine = (DeskSession.person == actor.id) & DeskSession.closed_at.is_null() & (DeskSession.desk != actor.desk)
    rows = DeskSession.select().where(mine).order_by(DeskSession.beat_at)
    found = [Earlier(Session(row.person_id, row.desk, row.opened_at, row.beat_at), row.address) for row in rows]
    return [one for one in found if one.session.lives]


def why_ended(actor: Actor) -> str:
    """Why the actor's desk must not go on, in a line; "" where it may."""
    newer = schema.outdated(database.obj)
    if newer:
        return newer
    if actor.person_id is None or not actor.desk:
        return ""
    if DeskSession.select().where((DeskSession.desk == actor.desk) & DeskSession.taken_at.is_null(False)).exists():
        return _("Your desk goes on at another log-in.")
    if not Person.select().where((Person.id == actor.id) & Person.active).exists() or _is_revoked(actor):
        return _("This log-in is not in force any more.")
    return ""


def _is_revoked(actor: Actor) -> bool:
    number = actor.session.removeprefix("k").partition("-")[0]
    revoked = PersonKey.revoked_at.is_null(False)
    return bool(number) and PersonKey.select().where((PersonKey.id == int(number)) & revoked).exists()
