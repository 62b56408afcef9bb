"""Everything that is held of one customer: which tables, and which of their rows.

tests/privacy/test_held.py walks the tables: one that leads to a customer and stands in neither list here fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentdesk.store.reading import column, dicts
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Appointment,
    Attempt,
    CallRecord,
    CallRequest,
    Complaint,
    ComplaintDraft,
    ComplaintEvent,
    Confirmation,
    Consent,
    Contact,
    Customer,
    DoNotContact,
    Erasure,
    Escalation,
    Finding,
    ImportBatch,
    ImportRow,
    Interview,
    Message,
    Notice,
    Phone,
    Promise,
    RepairOrder,
    Sale,
    Skip,
    StoreVisit,
    Suppression,
    Table,
    Task,
    ToldMileage,
    Vehicle,
)

Rows = Callable[[int], Any]  # a customer's id -> the condition of the rows that are theirs

_OF_CUSTOMER: tuple[Any, ...] = (
    Phone, Vehicle, Sale, RepairOrder, Appointment, StoreVisit, CallRequest, DoNotContact, Consent, Erasure, Task,
    Suppression, Skip, Contact, Finding, Message, Complaint, ComplaintDraft, Notice,
)  # fmt: skip
_THROUGH: tuple[tuple[Any, str, Any], ...] = (
    (AgendaItem, "contact", Contact),
    (Attempt, "contact", Contact),
    (Promise, "task", Task),
    (CallRecord, "task", Task),
    (Interview, "task", Task),
    (ComplaintEvent, "complaint", Complaint),
    (Escalation, "complaint", Complaint),
    (ToldMileage, "vehicle", Vehicle),
)

NOT_HELD: Mapping[str, str] = {
    "action_complaint": "the house's own measures, which name a complaint",
    "improvement_action": "the house's own measures",
    "action_event": "the house's own measures",
    "check_entry": "what a supervisor wrote of the house's work",
    "judgement": "how a colleague's work was judged",
    "judgement_line": "how a colleague's work was judged",
    "judgement_event": "how a colleague's work was judged",
    "onlook": "who looked on",
    "prediction": "derived from the workshop visits",
    "history_change": "a mark for the night's work",
    "sending": "a notice on its way, which holds no text of its own",
    "erased_number": "a hash that stays",
}
"""Tables that lead to a customer and hold nothing of them, each with the reason."""


def conditions() -> dict[type[Table], Rows]:
    """Each table that holds something of a customer, with the condition of that customer's rows."""
    found: dict[type[Table], Rows] = {Customer: lambda key: Customer.id == key}
    for table in _OF_CUSTOMER:
        found[table] = lambda key, table=table: table.customer == key  # type: ignore[misc]
    for table, name, over in _THROUGH:
        found[table] = lambda key, table=table, name=name, over=over: getattr(table, name).in_(  # type: ignore[misc]
            over.select(over.id).where(over.customer == key)
        )
    for table in (Answer, Confirmation):
        found[table] = lambda key, table=table: table.interview.in_(  # type: ignore[misc]
            Interview.select(Interview.id).where(found[Interview](key))
        )
    found[ImportRow] = lambda key: ImportRow.id.in_(import_rows(key))
    return found


def held(customer_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that is held of a customer, by table; times are naive UTC."""
    return {
        table._meta.table_name: dicts(table.select().where(rows(customer_id)).order_by(table._meta.primary_key))
        for table, rows in conditions().items()
    }


def counts(customer_id: int) -> dict[str, int]:
    """How many rows each table holds of a customer; tables without any are left out."""
    found = {
        table._meta.table_name: table.select().where(rows(customer_id)).count() for table, rows in conditions().items()
    }
    return {name: count for name, count in found.items() if count}


def numbers_of(customer_id: int) -> list[str]:
    """The customer's telephone numbers as E.164, retired ones too."""
    return column(Phone.select(Phone.e164).where((Phone.customer == customer_id) & Phone.e164.is_null(False)))


_KINDS: Mapping[str, Any] = {
    "customers": Customer, "vehicles": Vehicle, "sales": Sale, "repair-orders": RepairOrder,
    "appointments": Appointment, "store-visits": StoreVisit, "callback-list": CallRequest,
}  # fmt: skip


def import_rows(customer_id: int) -> list[int]:
    """The raw rows of imports that brought something of the customer, or hold one of their numbers."""
    found: set[int] = set()
    for kind, table in _KINDS.items():
        owner = table.id if table is Customer else table.customer
        batches = ImportBatch.select(ImportBatch.id).where(ImportBatch.kind == kind)
        keys = column(table.select(table.source_key).where(owner == customer_id))
        if keys:
            found.update(column(ImportRow.select(ImportRow.id).where(
                ImportRow.batch.in_(batches) & ImportRow.source_key.in_(keys)
            )))  # fmt: skip
    marks = [*_marks(customer_id)]
    for mark in marks:
        found.update(column(ImportRow.select(ImportRow.id).where(ImportRow.cells.contains(mark))))
    return sorted(found)


def _marks(customer_id: int) -> set[str]:
    """What is the customer's alone and may stand in anybody's row: numbers, plates, VINs as they were written."""
    marks = set(column(Phone.select(Phone.written).where(Phone.customer == customer_id)))
    marks |= {number.removeprefix("+86") for number in numbers_of(customer_id)}
    for column_ in (Vehicle.plate, Vehicle.vin):
        marks |= set(column(Vehicle.select(column_).where(Vehicle.customer == customer_id)))
    return {mark for mark in marks if len(mark) >= 7}
