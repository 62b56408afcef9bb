"""Where each trigger's facts lie: one SELECT per trigger, joined with the days that are due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Expression, Model, Select, Value, fn

from agentdesk.playbook.kinds import Step, When
from agentdesk.store.tables import Appointment, CallRequest, Complaint, Customer, RepairOrder, Sale, StoreVisit, Vehicle
from agentdesk.store.tables.temporary import DueDay

NOTHING = SQL("CAST(NULL AS INTEGER)")  # a server wants to know of what kind


class Source(NamedTuple):
    """A trigger's facts: the query's base, and the columns a task takes from it."""

    query: Select
    subjects: dict[str, Any]  # id expression by subject
    advisor: Any
    vehicle: Any
    conditions: tuple[tuple[str, Any], ...] = ()  # what makes a fact one of the schedule's: its name, and the question
    request: Any = NOTHING  # the row of another system that asks for the call
    day: Any = None  # the facts' own column of the trigger day, where every fact of a day is one


def has_source(step: Step) -> bool:
    """Whether facts are stored for the schedule's trigger."""
    return step.schedule.trigger in _SOURCES


def source(step: Step) -> Source:
    """The facts of a schedule's trigger joined with DueDay, its `when` applied."""
    found = facts(step)
    for _name, condition in found.conditions:
        found = found._replace(query=found.query.where(condition))
    return found


def facts(step: Step) -> Source:
    """All facts of a schedule's trigger joined with DueDay, those that are none of the schedule's too."""
    found = _SOURCES[step.schedule.trigger]()
    if step.schedule.trigger == "import":
        found = found._replace(query=found.query.where(CallRequest.kind_code == step.kind.code))
    return found._replace(conditions=(*found.conditions, *_conditions(step.schedule.when)))


def _visit(fact: type[Model], day: Any, subject: str) -> Source:
    """A fact with customer, vehicle and advisor of its own, triggered on one of its dates."""
    query = (
        fact.select()
        .join(DueDay, on=(day == DueDay.event_on))
        .join(Customer, on=(fact.customer == Customer.id))  # type: ignore[attr-defined]
        .join(Vehicle, JOIN.LEFT_OUTER, on=(fact.vehicle == Vehicle.id))  # type: ignore[attr-defined]
    )
    columns: Any = fact
    subjects = {subject: columns.id, "customer": columns.customer, "vehicle": columns.vehicle}
    return Source(query, subjects, columns.advisor, columns.vehicle, day=day)


def _request() -> Source:
    """What another system asks for on a day; the kind it is asked as is the schedule's (see `facts`)."""
    found = _visit(CallRequest, CallRequest.due_on, "request")
    return found._replace(request=CallRequest.id, day=None)


def _booked(found: Source) -> Source:
    return found._replace(conditions=(("status", Appointment.status == "booked"),))


def _store_visit() -> Source:
    query = (
        StoreVisit.select()
        .join(DueDay, on=(StoreVisit.visited_on == DueDay.event_on))
        .join(Customer, on=(StoreVisit.customer == Customer.id))
    )
    subjects = {"store_visit": StoreVisit.id, "customer": StoreVisit.customer}
    came = ("called_in", StoreVisit.kind == "visit")
    return Source(query, subjects, StoreVisit.advisor, NOTHING, (came, ("bought", StoreVisit.state != "bought")))


def _complaint() -> Source:
    query = (
        Complaint.select()
        .join(DueDay, on=(Complaint.handled_on == DueDay.event_on))
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
    )
    subjects = {"complaint": Complaint.id, "customer": Complaint.customer}
    return Source(query, subjects, Complaint.about, Complaint.vehicle)


def _vehicle(day: Any) -> Callable[[], Source]:
    def make() -> Source:
        query = (
            Vehicle.select()
            .join(DueDay, on=(day == DueDay.event_on))
            .join(Customer, on=(Vehicle.customer == Customer.id))
        )
        return Source(query, {"vehicle": Vehicle.id, "customer": Vehicle.customer}, last_advisor(), Vehicle.id)

    return make


def last_advisor() -> Select:
    """The service advisor of the vehicle's last workshop visit: who knows its customer."""
    order = RepairOrder.alias()
    return (
        order.select(order.advisor)
        .where((order.vehicle == Vehicle.id) & order.advisor.is_null(False))
        .order_by(order.left_on.desc(), order.id.desc())
        .limit(1)
    )


def _everybody(join_on: Callable[[], Expression]) -> Callable[[], Source]:
    def make() -> Source:
        query = Customer.select().join(DueDay, on=join_on())
        return Source(query, {"customer": Customer.id}, NOTHING, NOTHING)

    return make


_SOURCES: dict[str, Callable[[], Source]] = {
    "repair_order.left": lambda: _visit(RepairOrder, RepairOrder.left_on, "repair_order"),
    "sale.delivered": lambda: _visit(Sale, Sale.delivered_on, "sale"),
    "appointment.starts": lambda: _booked(_visit(Appointment, Appointment.starts_on, "appointment")),
    "visit.no_purchase": _store_visit,
    "complaint.handled": _complaint,
    "vehicle.insurance_expires": _vehicle(Vehicle.insurance_expires_on),
    "vehicle.inspection_expires": _vehicle(Vehicle.inspection_expires_on),
    "vehicle.next_service": _vehicle(Vehicle.next_service_on),
    "customer.birthday": _everybody(lambda: Customer.birth_md == DueDay.key),
    "import": _request,
    "festival": _everybody(lambda: Value(1) == 1),
    "calendar": _everybody(lambda: Value(1) == 1),
}


def _conditions(when: When) -> Iterator[tuple[str, Any]]:
    """The schedule's `when` as conditions, each by its key."""
    if when.use_type:
        yield "use_type", Vehicle.use_type == when.use_type
    if when.first_service_done is not None:
        yield "first_service_done", Vehicle.first_service_on.is_null(not when.first_service_done)
    if when.segment:
        yield "segment", segment(when.segment)


def segment(name: str) -> Expression:
    """Which customers belong to a segment (AU-15)."""
    car, complaint = Vehicle.alias(), Complaint.alias()
    conditions: dict[str, Any] = {
        "key": Customer.is_key,
        "lost": Customer.is_lost,
        "member": Customer.is_member,
        "complaint": fn.EXISTS(complaint.select(Value(1)).where(complaint.customer == Customer.id)),
        "potential": ~fn.EXISTS(car.select(Value(1)).where(car.customer == Customer.id)),
    }
    condition: Expression = conditions[name]
    return condition
