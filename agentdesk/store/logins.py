"""Logging in with a key: sshd has proved who holds it, and says so with the key's number; here it becomes an actor.

What is refused is noted too, with the address it came from.
"""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _
from agentdesk.store.audit import SYSTEM, Actor, actor_of, change
from agentdesk.store.tables import Person, PersonKey

ORIGIN = "ssh"
_SHOWN = 200  # letters of a command that are kept


def log_in(key_id: int, address: str) -> Actor:
    """The person who holds a key, as an actor with this log-in's name and the client's address; the key is then used.

    Forbidden where the key is revoked or its person has left, between sshd's question and now, or is not there at all.
    """
    session = f"k{key_id}-{token_hex(4)}"
    found = PersonKey.select(PersonKey, Person).join(Person, on=PersonKey.person == Person.id)
    key = found.where(PersonKey.id == key_id).first()
    if key is None or key.revoked_at is not None or not key.person.active:
        stranger = replace(
            SYSTEM, name=key.person.name if key else "?", origin=ORIGIN, session=session, address=address
        )
        note_refusal(stranger, "", "the key is not in force")
        raise Forbidden(_("This key opens nothing here any more; ask your administrator."))
    actor = replace(actor_of(key.person, ORIGIN), session=session, address=address)
    with change(actor, "ssh.login") as audit:
        before, now = key.last_used_at, clock.now()
        PersonKey.update(last_used_at=now).where(PersonKey.id == key_id).execute()
        audit(key, before={"last_used_at": before}, after={"last_used_at": now, "fingerprint": key.fingerprint,
              "session": session, "address": address})  # fmt: skip
    return actor


def language_of(actor: Actor) -> str:
    """The language of a person's desk."""
    return str(Person.get_by_id(actor.id).language)


def code_of(actor: Actor) -> str:
    """The staff code of the person behind an actor."""
    return str(Person.get_by_id(actor.id).code)


def note_command(actor: Actor, command: str) -> None:
    """Note that a plain command was let through; `command` and `why` here and below hold none of the client's words.

    The trail is never erased: the door (cli/plain_commands.py) takes out whatever could name a customer.
    """
    with change(actor, "ssh.run") as audit:
        audit("person", actor.person_id, after=_said(actor, command))


def note_refusal(actor: Actor, command: str, why: str) -> None:
    """Note that something was asked for over SSH that is not allowed."""
    with change(actor, "ssh.refuse") as audit:
        audit("person", actor.person_id, after=_said(actor, command), reason=why)


def _said(actor: Actor, command: str) -> dict[str, str]:
    return {"command": command[:_SHOWN], "session": actor.session, "address": actor.address}
