"""Which calls are looked at: reproducible, nobody left out, no call twice; what the samples of a house are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.playbook.quality import Sample
from agentdesk.quality.facts import Asked, Call, Dial
from agentdesk.quality.flags import Flagged
from agentdesk.quality.sampling import RANDOM, Period, draw, periods, sample_of, sampled
from agentdesk.store.tables import Contact
from tests.dealership import Dealership

DAY = date(2026, 11, 10)
AT = datetime(2026, 11, 10, 2)


def made(number: int, person: int, *, reached: bool) -> Call:
    dials = (Dial(AT, AT, reached),)
    asked = (Asked(1, 100, 3, ()),) if reached else ()
    return Call(number, person, f"座席{person}", DAY, AT + timedelta(minutes=number), AT, dials, asked, reached)


@st.composite
def weeks(draw_from: st.DrawFn) -> tuple[list[Call], list[Flagged], Sample]:
    """A week's calls with flags on some of them, and how many are looked at."""
    people = draw_from(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30))
    calls = [made(number, person, reached=reached) for number, (person, reached) in enumerate(people, 1)]
    flags = []
    for call in calls:
        if draw_from(st.integers(0, 4)) == 0:
            flags.append(Flagged("f", "甲", "A", "same_in_a_call", call.person_id, "", DAY, (call.id,), {"count": 9}))
    number = draw_from(st.integers(0, 6))
    return calls, flags, Sample(calls=number, flagged_at_most=draw_from(st.integers(0, number)))


@given(weeks(), st.randoms())
def test_a_sample_is_reproducible_leaves_nobody_out_and_takes_no_call_twice(
    week: tuple[list[Call], list[Flagged], Sample], shuffled: object
) -> None:
    calls, flags, sample = week
    found = draw(calls, flags, sample, "2026-11-09")
    ids = [row.call.id for row in found]
    assert len(ids) == len(set(ids))
    mixed = list(calls)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    assert {row.call.id for row in draw(mixed, flags, sample, "2026-11-09")} == set(ids)
    flagged = {call for flag in flags for call in flag.calls}
    for person in {call.person_id for call in calls}:
        own = [row for row in found if row.call.person_id == person]
        able = [call for call in calls if call.person_id == person and call.can_be_judged]
        assert len(own) >= min(sample.calls, len(able))
        assert len(own) <= sample.calls
        by_flag = [row for row in own if all(reason.code != RANDOM for reason in row.reasons)]
        assert len(by_flag) <= sample.flagged_at_most
        assert {row.call.id for row in by_flag} <= flagged
        assert all(row.call.can_be_judged for row in own if row not in by_flag)
    assert all(row.reasons for row in found)
    firsts = [any(reason.code == "f" for reason in row.reasons) for row in found]
    drawn_only = [all(reason.code == RANDOM for reason in row.reasons) for row in found]
    assert drawn_only == sorted(drawn_only)
    assert all(is_flagged == (row.call.id in flagged) for row, is_flagged in zip(found, firsts, strict=True))


@given(weeks())
def test_the_random_part_does_not_depend_on_flags(week: tuple[list[Call], list[Flagged], Sample]) -> None:
    calls, flags, sample = week
    only = Sample(calls=sample.calls - sample.flagged_at_most)
    unflagged = {row.call.id for row in draw(calls, [], only, "w")}
    with_flags = draw(calls, flags, sample, "w")
    at_random = {row.call.id for row in with_flags if any(reason.code == RANDOM for reason in row.reasons)}
    assert unflagged <= at_random


def test_another_week_is_another_draw() -> None:
    calls = [made(number, 1, reached=True) for number in range(1, 60)]
    first, second = (draw(calls, [], Sample(calls=5), seed) for seed in ("2026-11-02", "2026-11-09"))
    assert {row.call.id for row in first} != {row.call.id for row in second}


def test_periods_are_over_and_not_too_old() -> None:
    friday = date(2026, 11, 20)
    weeks_back = list(periods(friday, Sample(per="week", within_days=21)))
    assert weeks_back[0] == Period(date(2026, 11, 9), date(2026, 11, 15))
    assert [period.first for period in weeks_back] == [date(2026, 11, 9), date(2026, 11, 2), date(2026, 10, 26)]
    days = list(periods(friday, Sample(per="day", within_days=2)))
    assert [period.first for period in days] == [date(2026, 11, 19), date(2026, 11, 18)]


def test_the_house_samples_three_calls_of_each_agents_last_week(house: Dealership, last_week: list[Contact]) -> None:
    found = sampled()
    assert [row.call.person for row in found] == ["李娜"] * 3 + ["孙悦"] * 3
    assert {row.call.id for row in found} <= {contact.id for contact in last_week}
    assert sample_of(Period(date(2026, 11, 9), date(2026, 11, 15))) == found
    assert [reason.text for row in found for reason in row.reasons] == ["随机抽取"] * 6


def test_nothing_is_drawn_of_a_week_that_is_not_over(house: Dealership) -> None:
    order = house.order(date(2026, 11, 17))
    task = house.task("CB-01", "repair_order", order.id, order.customer, date(2026, 11, 17))
    house.decide(task, "completed", datetime(2026, 11, 18, 10))
    assert sampled() == []
