"""The dealer's own people."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link

ROLES = ("agent", "handler", "supervisor", "administrator", "board")
POSITIONS = (
    "callback_agent", "service_advisor", "sales_advisor", "care_manager", "service_manager", "sales_manager",
    "marketing_manager", "general_manager", "administrator", "other",
)  # fmt: skip


class Person(Table):
    """Somebody who works for the dealer: `position` is the job (AU-01..AU-14), `role` what the program lets them do."""

    id = AutoField()
    code = TextField(unique=True)
    name = TextField()
    position = coded("position", *POSITIONS)
    role = coded("role", *ROLES)
    department = TextField(default="")
    manager = link("self", "reports", null=True)
    manager_id: int | None
    phone_raw = TextField(default="")
    language = TextField(default="zh")
    active = BooleanField(default=True)
    shift = TextField(default="", constraints=[SQL("DEFAULT ''")])  # when at the desk, as common/own_hours.py stores it
    skills = TextField(default="", constraints=[SQL("DEFAULT ''")])  # groups of kinds, with spaces between; empty: all
    brands = TextField(default="", constraints=[SQL("DEFAULT ''")])  # brands of cars, with spaces between; empty: all
    calls_an_hour = IntegerField(null=True)  # the playbook's where none is given


class Absence(Table):
    """Days on which somebody is not at the desk; withdrawn, never deleted."""

    id = AutoField()
    person = link(Person, "absences")
    person_id: int
    first_on = DateField()
    last_on = DateField()  # inclusive
    reason = TextField(default="")
    entered_by = link(Person, null=True)
    entered_by_id: int | None
    entered_at = DateTimeField()
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("person", "last_on"), False),)
