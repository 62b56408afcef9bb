"""Handling time, wrap-up and occupancy, from sittings as they are stored."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

import pytest

from agentdesk.common import clock
from agentdesk.scoreboard.figures import cuts, figure
from agentdesk.scoreboard.subjects import rows
from agentdesk.store.tables import Answer, Attempt, Contact, Interview, Task
from tests.dealership import Dealership
from tests.scoreboard.answers import publish_form

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))
DAY = date(2026, 11, 10)


def sitting(house: Dealership, agent: str, begun: str, ended: str, *, outcome: str = "completed") -> Contact:
    """A sitting of DAY between two wall-clock times, with one dial; without an outcome nothing was dialled."""
    start, end = (clock.to_utc(datetime.combine(DAY, time.fromisoformat(each))) for each in (begun, ended))
    person = house.people[agent]
    made = Contact.create(customer=house.customer(), person=person, work_date=DAY, started_at=start, ended_at=end)
    if outcome:
        Attempt.create(contact=made, person=person, work_date=DAY, started_at=start, ended_at=end, outcome=outcome,
                       contacted=True)  # fmt: skip
    return made


@pytest.fixture
def day(house: Dealership) -> Dealership:
    """李娜 6 and 3 minutes with 4 between, 2 minutes after lunch; 孙悦 12 minutes, and twice without a dial."""
    form = publish_form(house)
    asked = sitting(house, "李娜", "09:00", "09:06")
    sitting(house, "李娜", "09:10", "09:13")
    sitting(house, "李娜", "15:31", "15:33", outcome="no_answer")
    sitting(house, "孙悦", "09:05", "09:17")
    sitting(house, "孙悦", "10:00", "10:30", outcome="")
    sitting(house, "孙悦", "11:00", "11:20", outcome="undone")
    order = house.order(DAY)
    task = house.task("CB-01", "repair_order", order.id, order.customer, DAY)
    interview = Interview.create(
        contact=asked, task=task, form_version=form, person=asked.person_id, seed=1, facts="{}",
        started_at=asked.started_at, ended_at=asked.ended_at, result="complete",
    )  # fmt: skip
    said_at = asked.ended_at - timedelta(seconds=90)
    for node, at in (("opening", asked.started_at), ("fixed", said_at)):
        Answer.create(interview=interview, node=node, value="yes", person=asked.person_id, answered_at=at, draft=False)
    return house


def test_handling_time_and_wrap_up(day: Dealership) -> None:
    handled = figure("AHT", *NOVEMBER)
    assert (handled.numerator, handled.denominator, handled.value) == (23, 4, Fraction(23, 4))
    assert {(cut.segment.name, cut.figure.value) for cut in cuts("agent", *NOVEMBER, "AHT")} == {
        ("李娜", Fraction(11, 3)), ("孙悦", 12),
    }  # fmt: skip
    wrapped = figure("ACW", *NOVEMBER)
    assert (wrapped.value, wrapped.denominator) == (Fraction(3, 2), 1)
    lines = rows("AHT", *NOVEMBER)
    assert [float(line.value or 0) for line in lines] == [6, 3, 2, 12]
    assert {line.agent for line in lines} == {"李娜", "孙悦"}
    assert not any("王建国" in line.customer for line in lines)


def test_occupancy_counts_calling_hours_only(day: Dealership) -> None:
    """09:13 to 15:31 has 137 minutes until 11:30 and 91 from 14:00 on: (6+3+2) / (11 + 4 + 137 + 91)."""
    whose = {cut.segment.name: cut.figure for cut in cuts("agent", *NOVEMBER, "OCC")}
    assert whose["李娜"].value == Fraction(11, 11 + 4 + 137 + 91)
    assert whose["孙悦"].value == 1
    whole = figure("OCC", *NOVEMBER)
    assert (whole.numerator, whole.denominator, whole.value) == (23, 4, Fraction(23, 23 + 4 + 137 + 91))


def test_nothing_was_dialled(house: Dealership) -> None:
    assert {figure(code, *NOVEMBER).value for code in ("AHT", "ACW", "OCC", "CONN", "PEN", "LCR", "E", "RR3")} == {None}
    assert Task.select().count() == 0
