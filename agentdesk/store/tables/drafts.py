"""What is being typed and not recorded yet."""

from __future__ import annotations

from peewee import AutoField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.people import Person


class StepDraft(Table):
    """A form as far as somebody has typed it, gone once it is recorded.

    A step of a complaint or of an improvement action, a new action (subject_id 0), the answer to a notice, a finding
    or the remark of a day's check (subject_id is the day's ordinal), what is said of a judgement or of a line of one,
    what is typed in a call and answers no question, a card that is copied for a task, why a task is passed over.
    """

    id = AutoField()
    person = link(Person, "step_drafts")
    person_id: int
    subject = coded(
        "subject", "complaint", "notice", "improvement_action", "daily_check", "judgement", "contact", "task"
    )
    subject_id = IntegerField()
    # The step's kind; or answer, finding, sign, new and what it is from, a judgement's line, words, card.
    step = TextField()
    fields = TextField()  # JSON
    updated_at = DateTimeField()

    class Meta:
        indexes = ((("person", "subject", "subject_id", "step"), True),)
