"""The queue as a desk shows it: an agent's rows in the order of work, their counts, and who is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import JOIN, SQL, Expression, Select, Value, fn

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.common.own_hours import stored
from agentdesk.playbook import current
from agentdesk.playbook.house import Settings
from agentdesk.queue.score import Standing, Term, promise_is_due, terms
from agentdesk.store.audit import Actor
from agentdesk.store.memory import steady
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Customer, DoNotContact, Kind, Person, RepairOrder, Sale, Task, Vehicle

LANES = ("promise", "overdue", "today", "later")


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue."""

    task_id: int
    customer_id: int
    customer_name: str
    title: str
    initials: str
    is_key: bool
    kind_code: str
    kind_name: str
    group: str
    lane: str
    due_effective: date
    latest_on: date
    next_at: datetime | None
    promised_at: datetime | None
    model: str
    plate: str
    service_name: str
    event_on: date
    advisor_name: str
    attempts: int
    last_outcome: str
    claimed_by: str  # a colleague who has the customer on the line
    score: int
    terms: tuple[Term, ...]
    is_late: bool = False  # past its last day on time, whether it can be called now or has to wait


def rows(day: date, agent_id: int | None) -> list[QueueRow]:
    """An agent's calls of a day in the order of work (None: everybody's): near promises, then by score.

    A later day shows what will stand there: what is open and due by then.
    """
    playbook = current.current(day)
    groups = {kind.code: kind.group for kind in playbook.kinds}
    now = clock.now() if day == clock.today() else clock.at(day, 9)
    span = (day, clock.day_span(day)[1], clock.now())
    records = _due.dicts(*span) if agent_id is None else _due_of_agent.dicts(*span, agent_id)
    near = now + timedelta(minutes=playbook.head.settings.promise_near_minutes)
    records = [_in_own_hours(record, now, day) if record["own_hours"] else record for record in records]
    return sorted((_row(record, groups, now, day, playbook) for record in records), key=lambda row: _order(row, near))


def counts(found: Iterable[QueueRow]) -> dict[str, int]:
    """How many rows each lane and each group of kinds has, and `all`."""
    totals: dict[str, int] = {"all": 0}
    for row in found:
        totals["all"] += 1
        totals[row.lane] = totals.get(row.lane, 0) + 1
        totals["late"] = totals.get("late", 0) + row.is_late
        totals[row.group] = totals.get(row.group, 0) + 1
    return totals


def done_today(day: date, agent_id: int) -> int:
    """How many calls of the agent's list were finished on that day."""
    done = (Task.agent == agent_id) & (Task.closed_on == day) & (Task.disposition != "expired")
    return int(Task.select().where(done).count())


def best_next(actor: Actor, day: date | None = None) -> int | None:
    """The task to call now: the first that nobody has on the line and whose time has come; None when there is none."""
    now = clock.now()
    with steady():
        settings = current.current(clock.local(now).date()).head.settings
        found = rows(day or clock.today(), actor.id)
    return next((row.task_id for row in found if _is_next(row, now, settings)), None)


def _is_next(row: QueueRow, now: datetime, settings: Settings) -> bool:
    """Whether nobody has the customer on the line, no retry's delay runs, and no later time is agreed."""
    waits = row.next_at is not None and row.next_at > now and row.lane != "promise"
    agreed_later = row.promised_at is not None and not promise_is_due(row.promised_at, now, settings)
    return not (row.claimed_by or waits or agreed_later)


@prepared
def _due(day: Any, tomorrow: Any, now: Any) -> Select:
    """Open calls of the care department that can be worked on a day, with what their rows show."""
    holder = Person.alias()
    advisor = Person.alias()
    return (
        Task.select(
            Task.id, Task.customer, Task.kind_code, Task.weight, Task.due_effective, Task.latest_on, Task.event_on,
            Task.attempts, Task.last_outcome, Task.next_at, Task.promised_at, Customer.name.alias("customer_name"),
            Customer.title, Customer.name_initials, Customer.is_key, Customer.own_hours, Kind.name_zh, Kind.name_en,
            Vehicle.model, Vehicle.plate, advisor.name.alias("advisor_name"), holder.name.alias("holder_name"),
            RepairOrder.service_name, Sale.model.alias("sale_model"),
        )
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Kind, on=(Task.kind == Kind.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(advisor, JOIN.LEFT_OUTER, on=(Task.advisor == advisor.id))
        .join(holder, JOIN.LEFT_OUTER, on=((Task.claimed_by == holder.id) & (Task.lease_until > now)))
        .join(RepairOrder, JOIN.LEFT_OUTER, on=((Task.subject == "repair_order") & (Task.subject_id == RepairOrder.id)))
        .join(Sale, JOIN.LEFT_OUTER, on=((Task.subject == "sale") & (Task.subject_id == Sale.id)))
        .where(_can_be_worked(day, tomorrow) & ~fn.EXISTS(_banned()))
    )  # fmt: skip


@prepared
def _due_of_agent(day: Any, tomorrow: Any, now: Any, agent_id: Any) -> Select:
    """The same of one agent's list."""
    everybody: Select = _due.query(day, tomorrow, now)
    return everybody.where(Task.agent == agent_id)


def _can_be_worked(day: Any, tomorrow: Any) -> Expression:
    due: Expression = (
        (Task.state == SQL("'open'"))  # a literal, as in the partial index: with a bound value each run is planned anew
        & (Task.channel == "phone")
        & Task.owner_role.in_(["callback_agent", "care_manager"])
        & (Task.due_effective <= day)
        & ((Task.expires_on >= day) | Task.promised_at.is_null(False))  # a promise outlives the expiry
        & (Task.next_at.is_null() | (Task.next_at < tomorrow))
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


def _in_own_hours(record: dict[str, Any], now: datetime, day: date) -> dict[str, Any]:
    """The record, not before its customer wants to be rung (CM-01); an agreed time goes before that."""
    if record["promised_at"] is not None:
        return record
    earliest = max(record["next_at"] or now, now)
    at = stored(record["own_hours"]).of(current.calendar(day)).next_calling_time(earliest)
    return record | {"next_at": at} if at and at > earliest else record


def _row(record: dict[str, Any], groups: dict[str, str], now: datetime, day: date, playbook: Any) -> QueueRow:
    standing = Standing(
        record["weight"], record["latest_on"], record["due_effective"], record["is_key"], record["attempts"],
        record["promised_at"],
    )  # fmt: skip
    found = tuple(terms(standing, now, day, playbook.head.weights, playbook.head.settings))
    return QueueRow(
        task_id=record["id"],
        customer_id=record["customer"],
        customer_name=record["customer_name"],
        title=record["title"],
        initials=record["name_initials"],
        is_key=bool(record["is_key"]),
        kind_code=record["kind_code"],
        kind_name=pick(record["name_zh"], record["name_en"]),
        group=groups.get(record["kind_code"], ""),
        lane=_lane(record, now, day),
        due_effective=record["due_effective"],
        latest_on=record["latest_on"],
        next_at=record["next_at"],
        promised_at=record["promised_at"],
        model=record["model"] or record["sale_model"] or "",
        plate=record["plate"] or "",
        service_name=record["service_name"] or "",
        event_on=record["event_on"],
        advisor_name=record["advisor_name"] or "",
        attempts=record["attempts"],
        last_outcome=record["last_outcome"],
        claimed_by=record["holder_name"] or "",
        score=sum(term.points for term in found),
        terms=found,
        is_late=record["latest_on"] < day,
    )


def _lane(record: dict[str, Any], now: datetime, day: date) -> str:
    if record["promised_at"] is not None:
        return "promise"
    if record["next_at"] is not None and record["next_at"] > now:
        return "later"
    return "overdue" if record["latest_on"] < day else "today"


def _order(row: QueueRow, near: datetime) -> tuple[Any, ...]:
    """Promises whose time is near, then what can be called now by score, then what has to wait, by time."""
    at = row.promised_at or row.next_at
    if row.lane == "promise" and at and at <= near:
        return 0, at.isoformat(), -row.score, row.task_id
    if row.lane in ("promise", "later") and at:
        return 2, at.isoformat(), -row.score, row.task_id
    return 1, "", -row.score, row.latest_on, row.task_id
