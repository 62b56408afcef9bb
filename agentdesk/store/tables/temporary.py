"""A scratch table of one connection: the dates a rule is due on, worked out in Python, joined in SQL."""

from __future__ import annotations

from peewee import AutoField, DateField, TextField

from agentdesk.store.tables.base import Table


class DueDay(Table):
    """One trigger day of the schedule being built, with the dates that follow from it."""

    id = AutoField()
    key = TextField(index=True)  # the trigger day as it is compared: an ISO date, or MM-DD for a yearly day
    event_on = DateField()
    due_nominal = DateField()
    due_effective = DateField()
    latest_on = DateField()
    expires_on = DateField()

    class Meta:
        temporary = True
