"""The PIN that opens a desk its person walked away from: a salted scrypt hash, a guard for a room, not for a network.

Whoever has the database could try all of some digits; the key that one logs in with is what keeps strangers out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import PersonPin

TRIES = 5  # wrong ones, after which the session ends
_DIGITS = range(4, 13)
_N, _R, _P = 2**14, 8, 1  # 16 MiB and some 50 ms a try
_ROWS = "01234567890123", "98765432109876"


def has_pin(actor: Actor) -> bool:
    """Whether the actor's person has set one."""
    return actor.person_id is not None and PersonPin.select().where(PersonPin.person == actor.id).exists()


def require_good(pin: str) -> None:
    """UserError for what is no PIN, or one that everybody tries first."""
    if not (pin.isascii() and pin.isdecimal() and len(pin) in _DIGITS):
        raise UserError(_("A PIN has 4 to 12 digits."))
    if len(set(pin)) == 1 or any(pin in row for row in _ROWS):
        raise UserError(_("This PIN is too easy to guess."))


def set_pin(actor: Actor, pin: str) -> None:
    """Set one's own PIN; UserError for a bad one, Forbidden for who is no person."""
    require_good(pin)
    hashed = _hash(pin, secrets.token_bytes(16))
    with change(actor, "pin.set") as audit:
        PersonPin.delete().where(PersonPin.person == actor.id).execute()
        row = PersonPin.create(person=actor.id, hashed=hashed, set_at=clock.now())
        audit(row, after={"person": actor.name})


def clear_pin(actor: Actor, person_id: int) -> None:
    """Take somebody's PIN away, who has forgotten it; administrators only. The next log-in asks for a new one."""
    actor.require("administrator")
    with change(actor, "pin.clear") as audit:
        if PersonPin.delete().where(PersonPin.person == person_id).execute():
            audit("person", person_id, before={"pin": True}, after={"pin": False})
        else:
            audit.skip()


def opens(actor: Actor, pin: str) -> bool:
    """Whether this is the actor's PIN; a wrong one is noted, and an opened desk too."""
    row = PersonPin.get_or_none(PersonPin.person == actor.id)
    right = row is not None and _is_right(pin, row.hashed)
    with change(actor, "desk.unlock" if right else "pin.wrong") as audit:
        audit("person", actor.id, after={"desk": actor.desk})
    return right


def note_locked(actor: Actor) -> None:
    """Note that the actor's desk is locked."""
    with change(actor, "desk.lock") as audit:
        audit("person", actor.id, after={"desk": actor.desk})


def _hash(pin: str, salt: bytes, n: int = _N, r: int = _R, p: int = _P) -> str:
    made = hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p)
    return "$".join(("scrypt", str(n), str(r), str(p), *(base64.b64encode(part).decode() for part in (salt, made))))


def _is_right(pin: str, hashed: str) -> bool:
    _name, n, r, p, salt, _made = hashed.split("$")
    return hmac.compare_digest(_hash(pin, base64.b64decode(salt), int(n), int(r), int(p)), hashed)
