"""ISO 10002's duties: assessment, answer and response, recourse, approval; and what a refusal names as missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.complaints.approving import to_approve
from agentdesk.complaints.derive import Event, standing
from agentdesk.complaints.fields import FIELDS, choices, of_action
from agentdesk.complaints.listing import show
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rows import wall
from agentdesk.complaints.steps import ACTIONS
from agentdesk.complaints.text import page
from agentdesk.complaints.waiting import WaitingComplaint, waiting
from agentdesk.complaints.workflow import allowed, history, recalled, record
from agentdesk.store.tables import Complaint, Task
from tests.dealership import GIVEN, Dealership


def raised(house: Dealership, **more: Any) -> Complaint:
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="没人理我")
    return raise_complaint(house.actor("李娜"), replace(draft, **{"responsible_id": house.people["吴敏"].id, **more}))


def walk(house: Dealership, complaint: Complaint, *kinds: str) -> None:
    for kind in kinds:
        record(house.actor("吴敏"), complaint.id, kind, "x", GIVEN.get(kind))


TO_HANDLED = ("acknowledged", "assessed", "proposed", "handled")


def test_the_assessment_has_its_criteria(house: Dealership) -> None:
    complaint, who = raised(house), house.actor("吴敏")
    record(who, complaint.id, "acknowledged")
    criteria = {"safety": True, "complexity": "complex", "impact": "high", "immediate": True}
    with pytest.raises(UserError, match="立即采取"):
        record(who, complaint.id, "assessed", data=criteria)
    for wrong in ({"safety": "maybe"}, {"complexity": "odd"}, {"impact": 3}):
        with pytest.raises(UsageError):
            record(who, complaint.id, "assessed", "停用车辆", wrong)
    after = record(who, complaint.id, "assessed", "请客户停驶，派拖车", {**criteria, "remedy_sought": "换车"})
    assert after.criteria == criteria
    assert (after.remedy_sought, after.remedy_asked) == ("换车", True)
    assert Complaint.get_by_id(complaint.id).remedy_sought == "换车"
    text = page(show(complaint.no))
    assert "涉及安全：是" in text
    assert "换车" in text


def test_a_remedy_that_was_asked_for_and_not_named_is_said_so(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint, "acknowledged")
    assert not show(complaint.no).standing.remedy_asked
    record(house.actor("吴敏"), complaint.id, "contacted", "只想反映情况", {"remedy_sought": ""})
    assert show(complaint.no).standing.remedy_asked
    assert "没有提出要求" in page(show(complaint.no))


def test_an_answer_needs_the_customers_response(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint, *TO_HANDLED)
    with pytest.raises(UserError, match="客户是否接受答复"):
        record(house.actor("吴敏"), complaint.id, "answered", "已电话答复")
    with pytest.raises(UsageError):
        record(house.actor("吴敏"), complaint.id, "answered", "已电话答复", {"accepted": "yes"})
    for kind in ("closed", "reopened"):
        with pytest.raises(UserError):
            record(house.actor("方慧"), complaint.id, kind, "x")


def test_an_answer_that_is_not_accepted_keeps_it_open(house: Dealership) -> None:
    complaint, who = raised(house), house.actor("吴敏")
    walk(house, complaint, *TO_HANDLED)
    house.build(date(2026, 11, 21))
    recalls = Task.select().where((Task.kind_code == "CB-10") & (Task.state == "open"))
    assert recalls.count() == 1
    with clock.travel(datetime(2026, 11, 21, 9)):
        after = record(who, complaint.id, "answered", "客户要求退车", {"accepted": False})
        assert (after.state, after.accepted, after.handled_on) == ("rejected", False, None)
        assert recalls.count() == 0  # nobody is asked whether a solution they refused has satisfied them
        # the handling begins anew: 8 and 24 working hours from the refusal on
        assert (wall(after.plan_by), wall(after.solve_by)) == ("2026-11-22T09:00", "2026-11-24T09:00")
        with pytest.raises(UserError, match="申诉途径"):
            record(who, complaint.id, "proposed", "免费保养一次")
        with pytest.raises(UserError, match="没有接受答复"):
            recalled(house.actor("李娜"), complaint.id, satisfied=True)
        with pytest.raises(UserError):
            record(who, complaint.id, "external")  # what was told is to be noted
        after = record(who, complaint.id, "external", "告知可找总经理复议，或拨打12315", {"recourse": "line_12315"})
        assert (after.state, after.recourse) == ("external", "line_12315")
        walk(house, complaint, "proposed", "handled", "answered")
    with clock.travel(datetime(2026, 11, 22, 9)):
        after = recalled(house.actor("李娜"), complaint.id, satisfied=True)
    assert (after.state, after.accepted, after.reopened) == ("closed", True, 0)
    assert after.timely_and_proper


def test_a_customer_who_comes_round_is_re_called_from_that_day_on(house: Dealership) -> None:
    complaint, who = raised(house), house.actor("吴敏")
    walk(house, complaint, *TO_HANDLED)
    record(who, complaint.id, "answered", "客户要考虑", {"accepted": False})
    with clock.travel(datetime(2026, 11, 23, 9)):
        after = record(who, complaint.id, "answered", "客户同意了", {"accepted": True})
    assert (after.state, after.handled_on) == ("recall_due", date(2026, 11, 23))
    assert wall(after.recall_by) == "2026-11-24T17:30"


@pytest.mark.parametrize(
    ("cents", "preferential", "able"),
    [
        (50000, False, {"方慧", "高远"}),  # up to 500 yuan, the limit included
        (50001, False, {"高远"}),
        (0, True, {"高远"}),  # a preferential claim is not the care manager's to give
        (900000, True, {"高远"}),
    ],
)
def test_the_position_decides_who_approves_how_much(
    house: Dealership, cents: int, preferential: bool, able: set[str]
) -> None:
    complaint = raised(house)
    walk(house, complaint, "acknowledged", "assessed", "accepted")
    asked = {"goodwill_cents": cents, "preferential": preferential}
    record(house.actor("吴敏"), complaint.id, "special_requested", "老客户", asked)
    for name in ("方慧", "高远"):
        (choice,) = [one for one in allowed(house.actor(name), complaint.id) if one.kind == "special_approved"]
        assert (choice.why_not == "") == (name in able)
        assert name in able or "总经理" in choice.why_not
    after = record(house.actor("高远"), complaint.id, "special_approved")
    assert (after.goodwill_cents, after.preferential) == (cents, preferential)
    found = show(complaint.no)
    assert (found.as_json()["goodwill_cents"], found.as_json()["preferential"]) == (cents, preferential)
    assert ("优惠索赔" in page(found)) == preferential


def test_a_manager_at_the_handlers_desk_approves_what_his_position_may(house: Dealership) -> None:
    complaint = raised(house, responsible_id=house.people["陈涛"].id)
    for kind in ("acknowledged", "assessed", "accepted"):
        record(house.actor("陈涛"), complaint.id, kind)
    record(house.actor("陈涛"), complaint.id, "special_requested", "老客户", {"goodwill_cents": 100000})
    service_manager, advisor, care = (house.actor(name) for name in ("吴敏", "陈涛", "方慧"))
    assert [to_approve(each) for each in (service_manager, advisor, care)] == [[complaint.id], [], []]
    assert [each.row.id for each in waiting(service_manager) if isinstance(each, WaitingComplaint)] == [complaint.id]
    with pytest.raises(Forbidden):
        record(advisor, complaint.id, "special_refused", "不值得")
    assert record(service_manager, complaint.id, "special_approved").goodwill_cents == 100000


def test_the_asker_does_not_approve_whatever_their_position(house: Dealership) -> None:
    complaint = raised(house, responsible_id=house.people["高远"].id)
    boss = house.actor("高远")
    for kind in ("acknowledged", "assessed", "accepted"):
        record(boss, complaint.id, kind)
    record(boss, complaint.id, "special_requested", "老客户", {"goodwill_cents": 100})
    with pytest.raises(Forbidden, match="不能自己批准"):
        record(boss, complaint.id, "special_approved")


def test_whom_it_is_about_gets_it_by_no_way(house: Dealership) -> None:
    """Neither by assignment, nor as a supervisor, nor as the agent of the re-call."""
    complaint = raised(house, about_id=house.people["方慧"].id)
    with pytest.raises(UserError):
        record(house.actor("高远"), complaint.id, "assigned", data={"responsible_id": house.people["方慧"].id})
    assert {choice.kind for choice in allowed(house.actor("方慧"), complaint.id) if not choice.why_not} == {"noted"}
    walk(house, complaint, *TO_HANDLED, "answered")
    for satisfied in (True, False):
        with pytest.raises(Forbidden):
            recalled(house.actor("方慧"), complaint.id, satisfied, "x")


@pytest.mark.parametrize("action", ACTIONS.values(), ids=str)
def test_every_field_of_every_step_is_described(house: Dealership, action: Any) -> None:
    for field in of_action(action):
        assert FIELDS[field.code] is field
        assert (field.holds == "choice") == bool(choices(field.code))
    assert set(action.required) <= set(action.fields)


def test_a_history_of_the_first_release_is_read_as_it_was(house: Dealership) -> None:
    """Answers had no response then, and no pause or assessment stood in the events."""
    complaint = raised(house)
    walk(house, complaint, *TO_HANDLED)
    after = standing([*history(complaint.id), Event("answered", clock.now(), {})])
    assert (after.state, after.accepted) == ("recall_due", None)
