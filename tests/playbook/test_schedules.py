"""The worked examples W-01 to W-09 on the schedules of the shipped car dealership playbook."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.festivals import birthday_in, festival_date
from agentdesk.playbook.read import load
from agentdesk.playbook.schema import Schedule, Step

DEALER = load("car_dealership")
STEPS = {(step.kind.code, step.schedule.step): step for step in DEALER.steps()}


def schedule(kind: str, step: str) -> Schedule:
    return STEPS[kind, step].schedule


@pytest.mark.parametrize(
    ("kind", "step", "trigger", "nominal", "latest"),
    [
        ("CB-01", "next_day", "2026-03-31", "2026-04-01", "2026-04-01"),  # W-01
        ("CB-01", "next_day", "2024-02-28", "2024-02-29", "2024-02-29"),
        ("CB-02", "same_day", "2026-01-31", "2026-01-31", "2026-01-31"),  # W-03
        ("CB-03", "second", "2026-01-31", "2026-02-01", "2026-02-03"),
        ("CB-03", "message", "2026-01-31", "2026-02-03", "2026-02-03"),
        ("RM-06", "week", "2026-11-28", "2026-11-21", "2026-11-21"),
        ("RM-07", "week", "2026-11-28", "2026-11-21", "2026-11-21"),
        ("RM-09", "day_before", "2026-07-01", "2026-06-30", "2026-06-30"),
        ("CB-04", "seventh_day", "2026-01-31", "2026-02-07", "2026-02-07"),
        ("RM-05", "private", "2026-01-31", "2026-04-24", "2026-05-01"),
        ("RM-05", "official", "2026-01-31", "2026-02-23", "2026-03-02"),  # W-04
        ("RM-05", "private", "2025-11-30", "2026-02-21", "2026-02-28"),
        ("RM-04", "fifteen_days", "2026-03-10", "2026-02-23", "2026-02-23"),  # W-05
        ("RM-04", "three_days", "2026-03-10", "2026-03-07", "2026-03-07"),
        ("RM-01", "week", "2026-07-01", "2026-06-24", "2026-06-24"),  # W-06
        ("RM-01", "day", "2026-07-01", "2026-06-30", "2026-06-30"),
        ("CB-06", "card", "2026-01-02", "2025-12-26", "2025-12-30"),  # W-07
        ("CB-06", "sms", "2026-01-02", "2026-01-02", "2026-01-02"),
        ("CB-10", "next_day", "2026-06-30", "2026-07-01", "2026-07-01"),  # W-09
        ("RM-03", "month", "2026-06-30", "2026-05-31", "2026-05-31"),  # RM-24
        ("RM-03", "week", "2026-06-30", "2026-06-23", "2026-06-23"),
    ],
)
def test_dates(kind: str, step: str, trigger: str, nominal: str, latest: str) -> None:
    due = schedule(kind, step).dates(date.fromisoformat(trigger))
    assert (due.nominal.isoformat(), due.latest.isoformat()) == (nominal, latest)


@pytest.mark.parametrize(("year", "due"), [(2026, date(2026, 2, 10)), (2027, date(2027, 1, 30))])
def test_spring_festival(year: int, due: date) -> None:
    """W-08."""
    greeting = schedule("CB-07", "week_before")
    assert greeting.festival == "spring_festival"
    assert greeting.dates(festival_date(greeting.festival, year)).nominal == due


def test_a_birthday_of_29_february() -> None:
    """W-07: kept on the 28th in 2026."""
    kept = birthday_in(2026, date(1992, 2, 29), DEALER.head.settings.leap_birthday)
    assert schedule("CB-06", "sms").dates(kept).nominal == date(2026, 2, 28)


def test_the_last_reminder_is_of_no_use_after_the_day_itself() -> None:
    for kind, step in (("RM-01", "day"), ("RM-03", "week"), ("RM-04", "three_days")):
        assert schedule(kind, step).dates(date(2026, 3, 10)).expires_on == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [("RM-01", "week", "day"), ("RM-03", "month", "week"), ("RM-04", "fifteen_days", "three_days")],
)
def test_the_first_reminder_expires_before_the_second_is_due(kind: str, first: str, second: str) -> None:
    day = date(2026, 3, 10)
    assert schedule(kind, first).dates(day).expires_on < schedule(kind, second).dates(day).nominal


@given(st.sampled_from(sorted(STEPS)), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_task_is_due_before_it_is_late_and_late_before_it_expires(key: tuple[str, str], trigger: date) -> None:
    due = STEPS[key].schedule.dates(trigger)
    assert due.nominal <= due.latest <= due.expires_on


def test_every_kind_of_the_regulation_is_there() -> None:
    expected = {f"CB-{number:02d}" for number in range(1, 13)} | {f"RM-{number:02d}" for number in range(1, 6)}
    expected.add("CB-21")  # the sales department's list
    expected |= {"RM-06", "RM-07", "RM-09"}  # events, classes, the day before an appointment
    assert {kind.code for kind in DEALER.kinds} == expected


def test_advisors_own_calls_are_expected_records_and_no_others() -> None:
    """CB-22; RM-10 is the service advisor's own call too."""
    records = {(step.kind.code, step.schedule.step) for step in STEPS.values() if step.records}
    assert records == {("CB-02", "same_day"), ("CB-04", "seventh_day"), ("CB-09", "as_given"), ("RM-01", "hour")}
    assert {STEPS[key].owner_role for key in records} == {"sales_advisor", "service_advisor"}


def test_what_is_served_elsewhere_makes_no_task() -> None:
    """RM-21 and RM-24."""
    assert DEALER.kind("CB-05").same_as == "RM-05"
    assert DEALER.kind("RM-02").goes_with == "RM-01"
    assert not {"CB-05", "RM-02"} & {step.kind.code for step in DEALER.steps()}


def test_only_calls_move_to_an_open_day() -> None:
    moving = {step.channel for step in DEALER.steps() if step.moves_to_open_day}
    staying = {step.channel for step in DEALER.steps() if not step.moves_to_open_day}
    assert moving == {"phone"}
    assert staying == {"sms", "card", "newsletter"}


def test_a_schedule_takes_from_its_kind_what_it_does_not_name() -> None:
    hour: Step = STEPS["RM-01", "hour"]
    assert (hour.subject, hour.owner_role, hour.schedule.hours_before) == ("appointment", "service_advisor", 1)
    week: Step = STEPS["RM-01", "week"]
    assert (week.subject, week.owner_role, week.form) == ("vehicle", "callback_agent", "maintenance_reminder")
    assert STEPS["CB-06", "card"].channel == "card"
    assert STEPS["CB-06", "sms"].channel == "sms"
    assert week.retry == DEALER.head.retry


def test_reminders_have_answers_of_their_own() -> None:
    """RM-25."""
    own = {"told", "will_come", "appointment_made", "declined"}
    assert own <= {row.code for row in DEALER.outcomes_for(DEALER.kind("RM-04"))}
    assert not own & {row.code for row in DEALER.outcomes_for(DEALER.kind("CB-01"))}
    assert all(row.group != "rule" for row in DEALER.outcomes_for(DEALER.kind("RM-04")))


def test_the_script_says_the_sources_words() -> None:
    script = DEALER.head.script
    assert script.wrong_person.zh == "抱歉打扰您了，再见！"
    assert script.refusal.zh == "抱歉打扰您了，再见"
    assert script.complaint.zh == (
        "我已经记下了您的抱怨，并将转给相关的责任人处理；如果您乐意的话，我确定我的同事会再打电话给您"
    )


def test_targets_of_the_regulation() -> None:
    goals = {target.code: target.goal for target in DEALER.targets}
    assert goals == {
        **{"KP-01": 95, "KP-02": 30, "KP-03": 100, "KP-04": 100, "KP-05": 100, "KP-06": 90, "KP-07": 100},
        **{"KP-08": 80, "KP-09": 90, "KP-15A": 90, "KP-15B": 100},
    }


def test_wrong_number_and_contact_mismatch_are_two_findings() -> None:
    """DA-02, T-10: somebody is assessed on each."""
    assert "finding:wrong_number" in DEALER.outcome("not_in_service").effects
    assert "finding:contact_mismatch" in DEALER.outcome("wrong_person").effects
    assert DEALER.outcome("no_answer").effects == ()


def test_the_hard_refusal_is_final_and_the_soft_one_is_not() -> None:
    hard, soft = DEALER.outcome("refused_do_not_contact"), DEALER.outcome("refused")
    assert hard.final
    assert hard.note_required
    assert "do_not_contact" in hard.effects
    assert (soft.final, soft.retry_minutes, soft.effects) == (False, 7 * 24 * 60, ())


def test_unknown_codes_are_key_errors() -> None:
    for ask in (DEALER.kind, DEALER.outcome, DEALER.severity):
        with pytest.raises(KeyError):
            ask("CB-99")
    assert DEALER.target("KP-99") is None
