"""The program's own rows: settings and the audit trail."""

from __future__ import annotations

from peewee import AutoField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table


class Setting(Table):
    """A dealer-wide setting: dealer_name, brand, time_zone, demo ..."""

    name = TextField(primary_key=True)
    value = TextField()


class AuditEvent(Table):
    """Who did what to which row, when, from where; each row carries the hash of the one before it.

    Triggers refuse to change or remove a row (migration 0025). Answers, confirmations and complaint events are only
    appended too, but a time comes when they must be removed or blanked (retention, a customer's right to be erased), so
    it is the events here that say what was done to them. `form` says which fields the hash is made over
    (store/chain.py); NULL for rows of the time before sessions and addresses were kept.
    """

    id = AutoField()
    at = DateTimeField(index=True)
    person_id = IntegerField(null=True)
    person_name = TextField()
    role = TextField()
    origin = TextField()  # desk, cli, cron, ssh ...
    action = TextField()  # noun.verb
    entity = TextField()
    entity_id = IntegerField(null=True)
    before = TextField(null=True)  # JSON
    after = TextField(null=True)  # JSON
    reason = TextField(default="")
    previous_hash = TextField()
    hash = TextField()
    session = TextField(null=True)  # the log-in it was done in; the terminal where there is none
    address = TextField(null=True)  # where that came from
    form = IntegerField(null=True)

    class Meta:
        indexes = ((("entity", "entity_id"), False), (("action", "at"), False), (("person_name", "at"), False))
