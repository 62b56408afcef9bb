"""What is special about single indicators; that each counts what plain SQL counts is in test_every_figure.py."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from random import Random

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.playbook.current import current
from agentdesk.scoreboard.figures import all_figures, cuts, figure
from agentdesk.scoreboard.kpis import registry
from agentdesk.store.tables import Appointment, Person, RepairOrder, Sale
from tests.dealership import Dealership
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import stored

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))


def test_segments_have_names_and_stand_by_them(house: Dealership) -> None:
    for name, department in (("陈涛", "售后部"), ("何平", "销售部"), ("吴敏", "售后部")):
        Person.update(department=department).where(Person.name == name).execute()
    with stored(house, some(Random(11), 30)):
        assert {cut.segment.name for cut in cuts("agent", *NOVEMBER, "KP-01")} == {"孙悦", "李娜"}
        assert [cut.segment.name for cut in cuts("department", *NOVEMBER, "KP-02")] == ["售后部", "销售部"]
        assert [cut.segment.name for cut in cuts("department", *NOVEMBER, "AB-04")] == ["售后部"]
        assert [cut.segment.key for cut in cuts("kind", *NOVEMBER, "RR1")] == ["CB-01", "CB-03", "CB-11"]
        assert {cut.segment.key for cut in cuts("kind", *NOVEMBER, "AB-04")} <= {"ordinary", "serious"}
        assert [cut.segment.name for cut in cuts("model", *NOVEMBER, "KP-02")] == ["帕萨特", "朗逸", "途观"]
    with pytest.raises(UsageError, match="agent"):
        cuts("weekday", *NOVEMBER)


def test_kp12_waits_until_a_car_has_had_its_time_to_come(house: Dealership) -> None:
    service_on, spring = date(2026, 7, 1), (date(2026, 6, 1), date(2026, 7, 31))
    for came in (date(2026, 6, 28), date(2026, 8, 15), date(2026, 8, 16), None):
        owner = house.customer()
        car = house.car(owner)
        for step in ("week", "day"):
            house.task("RM-01", "vehicle", car.id, owner, service_on, vehicle=car, step=step,
                       dedupe_key=f"{car.id}{step}")  # fmt: skip
        if came:
            RepairOrder.create(
                source_key=f"R{car.id}", customer=owner, vehicle=car, opened_on=came, service_name="保养"
            )
        RepairOrder.create(
            source_key=f"P{car.id}", customer=owner, vehicle=car, opened_on=service_on, service_name="喷漆"
        )
    with clock.travel(datetime(2026, 8, 15, 9)):
        assert figure("KP-12", *spring).denominator == 0
        assert "回站期限" in figure("KP-12", *spring).note
    found = figure("KP-12", *spring)
    assert (found.numerator, found.denominator) == (2, 4)


def test_w20_the_day_of_appointments(house: Dealership) -> None:
    day = date(2026, 11, 10)
    for number in range(18):
        customer = house.customer()
        came = number < 15
        made = Appointment.create(
            source_key=f"A{number}", customer=customer, starts_on=day, starts_at=datetime.combine(day, time(9)),
            status="arrived" if came else "no_show",
        )  # fmt: skip
        if came:
            house.order(day, customer=customer)
        house.task("RM-01", "appointment", made.id, customer, day, state="closed", channel="phone",
                   disposition="will_come" if came else "unreachable")  # fmt: skip
    for _ in range(42):
        house.order(day)
    said = {code: figure(code, day, day).value for code in ("KP-10", "KP-11A", "KP-11B", "KP-11C")}
    assert said == {
        "KP-10": Fraction(30, 100), "KP-11A": Fraction(3, 18), "KP-11B": Fraction(15, 18), "KP-11C": Fraction(15, 18),
    }  # fmt: skip


def test_what_is_missing_is_said(house: Dealership) -> None:
    empty = {row.id: row for row in all_figures(*NOVEMBER) if row.measure != "count"}
    assert {(row.value, row.verdict) for row in empty.values()} == {(None, "no_sample")}
    assert "agentdesk import appointments" in empty["KP-10"].note
    assert all(row.note for row in empty.values())
    assert set(registry(current())) >= {f"KP-{number:02d}" for number in range(1, 10)} | {"KP-19", "NPS", "CSI", "SSI"}
    assert Sale.select().count() == 0
