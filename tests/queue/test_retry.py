"""When a call is tried again: never before its delay, never in a closed hour, never beyond the caps."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.calendar import BusinessCalendar, window
from agentdesk.common.own_hours import ANY_HOUR, OwnHours
from agentdesk.playbook.kinds import Retry
from agentdesk.queue.retry import Try, is_full, next_try, part_of, used_up

HOUSE = BusinessCalendar(
    open_weekdays=frozenset(range(6)),
    calling={day: (window("09:00-11:30"), window("14:00-18:00")) for day in range(6)},
    closed=frozenset({date(2026, 11, 24)}),
)
CAPS = Retry(attempts_a_day=3, attempts_a_number=2, attempts_in_all=9, minutes_apart=30)
EVENINGS = OwnHours(only=(window("18:00-20:30"),))
MONDAY = "2026-11-23"
MINUTES = st.integers(0, 14 * 24 * 60)
TRIES = st.lists(st.tuples(MINUTES, st.sampled_from(["a", "b"]), st.booleans()), min_size=1, max_size=9)


def at(wall: str, day: str = MONDAY) -> datetime:
    return clock.to_utc(datetime.fromisoformat(f"{day}T{wall}"))


def rang(*walls: str, day: str = MONDAY) -> list[Try]:
    return [Try(at(wall, day), "a", False) for wall in walls]


@given(TRIES, st.integers(1, 3000), st.booleans(), st.sampled_from([ANY_HOUR, EVENINGS]), st.integers(0, 2))
def test_a_retry_is_never_early_nor_in_a_closed_hour_nor_beyond_a_days_caps(
    made: list[tuple[int, str, bool]], delay: int, other_part: bool, own: OwnHours, numbers: int
) -> None:
    tries = sorted(Try(at("09:00") + timedelta(minutes=minute), number, yes) for minute, number, yes in made)
    earliest = tries[-1].at + timedelta(minutes=delay)
    opening = own.of(HOUSE)
    found = next_try(earliest, tries, CAPS, opening, other_part=other_part, numbers=numbers)
    assert found.at >= earliest
    assert opening.is_calling_time(found.at)
    assert not is_full(clock.local(found.at).date(), tries, CAPS, numbers)
    if not tries[-1].contacted:
        assert found.at >= tries[-1].at + timedelta(minutes=CAPS.minutes_apart)


@given(st.lists(st.integers(1, 600), max_size=40))
def test_trying_as_soon_as_allowed_never_exceeds_the_caps(delays: list[int]) -> None:
    tries: list[Try] = rang("09:00")
    for delay in delays:
        if used_up(tries, CAPS):
            break
        found = next_try(tries[-1].at + timedelta(minutes=delay), tries, CAPS, HOUSE, other_part=True, numbers=1)
        tries.append(Try(found.at, "a", False))
    days = [clock.local(one.at).date() for one in tries]
    assert len(tries) <= CAPS.attempts_in_all
    assert max(map(days.count, days)) <= CAPS.attempts_a_number


@given(st.integers(0, 13), st.integers(0, 540))
def test_no_working_day_is_lost_by_waiting_for_another_part_of_it(ahead: int, minute: int) -> None:
    first = at("09:00") + timedelta(days=ahead, minutes=minute)
    assume(HOUSE.is_calling_time(first))
    found = next_try(first + timedelta(minutes=180), [Try(first, "a", False)], CAPS, HOUSE, other_part=True)
    day = clock.local(first).date()
    assert part_of(found.at) != part_of(first)
    assert clock.local(found.at).date() <= HOUSE.next_open(day + timedelta(days=1))


def test_a_morning_without_an_answer_is_tried_in_the_afternoon() -> None:
    found = next_try(at("09:40"), rang("09:10"), CAPS, HOUSE, other_part=True)
    assert (found.at, found.why) == (at("14:00"), ("delay", "part"))
    plain = next_try(at("09:40"), rang("09:10"), CAPS, HOUSE)
    assert (plain.at, plain.why) == (at("09:40"), ("delay",))


def test_an_afternoon_is_tried_the_next_morning_over_a_closed_day() -> None:
    found = next_try(at("17:30"), rang("14:30"), CAPS, HOUSE, other_part=True)
    assert found.at == at("09:00", "2026-11-25")


def test_who_asked_for_evenings_is_rung_in_the_evening_again() -> None:
    found = next_try(at("21:05"), rang("18:05"), CAPS, EVENINGS.of(HOUSE), other_part=True)
    assert found.at == at("18:00", "2026-11-25")


def test_a_day_is_full_by_its_own_cap_or_by_that_of_every_number() -> None:
    twice = rang("09:00", "10:00")
    assert is_full(date(2026, 11, 23), twice, CAPS, numbers=1)
    assert not is_full(date(2026, 11, 23), twice, CAPS, numbers=2)
    assert is_full(date(2026, 11, 23), [*twice, Try(at("11:00"), "b", False)], CAPS, numbers=2)
    assert not is_full(date(2026, 11, 25), twice, CAPS, numbers=1)
