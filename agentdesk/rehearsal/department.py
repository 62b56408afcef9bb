"""What the others do in a rehearsed day: handlers solve complaints, advisors answer notices, the supervisor signs.

Between them the complaints' ladder goes its way, as `scripts/complaint_clock.py` would: a few times a day. Seeded.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from agentdesk.common import clock
from agentdesk.complaints import ladder, notices
from agentdesk.playbook.current import calendar
from agentdesk.quality import check
from agentdesk.queue.notices import answer_notice
from agentdesk.rehearsal.handling import work_on
from agentdesk.rehearsal.house import House
from agentdesk.rehearsal.reviewing import review
from agentdesk.store.audit import actor_of
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Complaint, Notice, Person

MORNING = time(8, 20)
EVENING = time(18, 20)
FOUND_OUT = {"reachable": 50, "moved": 10, "no_answer": 30, "sold": 10}  # what an advisor answers to a notice
QUIET_DAYS = 2  # of the last open days, on which no advisor answers one: they wait today


def handle_complaints(house: House, day: date, until: time, leave: Collection[int] = (), *, last: bool = False) -> None:
    """The responsible people record the steps of their complaints whose time has come by then.

    Some they leave alone, on the `last` day also what was reopened on it.
    """
    instant = clock.to_utc(datetime.combine(day, until))
    nothing_to_do = ["closed", "recall_due", "reopened"] if last else ["closed", "recall_due"]
    for complaint in [Complaint(**row) for row in _waiting.dicts(nothing_to_do)]:
        if complaint.id not in leave:
            work_on(house, complaint, instant)


@prepared
def _waiting(but_for: Any) -> Any:
    return Complaint.select().where(Complaint.state.not_in(but_for)).order_by(Complaint.id)


def take_the_ladder(day: date, at: time) -> None:
    """What the clock script does at a time of day, but for what leaves the house."""
    with clock.travel(datetime.combine(day, at)):
        ladder.take_due()
        notices.settle()


def read_what_came(house: House, day: date) -> None:
    """In the morning everybody looks at what the ladder told them before."""
    with clock.travel(datetime.combine(day, MORNING)):
        for notice in list(Notice.select().where((Notice.kind == notices.NUDGE) & Notice.answered_at.is_null())):
            notices.seen(house.of_id(notice.to_person_id), notice.id)


def answer_notices(house: House, day: date) -> None:
    """The advisors find out about unreachable customers, most within two days (CB-20)."""
    if day >= house.back(QUIET_DAYS):
        return
    for notice in list(Notice.select().where((Notice.kind == "unreachable") & Notice.answered_at.is_null())):
        dice = random.Random(f"{notice.dedupe_key}:{day.toordinal()}")
        if notice.to_person_id is None or dice.random() < 0.4:
            continue
        found = dice.choices(list(FOUND_OUT), list(FOUND_OUT.values()))[0]
        with clock.travel(datetime.combine(day, time(16, dice.randint(0, 59)))):
            answer_notice(actor_of(Person.get_by_id(notice.to_person_id), "desk"), notice.id, found)


def sign(house: House, day: date) -> None:
    """The customer-care manager signs an open day (SV-01), and in the last weeks judges calls (SV-02)."""
    manager = Person.get_or_none((Person.position == "care_manager") & Person.active)
    if manager is None or not calendar(day).is_open(day):
        return
    actor = actor_of(manager, "desk")
    with clock.travel(datetime.combine(day, EVENING)):
        check.sign(actor, day, ahead=())
        review(actor, day, house.today)
