"""What reports need beside the facts: the supervisor's own words, and where each day's rows end."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, TextField

from agentdesk.store.tables.base import Table, link
from agentdesk.store.tables.people import Person


class ReportText(Table):
    """What somebody wrote for a report of a period, or for a section of it; the latest one that is no draft counts.

    A version never changes; an empty one takes the text back. A draft is its person's own and is replaced in place.
    """

    id = AutoField()
    report = TextField()  # aftersales-monthly
    period = TextField()  # 2026-10
    section = TextField()  # the section's key: proposals, complaints
    text = TextField()
    draft = BooleanField(default=False)
    person = link(Person, "report_texts", null=True)
    person_id: int | None
    written_at = DateTimeField()

    class Meta:
        indexes = ((("report", "period", "section"), False),)


class DayMark(Table):
    """The greatest id of each table before the first change of a day: what has a greater one came that day or later.

    So a report can be made again as it was known at the end of the day before, however old the facts are that came
    later (store/marks.py).
    """

    day = DateField(primary_key=True)
    at = DateTimeField()  # the instant of that first change
    marks = TextField()  # JSON, by table


ReportText.add_index(
    SQL(
        "CREATE UNIQUE INDEX IF NOT EXISTS report_text_one_draft "
        "ON report_text (report, period, section, person_id) WHERE draft"
    )
)
