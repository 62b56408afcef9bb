from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.unanswered import close_unanswered
from agentdesk.complaints.workflow import awaits_recall, recalled, record
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import open_database
from agentdesk.store.tables import Complaint, ComplaintEvent, Phone, Suppression, Task
from tests.dealership import GIVEN, Dealership

TUESDAY = date(2026, 11, 17)


def handled_on_monday(house: Dealership, *, number: bool = True) -> Complaint:
    """A complaint handled on Monday, and Tuesday's queue; perhaps the customer has no number by then."""
    with clock.travel(datetime(2026, 11, 16, 9)):
        draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
        complaint = raise_complaint(house.actor("李娜"), replace(draft, responsible_id=house.people["吴敏"].id))
        steps = (("acknowledged", ""), ("assessed", ""), ("accepted", ""), ("handled", "x"), ("answered", "x"))
        for kind, note in steps:
            record(house.actor("吴敏"), complaint.id, kind, note, GIVEN.get(kind))
    if not number:
        Phone.delete().execute()
    house.build(TUESDAY)
    return complaint


def recall_of(house: Dealership) -> tuple[Complaint, Task]:
    """A complaint handled on Monday, and Tuesday's re-call."""
    complaint = handled_on_monday(house)
    return complaint, Task.get((Task.kind_code == "CB-10") & (Task.subject_id == complaint.id))


@pytest.mark.parametrize("outcome", ["not_in_service", "wrong_person", "refused_do_not_contact"])
def test_a_recall_without_the_customers_word_closes_the_loop_once(house: Dealership, outcome: str) -> None:
    complaint, task = recall_of(house)
    assert close_unanswered(SYSTEM) == []
    house.decide(task, outcome, datetime(2026, 11, 17, 10), contacted=False)
    assert close_unanswered(SYSTEM) == [complaint.no]
    assert close_unanswered(SYSTEM) == []
    assert Complaint.get_by_id(complaint.id).state == "closed"
    event = ComplaintEvent.select().where(ComplaintEvent.kind == "recalled").get()
    assert json.loads(event.data) == {"result": "unreachable", "outcome": outcome}


def test_three_days_out_of_reach_close_it_and_a_late_word_reopens_it(house: Dealership) -> None:
    complaint, task = recall_of(house)
    for day in (17, 18, 19):
        house.decide(task, "no_answer", datetime(2026, 11, day, 10), contacted=False)
    house.build(date(2026, 11, 20))
    assert close_unanswered(SYSTEM) == [complaint.no]
    agent = house.actor("李娜")
    assert awaits_recall(agent, complaint.id)
    assert recalled(agent, complaint.id, satisfied=False, note="没有人联系过我").state == "reopened"
    assert not awaits_recall(agent, complaint.id)


def test_a_late_word_of_satisfaction_leaves_it_closed_and_counts(house: Dealership) -> None:
    complaint, task = recall_of(house)
    house.decide(task, "not_in_service", datetime(2026, 11, 17, 10), contacted=False)
    close_unanswered(SYSTEM)
    agent = house.actor("李娜")
    after = recalled(agent, complaint.id, satisfied=True)
    assert (after.state, after.solved_at_once) == ("closed", True)
    with pytest.raises(UserError):
        recalled(agent, complaint.id, satisfied=False, note="反悔")
    kinds = [event.kind for event in ComplaintEvent.select().order_by(ComplaintEvent.id)][-3:]
    assert kinds == ["recalled", "closed", "recalled"]


def test_a_recall_that_was_answered_or_comes_back_is_left_alone(house: Dealership) -> None:
    _complaint, task = recall_of(house)
    house.decide(task, "refused", datetime(2026, 11, 17, 10))  # soft: asked again in a week
    assert close_unanswered(SYSTEM) == []
    _other, answered = recall_of(house)
    house.decide(answered, "completed", datetime(2026, 11, 17, 10))
    assert close_unanswered(SYSTEM) == []


def test_the_nights_build_closes_it_and_a_dry_run_does_not(house: Dealership, cli: Callable[..., Result]) -> None:
    complaint, task = recall_of(house)
    house.decide(task, "not_in_service", datetime(2026, 11, 17, 10), contacted=False)
    for options, state in ((["--dry-run"], "recall_due"), ([], "closed"), ([], "closed")):
        done = cli("queue", "build", "--date", "2026-11-18", *options)
        assert done.exit_code == 0, done.stderr
        open_database()
        assert Complaint.get_by_id(complaint.id).state == state
    assert ComplaintEvent.select().where(ComplaintEvent.kind == "recalled").count() == 1


@pytest.mark.parametrize("lasting", [True, False])
def test_a_recall_that_is_held_back_for_good_closes_it_after_its_last_day(house: Dealership, lasting: bool) -> None:
    complaint = handled_on_monday(house, number=False)
    if not lasting:
        Suppression.update(reason="recently_contacted").execute()
    with clock.travel(datetime(2026, 11, 17, 17)):
        assert close_unanswered(SYSTEM) == []  # its day is not over
    with clock.travel(datetime(2026, 11, 17, 21, 30)):
        assert close_unanswered(SYSTEM) == ([complaint.no] if lasting else [])
        assert close_unanswered(SYSTEM) == []
    if lasting:
        event = ComplaintEvent.select().where(ComplaintEvent.kind == "recalled").get()
        assert json.loads(event.data) == {"result": "unreachable", "outcome": "no_phone"}
