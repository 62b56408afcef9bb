"""What became of a rectification, and which complaints it is for (RP-04)."""

from __future__ import annotations

from peewee import AutoField, BooleanField, DateTimeField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.complaints import Complaint
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.service import ImprovementAction

ACTION_EVENTS = ("created", "followed_up", "reported", "moved", "done", "checked", "dropped")


class ActionEvent(Table):
    """One step in an improvement action's history; appended, never changed."""

    id = AutoField()
    action = link(ImprovementAction, "events")
    action_id: int
    kind = coded("kind", *ACTION_EVENTS)
    at = DateTimeField()
    person = link(Person, null=True)
    person_id: int | None
    note = TextField(default="")
    effective = BooleanField(null=True)  # of `checked`


class ActionComplaint(Table):
    """A complaint that an improvement action is for."""

    id = AutoField()
    action = link(ImprovementAction, "complaints")
    action_id: int
    complaint = link(Complaint, "actions")
    complaint_id: int

    class Meta:
        indexes = ((("action", "complaint"), True),)
