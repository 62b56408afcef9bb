"""Complaints out of another system's export (CP-12): each row is raised as one, once, by the number it has there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from agentdesk.common import clock, phones
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.context import Context
from agentdesk.complaints.model import Draft, Proposal
from agentdesk.complaints.outside import coded, context_of, outside_draft
from agentdesk.complaints.raising import Source, raise_complaint, require_complete
from agentdesk.intake import facts as intake
from agentdesk.intake.cells import UNKNOWN_WORD
from agentdesk.intake.facts.base import Facts, Known, Planned, Target, colleague, customer_of, vehicle_of
from agentdesk.intake.rows import Row, RowRefused
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Task

USUAL_ORIGIN = "hq"
UNKNOWN_PHONE = N_("no customer has this number")
SEVERAL_CUSTOMERS = N_("several customers have this number")
NOT_YET = N_("lies in the future")
OTHER_NAME = N_("another name than this customer has here")
NO_ORDER = N_("this customer has no such order")
WORKED_ON = N_("it was worked on since")


def facts(row: Row, known: Known) -> Facts:
    """The form of a complaint, complete, and where it came from; RowRefused names the column that it fails on."""
    vehicle = vehicle_of(row, known)
    customer = _customer(row, known, vehicle)
    if row.given("customer_name") not in ("", known.names[customer]):
        row.doubt("customer_name", row.given("customer_name"), OTHER_NAME)
    found = _context(row, customer, colleague(row, "about", known))
    if vehicle is not None and found.vehicle_id is None:
        found = found._replace(vehicle_id=vehicle[0])
    more: dict[str, Any] = {"remedy_sought": row.given("remedy"), "remedy_asked": bool(row.given("remedy"))}
    if row.given("subject"):
        more["subject"] = _coded(row, "subject")
    severity = _coded(row, "severity") if row.given("severity") else ""
    origin = _coded(row, "origin") if row.given("origin") else USUAL_ORIGIN
    draft, proposal = outside_draft(found, words=row.given("words"), origin=origin, severity=severity, **more)
    try:
        require_complete(draft)
    except UserError as error:
        raise RowRefused(row.titles["words"], row.given("words"), str(error)) from error
    return {"draft": draft, "source": Source(row.key, _raised_at(row)), "note": _to_confirm(severity, proposal)}


def enter(planned: list[Planned], actor: Actor) -> None:
    """Raise what is not known yet; a number that is there already changes nothing: the customer's words stay."""
    there = by_source_no()
    for plan in planned:
        if plan.row.key in there:
            plan.id = there[plan.row.key]
            continue
        draft: Draft = plan.facts["draft"]
        plan.id = raise_complaint(actor, draft, source=plan.facts["source"], note=plan.facts["note"]).id
        plan.change = "created"


def take_back(keys: list[str], actor: Actor) -> tuple[int, list[tuple[str, str]]]:
    """Take complaints back that nobody has done anything with; the others stay."""
    there = by_source_no()
    wanted = {there[key]: key for key in keys if key in there}
    used = _worked_on(list(wanted))
    kept = [(key, WORKED_ON) for complaint_id, key in wanted.items() if complaint_id in used]
    free = [complaint_id for complaint_id in wanted if complaint_id not in used]
    for complaint_id in free:
        with change(actor, "complaint.take_back") as audit:
            no = Complaint.get_by_id(complaint_id).no
            ComplaintEvent.delete().where(ComplaintEvent.complaint == complaint_id).execute()
            Complaint.delete().where(Complaint.id == complaint_id).execute()
            audit("complaint", complaint_id, before={"no": no, "source_no": wanted[complaint_id]})
    return len(free), kept


def by_source_no() -> dict[str, int]:
    """Ids of the complaints that came from another system, by their number there: what their first event says."""
    raised = ComplaintEvent.select(ComplaintEvent.complaint, ComplaintEvent.data).where(
        (ComplaintEvent.kind == "raised") & ComplaintEvent.data.contains('"source_no"')
    )
    return {str(json.loads(data)["source_no"]): complaint_id for complaint_id, data in tuples(raised)}


def _customer(row: Row, known: Known, vehicle: tuple[int, int] | None) -> int:
    """By number, else the vehicle's owner, else whose telephone it is, where it is one customer's alone."""
    if row.given("customer_no") or vehicle is not None or not row.given("phone"):
        return customer_of(row, known, vehicle)
    text = row.given("phone")
    found = known.phones.get(phones.parse(text, known.area).e164 or "", set())
    if len(found) != 1:
        raise RowRefused(row.titles["phone"], text, SEVERAL_CUSTOMERS if found else UNKNOWN_PHONE)
    return next(iter(found))


def _context(row: Row, customer: int, about: int | None) -> Context:
    no = row.given("order_no")
    try:
        return context_of(customer, order=no, about_id=about)
    except UserError:
        row.doubt("order_no", no, NO_ORDER)
        return context_of(customer, about_id=about)


def _coded(row: Row, name: str) -> str:
    try:
        return coded(name, row.given(name))
    except UserError as error:
        raise RowRefused(row.titles[name], row.given(name), UNKNOWN_WORD) from error


def _raised_at(row: Row) -> datetime:
    """When it was raised there: its clocks run from then. A day without a time counts from its first working hour."""
    moment = row.values.get("raised_at")
    if moment is None:
        return clock.now()
    day, at = moment
    raised = clock.to_utc(datetime.combine(day, at or time()))
    if raised > clock.now():
        raise RowRefused(row.titles["raised_at"], f"{day} {at or ''}".strip(), NOT_YET)
    return raised


def _to_confirm(severity: str, proposal: Proposal | None) -> str:
    if severity:
        return ""
    if proposal is None:
        return _("The severity was not given and needs confirmation.")
    return _("The severity was proposed for {why} and needs confirmation.").format(why=proposal.why)


def _worked_on(ids: list[int]) -> set[int]:
    """Complaints with a step beyond the raising, or that something else points at."""
    used: set[int] = set()
    for link, table in Complaint._meta.backrefs.items():
        found = table.select(link).where(link.in_(ids))
        if table is ComplaintEvent:
            found = found.where(ComplaintEvent.kind != "raised")
        used |= {row_id for (row_id,) in tuples(found)}
    tasks = Task.select(Task.subject_id).where((Task.subject == "complaint") & Task.subject_id.in_(ids))
    return used | {row_id for (row_id,) in tuples(tasks)}


TARGET = Target(Complaint, "no", facts, enter=enter, take_back=take_back)
TARGETS: Mapping[str, Target] = {**intake.TARGETS, "complaints": TARGET}
