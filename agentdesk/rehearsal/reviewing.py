"""How the care manager judges calls in a rehearsal, once a week, and what the agents say of it. Seeded."""

from __future__ import annotations

import random
from datetime import date, timedelta

from agentdesk.common import clock
from agentdesk.playbook.current import calendar
from agentdesk.quality import feedback, judging
from agentdesk.quality.judged import Judged
from agentdesk.quality.sampling import Period, sample_of
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Person

WEEKS = 3  # before today in which calls are judged
UNREAD_BY = "A001"  # who has something new to read when the rehearsal is over
_FULL = 0.8  # share of the criteria at which nothing is to be said
_SELDOM = ("complaint_noted", "let_go")  # criteria that do not apply to most calls
_SAID = {
    "opening": "没有说明来意就开始提问",
    "right_time": "没有先问客户是否方便",
    "voice": "后半段语气有些平淡",
    "pace": "第二题起语速偏快",
    "patience": "客户停顿时接话太早",
    "questions": "有一题合并着问了",
    "closing": "致谢后没有等客户先挂机",
}
_OBJECTION = "客户当时在开车，我才加快了语速"
_ANSWER = "这种情况应先另约时间，得分不变，下次注意"


def review(manager: Actor, day: date, today: date) -> None:
    """What a day has of it: on the week's first open day calls are judged, on the others agents answer."""
    monday = day - timedelta(days=day.weekday())
    if today - monday > timedelta(weeks=WEEKS):
        return
    _answer(manager, day, today)
    if calendar(monday).next_open(monday) == day:
        week = Period(monday - timedelta(days=7), monday - timedelta(days=1))
        judged: set[int] = set()
        for each in sample_of(week):
            if each.call.person_id not in judged:
                judged.add(each.call.person_id)
                _judge(manager, each.call.id)


def _judge(manager: Actor, call: int) -> None:
    dice = random.Random(f"scored:{call}")
    draft = judging.begin(manager, call)
    for line in draft.lines:
        if line.code in _SELDOM:
            judging.leave_out(manager, draft.id, line.code)
            continue
        less = line.code in _SAID and dice.random() > _FULL
        judging.give(manager, draft.id, line.code, line.points - 1 if less else line.points)
        if less:
            judging.comment(manager, draft.id, line.code, _SAID[line.code])
    judging.submit(manager, draft.id)


def _answer(manager: Actor, day: date, today: date) -> None:
    """Agents take note of what was judged on a day before; who lost points for haste objects once."""
    for objection in feedback.objections():
        if _on(objection) < day:
            feedback.answer(manager, objection.id, _ANSWER)
    for person in Person.select().where(Person.active & (Person.role == "agent")):
        agent = actor_of(person, "desk")
        for found in feedback.waiting(agent):
            new = today - _on(found) <= timedelta(days=7)
            if _on(found) >= day or (person.code == UNREAD_BY and new):
                continue
            hasty = any(line.code == "pace" and line.comment for line in found.lines)
            if hasty and found.state == "submitted":
                feedback.object_to(agent, found.id, _OBJECTION)
            else:
                feedback.acknowledge(agent, found.id)


def _on(found: Judged) -> date:
    """The day of the last word."""
    return clock.local(found.history[-1].at).date()
