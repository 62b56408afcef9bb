"""Why a task is there, and why it stands at its place: the rule, the fact, the dates, and the terms of its score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from agentdesk.common import clock, dates, names
from agentdesk.common.cells import cell_len, pad
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.wrapping import wrap
from agentdesk.playbook.current import calendar, current
from agentdesk.queue import derive, score, task_facts
from agentdesk.queue.explain import Explanation, RuleLine, explain_fact
from agentdesk.queue.explain_text import WIDTH, arithmetic, fact_text, kind_name, sentence
from agentdesk.queue.retry import NextTry
from agentdesk.queue.rows import QueueRow, rows
from agentdesk.queue.skips import Passing, reason_name, skips_of
from agentdesk.store.tables import Customer, Task

LANES = {
    "missed": N_("a time agreed on was missed"),
    "promise": N_("a time is agreed"),
    "overdue": N_("past its last day on time"),
    "today": N_("can be called now"),
    "later": N_("waits for its time"),
}
WAITS = {
    "promise": N_("agreed with the customer"),
    "delay": N_("the last outcome's delay"),
    "apart": N_("the least time between two tries"),
    "day_full": N_("tried as often as a day allows"),
    "part": N_("another part of the day than last time"),
    "hours": N_("fitted into the calling hours"),
    "skip": N_("skipped until then"),
}


@dataclass(frozen=True)
class Rank:
    """A task's place in its agent's list, and the row with the terms of its score."""

    place: int
    of: int
    row: QueueRow


@dataclass(frozen=True)
class TaskExplanation:
    """A task, the rule it came from, and where it stands; no rank where it stands in nobody's list."""

    task: Task
    customer: Customer
    line: RuleLine | None
    rank: Rank | None


def explain_task(task_id: int) -> TaskExplanation:
    """Everything about one task; UsageError where there is none of that number."""
    task = Task.get_or_none(Task.id == task_id)
    if task is None:
        raise UsageError(_("There is no task {id}.").format(id=task_id))
    return TaskExplanation(task, task.customer, explain_fact(task), _rank(task))


def why(task_id: int, held: str = "") -> list[str]:
    """Why a task is there and waits, in a few lines for the desk: its rule's requirements, the fact, the dates.

    `held` is why its customer is rung no more today, as its row says.
    """
    task = Task.get_or_none(Task.id == task_id)
    if task is None:
        return []
    line = explain_fact(task)
    steps = [_(", ").join(line.kind.requirements)] if line else []
    steps += [fact_text(line.fact)] if line and line.fact else []
    steps += arithmetic(line) if line else []
    return [*steps, *filter(None, (waiting_text(task_id), agreed_elsewhere(task), _held(held)))]


def task_page(found: TaskExplanation) -> str:
    """A task explained, in at most 80 columns."""
    name = names.mask(found.customer.name)
    head = _("Task {id}  {customer}  {kind}")
    lines = wrap(head.format(id=found.task.id, customer=name, kind=kind_name(found.task.kind_code)), WIDTH)
    parts = [(_("Why"), [_rule(found.line), sentence(found.line)] if found.line else [_("not made by a rule")])]
    if found.line is not None:
        fact = [fact_text(found.line.fact)] if found.line.fact else []
        parts.append((_("Dates"), [*fact, *arithmetic(found.line)]))
    parts.append((_("Place"), _place(found)))
    passed = [_passed(each) for each in skips_of(found.task.id)]
    parts += [(_("Skipped"), passed)] if passed else []
    room = max(cell_len(title) for title, _texts in parts) + 2
    for title, texts in parts:
        wrapped = [piece for text in texts for piece in wrap(text, WIDTH - room)]
        lines += ["", *(pad("" if number else title, room) + text for number, text in enumerate(wrapped))]
    return "\n".join(lines)


def task_json(found: TaskExplanation) -> dict[str, Any]:
    """A task explained, with stable keys."""
    rank, following = found.rank, waiting_for(found.task.id)
    return {
        "task": found.task.id,
        "customer": names.mask(found.customer.name),
        "customer_key": found.customer.source_key,
        "date": clock.today(),
        "rule": rule_json(found.line) if found.line else None,
        "place": rank.place if rank else None,
        "of": rank.of if rank else None,
        "lane": rank.row.lane if rank else None,
        "score": rank.row.score if rank else None,
        "terms": [{"reason": term.reason, "points": term.points} for term in rank.row.terms] if rank else [],
        "place_text": _place(found),
        "next_at": clock.local(following.at) if following else None,
        "next_because": list(following.why) if following else [],
        "skips": [
            {**each._asdict(), "at": clock.local(each.at), "until": clock.local(each.until)}
            for each in skips_of(found.task.id)
        ],
    }


def explanation_json(found: Explanation) -> dict[str, Any]:
    """A customer on a day, with stable keys."""
    return {
        "customer": names.mask(found.customer.name),
        "customer_key": found.customer.source_key,
        "date": found.day,
        "decision": found.decision,
        "rules": [rule_json(line) for line in found.rules],
    }


def rule_json(line: RuleLine) -> dict[str, Any]:
    """One rule and one of its facts with stable keys; `arithmetic` and `text` are for people."""
    days = line.days
    return {
        "id": line.id,
        "kind": line.kind.code,
        "name": pick(line.kind.zh, line.kind.en),
        "requirement": line.kind.requirements[0] if line.kind.requirements else line.kind.code,
        "requirements": list(line.kind.requirements),
        "fact": line.fact._asdict() if line.fact else None,
        "computed_due": days.due_effective if days else None,
        "due_nominal": days.due_nominal if days else None,
        "latest_on": days.latest_on if days else None,
        "expires_on": days.expires_on if days else None,
        "due_at": clock.local(line.at) if line.at else None,
        "arithmetic": arithmetic(line),
        "verdict": line.verdict,
        "reason": line.reason,
        "text": sentence(line),
        "held_back": line.held.as_json() if line.held else None,
        "task": line.task.id if line.task else None,
    }


def _rule(line: RuleLine) -> str:
    return _("{kind}, by {requirements}").format(
        kind=kind_name(line.kind.code), requirements=_(", ").join(line.kind.requirements)
    )


def _rank(task: Task) -> Rank | None:
    if task.agent_id is None:
        return None
    listed = rows(clock.today(), task.agent_id)
    place = next((number for number, row in enumerate(listed, 1) if row.task_id == task.id), None)
    return Rank(place, len(listed), listed[place - 1]) if place else None


def _place(found: TaskExplanation) -> list[str]:
    """Why it stands where it stands; where it stands nowhere, why not."""
    rank = found.rank
    if rank is None:
        return [_not_listed(found.task, clock.today())]
    row = rank.row
    text = _("place {place} of {of} with {agent}, {points} points: {lane}")
    lane = _(LANES[row.lane])
    at = row.promised_at or row.next_at
    if at is not None and row.lane in ("missed", "promise", "later"):
        lane = f"{lane} ({dates.moment(at)})"
    agent = names.visible(found.task.agent.name)
    first = text.format(place=rank.place, of=rank.of, agent=agent, points=row.score, lane=lane)
    waits = [waiting_text(found.task.id) if row.lane == "later" else "", agreed_elsewhere(found.task)]
    waits.append(_held(row.held))
    return [first, *filter(None, waits), *(f"{term.points:+4d}  {_(term.reason)}" for term in row.terms)]


def waiting_for(task_id: int) -> NextTry | None:
    """Not before when a task is called, and why, from its facts as they are now; None where it need not wait."""
    facts = task_facts.gather([task_id]).get(task_id)
    rules = {row.code: derive.rule_of(row) for row in current().outcomes}
    found = derive.next_after(facts, rules, calendar()) if facts else None
    if found is None or "promise" in found.why:
        return found
    return found if found.at > clock.now() else None  # a wait that is over is none


def agreed_elsewhere(task: Task) -> str:
    """The time that its customer agreed on for another call, before which "next" offers none of theirs; "" for none."""
    by = score.moment(clock.now(), clock.today(), current().head.settings).promised_by
    later = (Task.customer == task.customer_id) & (Task.state == "open") & (Task.promised_at > by)
    other = Task.select().where(later & (Task.id != task.id)).order_by(Task.promised_at).first()
    if other is None or task.promised_at is not None:
        return ""
    text = _("{time} is agreed with this customer for {kind}: not the next call before that")
    return text.format(time=dates.moment(other.promised_at), kind=kind_name(other.kind_code))


def waiting_text(task_id: int) -> str:
    """The same in one line: when it comes back, and each step that led there; "" where it need not wait."""
    found = waiting_for(task_id)
    if found is None:
        return ""
    steps = _(", ").join(_(WAITS[step]) for step in found.why)
    return _("comes back {time}: {steps}").format(time=dates.moment(found.at), steps=steps)


def _held(reason: str) -> str:
    return _("Rung no more today: {reason}").format(reason=reason) if reason else ""


def _passed(each: Passing) -> str:
    text = _("{time} {person}: {reason}, until {until}")
    reason = " ".join(filter(None, (reason_name(each.reason), names.visible(each.note))))
    return text.format(
        time=dates.moment(each.at), person=names.visible(each.person), reason=reason, until=dates.moment(each.until)
    )


def _not_listed(task: Task, today: date) -> str:
    if task.state != "open":
        return _("in nobody's list: it is closed")
    if task.due_effective > today:
        return _("in nobody's list yet: comes on {day}").format(day=task.due_effective)
    if task.channel != "phone" or task.owner_role not in ("callback_agent", "care_manager"):
        return _("in nobody's list of calls: it is not one of the care department's")
    if task.agent_id is None:
        return _("in nobody's list yet: it has not been shared out")
    if task.next_at is not None and task.next_at >= clock.day_span(today)[1]:
        return _("not in today's list: comes back on {time}").format(time=dates.moment(task.next_at))
    return _("not in the list: what stands against it came after it was queued")
