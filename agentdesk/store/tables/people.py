"""The dealer's own people."""

from __future__ import annotations

from peewee import AutoField, BooleanField, TextField

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
