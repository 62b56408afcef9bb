"""Repeat complaints against their volume: counts, rates, what is beyond chance, and the command's doors."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.complaints.patterns import Pattern, pattern, patterns
from agentdesk.complaints.raising import Draft, raise_complaint
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, RepairOrder
from tests.dealership import Dealership

YEAR = (date(2025, 11, 21), date(2026, 11, 20))
Cli = Callable[..., Result]


def complained(house: Dealership, order: RepairOrder, **more: Any) -> Complaint:
    """A complaint about an order and its advisor."""
    fields: dict[str, Any] = {
        "customer_id": order.customer_id, "vehicle_id": order.vehicle_id, "repair_order_id": order.id,
        "about_id": order.advisor_id, "severity": "ordinary", "words": "等了两个小时",
        "responsible_id": house.people["吴敏"].id, **more,
    }  # fmt: skip
    return raise_complaint(house.actor("李娜"), Draft(**fields))


def long_ago(house: Dealership) -> Complaint:
    """A complaint about nobody and no car, from when the house began to register them."""
    with clock.travel(datetime(2026, 1, 5, 9)):
        wu = house.people["吴敏"].id
        draft = Draft(customer_id=house.customer("周敏").id, severity="ordinary", words="停车难", responsible_id=wu)
        return raise_complaint(house.actor("李娜"), draft)


@pytest.fixture
def busy(house: Dealership) -> Dealership:
    """Two advisors with forty orders each: ten of 陈涛's were complained of, one of 何平's; a year of complaints."""
    for advisor, bad in (("陈涛", 10), ("何平", 1)):
        for number in range(40):
            order = house.order(date(2026, 11, 1) - timedelta(days=number), advisor=advisor)
            if number < bad:
                complained(house, order)
    long_ago(house)
    return house


def by_name(rows: list[Pattern]) -> dict[str, Pattern]:
    return {row.name: row for row in rows}


def test_only_a_rate_whose_interval_excludes_the_house_is_more_than_chance(busy: Dealership) -> None:
    found = by_name(patterns(busy.actor("方慧"), "advisor", *YEAR))
    first, second = found["陈涛"], found["何平"]
    assert (first.cases, first.volume, first.house) == (10, 40, pytest.approx(11 / 80))
    assert first.interval == pytest.approx((0.1419, 0.4019), abs=5e-5)  # Wilson, 10 of 40
    assert (first.verdict, second.verdict) == ("more", "fewer")
    narrow = patterns(busy.actor("方慧"), "advisor", date(2026, 10, 25), date(2026, 11, 20))
    assert {row.name: (row.cases, row.volume, row.verdict) for row in narrow} == {
        "陈涛": (10, 8, "small"),  # complaints of the period may be about visits before it
        "何平": (1, 8, "small"),
    }


def test_visits_before_the_first_complaint_on_file_are_not_counted(house: Dealership, cli: Cli) -> None:
    """孙立's visits are of every month, 陈涛's of the weeks in which complaints are registered; both are as good."""
    for day in range(1, 361, 8):
        house.order(date(2025, 11, 21) + timedelta(days=day), advisor="孙立")
    with clock.travel(datetime(2026, 10, 1, 9)):
        complained(house, house.order(date(2026, 9, 30), advisor="孙立"))
    for day in range(1, 41):
        order = house.order(date(2026, 10, 1) + timedelta(days=day), advisor="陈涛")
        if day == 20:
            complained(house, order)
    found = by_name(patterns(house.actor("方慧"), "advisor", *YEAR))
    assert {name: (row.cases, row.volume) for name, row in found.items()} == {"孙立": (1, 5), "陈涛": (1, 40)}
    assert {row.house for row in found.values()} == {2 / 45}
    assert cli("complaint", "patterns").stdout.startswith("2026-10-01 至 2026-11-20（自首件抱怨起）")
    assert cli("complaint", "patterns", "--from", "2026-10-02").stdout.startswith("2026-10-02 至 2026-11-20\n")
    assert patterns(house.actor("方慧"), "advisor", date(2026, 1, 1), date(2026, 3, 1)) == []


def test_four_complaints_about_one_visit_are_one_case(house: Dealership) -> None:
    long_ago(house)
    orders = [house.order(date(2026, 11, 1)) for _number in range(12)]
    angry = [complained(house, orders[0]).no for _number in range(4)]
    (row,) = patterns(house.actor("方慧"), "advisor", *YEAR)
    assert (row.complaints, row.cases, row.volume, row.verdict) == (tuple(angry), 1, 12, "chance")
    (car,) = patterns(house.actor("方慧"), "vehicle", *YEAR)
    assert (car.complaints, car.cases, car.volume, car.verdict) == (tuple(angry), 1, 1, "small")
    assert car.name == "朗逸 皖M1**45"  # masked
    (customer,) = patterns(house.actor("方慧"), "customer", *YEAR)
    assert (customer.name, len(customer.complaints)) == ("王**", 4)


def test_a_single_complaint_of_a_car_is_no_repeat(house: Dealership) -> None:
    long_ago(house)
    complained(house, house.order(date(2026, 11, 1)))
    assert patterns(house.actor("方慧"), "vehicle", *YEAR) == []
    assert [row.name for row in patterns(house.actor("方慧"), "model", *YEAR)] == ["朗逸"]


def test_causes_and_subjects_are_compared_with_the_year_before(house: Dealership) -> None:
    order = house.order(date(2026, 11, 1))
    with clock.travel(clock.local_now().replace(tzinfo=None) - timedelta(days=300)):
        for _number in range(10):
            complained(house, order, subject="product")
    for _number in range(12):
        complained(house, order, subject="service")
    assert patterns(house.actor("方慧"), "cause", *YEAR) == []  # none is known yet
    (row,) = patterns(house.actor("方慧"), "subject", date(2026, 10, 1), date(2026, 11, 20))
    assert (row.key, row.cases, row.volume, row.house, row.verdict) == ("service", 12, 12, 0.0, "more")
    whole = {row.key: row for row in patterns(house.actor("方慧"), "subject", *YEAR)}
    assert {key: row.verdict for key, row in whole.items()} == {"service": "unknown", "product": "unknown"}


def test_who_may_read_them_and_what_is_refused(house: Dealership) -> None:
    with pytest.raises(Forbidden):
        patterns(Actor(None, "董事", "board"), "advisor", *YEAR)
    with pytest.raises(UsageError):
        patterns(house.actor("方慧"), "weather", *YEAR)
    with pytest.raises(UsageError):
        patterns(house.actor("方慧"), "advisor", *reversed(YEAR))
    with pytest.raises(UsageError):
        pattern(house.actor("方慧"), "advisor", "陈涛")


def test_the_command_lists_the_numbers_and_fits_the_terminal(
    busy: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = json.loads(cli("complaint", "patterns", "--json").stdout)
    assert (found["by"], found["from"], found["to"]) == ("advisor", "2026-01-05", "2026-11-20")
    assert list(found["rows"][0]) == [
        "by", "key", "name", "count", "cases", "volume", "per_100", "interval", "house_per_100", "verdict", "complaints"
    ]  # fmt: skip
    assert found["rows"][0]["complaints"] == [f"T-{number:04d}" for number in range(1, 11)]
    for by in ("advisor", "model", "vehicle", "customer", "cause", "subject"):
        text = cli("complaint", "patterns", "--by", by).stdout
        assert max(map(cell_len, text.splitlines())) <= 100
    monkeypatch.setenv("COLUMNS", "80")
    for by, language in itertools.product(("advisor", "model", "subject"), ("zh", "en")):
        monkeypatch.setenv("AGENTDESK_LANG", language)
        assert max(map(cell_len, cli("complaint", "patterns", "--by", by).stdout.splitlines())) <= 80
    monkeypatch.setenv("AGENTDESK_LANG", "zh")
    assert "多于偶然" in cli("complaint", "patterns").stdout
    refused = cli("complaint", "patterns", "--from", "2026-11-21")
    assert (refused.exit_code, refused.stdout) == (2, "")
