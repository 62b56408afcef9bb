"""The re-call of a complaint, through the desk: what the customer says closes it or opens it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.complaints.listing import show
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.text import page
from agentdesk.complaints.waiting import brief
from agentdesk.complaints.workflow import recalled, record
from agentdesk.interview import contacts, records
from agentdesk.store.tables import Complaint, ComplaintEvent, Task
from tests.dealership import GIVEN
from tests.interview.call_world import Desk, task_now

GLAD: dict[str, str] = {}
ANGRY = {"overall": "1", "dissatisfied_reason": "说好的电话一直没有打来"}


def handled_yesterday(desk: Desk, wants_callback: bool | None = None) -> tuple[Complaint, Task]:
    """A complaint whose handling was finished on Thursday, and the call that Friday's queue has for it."""
    with clock.travel(datetime(2026, 11, 19, 9)):
        order = desk.order(date(2026, 11, 18), customer=desk.person("0550-3012345"))
        draft = draft_for(desk.li, customer_id=order.customer_id, words="等待时间过长")
        draft = replace(draft, wants_callback=wants_callback)
        complaint = raise_complaint(desk.li, replace(draft, vehicle_id=order.vehicle_id, repair_order_id=order.id))
        steps = (("acknowledged", ""), ("assessed", ""), ("proposed", "x"), ("handled", "x"), ("answered", "x"))
        for kind, note in steps:
            record(desk.actor("吴敏"), complaint.id, kind, note, GIVEN.get(kind))
    desk.build(date(2026, 11, 20))
    return complaint, Task.get(Task.kind_code == "CB-10")


def ask(desk: Desk, contact_id: int, task: Task, said: dict[str, str]) -> None:
    """Walk the questionnaire with these answers, the first choice where there is none."""
    interview_id = records.start_interview(desk.li, contact_id, task.id)
    run = records.load(interview_id)
    while run.page is not None:
        for item in run.page.items:
            if item.kind == "acknowledge":
                records.confirm(desk.li, interview_id, item.key, run.confirm(item.key).changes)
            elif item.key in said or item.choices:
                verdict = run.answer(item.key, said.get(item.key) or item.choices[0].name)
                records.save_answers(desk.li, interview_id, verdict.changes)
        run.next()


@pytest.mark.parametrize(
    ("said", "state", "kinds"),
    [(GLAD, "closed", ["recalled", "closed"]), (ANGRY, "reopened", ["recalled", "reopened"])],
)
def test_the_customers_word_reaches_the_complaint(
    desk: Desk, said: dict[str, str], state: str, kinds: list[str]
) -> None:
    complaint, task = handled_yesterday(desk)
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, said)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.reopened) == (state, int(state == "reopened"))
    events = list(ComplaintEvent.select().order_by(ComplaintEvent.id.desc()).limit(2))
    assert [event.kind for event in reversed(events)] == kinds
    assert events[1].note == said.get("dissatisfied_reason", "")
    assert task_now(task).disposition == "completed"


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (False, {**ANGRY, "wants_callback": "yes"}, True),
        (True, {**ANGRY, "wants_callback": "no"}, False),
        (None, {**ANGRY, "wants_callback": "yes"}, True),
        (False, GLAD, False),  # who is satisfied is not asked
    ],
)
def test_the_newest_wish_to_be_called_back_stands(
    desk: Desk, before: bool | None, said: dict[str, str], after: bool
) -> None:
    complaint, task = handled_yesterday(desk, before)
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, said)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    file = show(complaint.no)
    assert (file.wants_callback, brief(complaint.id).wants_callback) == (after, after)
    told = [line.data["wants_callback"] for line in file.history if "wants_callback" in line.data]
    assert told == [wish for wish in (before, after if said else None) if wish is not None]
    facts, steps = page(file).split("\n\n")[1:]
    words = {True: "是", False: "否"}
    assert [line.split() for line in facts.splitlines() if "愿意回电" in line] == [["愿意回电", words[after]]]
    assert [f"愿意回电：{words[wish]}" in steps for wish in told] == [True] * len(told)


def test_a_complaint_that_waits_for_no_word_does_not_hold_up_the_call(desk: Desk) -> None:
    complaint, task = handled_yesterday(desk)
    contact_id = desk.on_the_line(task)
    ask(desk, contact_id, task, GLAD)
    recalled(desk.sun, complaint.id, satisfied=True)  # a colleague was quicker
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert task_now(task).disposition == "completed"
    assert ComplaintEvent.select().where(ComplaintEvent.kind == "recalled").count() == 1


def test_a_refused_recall_says_nothing_of_the_handling(desk: Desk) -> None:
    complaint, task = handled_yesterday(desk)
    contacts.refuse(desk.li, desk.on_the_line(task))
    assert Complaint.get_by_id(complaint.id).state == "recall_due"
