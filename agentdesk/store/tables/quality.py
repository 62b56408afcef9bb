"""Supervision as it was recorded: what a daily check found (SV-01), how calls were judged, and what agents said of it.

All of it is appended. A judgement that is not submitted is a draft; one that corrects another names it.
"""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.calls import Contact
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.service import ImprovementAction

JUDGEMENT_EVENTS = ("submitted", "acknowledged", "objected", "answered")


class CheckEntry(Table):
    """One finding of a day's check; what comes after the signature supplements it."""

    id = AutoField()
    work_date = DateField(index=True)
    person = link(Person, "check_entries")  # who wrote it
    person_id: int
    about = link(Person, "checked_entries", null=True)
    about_id: int | None
    text = TextField()
    action = link(ImprovementAction, "check_entries", null=True)  # what is done about it
    action_id: int | None
    created_at = DateTimeField()


class Judgement(Table):
    """One call judged for its quality, with the reasons why it was looked at."""

    id = AutoField()
    contact = link(Contact, "judgements")
    contact_id: int
    person = link(Person, "judgements")  # whose call it is
    person_id: int
    judge = link(Person, "judged")
    judge_id: int
    work_date = DateField()  # the call's
    reasons = TextField()  # JSON: code, name in both languages, figures (quality/sampling.py)
    corrects = link("self", "corrections", null=True)
    corrects_id: int | None
    remark = TextField(default="")  # of the whole call; of a correction, why
    begun_at = DateTimeField()
    submitted_at = DateTimeField(null=True)  # none: a draft

    class Meta:
        indexes = ((("person", "work_date"), False), (("work_date",), False))


class JudgementLine(Table):
    """A criterion as it read then, the points given, and what was said of it."""

    id = AutoField()
    judgement = link(Judgement, "lines")
    judgement_id: int
    position = IntegerField()
    code = TextField()
    zh = TextField()
    en = TextField()
    points = IntegerField()  # at most
    weight = IntegerField()
    critical = coded("critical", "", "customer", "business", "compliance", default="")
    given = IntegerField(null=True)  # none: not judged, or it does not apply
    applies = BooleanField(default=True)
    comment = TextField(default="")

    class Meta:
        indexes = ((("judgement", "position"), True),)


class JudgementEvent(Table):
    """What became of a judgement: handed over, taken note of, objected to, answered."""

    id = AutoField()
    judgement = link(Judgement, "events")
    judgement_id: int
    kind = coded("kind", *JUDGEMENT_EVENTS)
    at = DateTimeField()
    person = link(Person)
    person_id: int
    text = TextField(default="")


Judgement.add_index(
    SQL("CREATE UNIQUE INDEX IF NOT EXISTS judgement_one_draft ON judgement (contact_id) WHERE submitted_at IS NULL")
)
