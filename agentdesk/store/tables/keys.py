"""How people prove who they are: the keys they log in with, and the PIN that opens a desk they walked away from."""

from __future__ import annotations

from peewee import AutoField, DateTimeField, TextField

from agentdesk.store.tables.base import Table, link
from agentdesk.store.tables.people import Person


class PersonKey(Table):
    """A public key of a person; revoked, never deleted, so that a revoked one is never taken again."""

    id = AutoField()
    person = link(Person, "keys")
    person_id: int
    kind = TextField()  # ssh-ed25519, ...
    blob = TextField()  # base64
    fingerprint = TextField(unique=True)  # SHA256:..., one key belongs to one person
    comment = TextField(default="")
    added_by = link(Person, null=True)
    added_by_id: int | None
    added_at = DateTimeField()
    last_used_at = DateTimeField(null=True)
    revoked_by = link(Person, null=True)
    revoked_by_id: int | None
    revoked_at = DateTimeField(null=True)
    revoked_why = TextField(default="")


class PersonPin(Table):
    """A person's PIN as a salted scrypt hash; a new one takes the old one's place."""

    id = AutoField()
    person = link(Person, "pins", unique=True)
    person_id: int
    hashed = TextField()  # scrypt$N$r$p$salt$hash
    set_at = DateTimeField()
