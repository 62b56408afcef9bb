"""Complaints and their history."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.calls import Interview
from agentdesk.store.tables.customers import Customer, RepairOrder, Sale, Vehicle
from agentdesk.store.tables.people import Person

COMPLAINT_EVENTS = (
    "raised", "acknowledged", "assessed", "accepted", "assigned", "contacted", "proposed", "handled", "answered",
    "special_requested", "special_approved", "special_refused", "paused", "resumed", "recalled", "reopened", "closed",
    "noted", "merged", "external",
)  # fmt: skip


class Complaint(Table):
    """Any negative remark about product, service or staff (CP-01).

    `state`, `handled_on`, `next_clock`, `next_breach`, `closed_at`, `paused_for`, `paused_until` and `merged_into` are
    derived from the events, for indexes and for the re-call rule; `complaints/derive.py` computes them.
    """

    id = AutoField()
    no = TextField(unique=True)
    customer = link(Customer, "complaints")
    customer_id: int
    vehicle = link(Vehicle, "complaints", null=True)
    vehicle_id: int | None
    repair_order = link(RepairOrder, "complaints", null=True)
    repair_order_id: int | None
    sale = link(Sale, "complaints", null=True)
    sale_id: int | None
    interview = link(Interview, "complaints", null=True)
    interview_id: int | None
    question = TextField(default="")  # the node whose answer gave rise to it
    origin = TextField()  # callback, store, hq, line_400, media, visit (CP-12)
    subject = coded("subject", "product", "service", "staff")
    severity = TextField()
    words = TextField()  # the customer's own words
    remedy_sought = TextField(default="")
    wants_callback = BooleanField(null=True)
    about = link(Person, "complaints_about", null=True)  # whom it is about
    about_id: int | None
    responsible = link(Person, "complaints", null=True)
    responsible_id: int | None
    raised_by = link(Person, "complaints_raised", null=True)
    raised_by_id: int | None
    raised_at = DateTimeField()
    raised_on = DateField(index=True)
    acknowledge_by = DateTimeField(null=True)
    plan_by = DateTimeField(null=True)
    solve_by = DateTimeField(null=True)
    cause_gap = TextField(default="")  # CP-02
    goodwill_cents = IntegerField(null=True)
    state = TextField(default="new")
    next_clock = TextField(default="", constraints=[SQL("DEFAULT ''")])
    next_breach = DateTimeField(null=True)
    closed_at = DateTimeField(null=True, index=True)
    handled_on = DateField(null=True, index=True)
    reopened = IntegerField(default=0)
    paused_for = TextField(default="", constraints=[SQL("DEFAULT ''")])  # the reason of the last pause
    paused_until = DateTimeField(null=True)  # when that pause ends, or did
    merged_into = link("self", "duplicates", null=True)  # closed as a duplicate of that one
    merged_into_id: int | None

    class Meta:
        indexes = ((("state", "next_breach"), False),)


class ComplaintDraft(Table):
    """A complaint form that is being filled in: kept at each change, gone when it is submitted or thrown away."""

    id = AutoField()
    interview = link(Interview, "complaint_drafts", null=True)
    interview_id: int | None
    person = link(Person, "complaint_drafts")
    person_id: int
    customer = link(Customer)
    customer_id: int
    fields = TextField()  # JSON
    updated_at = DateTimeField()
    ended_at = DateTimeField(null=True)


class ComplaintEvent(Table):
    """One step in a complaint's history; appended, never changed."""

    id = AutoField()
    complaint = link(Complaint, "events")
    complaint_id: int
    kind = coded("kind", *COMPLAINT_EVENTS)
    step = IntegerField(null=True)  # one of the six steps of CP-03
    at = DateTimeField(index=True)
    person = link(Person, null=True)
    person_id: int | None
    note = TextField(default="")
    data = TextField(default="{}")  # JSON


class Escalation(Table):
    """A step of the ladder that was taken, once."""

    id = AutoField()
    complaint = link(Complaint, "escalations")
    complaint_id: int
    clock = TextField()  # acknowledge, plan, solve, recall; empty where nobody was responsible any more
    step = TextField()  # as the playbook has it: +4h reassign general_manager
    due_at = DateTimeField()  # the clock's deadline as it was first set, whatever pauses made of it
    action = TextField(default="notify", constraints=[SQL("DEFAULT 'notify'")])  # what was done: notify or reassign
    taken_at = DateTimeField(index=True)
    to_person = link(Person, null=True)
    to_person_id: int | None

    class Meta:
        indexes = ((("complaint", "clock", "step", "due_at"), True),)


ComplaintDraft.add_index(
    SQL("CREATE UNIQUE INDEX IF NOT EXISTS draft_one_open ON complaint_draft (person_id) WHERE ended_at IS NULL")
)
