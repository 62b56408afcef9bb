"""The program's own rows: settings and the audit trail."""

from __future__ import annotations

from peewee import AutoField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table


class Setting(Table):
    """A dealer-wide setting: dealer_name, brand, time_zone, demo ..."""

    name = TextField(primary_key=True)
    value = TextField()


class AuditEvent(Table):
    """Who did what to which row, when, from where; each row carries the hash of the one before it."""

    id = AutoField()
    at = DateTimeField(index=True)
    person_id = IntegerField(null=True)
    person_name = TextField()
    role = TextField()
    origin = TextField()  # desk, cli, cron, ssh ...
    action = TextField(index=True)  # noun.verb
    entity = TextField()
    entity_id = IntegerField(null=True)
    before = TextField(null=True)  # JSON
    after = TextField(null=True)  # JSON
    reason = TextField(default="")
    previous_hash = TextField()
    hash = TextField()

    class Meta:
        indexes = ((("entity", "entity_id"), False),)
