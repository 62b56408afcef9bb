"""Errors in the dealer's own records, as callbacks found them, and against whom they count (DA-02, DA-06, RP-08).

A finding that was withdrawn (the call's ending was taken back) counts for nothing, with one exception: a missing card
that came after all was late (DA-06). Reads only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN

from agentdesk.common import names, phones
from agentdesk.common.i18n import N_, pick
from agentdesk.queue.registering import DENIED
from agentdesk.store.reading import tuples
from agentdesk.store.tables import CallRecord, Contact, Customer, Finding, Kind, Person, Phone, Task

LATE = "late_record"
KINDS: dict[str, str] = {
    "wrong_number": N_("Wrong telephone number"),
    "contact_mismatch": N_("Number and contact do not match"),
    "no_phone": N_("No telephone number"),
    "missing_record": N_("Card of a colleague's call is missing"),
    LATE: N_("Card of a colleague's call came late"),
    DENIED: N_("Card that the customer denies"),
    "odometer": N_("Odometer reading that cannot be"),
    "other": N_("Other error"),
}
PHONE_ERRORS = ("wrong_number", "contact_mismatch")


@dataclass(frozen=True)
class DataError:
    """A finding: `kind` is one of KINDS or the finding's own code; `customer` and `phone` are masked."""

    id: int
    kind: str
    on: date
    customer: str
    customer_key: str
    phone: str
    call: str  # the kind of call that found it, or whose card it is
    against_code: str
    against: str
    found_by: str
    note: str


def data_errors(first: date, last: date) -> list[DataError]:
    """The findings of a period by the day they were made, those of late cards with them."""
    standing = Finding.withdrawn_at.is_null()
    came = (CallRecord.task == Finding.task) & (CallRecord.registered_at == Finding.withdrawn_at)
    late = (Finding.kind == "missing_record") & CallRecord.id.is_null(False) & CallRecord.withdrawn_at.is_null()
    against, finder = Person.alias(), Person.alias()
    query = (
        Finding.select(
            Finding.id, Finding.kind, Finding.code, Finding.work_date, Customer.name, Customer.source_key, Phone.e164,
            Phone.written, Kind.name_zh, Kind.name_en, against.code, against.name, finder.name, Finding.note,
            Finding.withdrawn_at,
        )
        .join(Customer, on=(Finding.customer == Customer.id))
        .join(Phone, JOIN.LEFT_OUTER, on=(Finding.phone == Phone.id))
        .join(Task, JOIN.LEFT_OUTER, on=(Finding.task == Task.id))
        .join(Kind, JOIN.LEFT_OUTER, on=(Task.kind == Kind.id))
        .join(CallRecord, JOIN.LEFT_OUTER, on=came)
        .join(against, JOIN.LEFT_OUTER, on=(Finding.against == against.id))
        .join(Contact, JOIN.LEFT_OUTER, on=(Finding.contact == Contact.id))
        .join(finder, JOIN.LEFT_OUTER, on=(Contact.person == finder.id))
        .where(Finding.work_date.between(first, last) & (standing | late))
        .order_by(Finding.work_date, Finding.id)
    )  # fmt: skip
    return [_error(row) for row in tuples(query)]


def by_person(found: Iterable[DataError]) -> list[tuple[str, str, Counter[str]]]:
    """Against whom how many of each kind: staff code, name, counts; by name, what counts against nobody last."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for error in found:
        counts.setdefault((error.against, error.against_code), Counter())[error.kind] += 1
    return [(code, name, counts[name, code]) for name, code in sorted(counts, key=lambda who: (not who[0], who))]


def _error(row: tuple[Any, ...]) -> DataError:
    (key, kind, code, on, customer, customer_key, e164, written, kind_zh, kind_en, against_code, against, finder, note,
     withdrawn_at) = row  # fmt: skip
    return DataError(
        id=key,
        kind=LATE if withdrawn_at is not None else (code or kind) if kind == "other" else kind,
        on=on,
        customer=names.mask(customer),
        customer_key=customer_key,
        phone=phones.mask(e164 or written or ""),
        call=pick(kind_zh or "", kind_en or ""),
        against_code=against_code or "",
        against=against or "",
        found_by=finder or "",
        note=note,
    )
