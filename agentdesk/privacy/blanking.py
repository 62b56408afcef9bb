"""Blanking what points to a person in every row that is held of them; what figures count is left as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from peewee import Cast, Value

from agentdesk.common import clock
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import CODES, Kind
from agentdesk.privacy.held import conditions
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Attempt,
    CallRecord,
    CallRequest,
    Complaint,
    ComplaintDraft,
    ComplaintEvent,
    Consent,
    Contact,
    Customer,
    DoNotContact,
    Finding,
    FormVersion,
    ImportRow,
    Interview,
    Message,
    Notice,
    Phone,
    Promise,
    Sale,
    Skip,
    StepDraft,
    StoreVisit,
    Task,
    Vehicle,
)

GONE = "***"  # where something was said or written: that it was is a fact, what it was is gone
_PERSONAL_FACTS = ("customer_name", "title", "plate", "complaint_subject")
_STEP_WORDS = ("words", "remedy_sought", "recourse")

COLUMNS: Mapping[Any, tuple[str, ...]] = {
    Contact: ("note",),
    AgendaItem: ("note",),
    Attempt: ("number", "note"),
    Promise: ("note",),
    CallRecord: ("remark",),
    CallRequest: ("note",),
    Complaint: ("words", "remedy_sought"),
    ComplaintEvent: ("note",),
    Consent: ("evidence", "withdrawn_reason"),
    DoNotContact: ("reason",),
    Finding: ("note",),
    Message: ("text",),
    Notice: ("text", "answer_note"),
    Sale: ("invoice_no",),
    Skip: ("note",),
    StoreVisit: ("lost_note",),
}
"""The columns with open words, by table; what stood there becomes GONE, what was empty stays empty."""


def blank(customer_id: int, marked: list[int]) -> None:
    """Blank every row of a customer, inside the caller's change; `marked` are the raw rows of imports."""
    of = {table: rows(customer_id) for table, rows in conditions().items() if table is not ImportRow}
    _interviews(of[Interview])
    _drafts(customer_id)
    for table, names in COLUMNS.items():
        for name in names:
            field = getattr(table, name)
            table.update({field: GONE}).where(of[table] & (field != "")).execute()
    _event_data(of[ComplaintEvent])
    _customer(customer_id)
    for start in range(0, len(marked), 500):
        some = ImportRow.id.in_(marked[start : start + 500])
        ImportRow.update(cells="{}", before=None, undone=None, problems="[]", change="", source_key="").where(
            some
        ).execute()


def _customer(customer_id: int) -> None:
    Customer.update(
        source_key=f"erased:{customer_id}", name=f"#{customer_id}", name_initials="", title="", gender="",
        birthday=None, birth_md="", contact_name="", occupation="", address="", district="", call_note="",
        own_hours="", note="", updated_at=clock.now(),
    ).where(Customer.id == customer_id).execute()  # fmt: skip
    numbers = Phone.customer == customer_id
    text = Value("erased:").concat(Cast(Phone.id, "TEXT"))
    Phone.update(retired_at=clock.now()).where(numbers & Phone.retired_at.is_null()).execute()
    Phone.update(written=text, e164=None).where(numbers).execute()
    text = Value("erased:").concat(Cast(Vehicle.id, "TEXT"))
    Vehicle.update(source_key=text, plate="", vin="").where(Vehicle.customer == customer_id).execute()


def _interviews(which: Any) -> None:
    """Open answers, and the names that were read aloud; the answers to closed questions stay."""
    for key, facts, version, content_hash in tuples(
        Interview.select(Interview.id, Interview.facts, FormVersion.id, FormVersion.content_hash)
        .join(FormVersion, on=(Interview.form_version == FormVersion.id))
        .where(which)
    ):
        Interview.update(facts=_nameless(facts)).where(Interview.id == key).execute()
        open_nodes = [node.name for node in form_model(version, content_hash).nodes if node.kind == Kind.TEXT]
        said = Answer.value.is_null(False) & Answer.value.not_in(["", *sorted(CODES)])
        mine = (Answer.interview == key) & Answer.node.in_(open_nodes)
        Answer.update(value=GONE).where(mine & said).execute()


def _nameless(facts: str) -> str:
    kept = json.loads(facts or "{}")
    for texts in kept.values():
        if isinstance(texts, dict):
            texts.update({name: GONE for name in _PERSONAL_FACTS if texts.get(name)})
    return json.dumps(kept, ensure_ascii=False)


def _event_data(which: Any) -> None:
    """What a step of a complaint was given, but for its codes, numbers and days."""
    for key, data in tuples(ComplaintEvent.select(ComplaintEvent.id, ComplaintEvent.data).where(which)):
        given = json.loads(data or "{}")
        words = {name: GONE for name in _STEP_WORDS if isinstance(given.get(name), str) and given[name]}
        if words:
            ComplaintEvent.update(data=json.dumps(given | words, ensure_ascii=False)).where(
                ComplaintEvent.id == key
            ).execute()


def _drafts(customer_id: int) -> None:
    """What is still being typed about the customer goes as a whole."""
    ComplaintDraft.delete().where(ComplaintDraft.customer == customer_id).execute()
    for subject, table in (("complaint", Complaint), ("notice", Notice), ("contact", Contact), ("task", Task)):
        own = column(table.select(table.id).where(table.customer == customer_id))
        StepDraft.delete().where((StepDraft.subject == subject) & StepDraft.subject_id.in_(own)).execute()
