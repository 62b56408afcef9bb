"""Who may log in with which public key: added, listed and revoked by administrators, looked up by sshd.

A key belongs to one person for good: one that was revoked is never taken again, for nobody.
"""

from __future__ import annotations

from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.common.ssh_keys import fingerprint_of, parse_public_key
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Person, PersonKey, database

# One statement, and no peewee model behind it: sshd waits for the answer with somebody's log-in.
_LOOK_UP = """SELECT k.id FROM person_key k JOIN person p ON p.id = k.person_id
WHERE k.fingerprint = {mark} AND k.kind = {mark} AND k.blob = {mark} AND k.revoked_at IS NULL AND p.active"""


def add_key(actor: Actor, person: Person, text: str) -> PersonKey:
    """Let a person log in with the key of a `.pub` file's text; administrators only.

    UsageError for what is no strong public key (a private one is refused, and nothing of it is kept), for a key that is
    known already, and for somebody who does not work here any more.
    """
    actor.require("administrator")
    key = parse_public_key(text)
    if not person.active:
        raise UsageError(_("{name} does not work here any more.").format(name=person.name))
    with change(actor, "key.add") as audit:
        known = PersonKey.get_or_none(PersonKey.fingerprint == key.fingerprint)
        if known is not None:
            raise UsageError(_known(known))
        row = PersonKey.create(
            person=person, kind=key.kind, blob=key.blob, fingerprint=key.fingerprint, comment=key.comment,
            added_by=actor.person_id, added_at=clock.now(),
        )  # fmt: skip
        audit(row, after={"person": person.name, "fingerprint": key.fingerprint, "comment": key.comment})
    return row


def _known(key: PersonKey) -> str:
    if key.revoked_at is not None:
        return _("This key was revoked; make a new one: ssh-keygen -t ed25519")
    return _("This key is {name}'s already.").format(name=key.person.name)


def keys(person: Person | None = None, *, revoked: bool = False) -> list[PersonKey]:
    """The keys in force, with `revoked` the others after them, of one person or of all; by person, the oldest first."""
    found = PersonKey.select(PersonKey, Person).join(Person, on=PersonKey.person == Person.id)
    if person is not None:
        found = found.where(PersonKey.person == person)
    if not revoked:
        found = found.where(PersonKey.revoked_at.is_null())
    return list(found.order_by(PersonKey.revoked_at.is_null(False), Person.code, PersonKey.id))


def revoke_key(actor: Actor, named: str, why: str) -> PersonKey:
    """Take a key out of force, by its number or fingerprint; administrators only.

    No log-in with it succeeds from now on, and a desk that was opened with it ends at its next sign of life.
    UsageError for a key that is not there, one that is revoked already, and for no reason.
    """
    actor.require("administrator")
    why = why.strip()
    if not why:
        raise UsageError(_("Say why the key is revoked."))
    with change(actor, "key.revoke") as audit:
        row = _named(named.strip())
        if row.revoked_at is not None:
            raise UsageError(_("This key is revoked already."))
        row.revoked_by, row.revoked_at, row.revoked_why = actor.person_id, clock.now(), why
        row.save()
        audit(row, before={"revoked": False}, after={"revoked": True, "person": row.person.name,
              "fingerprint": row.fingerprint}, reason=why)  # fmt: skip
    return row


def _named(named: str) -> PersonKey:
    by = PersonKey.id == int(named) if named.isdecimal() else PersonKey.fingerprint == named
    found = PersonKey.get_or_none(by)
    if found is None:
        raise UsageError(_("There is no key {key}; see: agentdesk people key list").format(key=named))
    row: PersonKey = found
    return row


def look_up(kind: str, blob: str) -> int | None:
    """The number of an active person's key in force, None for any other; reads one row by its fingerprint."""
    fingerprint = fingerprint_of(blob)
    if not fingerprint:
        return None
    statement = _LOOK_UP.format(mark=database.obj.param)
    row: Any = database.execute_sql(statement, (fingerprint, kind, blob)).fetchone()
    return None if row is None else int(row[0])
