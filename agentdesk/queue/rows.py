"""The queue as a desk shows it: an agent's rows in the order of work, their counts, and who is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.common.i18n import pick
from agentdesk.common.own_hours import stored
from agentdesk.playbook import current
from agentdesk.playbook.schema import Playbook
from agentdesk.queue import caps, due
from agentdesk.queue.promised import is_missed
from agentdesk.queue.refused import refusals, why_refused
from agentdesk.queue.score import Moment, Standing, Term, moment, terms
from agentdesk.store.audit import Actor
from agentdesk.store.memory import steady
from agentdesk.store.tables import Task

LANES = ("missed", "promise", "overdue", "today", "later")


class QueueRow(NamedTuple):
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
    held: str = ""  # why the customer is rung no more today: the playbook's caps, or a refusal
    complaint_no: str = ""  # of the complaint that the call is about: it tells two of one customer's apart


class Upcoming(NamedTuple):
    """Whom to call now, and outside the house's calling hours when they begin again (naive UTC).

    `task_id` is None where nobody can be called; in closed hours it is only ever somebody who asked for this time.
    """

    task_id: int | None
    reopens_at: datetime | None = None


class _Seen(NamedTuple):
    """What a list is looked at with."""

    day: date
    now: datetime
    at: Moment
    playbook: Playbook
    groups: Mapping[str, str]
    severities: Mapping[int, int]  # of open complaints, by customer
    held: Mapping[int, str]  # task -> why its customer is rung no more today
    rests: Mapping[int, datetime]  # task -> when the first of its customer's numbers may be dialled again


def rows(day: date, agent_id: int | None) -> list[QueueRow]:
    """An agent's calls of a day in the order of work (None: everybody's): near promises, then by score.

    A later day shows what will stand there: what is open and due by then.
    """
    playbook = current.current(day)
    now = clock.now() if day == clock.today() else clock.at(day, 9)
    span = (day, clock.day_span(day)[1], clock.now())
    reach = due.reach(now, playbook.head.settings)
    found = due.of_everybody.dicts(*span) if agent_id is None else due.of_agent.dicts(*span, agent_id, *reach)
    records = _agreed_to(found)
    held, rests = _held(records, day)
    seen = _Seen(
        day=day,
        now=now,
        at=moment(now, day, playbook.head.settings),
        playbook=playbook,
        groups={kind.code: kind.group for kind in playbook.kinds},
        severities=_severities([record["customer"] for record in records], playbook),
        held=held,
        rests=rests,
    )
    near = now + timedelta(minutes=playbook.head.settings.promise_near_minutes)
    return sorted((_row(_waiting(record, seen), seen) for record in records), key=lambda row: _order(row, near))


def _agreed_to(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those that their customers have said no to since they were queued."""
    said = refusals(sorted({record["customer"] for record in records}))
    return (
        [each for each in records if not why_refused(said, each["customer"], [each["kind_code"]])] if said else records
    )


def _severities(customer_ids: list[int], playbook: Playbook) -> dict[int, int]:
    """The place of each customer's gravest open complaint's severity, from 1."""
    places = {row.code: place for place, row in enumerate(playbook.complaints.severities, 1)}
    found: dict[int, int] = {}
    for customer_id, code in due.open_complaints.rows(customer_ids) if customer_ids else ():
        found[customer_id] = max(found.get(customer_id, 0), places.get(code, 0))
    return found


def _held(records: list[dict[str, Any]], day: date) -> tuple[dict[int, str], dict[int, datetime]]:
    """Why customers are rung no more today, and whose numbers rest till when, by task; a promise goes before both."""
    dials = caps.dials_of(day)
    rung = [record for record in records if record["customer"] in dials and record["promised_at"] is None]
    usable = caps.usable_numbers({record["customer"] for record in rung}) if rung else {}
    held: dict[int, str] = {}
    rests: dict[int, datetime] = {}
    for record in rung:
        seen = dials[record["customer"]], caps.caps_of([record["kind_code"]], day), usable.get(record["customer"], [])
        held[record["id"]] = caps.why_not_offered(*seen)
        if until := caps.rests_until(*seen):
            rests[record["id"]] = until
    return held, rests


def counts(found: Iterable[QueueRow]) -> dict[str, int]:
    """How many rows each lane and each group of kinds has, and `all`."""
    totals: dict[str, int] = {"all": 0}
    for row in found:
        totals["all"] += 1
        totals[row.lane] = totals.get(row.lane, 0) + 1
        totals["late"] = totals.get("late", 0) + row.is_late
        totals[row.group] = totals.get(row.group, 0) + 1
    totals["promise"] = totals.get("promise", 0) + totals.get("missed", 0)
    return totals


def done_today(day: date, agent_id: int) -> int:
    """How many calls of the agent's list were finished on that day."""
    done = (Task.agent == agent_id) & (Task.closed_on == day) & (Task.disposition != "expired")
    return int(Task.select().where(done).count())


def best_next(actor: Actor, day: date | None = None) -> int | None:
    """The task to call now; None when there is none (`upcoming` says until when)."""
    actor.require("agent", "supervisor")
    return upcoming(actor, day).task_id


def upcoming(actor: Actor, day: date | None = None) -> Upcoming:
    """Whom to call now: the first that nobody has on the line and whose time has come, by the order of the list.

    Outside calling hours only a promise that is due, or who wants to be rung at this hour (CM-01).
    """
    actor.require("agent", "supervisor")
    now = clock.now()
    with steady():
        wanted = day or clock.today()
        playbook, house = current.current(wanted), current.calendar(clock.local(now).date())
        closed = not house.is_calling_time(now)
        reopens_at = house.next_calling_time(now) if closed else None
        dials = caps.dials_of(clock.local(now).date())
        for task_id, customer_id, kind, own_hours, is_promised, said_no in due.candidates(
            wanted, actor.id, now, playbook, asked_only=closed
        ):
            if said_no and why_refused(refusals([customer_id]), customer_id, [kind]):
                continue
            if is_promised:
                return Upcoming(task_id, reopens_at)
            if own_hours and not stored(own_hours).of(house).is_calling_time(now):
                continue
            if customer_id in dials and _is_left_alone(customer_id, dials[customer_id], kind, now):
                continue
            return Upcoming(task_id, reopens_at)
    return Upcoming(None, reopens_at)


def _is_left_alone(customer_id: int, dials: caps.Dials, kind: str, now: datetime) -> bool:
    """Whether a customer who was rung today is not offered: rung as often as allowed, refused, or just rung in vain."""
    numbers, allowed = caps.usable_numbers([customer_id]).get(customer_id, []), caps.caps_of([kind])
    rests = caps.rests_until(dials, allowed, numbers)
    return bool(caps.why_not_offered(dials, allowed, numbers)) or (rests is not None and rests > now)


def _waiting(record: dict[str, Any], seen: _Seen) -> dict[str, Any]:
    """The record, not before its customer wants to be rung (CM-01) or may be rung again; an agreed time goes before."""
    if record["promised_at"] is not None:
        return record
    own, held = stored(record["own_hours"]), seen.held.get(record["id"], "")
    rests = seen.rests.get(record["id"], seen.now)
    if not own and not held and rests <= seen.now:
        return record
    earliest = max(record["next_at"] or seen.now, rests, seen.now)
    if held:
        earliest = max(earliest, clock.day_span(seen.day)[1])
    at = own.of(current.calendar(seen.day)).next_calling_time(earliest)
    return record | {"next_at": at} if at and at > seen.now else record


def _row(record: dict[str, Any], seen: _Seen) -> QueueRow:
    standing = Standing(
        record["weight"], record["latest_on"], record["due_effective"], record["expires_on"], record["is_key"],
        record["is_member"], record["is_lost"], seen.severities.get(record["customer"], 0), record["attempts"],
        record["promised_at"], record["tried_part"],
    )  # fmt: skip
    found = tuple(terms(standing, seen.at, seen.playbook.head.weights))
    return QueueRow(
        task_id=record["id"],
        customer_id=record["customer"],
        customer_name=record["customer_name"],
        title=record["title"],
        initials=record["name_initials"],
        is_key=bool(record["is_key"]),
        kind_code=record["kind_code"],
        kind_name=pick(record["name_zh"], record["name_en"]),
        group=seen.groups.get(record["kind_code"], ""),
        lane=_lane(record, seen),
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
        is_late=record["latest_on"] < seen.day,
        held=seen.held.get(record["id"], ""),
        complaint_no=record["complaint_no"] or "",
    )


def _lane(record: dict[str, Any], seen: _Seen) -> str:
    if record["promised_at"] is not None:
        late = timedelta(minutes=seen.playbook.head.settings.promise_late_minutes)
        return "missed" if is_missed(record["promised_at"], seen.now, late) else "promise"
    if record["next_at"] is not None and record["next_at"] > seen.now:
        return "later"
    return "overdue" if record["latest_on"] < seen.day else "today"


def _order(row: QueueRow, near: datetime) -> tuple[Any, ...]:
    """Promises whose time is near, then what can be called now by score, then what has to wait, by time."""
    at = row.promised_at or row.next_at
    if row.promised_at is not None and row.promised_at <= near:
        return 0, row.promised_at.isoformat(), -row.score, row.latest_on, row.task_id
    if row.lane in ("promise", "later") and at:
        return 2, at.isoformat(), -row.score, row.latest_on, row.task_id
    return 1, "", -row.score, row.latest_on, row.task_id
