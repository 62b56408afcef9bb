"""How a handler of the rehearsal gets through a complaint: the steps, after so many working hours each. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.complaints import workflow
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.derive import Event, Standing, standing
from agentdesk.complaints.steps import TRANSITIONS
from agentdesk.playbook.current import current
from agentdesk.rehearsal.house import House
from agentdesk.rehearsal.stories import Story, story_of
from agentdesk.store.tables import Complaint

FORGOTTEN = 0.1  # how often the cause is not named with the handling
HANDED_ON, PAUSED, SPECIAL, REJECTED = 0.45, 0.12, 0.1, 0.06  # shares of the complaints with such a step
APPROVER = "M001"
WAITS = {"parts": "配件在途，到货即装", "customer": "客户出差，回来后到店", "manufacturer": "已提交厂家技术支持"}
GOODWILL = (10000, 20000, 30000, 50000)  # cents
UNKNOWN = Story(
    "", "service", "service", "", "", "已与客户电话沟通", "与客户商定处理办法", "按客户要求处理完毕", "behaviour"
)


class Step(NamedTuple):
    """Something that is recorded of a complaint, after so many working hours; by whoever answers for it, or `by`."""

    hours: float
    kind: str
    note: str = ""
    data: Mapping[str, object] = {}
    by: str = ""


def work_on(house: House, complaint: Complaint, until: datetime) -> None:
    """Record what is to be done of a complaint by an instant and was not yet, each step at its own time."""
    events = workflow.history(complaint.id)
    now = standing(events)
    for at, step in _due(house, complaint, events, until):
        with clock.travel(clock.local(at)):
            now = _record(house, complaint.id, now, step)


def _record(house: House, complaint_id: int, now: Standing, step: Step) -> Standing:
    """Record a step where it is possible; whoever got the complaint from the ladder takes it on first."""
    responsible = house.of_id(now.responsible_id)
    if now.state == "assessed" and ("assessed", step.kind) not in TRANSITIONS:
        now = workflow.record(responsible, complaint_id, "accepted")
    actor = house.actor(step.by) if step.by else responsible
    asks_itself = step.kind == "special_requested" and actor.id == house.people[APPROVER].id
    if (now.state, step.kind) not in TRANSITIONS or asks_itself:
        return now
    return workflow.record(actor, complaint_id, step.kind, step.note, step.data)


def _due(house: House, complaint: Complaint, events: list[Event], until: datetime) -> Iterator[tuple[datetime, Step]]:
    """The steps to be recorded by an instant that were not yet, since the complaint was raised or begun anew."""
    begin = max(place for place, event in enumerate(events) if _begins(event))
    dice = random.Random(f"{complaint.no}:{begin and complaint.reopened + 1}")
    story = story_of(complaint.words) or UNKNOWN
    if complaint.state == "cause_due":
        start, steps = events[-1].at, [Step(dice.uniform(4, 20), "closed", "", {"cause_gap": story.cause})]
    else:
        start, steps = events[begin].at, _handling(house, complaint, events[begin], story, dice)
    working = working_clock(start)
    done = {event.kind for event in events[begin + 1 :]}
    for step in steps:
        if step.kind not in done and (at := working.add(start, timedelta(hours=step.hours))) <= until:
            yield at, step


def _begins(event: Event) -> bool:
    """Whether a handling begins with an event: it was raised, reopened, or its answer was not accepted."""
    return event.kind in ("raised", "reopened") or (event.kind == "answered" and event.data.get("accepted") is False)


def _handling(house: House, complaint: Complaint, begun: Event, story: Story, dice: random.Random) -> list[Step]:
    """How this complaint is handled: within its severity's limits, or too late."""
    limits = current().severity(complaint.severity)
    late = house.chapter(clock.local(begun.at).date()).late
    pace = dice.uniform(1.1, 1.6) if dice.random() < late else dice.uniform(0.3, 0.95)
    planned, solved = pace * limits.plan_hours, pace * limits.solve_hours
    cause = {} if dice.random() < FORGOTTEN else {"cause_gap": story.cause}
    first = begun.kind == "raised"
    between = _interludes(planned, solved, dice)
    later = sum(step.hours - between[0].hours for step in between if step.kind == "resumed")
    accepts = not first or dice.random() >= REJECTED
    said = "已答复客户，客户认可" if accepts else "已答复客户，客户不认可处理结果"
    steps = [
        *(_receiving(house, complaint, pace * limits.acknowledge_hours, planned, dice) if first else ()),
        *([Step(0.3 * planned, "external", "告知可由总经理复议", {"recourse": "house"})] if not first else ()),
        Step(0.7 * planned, "accepted"),
        Step(0.8 * planned, "contacted", story.contact if first else "再次致歉，当面听取客户意见"),
        Step(planned, "proposed", story.plan if first else f"负责人亲自跟进：{story.plan}"),
        *between,
        Step(solved + later, "handled", story.done, cause),
        Step(solved + later + dice.uniform(0.2, 3), "answered", said, {"accepted": accepts}),
    ]
    hours = accumulate((step.hours for step in steps), max)  # whatever the limits, one comes after the other
    return [step._replace(hours=at) for step, at in zip(steps, hours, strict=True)]


def _receiving(
    house: House, complaint: Complaint, acknowledged: float, planned: float, dice: random.Random
) -> list[Step]:
    """What the manager does first; some complaints go to an advisor who has nothing to do with them."""
    reply = dice.choice(("at_once", "investigate"))
    judged = {
        "complexity": dice.choice(("simple", "complex")),
        "impact": dice.choice(("low", "medium")),
        "safety": False,
    }
    thanks = "已致歉，马上处理" if reply == "at_once" else "已致歉，核实后答复客户"
    steps = [Step(acknowledged, "acknowledged", thanks, {"reply": reply}), Step(0.45 * planned, "assessed", "", judged)]
    colleagues = house.advisors_under(complaint.responsible_id, complaint.about_id)
    if colleagues and dice.random() < HANDED_ON:
        chosen = dice.choice(colleagues)
        steps.append(Step(0.5 * planned, "assigned", "请跟进并按时答复", {"responsible_id": chosen}))
    return steps


def _interludes(planned: float, solved: float, dice: random.Random) -> list[Step]:
    """What stands between the plan and its end: waiting, or the approval of something special."""
    at, kind = planned + 0.3 * (solved - planned), dice.random()
    if kind < PAUSED:
        reason = dice.choice(list(WAITS))
        back = "配件已到" if reason == "parts" else "恢复处理"
        return [Step(at, "paused", WAITS[reason], {"reason": reason}), Step(at + dice.uniform(4, 16), "resumed", back)]
    if kind < PAUSED + SPECIAL:
        asked = {"goodwill_cents": dice.choice(GOODWILL), "preferential": False}
        approved = Step(at + 2, "special_approved", "同意，从关爱费用列支", by=APPROVER)
        return [Step(at, "special_requested", "客户长期在店保养，申请关爱补偿", asked), approved]
    return []
