"""Figures that others computed and sent: kept beside what is computed here, never in its place (AB-07)."""

from __future__ import annotations

from peewee import AutoField, DateField, DateTimeField, TextField

from agentdesk.store.tables.base import Table, link
from agentdesk.store.tables.people import Person


class ReportedFigure(Table):
    """A month's figure as headquarters or the manufacturer printed it; the latest one that was not withdrawn counts."""

    id = AutoField()
    code = TextField()  # the indicator: AB-06; for a person's score the incentive and the person's id: IN-01/17
    month_on = DateField()  # the first day of its month; the Monday of a weekly score
    value = TextField()  # the decimal as it was printed, in the indicator's own unit: 93.61
    source = TextField(default="")  # who says so: a letter, a bulletin, a file's name
    person = link(Person, "reported_figures", null=True)
    person_id: int | None
    entered_at = DateTimeField()
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("code", "month_on"), False),)
