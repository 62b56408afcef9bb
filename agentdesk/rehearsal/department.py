"""What the others do in a rehearsed day: handlers solve complaints, the supervisor signs."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.complaints import workflow
from agentdesk.store.audit import actor_of, change
from agentdesk.store.tables import Complaint, DailyCheck, Person

GAPS = ("understanding", "procedure", "behaviour", "promotion", "perception")


def handle_complaints(day: date) -> None:
    """Responsible people move their open complaints on: one is handled a day or two after it was raised."""
    for complaint in Complaint.select().where(Complaint.state.in_(["new", "assessed", "in_progress", "reopened"])):
        dice = random.Random(f"{complaint.no}:{day.toordinal()}")
        if complaint.raised_on < day and dice.random() < 0.6 and complaint.responsible_id:
            _handle(complaint, day, dice)


def _handle(complaint: Complaint, day: date, dice: random.Random) -> None:
    actor = actor_of(Person.get_by_id(complaint.responsible_id), "desk")
    at = datetime.combine(day, time(9, 20)) + timedelta(minutes=dice.randint(0, 400))
    steps: list[tuple[str, str, dict[str, object]]] = [] if complaint.state == "reopened" else [("acknowledged", "已受理，当面致歉", {})]
    steps += [
        ("assessed", "", {"severity": complaint.severity}),
        ("accepted", "", {}),
        ("contacted", "已与客户电话沟通", {}),
        ("handled", "按客户要求处理完毕", {"cause_gap": dice.choice(GAPS)}),
        ("answered", "已答复客户", {"accepted": True}),
    ]
    for place, (kind, note, data) in enumerate(steps):
        with clock.travel(at + timedelta(minutes=4 * place)):
            workflow.record(actor, complaint.id, kind, note, data)


def sign_the_day(day: date) -> None:
    """The customer-care manager signs the day (SV-01)."""
    manager = Person.get_or_none((Person.position == "care_manager") & Person.active)
    if manager is None:
        return
    actor = actor_of(manager, "desk")
    with clock.travel(datetime.combine(day, time(18, 20))), change(actor, "daily_check.sign") as audit:
        row = DailyCheck.create(work_date=day, person=manager, signed_at=clock.now(), findings="")
        audit(row, after={"work_date": day})
