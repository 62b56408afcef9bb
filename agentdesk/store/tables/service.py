"""What follows from calls: notices to colleagues, messages, data findings, supervision."""

from __future__ import annotations

from peewee import SQL, AutoField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.calls import Contact
from agentdesk.store.tables.complaints import Complaint, Escalation
from agentdesk.store.tables.customers import Customer, Phone, Vehicle
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.work import Task


class Notice(Table):
    """Something a colleague must answer, or at least have seen: an unreachable customer (CB-20), a nudge.

    A nudge is about a complaint, from the ladder where it has an `escalation`, or a colleague's own line of text where
    it has a `from_person`; it is answered by being seen.
    """

    id = AutoField()
    kind = coded("kind", "unreachable", "investigation", "nudge", "missing_record")
    dedupe_key = TextField(unique=True)
    to_person = link(Person, "notices", null=True)
    to_person_id: int | None
    task = link(Task, "notices", null=True)
    task_id: int | None
    customer = link(Customer, "notices", null=True)
    customer_id: int | None
    complaint = link(Complaint, "notices", null=True)
    complaint_id: int | None
    escalation = link(Escalation, "notices", null=True)
    escalation_id: int | None
    from_person = link(Person, "nudges", null=True)  # whose words a nudge is
    from_person_id: int | None
    text = TextField(default="")
    created_at = DateTimeField()
    since_on = DateField(null=True)  # CB-20: the day on which the run of days without a contact was full
    answered_at = DateTimeField(null=True)
    answer = TextField(default="")  # new_number, moved, sold, no_answer ...
    answer_note = TextField(default="")


class Sending(Table):
    """A notice on its way out of the house by one channel of the settings file, until it is sent or given up."""

    id = AutoField()
    notice = link(Notice, "sendings")
    notice_id: int
    channel = TextField()  # its name; what it takes to reach it never comes into the database
    created_at = DateTimeField()
    tries = IntegerField(default=0)
    next_try_at = DateTimeField(null=True)  # none: sent, given up, or needed no more
    sent_at = DateTimeField(null=True)
    error = TextField(default="")  # of the last try, one line

    class Meta:
        indexes = ((("notice", "channel"), True),)


class Message(Table):
    """An SMS, card or newsletter in the outbox; `sent` is set only by a confirmation (CA-06)."""

    id = AutoField()
    task = link(Task, "messages", null=True)
    task_id: int | None
    customer = link(Customer, "messages")
    customer_id: int
    channel = coded("channel", "sms", "card", "newsletter")
    template = TextField(default="")
    text = TextField(default="")
    due_on = DateField(index=True)
    created_at = DateTimeField()
    exported_at = DateTimeField(null=True)
    sent_at = DateTimeField(null=True)
    failed_reason = TextField(default="")


class Finding(Table):
    """An error in customer data, counted against whom (DA-02)."""

    id = AutoField()
    kind = coded("kind", "wrong_number", "contact_mismatch", "missing_record", "no_phone", "other")
    code = TextField(default="", constraints=[SQL("DEFAULT ''")])  # what `other` is: odometer
    customer = link(Customer, "findings")
    customer_id: int
    phone = link(Phone, "findings", null=True)
    phone_id: int | None
    contact = link(Contact, "findings", null=True)
    contact_id: int | None
    vehicle = link(Vehicle, "findings", null=True)
    vehicle_id: int | None
    task = link(Task, "findings", null=True)
    task_id: int | None
    against = link(Person, "findings", null=True)
    against_id: int | None
    found_at = DateTimeField()
    work_date = DateField(index=True)
    note = TextField(default="")
    withdrawn_at = DateTimeField(null=True)  # the call's ending was taken back; such a finding counts for nothing


class CallRecord(Table):
    """A colleague's own call, copied from the yellow card (CB-21); a later one of the task replaces it."""

    id = AutoField()
    task = link(Task, "call_records")
    task_id: int
    person = link(Person, "call_records", null=True)  # who called
    person_id: int | None
    called_at = DateTimeField()
    answers = TextField(default="{}")  # JSON: of each content of the kind yes, no or unasked
    remark = TextField(default="")
    registered_by = link(Person, null=True)
    registered_by_id: int | None
    registered_at = DateTimeField()
    work_date = DateField(index=True)  # the day it was copied
    withdrawn_at = DateTimeField(null=True)  # taken back


class DailyCheck(Table):
    """The supervisor's signed check of a day (SV-01); what comes later is a CheckEntry of the day."""

    id = AutoField()
    work_date = DateField(unique=True)
    person = link(Person, "daily_checks")
    person_id: int
    signed_at = DateTimeField()
    findings = TextField(default="")  # the remark it was signed with
    figures = TextField(default="{}", constraints=[SQL("DEFAULT '{}'")])  # JSON: the sheet as it stood


class ImprovementAction(Table):
    """A rectification that somebody owns and the agent follows up (RP-04).

    `status`, `closed_on` and `follow_up`, the last note, are derived from its events (complaints/actions.py).
    """

    id = AutoField()
    title = TextField()
    pattern = TextField(default="", constraints=[SQL("DEFAULT ''")])  # what showed the need for it: advisor:S001
    owner = link(Person, "improvement_actions")
    owner_id: int
    complaint = link(Complaint, "improvement_actions", null=True)  # the first of its complaints (ActionComplaint)
    complaint_id: int | None
    due_on = DateField()
    status = coded("status", "open", "doing", "done", "dropped", default="open")
    created_at = DateTimeField()
    closed_on = DateField(null=True)
    follow_up = TextField(default="")
    cost_cents = IntegerField(null=True)


Notice.add_index(SQL("CREATE INDEX IF NOT EXISTS notice_waiting ON notice (to_person_id) WHERE answered_at IS NULL"))
Notice.add_index(
    SQL("CREATE INDEX IF NOT EXISTS notice_from_person ON notice (created_at) WHERE from_person_id IS NOT NULL")
)
Sending.add_index(SQL("CREATE INDEX IF NOT EXISTS sending_due ON sending (next_try_at) WHERE next_try_at IS NOT NULL"))
