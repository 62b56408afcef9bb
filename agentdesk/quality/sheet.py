"""What a supervisor checks of a day before signing it (SV-01): one dictionary with stable keys, ready to be stored.

    agents        each agent's day, with `unfinished`: all calls of the day that stayed open, also those put off
    unfinished    calls that stayed open, by why
    complaints    raised, handled, closed, escalated; `overdue` as of now, on the day itself
    missing       yellow cards that did not come, by advisor (CB-22)
    findings      errors in customer data, by kind
    promises      times agreed for the day that were missed, by agent
    overload      days ahead with more calls than hands
    flags         numbers that stand out (flags.py)

Names of people and flags are kept as they were; codes are named where the sheet is shown. Where a figure can only be
known on the day itself it is left empty on a later look.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.complaints.listing import list_complaints
from agentdesk.playbook import current
from agentdesk.quality.facts import calls, promises
from agentdesk.quality.flags import Flagged, found_in
from agentdesk.queue.register import register
from agentdesk.scoreboard.ahead import Overload
from agentdesk.scoreboard.today import AgentDay, agents_today, open_on
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import (
    AgendaItem,
    Complaint,
    Contact,
    Escalation,
    Finding,
    Person,
    Promise,
    Skip,
    Task,
)

Figures = dict[str, Any]
UNTOUCHED, SKIPPED, UNDECIDED = "untouched", "skipped", "undecided"  # why a call stayed open, where no outcome says it


def figures(day: date, overload: Sequence[Overload] = ()) -> Figures:
    """A day's sheet by the facts there are now."""
    still = _still_open(day)
    broken = _promises(day)
    open_by = Counter(agent for _task, _customer, agent in still)
    rules = current.current(day).quality.flags
    return {
        "date": day.isoformat(),
        "agents": [_agent(row, open_by[row.person_id], broken.get(row.person_id)) for row in agents_today(day)],
        "unfinished": _unfinished(day, still),
        "complaints": _complaints(day),
        "missing": _missing(day),
        "findings": _counted(_findings(day, Finding.kind).where(Finding.kind != "missing_record")),
        "promises": [{"agent": name, "count": number} for name, number in broken.values()],
        "overload": [{"date": row.day.isoformat(), "over": round(row.over)} for row in overload],
        "flags": [_flag(row) for row in found_in(calls(day, day), promises(day, day), rules)] if rules else [],
    }


def _flag(row: Flagged) -> dict[str, Any]:
    return {
        "code": row.code, "zh": row.zh, "en": row.en, "rule": row.rule, "agent": row.person, "calls": list(row.calls),
        "numbers": row.numbers,
    }  # fmt: skip


def _counted(rows: Any) -> list[dict[str, Any]]:
    return [{"code": code, "count": number} for code, number in tuples(rows)]


def _agent(row: AgentDay, unfinished: int, broken: tuple[str, int] | None) -> dict[str, Any]:
    """An agent's day; what is missed is what was agreed for this day, as in the section beneath."""
    return {
        "person_id": row.person_id, **row.as_json(), "due": row.done + unfinished, "unfinished": unfinished,
        "missed": broken[1] if broken else 0,
    }  # fmt: skip


def _still_open(day: date) -> list[tuple[Any, ...]]:
    """Task, customer and agent of the day's calls that stayed open."""
    return tuples(Task.select(Task.id, Task.customer, Task.agent).where(open_on(day, put_off=True)))


def _unfinished(day: date, still: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Calls that stayed open and why, by what the day's last contact came to; the reasons by their number."""
    outcomes = _last_outcomes(day)
    skipped = pairs(Skip.select(Skip.customer, Skip.reason).where(Skip.work_date == day).order_by(Skip.id))
    why = Counter[tuple[str, str]]()
    for task_id, customer_id, _agent_id in still:
        if task_id in outcomes:
            why["outcome", outcomes[task_id] or UNDECIDED] += 1
        elif customer_id in skipped:
            why[SKIPPED, skipped[customer_id]] += 1
        else:
            why[UNTOUCHED, ""] += 1
    return [{"why": kind, "code": code, "count": number} for (kind, code), number in why.most_common()]


def _last_outcomes(day: date) -> dict[int, str]:
    """What the day's last contact came to for each task on its agenda."""
    rows = AgendaItem.select(AgendaItem.task, AgendaItem.outcome).join(Contact).where(Contact.work_date == day)
    return pairs(rows.order_by(AgendaItem.id))


def _complaints(day: date) -> dict[str, Any]:
    start, end = clock.day_span(day)
    own = Complaint.merged_into.is_null()
    climbed = ~Escalation.step.startswith("-") & (Escalation.taken_at >= start) & (Escalation.taken_at < end)
    late = [row for row in list_complaints() if row.breached] if day == clock.today() else []
    return {
        "raised": Complaint.select().where(own & (Complaint.raised_on == day)).count(),
        "handled": Complaint.select().where(own & (Complaint.handled_on == day)).count(),
        "closed": Complaint.select().where(own & Complaint.closed_at.between(start, end)).count(),
        "escalated": Escalation.select(Escalation.complaint).where(climbed).distinct().count(),
        "overdue": [{"no": row.no, "clock": row.next_clock, "responsible": row.responsible} for row in late],
    }


def _missing(day: date) -> list[dict[str, Any]]:
    """Expected records that did not come: on the day itself those the register waits for, afterwards the findings."""
    if day >= clock.today():
        waiting = [entry.advisor for entry in register(day) if entry.state == "missing"]
        return _by_name(waiting)
    found = _findings(day, Person.name).join(Person, on=(Finding.against == Person.id))
    rows = tuples(found.where(Finding.kind == "missing_record"))
    return [{"advisor": name, "count": number} for name, number in rows]


def _by_name(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"advisor": name, "count": number} for name, number in sorted(Counter(names).items())]


def _findings(day: date, by: Any) -> Any:
    standing = (Finding.work_date == day) & Finding.withdrawn_at.is_null()
    return Finding.select(by, fn.COUNT(Finding.id)).where(standing).group_by(by).order_by(by)


def _promises(day: date) -> dict[int | None, tuple[str, int]]:
    """Times agreed for the day and not kept: how many, by who agreed them."""
    late = timedelta(minutes=current.current(day).head.settings.promise_late_minutes)
    open_still = Promise.ended_at.is_null() & (Promise.promised_at < clock.now() - late)
    missed = (Promise.work_date == day) & ((Promise.ended_how == "missed") | open_still)
    rows = Promise.select(Person.id, Person.name, fn.COUNT(Promise.id)).join(Person, on=(Promise.person == Person.id))
    counted = rows.where(missed).group_by(Person.id, Person.name).order_by(Person.name)
    return {person_id: (name, number) for person_id, name, number in tuples(counted)}
