"""Scratch tables of one connection: a rule's dates, worked out in Python, and what it found; no desk waits for them."""

from __future__ import annotations

from peewee import AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

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
    quiet_from = DateField(null=True)  # a conversation from this day to the next one holds the call back
    quiet_to = DateField(null=True)

    class Meta:
        temporary = True


class DueTask(Table):
    """Something due that has no task yet; with a `reason` it is held back. Links are plain numbers here."""

    id = AutoField()
    kind = IntegerField()
    kind_code = TextField()
    step = TextField()
    dedupe_key = TextField()
    customer = IntegerField()
    vehicle = IntegerField(null=True)
    advisor = IntegerField(null=True)
    subject = TextField()
    subject_id = IntegerField()
    request = IntegerField(null=True)
    event_on = DateField()
    due_nominal = DateField()
    due_effective = DateField()
    latest_on = DateField()
    expires_on = DateField()
    due_at = DateTimeField(null=True)
    owner_role = TextField()
    channel = TextField()
    weight = IntegerField()
    agent = IntegerField(null=True)
    reason = TextField(null=True)
    detail = TextField(null=True)
    whole = BooleanField(null=True)  # of those a coverage takes all of (CB-23)

    class Meta:
        temporary = True


class LeftOver(Table):
    """A due fact that a coverage does not need (queue/quota.py)."""

    id = AutoField()
    subject_id = IntegerField()
    event_on = DateField()

    class Meta:
        temporary = True
        indexes = ((("subject_id", "event_on"), False),)


class Given(Table):
    """A call and the agent in whose list it is to stand, by the call's id."""

    id = AutoField()
    agent = IntegerField()

    class Meta:
        temporary = True
