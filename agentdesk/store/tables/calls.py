"""Calls as they happened: sittings, dialled numbers, promises, interviews and answers. All of it is appended."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.customers import Customer, Phone
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.playbook import FormVersion
from agentdesk.store.tables.work import Task


class Contact(Table):
    """One sitting with one customer, by one person, from opening the call to leaving it."""

    id = AutoField()
    customer = link(Customer, "contacts")
    customer_id: int
    person = link(Person, "contacts")
    person_id: int
    work_date = DateField()
    started_at = DateTimeField()
    ended_at = DateTimeField(null=True)
    note = TextField(default="")
    desk = TextField(default="")  # the terminal it is at; "" where it is parked

    class Meta:
        indexes = (
            (("customer", "work_date"), False),
            (("person", "ended_at"), False),
            (("work_date", "person"), False),
        )


class AgendaItem(Table):
    """A task on a contact's agenda, and what came of it: `outcome` is a code of the catalogue."""

    id = AutoField()
    contact = link(Contact, "agenda")
    contact_id: int
    task = link(Task, "agenda")
    task_id: int
    position = IntegerField()
    outcome = TextField(default="")
    decided_at = DateTimeField(null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("contact", "task"), True),)


class Attempt(Table):
    """One number dialled within a contact, and its outcome."""

    id = AutoField()
    contact = link(Contact, "attempts")
    contact_id: int
    person = link(Person, "attempts")
    person_id: int
    phone = link(Phone, "attempts", null=True)
    phone_id: int | None
    number = TextField(default="")  # what was dialled, as E.164
    work_date = DateField()
    started_at = DateTimeField()
    ended_at = DateTimeField(null=True)
    outcome = TextField(default="")
    contacted = BooleanField(default=False)
    note = TextField(default="")

    class Meta:
        indexes = ((("work_date", "person", "outcome", "contacted"), False),)


class Promise(Table):
    """A callback time agreed with the customer; it is kept by a later contact, or withdrawn."""

    id = AutoField()
    task = link(Task, "promises")
    task_id: int
    contact = link(Contact, "promises", null=True)
    contact_id: int | None
    person = link(Person, "promises")
    person_id: int
    promised_at = DateTimeField()  # the agreed instant
    work_date = DateField(index=True)  # its business date
    mine_only = BooleanField(default=False)
    phone = link(Phone, null=True)
    phone_id: int | None
    note = TextField(default="")
    created_at = DateTimeField()
    ended_at = DateTimeField(null=True)
    ended_how = coded("ended_how", "", "kept", "missed", "withdrawn", "moved", default="")


class Interview(Table):
    """One run of a form version for one task."""

    id = AutoField()
    contact = link(Contact, "interviews")
    contact_id: int
    task = link(Task, "interviews")
    task_id: int
    form_version = link(FormVersion, "interviews")
    form_version_id: int
    person = link(Person, "interviews")
    person_id: int
    language = TextField(default="zh")
    seed = IntegerField()
    facts = TextField()  # JSON of the piped facts as they were
    position = TextField(default="")  # the question the desk stands at
    started_at = DateTimeField()
    ended_at = DateTimeField(null=True)
    result = coded("result", "", "complete", "partial", "break_off", default="")


class Answer(Table):
    """One answer given; a later row for the same node replaces it without overwriting (`on_path` is for results)."""

    id = AutoField()
    interview = link(Interview, "answers")
    interview_id: int
    node = TextField()
    value = TextField(null=True)  # NULL: the answer was taken back
    draft = BooleanField(default=False)  # open text still being typed
    person = link(Person)
    person_id: int
    answered_at = DateTimeField()

    class Meta:
        indexes = ((("interview", "node"), False),)


class Confirmation(Table):
    """A compliance prompt that was said, with its time."""

    id = AutoField()
    interview = link(Interview, "confirmations")
    interview_id: int
    node = TextField()
    appearance = TextField(default="")  # must-say, must-not, manner
    person = link(Person)
    person_id: int
    confirmed_at = DateTimeField()

    class Meta:
        indexes = ((("interview", "node"), True),)


Promise.add_index(SQL("CREATE UNIQUE INDEX IF NOT EXISTS promise_one_open ON promise (task_id) WHERE ended_at IS NULL"))
# What was promised and is not kept yet is a handful among years of promises.
Promise.add_index(
    SQL("CREATE INDEX IF NOT EXISTS promise_open_person ON promise (person_id, promised_at) WHERE ended_at IS NULL")
)
Contact.add_index(
    SQL("CREATE UNIQUE INDEX IF NOT EXISTS contact_one_open ON contact (person_id) WHERE ended_at IS NULL")
)
