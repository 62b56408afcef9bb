from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.workflow import allowed, recalled, record
from agentdesk.queue.listing import tasks_of
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.tables import AuditEvent, Complaint, ComplaintEvent, Person
from tests.dealership import GIVEN, Dealership

MANAGER = "吴敏"


def raised(house: Dealership) -> Complaint:
    order = house.order(date(2026, 11, 18))
    draft = draft_for(house.actor("李娜"), customer_id=order.customer_id)
    return raise_complaint(
        house.actor("李娜"),
        replace(
            draft, words="没人理我", about_id=house.people["陈涛"].id, responsible_id=house.people[MANAGER].id,
            repair_order_id=order.id,
        ),
    )  # fmt: skip


def walk(house: Dealership, complaint: Complaint, *, cause: str | None = "procedure") -> Standing:
    """The responsible manager's ordinary way up to the answer."""
    who = house.actor(MANAGER)
    record(who, complaint.id, "acknowledged", data={"reply": "investigate"})
    record(who, complaint.id, "assessed", data={"severity": "ordinary"})
    record(who, complaint.id, "proposed", "下次预约优先")
    record(who, complaint.id, "handled", "已当面道歉", {"cause_gap": cause} if cause else {})
    return record(who, complaint.id, "answered", "客户接受", {"accepted": True})


def test_the_whole_way_to_a_confirmed_solution(house: Dealership) -> None:
    complaint = raised(house)
    assert walk(house, complaint).state == "recall_due"
    assert Complaint.get_by_id(complaint.id).handled_on == date(2026, 11, 20)
    with clock.travel(datetime(2026, 11, 21, 10)):
        after = recalled(house.actor("李娜"), complaint.id, satisfied=True, note="满意")
    assert (after.state, after.reopened) == ("closed", 0)
    assert after.solved_at_once
    assert after.timely_and_proper
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.cause_gap) == ("closed", "procedure")
    steps = [(row.kind, row.step) for row in ComplaintEvent.select().order_by(ComplaintEvent.id)]
    assert steps == [
        ("raised", 1), ("acknowledged", 2), ("assessed", 2), ("proposed", 3), ("handled", 3), ("answered", 4),
        ("recalled", 6), ("closed", 6),
    ]  # fmt: skip
    actions = [row.action for row in AuditEvent.select() if row.entity == "complaint"]
    assert actions == ["complaint.raise", "complaint.acknowledged", "complaint.assessed", "complaint.proposed",
                       "complaint.handled", "complaint.answered", "complaint.recalled"]  # fmt: skip


def test_w09_handled_on_30_june_recalled_on_1_july_and_reopened(house: Dealership) -> None:
    with clock.travel(datetime(2026, 6, 30, 9)):
        complaint = raised(house)
        walk(house, complaint)
    house.build(date(2026, 7, 1))
    (task,) = [row for row in tasks_of(date(2026, 7, 1)) if row["kind"] == "CB-10"]
    assert str(task["due_nominal"]) == "2026-07-01"
    assert task["customer"] == "王**"
    with clock.travel(datetime(2026, 7, 1, 10)):
        after = recalled(house.actor("李娜"), complaint.id, satisfied=False, note="还是没有人给我打电话")
    assert (after.state, after.reopened, after.handled_on) == ("reopened", 1, None)
    assert not after.solved_at_once
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.reopened, stored.handled_on) == ("reopened", 1, None)
    assert stored.severity == "escalated"  # one higher, with its limits from the re-call on
    assert clock.local(stored.plan_by) == datetime(2026, 7, 1, 15, 30)  # 4 working hours: 10-12, 13:30-15:30
    assert clock.local(stored.solve_by) == datetime(2026, 7, 3, 10)  # 16 of them, 8 a day
    (audited,) = AuditEvent.select().where(AuditEvent.action == "complaint.recalled")
    assert json.loads(audited.before)["severity"] == "ordinary"
    assert json.loads(audited.after)["severity"] == "escalated"
    with clock.travel(datetime(2026, 7, 2, 9)):
        who = house.actor(MANAGER)
        record(who, complaint.id, "assigned", data={"responsible_id": house.people["高远"].id})
        with pytest.raises(Forbidden):
            record(who, complaint.id, "proposed", "再试一次")
        boss = house.actor("高远")
        record(boss, complaint.id, "proposed", "总经理上门")
        record(boss, complaint.id, "handled", "已上门")
        record(boss, complaint.id, "answered", "客户满意", {"accepted": True})
    house.build(date(2026, 7, 3))
    again = [row for row in tasks_of(date(2026, 7, 3)) if row["kind"] == "CB-10" and row["state"] == "open"]
    assert sorted(str(row["due_nominal"]) for row in again) == ["2026-07-01", "2026-07-03"]  # handled anew, asked anew
    with clock.travel(datetime(2026, 7, 3, 9)):
        after = recalled(house.actor("李娜"), complaint.id, satisfied=True)
    assert (after.state, after.reopened) == ("closed", 1)
    assert not after.solved_at_once


def test_closing_waits_for_the_cause(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint, cause=None)
    assert recalled(house.actor("李娜"), complaint.id, satisfied=True).state == "cause_due"
    who = house.actor(MANAGER)
    with pytest.raises(UserError, match="五"):
        record(who, complaint.id, "closed")
    with pytest.raises(UsageError):
        record(who, complaint.id, "closed", data={"cause_gap": "weather"})
    assert record(who, complaint.id, "closed", data={"cause_gap": "behaviour"}).state == "closed"
    assert Complaint.get_by_id(complaint.id).cause_gap == "behaviour"


def test_a_customer_out_of_reach_closes_it_as_such(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint)
    after = recalled(SYSTEM, complaint.id, satisfied=None)
    assert (after.state, after.first_recall) == ("closed", "")
    assert not after.solved_at_once


@pytest.mark.parametrize("satisfied", [True, False])
def test_a_recall_before_the_handling_is_refused(house: Dealership, satisfied: bool) -> None:
    complaint = raised(house)
    with pytest.raises(UserError, match="复访"):
        recalled(house.actor("李娜"), complaint.id, satisfied, "早了")
    assert Complaint.get_by_id(complaint.id).state == "new"
    assert ComplaintEvent.select().count() == 1


def test_a_dissatisfied_customer_is_quoted(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint)
    with pytest.raises(UserError):
        recalled(house.actor("李娜"), complaint.id, satisfied=False)


def test_the_person_it_is_about_may_only_add_a_note(house: Dealership) -> None:
    complaint = raised(house)
    accused = house.actor("陈涛")
    for kind in ("acknowledged", "assigned", "contacted"):
        with pytest.raises(Forbidden, match="本人"):
            record(accused, complaint.id, kind, "我来处理")
    assert record(accused, complaint.id, "noted", "当时在接另一位客户").state == "new"
    with pytest.raises(UserError):
        record(house.actor("方慧"), complaint.id, "assigned", data={"responsible_id": accused.person_id})
    assert [choice.kind for choice in allowed(accused, complaint.id) if not choice.why_not] == ["noted"]


def test_only_the_person_responsible_or_a_supervisor_handles_it(house: Dealership) -> None:
    complaint = raised(house)
    for name in ("孙立", "李娜"):
        with pytest.raises(Forbidden):
            record(house.actor(name), complaint.id, "acknowledged")
    assert record(house.actor("方慧"), complaint.id, "acknowledged").state == "acknowledged"
    board = Actor(Person.create(code="B1", name="大屏", position="other", role="board").id, "大屏", "board")
    with pytest.raises(Forbidden):
        record(board, complaint.id, "noted", "看看")


def test_special_handling_needs_a_reason_and_another_approver(house: Dealership) -> None:
    complaint = raised(house)
    who, supervisor = house.actor(MANAGER), house.actor("方慧")
    record(who, complaint.id, "acknowledged")
    record(who, complaint.id, "assessed")
    record(who, complaint.id, "accepted")
    with pytest.raises(UserError):
        record(who, complaint.id, "special_requested", "", {"goodwill_cents": 30000})
    for amount in (-1, 1.5, "100"):
        with pytest.raises(UsageError):
            record(who, complaint.id, "special_requested", "老客户", {"goodwill_cents": amount})
    assert record(who, complaint.id, "special_requested", "老客户", {"goodwill_cents": 30000}).state == "special"
    with pytest.raises(UserError, match="特事特办"):
        record(who, complaint.id, "handled", "已赔付")
    with pytest.raises(Forbidden):
        record(who, complaint.id, "special_approved")
    after = record(supervisor, complaint.id, "special_approved")
    assert (after.state, after.goodwill_cents) == ("in_progress", 30000)
    assert Complaint.get_by_id(complaint.id).goodwill_cents == 30000
    record(supervisor, complaint.id, "special_requested", "再加一次保养", {"goodwill_cents": 50000})
    with pytest.raises(Forbidden):
        record(supervisor, complaint.id, "special_approved")
    after = record(house.actor("高远"), complaint.id, "special_refused", "已足够")
    assert (after.state, after.goodwill_cents) == ("in_progress", 30000)


def test_a_new_severity_sets_new_deadlines_from_the_raising(house: Dealership) -> None:
    complaint = raised(house)
    who = house.actor(MANAGER)
    record(who, complaint.id, "acknowledged")
    with clock.travel(datetime(2026, 11, 20, 14)):
        record(who, complaint.id, "assessed", data={"severity": "major"})
    stored = Complaint.get_by_id(complaint.id)
    assert stored.severity == "major"
    assert clock.local(stored.solve_by) == datetime(2026, 11, 21, 9, 42)  # 8 working hours from 09:42 on the 20th
    assert clock.local(stored.acknowledge_by) == datetime(2026, 11, 20, 11, 42)


def test_the_smallest_open_deadline_is_the_next_breach(house: Dealership) -> None:
    complaint = raised(house)
    who = house.actor(MANAGER)

    def due(standing: Standing) -> tuple[str, datetime | None]:
        return standing.next_clock, standing.next_breach and clock.local(standing.next_breach)

    assert due(record(who, complaint.id, "noted", "x")) == ("acknowledge", datetime(2026, 11, 20, 11, 42))
    assert due(record(who, complaint.id, "acknowledged")) == ("plan", datetime(2026, 11, 21, 9, 42))
    record(who, complaint.id, "assessed")
    assert due(record(who, complaint.id, "proposed", "x")) == ("solve", datetime(2026, 11, 23, 9, 42))
    assert due(record(who, complaint.id, "handled", "x")) == ("recall", datetime(2026, 11, 21, 17, 30))
    record(who, complaint.id, "answered", "x", {"accepted": True})
    assert due(recalled(house.actor("李娜"), complaint.id, satisfied=True)) == ("", None)


def test_a_missed_deadline_is_remembered(house: Dealership) -> None:
    complaint = raised(house)
    with clock.travel(datetime(2026, 11, 20, 15)):
        after = record(house.actor(MANAGER), complaint.id, "acknowledged")
    assert after.late == {"acknowledge"}
    walked = [("assessed", ""), ("proposed", "x"), ("handled", "x"), ("answered", "x")]
    for kind, note in walked:
        record(house.actor(MANAGER), complaint.id, kind, note, GIVEN.get(kind))
    after = recalled(house.actor("李娜"), complaint.id, satisfied=True)
    assert not after.timely_and_proper


@pytest.mark.parametrize(
    ("handled_at", "late"),
    [
        (datetime(2026, 11, 20, 17), frozenset()),  # no plan was needed: it was solved before one was due
        (datetime(2026, 11, 21, 10), frozenset({"plan"})),
        (datetime(2026, 11, 23, 10), frozenset({"plan", "solve"})),
    ],
)
def test_solving_stops_the_clock_of_the_plan_too(house: Dealership, handled_at: datetime, late: frozenset[str]) -> None:
    complaint = raised(house)
    who = house.actor(MANAGER)
    for kind in ("acknowledged", "assessed", "accepted"):
        record(who, complaint.id, kind)
    with clock.travel(handled_at):
        assert record(who, complaint.id, "handled", "x").late == late


def test_every_refusal_says_why_and_changes_nothing(house: Dealership) -> None:
    complaint = raised(house)
    who = house.actor(MANAGER)
    cases: list[tuple[str, str, dict[str, Any]]] = [
        ("handled", "x", {}), ("answered", "x", {}), ("closed", "", {}), ("reopened", "x", {}), ("raised", "", {}),
        ("recalled", "", {}), ("dance", "", {}), ("contacted", "", {}), ("acknowledged", "", {"colour": "red"}),
        ("acknowledged", "", {"reply": "maybe"}), ("assigned", "", {}), ("assigned", "", {"responsible_id": 999}),
    ]  # fmt: skip
    for kind, note, data in cases:
        with pytest.raises(UserError) as error:
            record(who, complaint.id, kind, note, data)
        assert str(error.value).strip()
    with pytest.raises(UsageError):
        record(who, 4711, "noted", "x")
    assert ComplaintEvent.select().count() == 1
    assert Complaint.get_by_id(complaint.id).state == "new"


def test_a_closed_complaint_is_reopened_by_a_supervisor_under_its_number(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint)
    recalled(house.actor("李娜"), complaint.id, satisfied=True)
    with pytest.raises(Forbidden):
        record(house.actor(MANAGER), complaint.id, "reopened", "客户又来电")
    after = record(house.actor("方慧"), complaint.id, "reopened", "客户又来电")
    assert (after.state, after.reopened, after.closed_at) == ("reopened", 1, None)
    assert Complaint.get_by_id(complaint.id).no == complaint.no


def test_what_a_step_was_given_is_in_its_event(house: Dealership) -> None:
    complaint = raised(house)
    record(house.actor(MANAGER), complaint.id, "acknowledged", " 已致电 ", {"reply": "at_once"})
    event = ComplaintEvent.select().where(ComplaintEvent.kind == "acknowledged").get()
    assert (event.note, json.loads(event.data)) == ("已致电", {"reply": "at_once"})
    assert event.person_id == house.people[MANAGER].id
