"""Which calls stand in whose list, as queries: an agent's own, and what an absent colleague has promised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, Select, Value, fn

from agentdesk.common import clock
from agentdesk.playbook.house import Settings, Weights
from agentdesk.playbook.schema import Playbook
from agentdesk.queue import score
from agentdesk.store.prepared import Prepared, prepared
from agentdesk.store.tables import (
    Absence,
    Complaint,
    Consent,
    Customer,
    DoNotContact,
    Kind,
    Person,
    Promise,
    RepairOrder,
    Sale,
    Task,
    Vehicle,
)

AT_ONCE = 50  # candidates for the next call that are read at a time
ROLES = ("callback_agent", "care_manager")


@prepared
def of_everybody(day: Any, tomorrow: Any, now: Any) -> Select:
    """Open calls of the care department that can be worked on a day, with what their rows show."""
    holder = Person.alias()
    advisor = Person.alias()
    return (
        Task.select(
            Task.id, Task.customer, Task.kind_code, Task.weight, Task.due_effective, Task.latest_on, Task.expires_on,
            Task.event_on, Task.attempts, Task.last_outcome, Task.next_at, Task.promised_at, Task.tried_part,
            Customer.name.alias("customer_name"), Customer.title, Customer.name_initials, Customer.is_key,
            Customer.is_member, Customer.is_lost, Customer.own_hours, Kind.name_zh, Kind.name_en, Vehicle.model,
            Vehicle.plate, advisor.name.alias("advisor_name"), holder.name.alias("holder_name"),
            RepairOrder.service_name, Sale.model.alias("sale_model"), Complaint.no.alias("complaint_no"),
        )
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(advisor, JOIN.LEFT_OUTER, on=(Task.advisor == advisor.id))
        .join(holder, JOIN.LEFT_OUTER, on=((Task.claimed_by == holder.id) & (Task.lease_until > now)))
        .join(RepairOrder, JOIN.LEFT_OUTER, on=((Task.subject == "repair_order") & (Task.subject_id == RepairOrder.id)))
        .join(Sale, JOIN.LEFT_OUTER, on=((Task.subject == "sale") & (Task.subject_id == Sale.id)))
        .join(Complaint, JOIN.LEFT_OUTER, on=((Task.subject == "complaint") & (Task.subject_id == Complaint.id)))
        .where(_can_be_worked(day, tomorrow))
    )  # fmt: skip


@prepared
def of_agent(day: Any, tomorrow: Any, now: Any, agent_id: Any, near: Any, graced: Any) -> Select:
    """The same of one agent's list, with what absent colleagues have promised (`_in_list`)."""
    everybody: Select = of_everybody.query(day, tomorrow, now)
    return everybody.where(_in_list(day, agent_id, near, graced))


def _in_list(day: Any, agent_id: Any, near: Any, graced: Any) -> Expression:
    """Whose list a call stands in: the agent's own, and for a while those of colleagues who are absent on the day.

    What such a colleague has promised comes up near its time; a promise that the customer wants kept by that very
    person only after the grace, when nobody can have kept it.
    """
    away = Absence.select(Absence.person).where(
        (Absence.first_on <= day) & (Absence.last_on >= day) & Absence.withdrawn_at.is_null()
    )
    people = Person.select(Person.id).where((Person.id == agent_id) | Person.id.in_(away))
    anyone = (Promise.mine_only == False) & (Promise.promised_at <= near)  # noqa: E712 - SQL, not Python
    one_s_own = Promise.mine_only & (Promise.promised_at <= graced)
    promised = Promise.select(Value(1)).where(
        (Promise.task == Task.id) & Promise.ended_at.is_null() & (anyone | one_s_own)
    )
    found: Expression = Task.agent.in_(people) & ((Task.agent == agent_id) | fn.EXISTS(promised))
    return found


def _can_be_worked(day: Any, tomorrow: Any) -> Expression:
    due: Expression = (
        (Task.state == SQL("'open'"))  # a literal, as in the partial index: with a bound value each run is planned anew
        & (Task.channel == "phone")
        & Task.owner_role.in_(ROLES)
        & (Task.due_effective <= day)
        & ((Task.expires_on >= day) | Task.promised_at.is_null(False))  # a promise outlives the expiry
        & (Task.next_at.is_null() | (Task.next_at < tomorrow))
        & Customer.restricted_at.is_null()
        & ~fn.EXISTS(_banned())
    )
    return due


def _banned() -> Select:
    """A wish not to be called that came after the task was built."""
    ban = DoNotContact.alias()
    return ban.select(Value(1)).where(
        (ban.customer == Task.customer)
        & ban.lifted_at.is_null()
        & ban.kind_code.in_(["", Task.kind_code])
        & ban.channel.in_(["", "phone"])
    )


def _said_no() -> Select:
    """That the customer has said no to something, once: to what, and whether it still holds, says queue/refused.py."""
    no = Consent.alias()
    by_phone = no.channel.in_(["", "phone"])
    return no.select(Value(1)).where((no.customer == Task.customer) & no.withdrawn_at.is_null(False) & by_phone)


@prepared
def open_complaints(customer_ids: Any) -> ModelSelect[Complaint]:
    """The severities of these customers' open complaints."""
    open_ones = Complaint.customer.in_(customer_ids) & (Complaint.state != "closed")
    return Complaint.select(Complaint.customer, Complaint.severity).where(open_ones)


def candidates(
    day: date, agent_id: int, now: datetime, playbook: Playbook, *, asked_only: bool
) -> Iterator[tuple[int, int, str, str, bool, bool]]:
    """Whom an agent could call now, in the order of work: task, customer, kind, own hours, promised?, said no once?

    Neither those on the line, nor those whose retry waits, nor customers who have agreed on a later time for any of
    their calls. With `asked_only` those alone who asked for a time: outside the house's calling hours.
    """
    settings = playbook.head.settings
    at, codes = score.moment(now, day, settings), tuple(row.code for row in playbook.complaints.severities)
    near, graced = reach(now, settings)
    values = (day, clock.day_span(day)[1], agent_id, near, graced, now, at.promised_by, at.part)
    place = 0
    while found := _ready(playbook.head.weights, codes, place, asked_only=asked_only).rows(*values):
        for task_id, customer_id, kind, own_hours, promised_at, said_no in found:
            yield task_id, customer_id, kind, own_hours, promised_at is not None, bool(said_no)
        place += AT_ONCE


@lru_cache(maxsize=16)
def _ready(weights: Weights, severities: tuple[str, ...], place: int, *, asked_only: bool) -> Prepared:
    """`candidates` from one place of their order on, by everything that changes with the minute."""

    @prepared
    def select(
        day: Any, tomorrow: Any, agent_id: Any, near: Any, graced: Any, now: Any, promised_by: Any, part: Any
    ) -> Select:
        at = score.Moment(day, promised_by, part)
        standing = score.standing_of_tasks(severities)
        free = Task.claimed_by.is_null() | (Task.lease_until <= now)
        promised = Task.promised_at <= promised_by
        ready = promised | (Task.promised_at.is_null() & (Task.next_at.is_null() | (Task.next_at <= now)))
        asked = promised | (Customer.own_hours != "") if asked_only else SQL("1 = 1")
        return (
            Task.select(
                Task.id,
                Task.customer,
                Task.kind_code,
                Customer.own_hours,
                Task.promised_at,
                fn.EXISTS(_said_no()).alias("said_no"),
            )
            .join(Customer, on=(Task.customer == Customer.id))
            .where(_can_be_worked(day, tomorrow) & _in_list(day, agent_id, near, graced))
            .where(free & ready & asked)
            .where(~fn.EXISTS(_agreed_later(promised_by)) & ~fn.EXISTS(_another_s(agent_id, graced)))
            .order_by(*score.order(standing, at, weights))
            .limit(AT_ONCE)
            .offset(place)
        )

    return select


def reach(now: datetime, settings: Settings) -> tuple[datetime, datetime]:
    """Up to which time promises of absent colleagues come up: those anyone may keep, and those after their grace."""
    return (
        now + timedelta(minutes=settings.promise_near_minutes),
        now - timedelta(minutes=settings.promise_grace_minutes),
    )


def _agreed_later(promised_by: Any) -> Select:
    """Another call of the customer's that waits for a time agreed on: nobody rings before it for something else."""
    other = Task.alias()
    later = other.promised_at > promised_by
    return other.select(Value(1)).where((other.customer == Task.customer) & (other.state == "open") & later)


def _another_s(agent_id: Any, graced: Any) -> Select:
    """A promise that a colleague alone is to keep, within its grace."""
    own = (Promise.task == Task.id) & Promise.ended_at.is_null() & Promise.mine_only & (Promise.person != agent_id)
    return Promise.select(Value(1)).where(own & (Promise.promised_at > graced))
