"""The reminders (RM-01 to RM-05, RM-10): what is said, how a doubt is met, and what becomes of each answer (RM-25)."""

from __future__ import annotations

from functools import cache

import pytest

from agentdesk.interview.compile import compile_form
from agentdesk.interview.conventions import APPOINTMENT_DAY, APPOINTMENT_TIME, RESULT
from agentdesk.interview.model import FormModel, Kind
from agentdesk.interview.run import Run
from agentdesk.playbook.read import SHIPPED, load

FACTS = {
    "customer_name": "王建国", "title": "先生", "agent_name": "李娜", "dealer_name": "滁州店", "brand": "上海大众",
    "event_date": "2026-11-20T10:00", "due_date": "2026-12-01", "reminder_subject": "易损件更换", "model": "朗逸",
    "plate": "皖M·12345", "agenda_first": "yes", "agenda_last": "yes",
}  # fmt: skip
# Each form with the question of whether it has been done, and the doubts that are met with an offer.
STATUS = {
    "maintenance_reminder": ("maintenance_status", {"no_time": "time", "not_due": "later", "price": "price"}),
    "first_service": ("first_service_done", {"no_time": "time", "not_due": "later"}),
    "inspection_reminder": ("inspection_status", {"no_time": "time", "early": "later", "price": "price"}),
    "insurance_reminder": ("insurance_status", {"no_time": "time", "compare": "compare", "price": "price"}),
    "reminder": ("done_status", {"no_time": "time", "price": "price"}),
}
DOUBTS = [(name, doubt, offer) for name, (_status, offers) in STATUS.items() for doubt, offer in offers.items()]
BOOKING = {APPOINTMENT_DAY, APPOINTMENT_TIME, "appointment_confirmed"}


@cache
def form(name: str) -> FormModel:
    return compile_form(SHIPPED / "car_dealership" / "forms" / f"{name}.md")


def said(name: str, **answers: str) -> Run:
    """A reminder in which these answers were given, one after the other; each must be accepted."""
    run = Run(form(name), FACTS)
    for key, value in {"opening": "yes", **answers}.items():
        assert run.answer(key, value).ok, key
    return run


def open_reminder(name: str, **answers: str) -> Run:
    return said(name, **{STATUS[name][0]: "not_yet"}, **answers)


def on_path(run: Run) -> set[str]:
    return {row.key for row in run.outline() if row.state != "hidden"}


def test_every_reminder_has_its_own_form() -> None:
    steps = [step for step in load("car_dealership").steps() if step.kind.code.startswith("RM-")]
    forms = {(step.kind.code, step.schedule.step): step.form for step in steps}
    assert {forms["RM-03", step] for step in ("month", "week")} == {"inspection_reminder"}
    assert {forms["RM-04", step] for step in ("fifteen_days", "three_days")} == {"insurance_reminder"}
    assert {forms["RM-05", step] for step in ("private", "official")} == {"first_service"}
    assert forms["RM-01", "week"] == forms["RM-01", "day"] == "maintenance_reminder"
    assert forms["RM-01", "hour"] == "appointment_confirmation"


@pytest.mark.parametrize("name", ["maintenance_reminder", "inspection_reminder", "insurance_reminder", "reminder"])
def test_the_date_and_the_car_are_read_out(name: str) -> None:
    line = said(name).item("purpose").label
    assert "2026年12月1日" in line
    assert "朗逸 皖M·12345" in line
    bare = Run(form(name), {key: value for key, value in FACTS.items() if key != "plate"})
    assert "朗逸" in bare.item("purpose").label
    assert "【" not in bare.item("purpose").label


@pytest.mark.parametrize("name", STATUS)
def test_why_is_said_in_one_breath_with_the_reminder_and_the_benefit_with_the_invitation(name: str) -> None:
    run = said(name, recording="yes")
    page = run.goto("purpose")
    assert page is not None
    assert [item.kind for item in page.items] == [Kind.ACKNOWLEDGE, Kind.NOTE]  # SC-15: the reminder, why it matters
    assert "好吗" in open_reminder(name).item("invitation").label
    assert "invitation" in open_reminder(name).open_required()


@pytest.mark.parametrize("name", STATUS)
def test_an_invitation_becomes_an_appointment_in_the_same_call(name: str) -> None:
    run = open_reminder(name, invitation="appointment_made")
    assert run.results()[RESULT] == "appointment_made"
    assert on_path(run) >= BOOKING
    assert {APPOINTMENT_DAY, APPOINTMENT_TIME} <= set(run.open_required())
    assert "appointment_confirmed" in run.unconfirmed()
    assert run.answer(APPOINTMENT_DAY, "2000-01-01").error == "预约日期不能早于今天"


@pytest.mark.parametrize(("name", "doubt", "offer"), DOUBTS)
def test_a_doubt_is_met_once_and_may_still_become_an_appointment(name: str, doubt: str, offer: str) -> None:
    for invitation in ("told", "declined"):
        run = open_reminder(name, invitation=invitation, concern=doubt)
        assert {key for key in on_path(run) if key.startswith("offer_")} == {f"offer_{offer}"}
        run.answer(f"offer_{offer}", "no")
        assert run.results()[RESULT] == invitation
        assert not BOOKING & on_path(run)
        run.answer(f"offer_{offer}", "yes")
        assert run.results()[RESULT] == "appointment_made"
        assert on_path(run) >= BOOKING


@pytest.mark.parametrize("name", STATUS)
def test_why_not_is_a_code(name: str) -> None:
    for invitation in ("told", "declined"):
        assert "concern" in open_reminder(name, invitation=invitation).open_required()
    assert "concern_detail" in open_reminder(name, invitation="declined", concern="other").open_required()
    assert "concern" not in on_path(open_reminder(name, invitation="will_come"))


@pytest.mark.parametrize("name", STATUS)
@pytest.mark.parametrize(
    ("answer", "outcome"), [("here", "told"), ("elsewhere", "declined"), ("sold", "sold_car"), ("dk", ""), ("ref", "")]
)
def test_what_is_done_or_sold_is_not_sold_again(name: str, answer: str, outcome: str) -> None:
    run = said(name, **{STATUS[name][0]: answer})
    assert run.results().get(RESULT, "") == outcome
    assert ("invitation" in on_path(run)) is not bool(outcome)
    assert ("noted" in on_path(run)) is bool(outcome)
    assert ("elsewhere_reason" in run.open_required()) is (answer == "elsewhere")
    assert not BOOKING & on_path(run)


@pytest.mark.parametrize("name", STATUS)
def test_each_outcome_is_one_of_the_catalogue(name: str) -> None:
    codes = {row.code for row in load("car_dealership").outcomes}
    made = form(name)
    calculation = next(node.calculation for node in made.nodes if node.name == RESULT)
    assert calculation is not None
    for code in ("sold_car", "declined", "told", "appointment_made"):
        assert f"'{code}'" in calculation.text
        assert code in codes
    invitation = next(node for node in made.nodes if node.name == "invitation")
    assert {choice.name for choice in made.choice_list(invitation.choices)} <= codes


def test_an_answer_taken_back_takes_its_outcome_back() -> None:
    run = open_reminder("insurance_reminder", invitation="declined", concern="price", offer_price="yes")
    run.answer("insurance_status", "sold")
    assert run.results()[RESULT] == "sold_car"
    assert "offer_price" not in run.results()
    run.answer("insurance_status", "not_yet")
    assert run.results()[RESULT] == "appointment_made"


@pytest.mark.parametrize("name", STATUS)
def test_whoever_stays_away_because_of_us_has_a_complaint(name: str) -> None:
    for run in (
        open_reminder(name, invitation="declined", concern="last_time"),
        said(name, **{STATUS[name][0]: "elsewhere"}, elsewhere_reason="last_time"),
    ):
        assert run.dissatisfied  # CP-01: any negative comment
        assert "dissatisfied_reason" in run.open_required()
    assert not open_reminder(name, invitation="declined", concern="no_time").dissatisfied


def test_a_new_car_with_a_problem_is_a_complaint_but_a_sold_one_is_not_asked() -> None:
    run = open_reminder("first_service", car_condition="problem")
    assert run.dissatisfied
    assert "car_problem" in run.open_required()
    assert "car_condition" not in on_path(said("first_service", first_service_done="sold"))


def test_who_has_booked_is_reminded_of_the_booking_instead() -> None:
    for name, status in (("maintenance_reminder", "maintenance_status"), ("first_service", "first_service_done")):
        run = said(name, **{status: "booked"})
        assert run.results()[RESULT] == "told"
        assert "booked_kept" in on_path(run)  # SC-16: the slot that is missed, the discount that may be lost
        assert "优惠也可能用不上了" in run.item("booked_kept").label
        assert "invitation" not in on_path(run)


def test_a_car_exempt_from_the_test_is_told_and_left_in_peace() -> None:
    run = said("inspection_reminder", inspection_status="exempt")
    assert run.results()[RESULT] == "told"
    assert "invitation" not in on_path(run)


def test_wear_parts_are_raised_with_the_maintenance() -> None:
    assert "易损件" in said("maintenance_reminder").item("why_maintenance").label  # RM-02, RM-24


@pytest.mark.parametrize(
    ("answer", "outcome", "line"),
    [
        ("on_time", "will_come", ""),
        ("late", "will_come", "late_told"),
        ("change", "appointment_made", "discount_told"),
        ("cancel", "declined", "cancelled_noted"),
        ("dk", "told", ""),
    ],
)
def test_the_hour_before_an_appointment(answer: str, outcome: str, line: str) -> None:
    run = said("appointment_confirmation", coming=answer)
    assert "2026年11月20日 10:00" in run.item("purpose").label  # SC-16: the exact time
    assert run.results()[RESULT] == outcome
    lines = {"late_told", "discount_told", "cancelled_noted"}
    assert lines & on_path(run) == ({line} if line else set())
    assert (on_path(run) >= BOOKING) is (answer == "change")
    assert ("cancel_reason" in run.open_required()) is (answer == "cancel")
