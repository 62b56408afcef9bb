"""Who holds a call, and at which terminal: one person at one place; from anywhere else nothing of it is stored."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from peewee import ModelSelect

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.store.files import running
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Person


class Elsewhere(UserError):
    """The call goes on at another terminal or with somebody else; nothing of it is stored from here any more."""


def new_desk() -> str:
    """A name for a terminal: host, process, a part that no other one has, and when the process started, if known."""
    return ":".join(filter(None, (socket.gethostname(), str(os.getpid()), uuid4().hex, _started(os.getpid()))))


def is_alive(desk: str) -> bool:
    """Whether the terminal's process still runs; one on another host counts as running.

    A later process that got its number is another one, where the name says when the terminal's own started.
    """
    process, started = _process_of(desk)
    if not process:
        return bool(desk)
    return running(process) and (not started or _started(process) in (started, ""))


def end(desk: str) -> None:
    """Ask the terminal's process, if it is one of this account's on this host, to save and leave."""
    process, _started_at = _process_of(desk)
    if process and process != os.getpid() and is_alive(desk):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGTERM)


def _process_of(desk: str) -> tuple[int, str]:
    """The process on this host and its start, "" where the name does not say; (0, "") for a terminal elsewhere."""
    host, process, _own, started = [*desk.split(":"), "", "", ""][:4]
    return (int(process or 0), started) if host == socket.gethostname() else (0, "")


def _started(process: int) -> str:
    """When a process started, in ticks since this host did (proc(5), field 22 of stat); "" where nobody tells."""
    try:
        about = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return about.rpartition(")")[2].split()[19]  # behind the program's name, which may hold anything: field 3 and on


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
