"""Who holds a call, and at which terminal: one person at one place; from anywhere else nothing of it is stored."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from typing import Any
from uuid import uuid4

from peewee import ModelSelect

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Person


class Elsewhere(UserError):
    """The call goes on at another terminal or with somebody else; nothing of it is stored from here any more."""


def new_desk() -> str:
    """A name for a terminal: host, process and a part that no other one has."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex}"


def is_alive(desk: str) -> bool:
    """Whether the terminal's process still runs; one on another host counts as running."""
    host, _colon, rest = desk.partition(":")
    if host != socket.gethostname():
        return bool(desk)
    try:
        os.kill(int(rest.partition(":")[0]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(desk: str) -> None:
    """Ask the terminal's process, if it is one of this account's on this host, to save and leave."""
    host, _colon, rest = desk.partition(":")
    process = int(rest.partition(":")[0] or 0) if host == socket.gethostname() else 0
    if process > 0 and process != os.getpid():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGTERM)


def require_holder(actor: Actor, person_id: int) -> None:
    """Elsewhere where somebody else has the call: its desk is told who."""
    if person_id != actor.id:
        raise Elsewhere(_("{name} has taken over this call.").format(name=Person.get_by_id(person_id).name))


def require_here(actor: Actor, desk: str) -> None:
    """Elsewhere where the call is at another terminal than the actor's. An actor without one is no terminal."""
    if desk and actor.desk and desk != actor.desk:
        raise Elsewhere(_("This call goes on at another terminal."))


def require_call(actor: Actor, contact_id: int) -> None:
    """Elsewhere unless this person holds the call, at this terminal while it is not over; a call unknown is nobody's.

    What belongs to a call that is over may be finished by its holder from anywhere.
    """
    found = _holder.first(contact_id)
    if found is None:
        return
    person_id, desk, ended_at = found
    require_holder(actor, person_id)
    if ended_at is None:
        require_here(actor, desk)


@prepared
def _holder(contact_id: Any) -> ModelSelect[Contact]:
    return Contact.select(Contact.person, Contact.desk, Contact.ended_at).where(Contact.id == contact_id)
