"""A complaint's record as one page for the file: what ISO 10002 asks to be recorded, by the six steps of CP-03.

Nothing of it depends on the day it is printed: days are written in full. A repair order or a sale that a kept complaint
points to is never removed (store/retention.py), so the page stays complete for as long as it is kept (RT-03).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints import action_list, numbers, text
from agentdesk.complaints.fields import FIELDS, choices, field_name
from agentdesk.complaints.listing import ComplaintFile, HistoryLine
from agentdesk.complaints.model import subject_name
from agentdesk.playbook import current
from agentdesk.playbook import names as house
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Complaint, Customer, Person, Phone, RepairOrder, Sale, Vehicle

STEPS: dict[int, str] = {
    1: N_("Understand the customer"),
    2: N_("Accept the complaint"),
    3: N_("Handle the problem"),
    4: N_("Answer the customer"),
    5: N_("Special case, special handling"),
    6: N_("Service tracking"),
}
SIGNATURES = (N_("Handled by"), N_("Head of department"), N_("Customer-care manager"))
Fact = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A step as it was recorded."""

    at: str
    step: str
    person: str
    text: str


@dataclass(frozen=True)
class Section:
    """One of the six steps: what is known of it, and what was recorded under it."""

    title: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """The page in the language in use, with nothing in it that a terminal would obey."""

    dealer: str
    title: str
    no: str
    head: tuple[Fact, ...]
    sections: tuple[Section, ...]
    signatures: tuple[str, ...]
    printed: str


def page_of(actor: Actor, found: ComplaintFile) -> Page:
    """The page of a complaint; audited, as it leaves the desk.

    The customer's name, numbers and plate are in full for whoever may ring them (numbers.py), masked for others.
    """
    actor.require("agent", "handler", "supervisor")
    complaint = Complaint.get_by_id(found.row.id)
    in_full = numbers.may_see(actor, complaint)
    with change(actor, "complaint.print") as audit:
        audit(complaint, after={"no": complaint.no, "in_full": in_full})
    steps = [_section(number, found) for number in STEPS]
    rest = tuple(_line(line) for line in found.history if line.step not in STEPS)
    more = [Section(_("Other entries"), (), rest)] if rest else []
    more += _measures(complaint.no)
    return Page(
        dealer=names.visible(pick(*house.dealer_name())),
        title=_("Complaint record"),
        no=complaint.no,
        head=_known(_head(found, complaint, in_full)),
        sections=(*steps, *more),
        signatures=tuple(_(title) for title in SIGNATURES),
        printed=_("Printed {moment} by {name}").format(moment=_moment(clock.now()), name=names.visible(actor.name)),
    )


def _head(found: ComplaintFile, complaint: Complaint, in_full: bool) -> list[Fact]:
    origin = next((row for row in current.current().complaints.origins if row.code == found.origin), None)
    customer = Customer.get_by_id(complaint.customer_id)
    name = names.display(customer.name, customer.title) if in_full else names.mask(customer.name)
    return [
        (_("Number"), complaint.no),
        (_("Raised at"), _moment(found.row.raised_at)),
        (_("State"), text.state_text(found.row)),
        (_("Severity"), text.severity_name(found.row.severity)),
        (_("Origin"), pick(origin.zh, origin.en) if origin else found.origin),
        (_("Raised by"), text.person_text(found.raised_by)),
        (_("Customer"), name),
        (_("Telephone"), _phones(customer.id, in_full)),
        (_("Vehicle"), _vehicle(complaint.vehicle_id, in_full)),
        *_visit(complaint),
    ]


def _phones(customer_id: int, in_full: bool) -> str:
    usable = (Phone.customer == customer_id) & Phone.e164.is_null(False) & Phone.retired_at.is_null()
    found = Phone.select(Phone.e164).where(usable).order_by(Phone.rank, Phone.id)
    shown = phones.display if in_full else phones.mask
    return _(", ").join(shown(phone.e164) for phone in found)


def _vehicle(vehicle_id: int | None, in_full: bool) -> str:
    car = Vehicle.get_or_none(Vehicle.id == vehicle_id)
    if car is None:
        return ""
    plate = names.visible(car.plate) if in_full else plates.mask(car.plate)
    return " ".join(filter(None, (names.visible(car.brand), names.visible(car.model), plate)))


def _visit(complaint: Complaint) -> list[Fact]:
    """The repair order or the sale it is about, with what a reader in ten years must know of it."""
    order = RepairOrder.get_or_none(RepairOrder.id == complaint.repair_order_id)
    sale = Sale.get_or_none(Sale.id == complaint.sale_id)
    facts = []
    if order:
        day = order.left_on or order.completed_on or order.opened_on
        facts.append((_("Repair order"), _words(order.source_key, order.service_name, day, _name(order.advisor_id))))
    if sale:
        facts.append((_("Sale"), _words(sale.source_key, sale.model, sale.delivered_on, _name(sale.advisor_id))))
    return facts


def _words(*parts: Any) -> str:
    return names.visible("  ".join(str(part) for part in parts if part))


def _name(person_id: int | None) -> str:
    return Person.select(Person.name).where(Person.id == person_id).scalar() or ""


def _section(number: int, found: ComplaintFile) -> Section:
    lines = tuple(_line(line) for line in found.history if line.step == number)
    return Section(f"{number} {_(STEPS[number])}", _known(_FACTS[number](found)), lines)


def _understood(found: ComplaintFile) -> list[Fact]:
    asked = _(": ").join(filter(None, (found.question, found.answer)))
    wants = {True: _("yes"), False: _("no"), None: ""}[found.wants_callback]
    return [
        (_("Customer's words"), names.visible(found.words, lines=True)),
        (_("Came from"), names.visible(asked)),
        (_("Complaint about"), f"{subject_name(found.row.subject)} {text.person_text(found.about)}".strip()),
        (_("Remedy sought"), text.remedy_text(found)),
        (_("Wants a call back"), wants),
    ]


def _accepted(found: ComplaintFile) -> list[Fact]:
    now = found.standing
    return [
        (_("Acknowledged"), _kept(found, "acknowledged", now.acknowledge_by, "acknowledge")),
        (_("Initial assessment"), text.criteria_text(now)),
        (_("Responsible"), names.visible(found.row.responsible)),
    ]


def _handled(found: ComplaintFile) -> list[Fact]:
    now = found.standing
    gap = next((row for row in current.current().complaints.gaps if row.code == now.cause_gap), None)
    return [
        (_("Plan"), _kept(found, "proposed", now.plan_by, "plan")),
        (_("Solved"), _kept(found, "handled", now.solve_by, "solve")),
        (_("Decision"), _last_note(found, "handled") or _last_note(found, "proposed")),
        (_("Cause"), pick(gap.zh, gap.en) if gap else ""),
    ]


def _answered(found: ComplaintFile) -> list[Fact]:
    said = {True: _("yes"), False: _("no"), None: ""}[found.standing.accepted]
    turned = choices("recourse").get(found.standing.recourse, found.standing.recourse)
    return [(field_name("accepted"), said), (field_name("recourse"), turned)]


def _special(found: ComplaintFile) -> list[Fact]:
    asked = any(line.step == 5 for line in found.history)
    return [(_("Granted"), text.special_text(found.standing) if asked else _("not needed"))]


def _tracked(found: ComplaintFile) -> list[Fact]:
    now = found.standing
    return [
        (_("Re-call"), _kept(found, "recalled", now.recall_by, "recall")),
        (_("Reopened"), str(now.reopened) if now.reopened else ""),
        (_("Closed at"), _moment(now.closed_at)),
    ]


_FACTS = {1: _understood, 2: _accepted, 3: _handled, 4: _answered, 5: _special, 6: _tracked}


def _kept(found: ComplaintFile, kind: str, due: datetime | None, name: str) -> str:
    """When a step was taken last, its deadline, and whether that was kept; one of a round before is history."""
    now = found.standing
    taken = next((line.at for line in reversed(found.history) if line.kind == kind and kind in now.done), None)
    if taken is None:
        return _("due {moment}").format(moment=_moment(due)) if due else ""
    if due is None:
        return _moment(taken)
    late = name in now.late and taken > due
    said = _("{moment}, due {due}: late") if late else _("{moment}, due {due}: in time")
    return said.format(moment=_moment(taken), due=_moment(due))


def _last_note(found: ComplaintFile, kind: str) -> str:
    note = next((line.note for line in reversed(found.history) if line.kind == kind), "")
    return names.visible(note, lines=True)


def _line(line: HistoryLine) -> Line:
    said = [names.visible(line.note, lines=True)] if line.note else []
    fields = {code: value for code, value in line.data.items() if (line.kind, code) != ("raised", "remedy_sought")}
    shown = ((field_name(code), _value(code, value)) for code, value in fields.items())
    said += [_(": ").join((name, value)) for name, value in shown if value]
    return Line(_moment(line.at), text.step_name(line), names.visible(line.person), "\n".join(said))


def _value(code: str, value: Any) -> str:
    """What was recorded in a field, in words; empty for what is no field or was not said."""
    if code not in FIELDS or value is None or value == "" or (code, value) == ("accepted", False):
        return ""
    holds = FIELDS[code].holds
    if holds == "yes_no":
        return _("yes") if value else _("no")
    if holds == "money":
        return f"{value / 100:,.2f}"
    if holds == "person":
        return names.visible(_name(value))
    if holds == "moment":
        return _moment(datetime.fromisoformat(value))
    return names.visible(choices(code).get(value, str(value)) if holds == "choice" else str(value))


def _measures(no: str) -> list[Section]:
    """The improvement actions for this complaint (RP-04)."""
    shown = names.visible
    lines = tuple(
        Line(row.due_on.isoformat(), _(action_list.STATUSES[row.status]), shown(row.owner), shown(row.title))
        for row in action_list.list_actions(everything=True, complaint=no)
    )
    return [Section(_("Improvement actions"), (), lines)] if lines else []


def _known(facts: list[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact[1])


def _moment(instant: datetime | None) -> str:
    return clock.local(instant).strftime("%Y-%m-%d %H:%M") if instant else ""
