"""What customers agreed to, and who asked to be forgotten (PIPL art. 13 to 16 and 47)."""

from __future__ import annotations

from peewee import AutoField, DateField, DateTimeField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.customers import Customer
from agentdesk.store.tables.people import Person

PURPOSES = ("service", "care", "marketing")
ERASED = "erased"  # the reason of an opt-out of somebody who asked to be erased and came again
FROM_DEALER = "dealer_system"  # the reason of an opt-out that an import brought, and may lift again


class Consent(Table):
    """A customer's consent to one purpose on one channel; withdrawn, never deleted: it is the evidence."""

    id = AutoField()
    customer = link(Customer, "consents")
    customer_id: int
    purpose = coded("purpose", *PURPOSES)
    channel = TextField(default="")  # empty: every channel
    source = TextField()  # where it was given: call, form, paper, counter, dealer_system
    evidence = TextField(default="")  # where it can be looked up: a contract's number, a form's page
    given_at = DateTimeField()
    person = link(Person, null=True)  # who noted it
    person_id: int | None
    withdrawn_at = DateTimeField(null=True)
    withdrawn_reason = TextField(default="")

    class Meta:
        indexes = ((("customer", "purpose"), False),)


class Erasure(Table):
    """A customer's wish that their data be erased: at once, or when the last file that must be kept may go."""

    id = AutoField()
    customer = link(Customer, "erasures")
    customer_id: int
    asked_at = DateTimeField()
    person = link(Person, null=True)  # who entered it
    person_id: int | None
    reason = TextField()
    due_on = DateField(null=True, index=True)  # the first day on which it can be done; none while a complaint is open
    done_at = DateTimeField(null=True)


class ErasedNumber(Table):
    """A keyed hash of a number or of a dealer system's customer number that was erased: it is not called again."""

    id = AutoField()
    hash = TextField(unique=True)
    erasure = link(Erasure, "numbers")
    erasure_id: int
    count = IntegerField(default=0)  # how often an import brought it again
