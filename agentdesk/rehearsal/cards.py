"""The sales advisors' own calls (CB-02, CB-04): their yellow cards, copied by an agent on the morning after. Seeded."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.queue.register import ADVISORS, contents, recorded_kinds
from agentdesk.queue.registering import record_call
from agentdesk.rehearsal.house import House
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Task

COPIER = "A001"
MORNING = time(8, 25)
NO_CARD = 0.07  # how often there is none: it becomes a finding (CB-22)
UNASKED = 0.06  # how often something was not asked
REMARKS = ("", "", "", "客户路上堵车，晚上八点才到家", "客户问首保时间，已告知", "蓝牙连接已远程指导")


def copy_cards(house: House, day: date) -> None:
    """Copy the cards of the calls that were due since the house was open last."""
    since, yesterday = day - timedelta(days=4), day - timedelta(days=1)
    with clock.travel(datetime.combine(day, MORNING)):
        for task_id, kind, due_on in _expected.rows(since, yesterday, recorded_kinds(day), ADVISORS):
            dice = random.Random(f"card:{task_id}")
            if dice.random() < NO_CARD:
                continue
            at = clock.at(max(due_on, since), dice.choice((16, 17, 18)), dice.choice((5, 20, 40)))
            answers = {each.code: "unasked" if dice.random() < UNASKED else "yes" for each in contents(kind)}
            record_call(house.actor(COPIER), task_id, at, answers=answers, remark=dice.choice(REMARKS))


@prepared
def _expected(since: Any, until: Any, kinds: Any, roles: Any) -> ModelSelect[Task]:
    ours = Task.kind_code.in_(kinds) & Task.owner_role.in_(roles) & (Task.channel == "phone") & (Task.state == "open")
    rows = Task.select(Task.id, Task.kind_code, Task.event_on)
    return rows.where(ours & Task.latest_on.between(since, until)).order_by(Task.id)
