"""Appointments and visits to the workshop: KP-10 to KP-12, KP-14 and the re-repairs of KP-16."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from peewee import Expression, Select, Value, fn

from agentdesk.common.i18n import N_
from agentdesk.playbook.house import Maintenance
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Observation, marked
from agentdesk.scoreboard.queries import Span
from agentdesk.store.reading import column, tuples
from agentdesk.store.retention import removed_before
from agentdesk.store.tables import Appointment, RepairOrder, Task

_BATCH = 500
VISITED_ON = fn.COALESCE(RepairOrder.opened_on, RepairOrder.left_on)


def booked(span: Span) -> Select:
    """Appointments of the period that were not cancelled; one that may still be kept today is not counted yet."""
    over = (Appointment.starts_on < span.seen_on) | Appointment.status.in_(["arrived", "no_show"])
    within = Appointment.starts_on.between(span.first, span.last) & (Appointment.status != "cancelled")
    found: Select = Appointment.select(Appointment.id).where(within & over)
    return found


def no_shows(span: Span) -> Select:
    """Those to which nobody came."""
    return booked(span).where(Appointment.status == "no_show")


def to_confirm(span: Span) -> Select:
    """Appointments that somebody had to confirm by telephone (the list of the day before, one hour before)."""
    return booked(span).where(fn.EXISTS(_calls()))


def confirmed(span: Span) -> Select:
    """Those whose customer was reached and is coming."""
    outcomes = span.playbook.outcomes
    coming = [row.code for row in outcomes if row.klass == "I" and (not row.settles or "appointment" in row.effects)]
    return booked(span).where(fn.EXISTS(_calls().where(Task.disposition.in_(coming))))


def arrived(span: Span) -> Select:
    """Those to be confirmed whose customer came as booked."""
    return to_confirm(span).where(Appointment.status == "arrived")


def _calls() -> Select:
    found: Select = Task.select(Value(1)).where(
        (Task.subject == "appointment") & (Task.subject_id == Appointment.id) & (Task.channel == "phone")
    )
    return found


def visits(span: Span) -> Select:
    """Repair orders by the day the car came in, or left where only that is known."""
    found: Select = RepairOrder.select(RepairOrder.id).where(_within(VISITED_ON, span))
    return found


def orders_left(span: Span) -> Select:
    """Repair orders by the day the car left."""
    found: Select = RepairOrder.select(RepairOrder.id).where(_within(RepairOrder.left_on, span))
    return found


def repaired_again(span: Span) -> Select:
    """Those that the workshop itself calls a repair of an earlier order's fault."""
    return orders_left(span).where(RepairOrder.re_repair_of != "")


def _within(day: Any, span: Span) -> Expression:
    removed = removed_before("repair_order")
    first = max(span.first, removed) if removed else span.first
    within: Expression = day.between(first, span.last)
    return within


def _customers_of_the_day(span: Span) -> list[Observation]:
    """KP-10: appointments, and visits without one on the same day."""
    same_day = (Appointment.customer == RepairOrder.customer) & (Appointment.starts_on == VISITED_ON)
    expected = fn.EXISTS(Appointment.select(Value(1)).where(same_day & (Appointment.status != "cancelled")))
    appointments = column(booked(span))
    unbooked = column(visits(span).where(~expected))
    return [*marked("appointment", appointments, appointments), *marked("repair_order", unbooked, ())]


def _reminded(span: Span) -> list[Observation]:
    """KP-12: cars on the reminder lists whose time to come is over, those that came for their maintenance marked.

    A car has come where a maintenance began between the first reminder and `same_service_days` after the service day;
    a car reminded twice of one service stands there once. [ours]
    """
    house = span.playbook.head.maintenance
    kinds = [step.kind.code for step in span.playbook.steps() if step.schedule.trigger == SERVICE]
    if house is None:
        return []
    grace = timedelta(days=house.same_service_days)
    rows = Task.select(fn.MIN(Task.id), Task.vehicle, Task.event_on, fn.MIN(Task.due_nominal)).where(
        Task.kind_code.in_(kinds)
        & (Task.subject == "vehicle")
        & Task.latest_on.between(span.first, span.last)
        & (Task.event_on < span.seen_on - grace)
    )
    reminded = tuples(rows.group_by(Task.vehicle, Task.event_on))
    services = _services([vehicle for _task, vehicle, _day, _from in reminded], house)
    return [
        Observation("task", task, any(_day(begun) <= came <= _day(day) + grace for came in services[vehicle]))
        for task, vehicle, day, begun in reminded
    ]


SERVICE = "vehicle.next_service"


def _services(vehicles: Sequence[int], house: Maintenance) -> dict[int, list[date]]:
    """The days on which these cars came for a scheduled maintenance."""
    found: dict[int, list[date]] = defaultdict(list)
    for start in range(0, len(vehicles), _BATCH):
        rows = RepairOrder.select(
            RepairOrder.vehicle, RepairOrder.opened_on, RepairOrder.left_on, RepairOrder.service_name
        )
        these = RepairOrder.vehicle.in_(vehicles[start : start + _BATCH])
        for vehicle, opened, left, name in tuples(rows.where(these)):
            day = opened or left
            if day is not None and house.is_service(name):
                found[vehicle].append(day)
    return found


def _day(value: Any) -> date:
    """A date of an aggregate, which a driver may give as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _no_confirmation(_span: Span) -> str:
    return N_("No appointment of this period had a call to confirm it.")


def _not_over(_span: Span) -> str:
    return N_("No reminder of a maintenance whose time to come is over falls in this period.")


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "KP-10",
        N_("Customers with an appointment"),
        N_("appointments of the day ÷ appointments and visits without one, all days together"),
        "appointment",
        observe=_customers_of_the_day,
        requirements=("KP-10",),
        period=OWN_DAY,
        source="appointments",
        ground="visit",
    ),
    Definition(
        "KP-11A",
        N_("No-shows"),
        N_("appointments to which nobody came ÷ all appointments of the day that were not cancelled"),
        "appointment",
        booked,
        no_shows,
        sense="at_most",
        requirements=("KP-11",),
        period=OWN_DAY,
        source="appointments",
        ground="booking",
    ),
    Definition(
        "KP-11B",
        N_("Appointments confirmed"),
        N_("appointments whose customer was reached and is coming ÷ appointments to be confirmed"),
        "appointment",
        to_confirm,
        confirmed,
        requirements=("KP-11",),
        period=OWN_DAY,
        source="appointments",
        why_empty=_no_confirmation,
        ground="booking",
    ),
    Definition(
        "KP-11C",
        N_("Appointments kept"),
        N_("customers who arrived as booked ÷ appointments to be confirmed"),
        "appointment",
        to_confirm,
        arrived,
        requirements=("KP-11",),
        period=OWN_DAY,
        source="appointments",
        why_empty=_no_confirmation,
        ground="booking",
    ),
    Definition(
        "KP-12",
        N_("Came after the reminder"),
        N_("reminded cars that came for their maintenance in time ÷ cars on the reminder lists whose time is over"),
        "task",
        observe=_reminded,
        requirements=("KP-12",),
        why_empty=_not_over,
        ground="reminder",
    ),
    Definition(
        "KP-14",
        N_("Visits to the workshop"),
        N_("repair orders by the day the car came in"),
        "repair_order",
        visits,
        visits,
        measure="count",
        unit="number",
        requirements=("KP-14",),
        period=OWN_DAY,
        source="repair-orders",
        ground="visit",
    ),
    Definition(
        "KP-16R",
        N_("Repaired again, by the orders"),
        N_("repair orders that name the order they repair again ÷ all repair orders whose car left in the period"),
        "repair_order",
        orders_left,
        repaired_again,
        sense="at_most",
        requirements=("KP-16", "FV-01"),
        period=OWN_DAY,
        source="repair-orders",
        ground="visit",
    ),
)
