"""Who sits at which terminal: a desk's sessions, its agent's pauses, and who looks on at a call."""

from __future__ import annotations

from peewee import SQL, AutoField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, link
from agentdesk.store.tables.calls import Contact
from agentdesk.store.tables.people import Person


class DeskSession(Table):
    """A person's desk from opening it to leaving it; one that was killed stays open until the next one finds it."""

    id = AutoField()
    person = link(Person, "desk_sessions")
    person_id: int
    desk = TextField(unique=True)  # the terminal, as `contact.desk` names it
    opened_at = DateTimeField()
    beat_at = DateTimeField()  # the last sign of life, at most one a minute
    closed_at = DateTimeField(null=True)
    taken_at = DateTimeField(null=True)  # when a later log-in took the desk over; it saves and ends
    address = TextField(default="", constraints=[SQL("DEFAULT ''")])  # where its SSH client is; "" at the console

    class Meta:
        indexes = ((("person", "closed_at"), False),)


class Pause(Table):
    """A time in which an agent is not calling, with the reason and its limit as they were then; no limit is NULL."""

    id = AutoField()
    person = link(Person, "pauses")
    person_id: int
    reason = TextField()  # a code of the playbook
    minutes = IntegerField(null=True)
    began_at = DateTimeField()
    work_date = DateField(index=True)
    ended_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("person", "ended_at"), False),)


class Onlook(Table):
    """A supervisor looking on at a colleague's call, from a terminal; the colleague's desk shows it."""

    id = AutoField()
    contact = link(Contact, "onlooks")
    contact_id: int
    person = link(Person, "onlooks")
    person_id: int
    desk = TextField(default="")
    began_at = DateTimeField()
    ended_at = DateTimeField(null=True)


DeskSession.add_index(
    SQL("CREATE INDEX IF NOT EXISTS desk_session_open ON desk_session (person_id) WHERE closed_at IS NULL")
)
Pause.add_index(SQL("CREATE UNIQUE INDEX IF NOT EXISTS pause_one_open ON pause (person_id) WHERE ended_at IS NULL"))
Onlook.add_index(SQL("CREATE INDEX IF NOT EXISTS onlook_open ON onlook (contact_id) WHERE ended_at IS NULL"))
