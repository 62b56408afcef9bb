"""At which terminal a call is: one at a time. Its agent may go on at another one; the first stores nothing more."""

from __future__ import annotations

import os
import socket
from typing import Any
from uuid import uuid4

from peewee import ModelUpdate, Value, fn

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Interview


class Elsewhere(UserError):
    """The call goes on at another terminal; nothing of it is stored from here any more."""


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


def require_here(actor: Actor, desk: str) -> None:
    """Elsewhere where the call is at another terminal than the actor's. An actor without one is no terminal."""
    if desk and actor.desk and desk != actor.desk:
        raise Elsewhere(_("This call goes on at another terminal."))


def hold(actor: Actor, interview_id: int, position: str | None = None) -> None:
    """Store where the desk stands (None: where it stood) if the call is at this terminal, else Elsewhere.

    One statement for both, in the caller's change: an answer costs nothing more for it.
    """
    if not _hold.run(interview_id, position, actor.desk):
        raise Elsewhere(_("This call goes on at another terminal."))


@prepared
def _hold(interview_id: Any, position: Any, desk: Any) -> ModelUpdate:
    here = Contact.select(Value(1)).where(
        (Contact.id == Interview.contact) & ((Contact.desk == "") | (desk == "") | (Contact.desk == desk))
    )
    kept = fn.COALESCE(position, Interview.position)
    return Interview.update(position=kept).where((Interview.id == interview_id) & fn.EXISTS(here))


@prepared
def move(contact_id: Any, desk: Any) -> ModelUpdate:
    """The call is at this terminal from now on; "" for one that is parked."""
    return Contact.update(desk=desk).where(Contact.id == contact_id)
