"""Figures that others computed and sent: kept beside what is computed here, never in its place (AB-07, IN-01)."""

from __future__ import annotations

from peewee import AutoField, DateField, DateTimeField, TextField

from agentdesk.store.tables.base import Table, link
from agentdesk.store.tables.people import Person


class ReportedFigure(Table):
    """A month's figure as headquarters or the manufacturer printed it, a day's count, or a person's score.

    The latest one that was not withdrawn counts.
    """

    id = AutoField()
    code = TextField()  # the indicator: AB-06; for a person's score the incentive: IN-01
    about = link(Person, "scores", null=True)  # whose score it is; nobody's for a figure of the house
    about_id: int | None
    month_on = DateField()  # the first day of its month; the Monday of a weekly score; the day of a daily count
    value = TextField()  # the decimal as it was printed, in the indicator's own unit: 93.61; or counts: 45/50
    source = TextField(default="")  # who says so: a letter, a bulletin, a file's name
    entered_by = link(Person, "reported_figures", null=True)
    entered_by_id: int | None
    entered_at = DateTimeField()
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("code", "month_on"), False),)
