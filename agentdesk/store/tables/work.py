"""The queue: tasks, why something was not queued, and the runs that built them."""

from __future__ import annotations

from peewee import SQL, AutoField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.customers import CallRequest, Customer, Vehicle
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.playbook import Kind

SUBJECTS = ("repair_order", "sale", "vehicle", "customer", "complaint", "appointment", "store_visit")
TASK_STATES = ("open", "closed")


class QueueRun(Table):
    """One build of a day's queue: who made it, from which inputs, and what came of it.

    One process at a time builds: `lease` is unique, set while it works and NULL afterwards (queue/job.py).
    """

    id = AutoField()
    work_date = DateField(index=True)
    started_at = DateTimeField()
    finished_at = DateTimeField(null=True)
    added = IntegerField(default=0)
    summary = TextField(default="{}")  # JSON: the manifest (queue/manifest.py)
    person = link(Person, null=True)
    person_id: int | None
    lease = TextField(null=True, unique=True)
    host = TextField(null=True)  # where it runs or ran
    process = IntegerField(null=True)
    beat_at = DateTimeField(null=True)  # the last sign of life


class CalendarState(Table):
    """The stored days off as a build used them, once for each content, so that its day can be played again."""

    id = AutoField()
    content_hash = TextField(unique=True)
    content = TextField()  # JSON


class Task(Table):
    """One Kind due for one subject once.

    Derived from the facts of calls, and kept only for indexes and order: `state`, `disposition`, `closed_on`,
    `attempts`, `last_outcome`, `next_at`, `tried_part`, `promised_at`. `queue/derive.py` is the one place that computes
    them.
    """

    id = AutoField()
    kind = link(Kind, "tasks")
    kind_id: int
    kind_code = TextField()
    step = TextField(default="")
    dedupe_key = TextField(unique=True)
    customer = link(Customer, "tasks")
    customer_id: int
    vehicle = link(Vehicle, "tasks", null=True)
    vehicle_id: int | None
    advisor = link(Person, "advised_tasks", null=True)  # the colleague it concerns
    advisor_id: int | None
    subject = coded("subject", *SUBJECTS)
    subject_id = IntegerField()
    request = link(CallRequest, "tasks", null=True)  # of a day that another system gave
    request_id: int | None
    event_on = DateField()
    due_nominal = DateField()  # first day of the window by the rule
    due_effective = DateField()  # first day it can be done, closed days moved forward (CB-26)
    latest_on = DateField(index=True)  # last day on time; the task belongs to this day's month (KP-23)
    expires_on = DateField()  # not worked after this day
    due_at = DateTimeField(null=True)  # an exact time, where the rule has one
    withdrawn_on = DateField(null=True)  # the day a build found that there is nothing to remind of any more
    owner_role = TextField()
    channel = TextField()
    weight = IntegerField(default=0)
    agent = link(Person, "tasks", null=True)  # whose list it stands in
    agent_id: int | None
    run = link(QueueRun, "tasks", null=True)
    run_id: int | None
    created_at = DateTimeField()
    claimed_by = link(Person, "claims", null=True)
    claimed_by_id: int | None
    lease_until = DateTimeField(null=True)
    state = coded("state", *TASK_STATES, default="open")
    disposition = TextField(default="")  # final outcome over all attempts
    closed_on = DateField(null=True)
    attempts = IntegerField(default=0)
    last_outcome = TextField(default="")
    next_at = DateTimeField(null=True)  # not before this instant: a retry's delay
    tried_part = TextField(default="", constraints=[SQL("DEFAULT ''")])  # of the day in which it last rang in vain
    promised_at = DateTimeField(null=True)  # the open promise

    class Meta:
        indexes = (
            (("customer", "state"), False),
            (("subject", "subject_id"), False),
            (("closed_on", "agent"), False),
        )


Task.add_index(SQL("CREATE INDEX IF NOT EXISTS task_open_agent ON task (agent_id, due_effective) WHERE state = 'open'"))
Task.add_index(SQL("CREATE INDEX IF NOT EXISTS task_open_expires ON task (expires_on) WHERE state = 'open'"))


class Skip(Table):
    """A customer whom an agent passed over, with the reason; the customer's calls wait until `until`."""

    id = AutoField()
    task = link(Task, "skips")  # the row that was passed over
    task_id: int
    customer = link(Customer, "skips")
    customer_id: int
    person = link(Person, "skips")
    person_id: int
    reason = TextField()  # a code of the playbook
    note = TextField(default="")
    skipped_at = DateTimeField()
    work_date = DateField(index=True)
    until = DateTimeField()


class Suppression(Table):
    """Something that was due and was not queued, with the reason; one row as long as the reason stays the same.

    `detail` names the row of facts that held it back (queue/suppression.py says what it is for each reason).
    """

    id = AutoField()
    run = link(QueueRun, "suppressions")
    run_id: int
    work_date = DateField()  # the first day it was held back for this reason
    last_on = DateField(null=True, index=True)  # the last one so far
    kind_code = TextField()
    dedupe_key = TextField(index=True)
    customer = link(Customer, "suppressions", null=True)
    customer_id: int | None
    reason = TextField()  # do_not_contact, sold_car, no_phone, merged ...
    detail = TextField(default="")

    class Meta:
        indexes = ((("dedupe_key", "reason"), True),)


class DoNotContact(Table):
    """A customer's wish not to be contacted, by kind and channel; lifted, never deleted."""

    id = AutoField()
    customer = link(Customer, "opt_outs")
    customer_id: int
    kind_code = TextField(default="")  # empty: every kind
    channel = TextField(default="")  # empty: every channel
    reason = TextField()
    since = DateTimeField()
    person = link(Person, null=True)
    person_id: int | None
    lifted_at = DateTimeField(null=True)
