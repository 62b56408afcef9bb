"""What the others do in a rehearsed day: handlers solve complaints and answer notices, the supervisor signs. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.complaints import workflow
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.derive import Event
from agentdesk.playbook.current import calendar, current
from agentdesk.queue.notices import answer_notice
from agentdesk.store.audit import actor_of, change
from agentdesk.store.tables import Complaint, DailyCheck, Notice, Person

EVENING = time(18, 20)
LATE = 0.07  # share of the complaints whose limits are missed
FORGOTTEN = 0.1  # how often the cause is not named with the handling
FOUND_OUT = {"reachable": 50, "moved": 10, "no_answer": 30, "sold": 10}  # what an advisor answers to a notice


class Step(NamedTuple):
    """Something a handler records of a complaint, after so many working hours."""

    hours: float
    kind: str
    note: str = ""
    data: Mapping[str, object] = {}


def handle_complaints(day: date, until: time) -> None:
    """The responsible people record the steps of their complaints whose time has come by then."""
    instant = clock.to_utc(datetime.combine(day, until))
    waiting = Complaint.select().where(Complaint.state.not_in(["closed", "recall_due"])).order_by(Complaint.id)
    for complaint in list(waiting):
        actor = actor_of(Person.get_by_id(complaint.responsible_id), "desk")
        for at, step in _due(complaint, instant):
            with clock.travel(clock.local(at)):
                workflow.record(actor, complaint.id, step.kind, step.note, step.data)


def _due(complaint: Complaint, until: datetime) -> Iterator[tuple[datetime, Step]]:
    """The steps to be recorded by an instant that were not yet, since the complaint was raised or reopened."""
    events = workflow.history(complaint.id)
    begin = max(place for place, event in enumerate(events) if event.kind in ("raised", "reopened"))
    dice = random.Random(f"{complaint.no}:{complaint.reopened}")
    steps = _naming_the_cause(dice) if complaint.state == "cause_due" else _handling(complaint, events[begin], dice)
    start = events[-1].at if complaint.state == "cause_due" else events[begin].at
    working = working_clock(start)
    done = {event.kind for event in events[begin:]}
    for step in steps:
        at = working.add(start, timedelta(hours=step.hours))
        if step.kind not in done and at <= until:
            yield at, step


def _handling(complaint: Complaint, begun: Event, dice: random.Random) -> list[Step]:
    """How this complaint is handled: within its severity's limits, or too late."""
    limits = current().severity(complaint.severity)
    pace = dice.uniform(1.1, 1.6) if dice.random() < LATE else dice.uniform(0.3, 0.95)
    planned, solved = pace * limits.plan_hours, pace * limits.solve_hours
    steps = [
        Step(pace * limits.acknowledge_hours, "acknowledged", "已受理，当面致歉"),
        Step(0.45 * planned, "assessed"),
        Step(0.7 * planned, "accepted"),
        Step(0.8 * planned, "contacted", "已与客户电话沟通"),
        Step(planned, "proposed", "与客户商定处理办法"),
        Step(solved, "handled", "按客户要求处理完毕", {} if dice.random() < FORGOTTEN else _cause(dice)),
        Step(solved + dice.uniform(0.2, 3), "answered", "已答复客户", {"accepted": True}),
    ]
    hours = accumulate((step.hours for step in steps), max)  # whatever the limits, one comes after the other
    in_order = [step._replace(hours=at) for step, at in zip(steps, hours, strict=True)]
    return in_order if begun.kind == "raised" else in_order[2:]


def _naming_the_cause(dice: random.Random) -> list[Step]:
    """What the customer's word left open: the cause that was not named with the handling (CP-02)."""
    return [Step(dice.uniform(4, 20), "closed", "", _cause(dice))]


def _cause(dice: random.Random) -> dict[str, object]:
    return {"cause_gap": dice.choice([gap.code for gap in current().complaints.gaps])}


def answer_notices(day: date) -> None:
    """The advisors find out about unreachable customers, most within two days (CB-20)."""
    for notice in list(Notice.select().where((Notice.kind == "unreachable") & Notice.answered_at.is_null())):
        dice = random.Random(f"{notice.dedupe_key}:{day.toordinal()}")
        if notice.to_person_id is None or dice.random() < 0.4:
            continue
        found = dice.choices(list(FOUND_OUT), list(FOUND_OUT.values()))[0]
        with clock.travel(datetime.combine(day, time(16, dice.randint(0, 59)))):
            answer_notice(actor_of(Person.get_by_id(notice.to_person_id), "desk"), notice.id, found)


def sign(day: date) -> None:
    """The customer-care manager signs an open day (SV-01)."""
    manager = Person.get_or_none((Person.position == "care_manager") & Person.active)
    if manager is None or not calendar(day).is_open(day):
        return
    with clock.travel(datetime.combine(day, EVENING)), change(actor_of(manager, "desk"), "daily_check.sign") as audit:
        row = DailyCheck.create(work_date=day, person=manager, signed_at=clock.now(), findings="")
        audit(row, after={"work_date": day})
