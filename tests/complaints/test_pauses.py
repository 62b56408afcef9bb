"""Pauses: derived from the history, shifted in working time, capped, ended by themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.listing import list_complaints, show
from agentdesk.complaints.pauses import Pause, left, moved
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rows import wall
from agentdesk.complaints.workflow import allowed, record
from agentdesk.store.tables import Complaint
from tests.common.test_business_time import OFFICE, instants
from tests.dealership import GIVEN, Dealership

Cli = Callable[..., Result]


def assessed(house: Dealership) -> Complaint:
    """Raised on Friday 20 November at 09:42: a plan by Saturday 09:42, solved by Monday 09:42."""
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
    complaint = raise_complaint(house.actor("李娜"), replace(draft, responsible_id=house.people["吴敏"].id))
    for kind in ("acknowledged", "assessed"):
        record(house.actor("吴敏"), complaint.id, kind)
    return complaint


def at(text: str, house: Dealership, complaint: Complaint, kind: str, **data: Any) -> Standing:
    with clock.travel(datetime.fromisoformat(text)):
        return record(house.actor("吴敏"), complaint.id, kind, "x", data or GIVEN.get(kind))


def due(now: Standing) -> tuple[str | None, str | None]:
    return wall(now.plan_by), wall(now.solve_by)


def test_the_deadlines_move_by_the_working_time_of_the_pause(house: Dealership) -> None:
    """Paused Friday 15:00 to Saturday 10:00: 2.5 h to 17:30 and 2 h from 08:00 are 4.5 working hours.

    Plan Saturday 09:42 + 4.5 h: 2:18 to noon, 2:12 from 13:30 = 15:42. Solve Monday 09:42 + 4.5 h = 15:42.
    Until it ends, the end is that of its cap: 40 working hours, five days of eight.
    """
    complaint = assessed(house)
    after = at("2026-11-20T15:00", house, complaint, "paused", reason="customer")
    assert due(after) == ("2026-11-26T09:42", "2026-11-28T09:42")
    assert (after.paused_for, wall(after.paused_until)) == ("customer", "2026-11-25T15:00")
    after = at("2026-11-21T10:00", house, complaint, "resumed")
    assert due(after) == ("2026-11-21T15:42", "2026-11-23T15:42")
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.plan_by, stored.solve_by, stored.next_breach) == (after.plan_by, after.solve_by, after.plan_by)


def test_a_reason_stops_only_its_clocks(house: Dealership) -> None:
    complaint = assessed(house)
    after = at("2026-11-20T15:00", house, complaint, "paused", reason="parts", until="2026-11-22")
    # the plan goes on; the solution waits from Friday 15:00 until Sunday, 2.5 + 8 working hours
    # from Monday 09:42: 6:18 on that day, 4:00 on Tuesday morning, 0:12 after noon
    assert due(after) == ("2026-11-21T09:42", "2026-11-24T13:42")


def test_a_pause_ends_by_itself_and_nobody_need_look(house: Dealership, cli: Cli) -> None:
    complaint = assessed(house)
    after = at("2026-11-20T15:00", house, complaint, "paused", reason="customer", until="2026-11-21")
    assert due(after) == ("2026-11-21T13:42", "2026-11-23T13:42")
    with clock.travel(datetime(2026, 11, 20, 17)):
        (row,) = list_complaints()
        assert (row.paused, wall(row.paused_until), row.breached) == ("customer", "2026-11-21T00:00", False)
        assert "暂停：等待客户" in cli("complaint", "list").stdout
    with clock.travel(datetime(2026, 11, 21, 8)):
        (row,) = list_complaints()
        assert (row.paused, row.paused_until, wall(row.next_breach)) == ("", None, "2026-11-21T13:42")
        with pytest.raises(UserError, match="没有暂停"):
            record(house.actor("吴敏"), complaint.id, "resumed")
        (choice,) = [choice for choice in allowed(house.actor("吴敏"), complaint.id) if choice.kind == "resumed"]
        assert choice.why_not


def test_the_cap_holds_for_a_reason_however_often_it_is_given(house: Dealership) -> None:
    """40 hours for the customer: 24 taken Saturday to Monday leave 16, which end at the close of the second day."""
    complaint = assessed(house)
    at("2026-11-21T08:00", house, complaint, "paused", reason="customer", until="2026-11-24")
    after = at("2026-11-24T08:00", house, complaint, "paused", reason="customer", until="2026-12-31")
    assert wall(after.paused_until) == "2026-11-25T17:30"
    with pytest.raises(UserError, match="40"):
        at("2026-11-26T08:00", house, complaint, "paused", reason="customer")
    after = at("2026-11-26T08:00", house, complaint, "paused", reason="manufacturer")
    assert [pause.reason for pause in after.pauses] == ["customer", "customer", "manufacturer"]


def test_another_reason_takes_over_where_one_holds(house: Dealership) -> None:
    """Friday 13:30 to 15:30 for the customer, to 17:30 for the manufacturer: four hours in two spans."""
    complaint = assessed(house)
    at("2026-11-20T13:30", house, complaint, "paused", reason="customer")
    after = at("2026-11-20T15:30", house, complaint, "paused", reason="manufacturer", until="2026-11-21")
    assert due(after) == ("2026-11-21T15:12", "2026-11-23T15:12")
    spans = [(pause.reason, wall(pause.start), wall(pause.end)) for pause in after.pauses]
    assert spans == [
        ("customer", "2026-11-20T13:30", "2026-11-20T15:30"),
        ("manufacturer", "2026-11-20T15:30", "2026-11-21T00:00"),
    ]
    assert len(show(complaint.no).as_json()["pauses"]) == 2


def test_finishing_ends_the_pause_and_is_in_time(house: Dealership) -> None:
    complaint = assessed(house)
    at("2026-11-20T10:00", house, complaint, "proposed")
    at("2026-11-20T15:00", house, complaint, "paused", reason="parts", until="2026-11-27")
    after = at("2026-11-26T09:00", house, complaint, "handled")  # three days after the first deadline
    assert (after.late, wall(after.paused_until), after.next_clock) == (frozenset(), "2026-11-26T09:00", "recall")
    with clock.travel(datetime(2026, 11, 26, 10)):
        (row,) = list_complaints()
        assert row.paused == ""


def test_what_was_missed_is_not_paused_away(house: Dealership) -> None:
    complaint = assessed(house)
    after = at("2026-11-21T10:00", house, complaint, "paused", reason="customer")  # the plan was due at 09:42
    assert wall(after.plan_by) == "2026-11-21T09:42"
    after = at("2026-11-21T11:00", house, complaint, "proposed")
    assert after.late == {"plan"}


def test_another_severity_counts_without_the_paused_time(house: Dealership) -> None:
    """Major, solved in 8 hours from 09:42: 2:18 to noon, 1:30 to 15:00; then paused to Sunday; 4:12 are left."""
    complaint = assessed(house)
    at("2026-11-20T15:00", house, complaint, "paused", reason="customer", until="2026-11-22")
    with clock.travel(datetime(2026, 11, 20, 16)):
        after = record(house.actor("吴敏"), complaint.id, "assessed", data={"severity": "major"})
    assert due(after) == ("2026-11-22T08:12", "2026-11-22T13:42")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, UserError),
        ({"reason": "holiday"}, UsageError),
        ({"reason": "parts", "until": "2026-11-20"}, UserError),
        ({"reason": "parts", "until": "soon"}, UsageError),
    ],
)
def test_a_pause_without_a_reason_or_a_later_day_is_refused(
    house: Dealership, data: dict[str, str], error: type[UserError]
) -> None:
    complaint = assessed(house)
    with pytest.raises(error):
        record(house.actor("吴敏"), complaint.id, "paused", data=data)
    with pytest.raises(Forbidden):
        record(house.actor("孙立"), complaint.id, "paused", data={"reason": "parts"})
    assert Complaint.get_by_id(complaint.id).paused_for == ""


def test_the_acceptance_waits_for_nothing(house: Dealership) -> None:
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
    complaint = raise_complaint(house.actor("李娜"), draft)
    with pytest.raises(UserError, match="待受理"):
        record(house.actor("方慧"), complaint.id, "paused", data={"reason": "parts"})


spans = st.lists(st.tuples(instants, st.integers(1, 20_000)), max_size=6)


@given(instants, st.integers(1, 60 * 200), spans)
def test_add_then_elapsed_is_the_identity_across_pauses(
    start: datetime, minutes: int, paused: list[tuple[datetime, int]]
) -> None:
    """Breaks, nights, the holiday, the make-up Saturday and pauses that overlap: none of them counts."""
    working = OFFICE.without((begin, begin + timedelta(minutes=length)) for begin, length in paused)
    amount = timedelta(minutes=minutes)
    end = working.add(start, amount)
    assert working.elapsed(start, end) == amount
    assert OFFICE.add(start, amount) <= end


@given(instants, st.integers(1, 4000), st.integers(0, 3000), st.integers(1, 3000), st.integers(0, 100))
def test_a_moved_deadline_is_that_of_the_clock_that_stood_still(
    start: datetime, minutes: int, into: int, length: int, share: int
) -> None:
    """Shifting when a pause begins, and back when it ends early, is counting without the paused time."""
    amount = timedelta(minutes=minutes)
    first = OFFICE.add(start, amount)
    begun = start + timedelta(minutes=into)
    pause = Pause("parts", begun, begun + timedelta(minutes=length), ("solve",))
    due = {"solve": first} | moved({"solve": first}, None, pause, begun, OFFICE)
    assert due["solve"] == (first if first <= begun else OFFICE.without([pause[1:3]]).add(start, amount))
    ended = begun + (pause.end - begun) * share / 101
    due |= moved(due, pause, None, ended, OFFICE)
    assert due["solve"] == (first if first <= begun else OFFICE.without([(begun, ended)]).add(start, amount))
    assert left([pause._replace(end=ended)], "parts", timedelta(hours=1), start, ended, OFFICE) <= timedelta(hours=1)


def test_the_json_of_the_list_says_what_is_paused(house: Dealership, cli: Cli) -> None:
    complaint = assessed(house)
    at("2026-11-20T09:43", house, complaint, "paused", reason="parts", until=date(2026, 11, 25).isoformat())
    with clock.travel(datetime(2026, 11, 20, 17)):
        (row,) = json.loads(cli("complaint", "list", "--json").stdout)
    assert (row["paused"], row["paused_until"], row["next_clock"]) == ("parts", "2026-11-25T00:00", "plan")
