"""The share of a month's orders that is called for (CB-23, W-10): never fewer, and the same ones whoever counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.queue.build import build, catch_up
from agentdesk.queue.explain import explain_customer
from agentdesk.queue.forecast import forecast
from agentdesk.queue.held_back import held_back
from agentdesk.queue.replay import replay
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Customer, Person, Phone, RepairOrder, Suppression, Task, Vehicle
from tests.databases import Engine
from tests.queue.dealer import Dealer
from tests.thorough import often

FIRST = date(2026, 6, 1)
LEFT = [date(2026, 6, day) for day in range(1, 15)]


def a_month(dealer: Dealer, private: int, key: int, others: int) -> None:
    """That many orders, one to a customer, spread over a fortnight; all of them lie in one window."""
    customers, vehicles, orders = [], [], []
    for number in range(private + key + others):
        code, plate, owned = f"K{number:03}", f"皖M{number:05}", number < private
        customers.append(
            {"客户编号": code, "客户名称": f"客户{number}", "客户性质": "个人" if owned else "单位",
             "移动电话": f"138{number:08}", "重点客户": "是" if private <= number < private + key else "否"}
        )  # fmt: skip
        vehicles.append({"客户编号": code, "车牌号": plate, "使用性质": "私车" if owned else "公车"})
        left = LEFT[number % len(LEFT)]
        orders.append({"委托书号": f"WX{number}", "客户编号": code, "车牌号": plate, "出厂时间": f"{left} 16:00"})
    dealer.take("customers", *customers)
    dealer.take("vehicles", *vehicles)
    dealer.take("repair-orders", *orders)


@pytest.mark.parametrize(
    ("private", "key", "others", "extra"),
    [(50, 10, 140, 0), (40, 10, 150, 10)],
)
def test_w10_the_floor_is_filled_with_the_oldest_of_the_others(
    dealer: Dealer, private: int, key: int, others: int, extra: int
) -> None:
    a_month(dealer, private, key, others)
    report = dealer.build("2026-06-15")
    (counted,) = [row for row in report.kinds if row.kind == "CB-01"]
    assert (counted.added, counted.suppressed) == (60, 140)
    tasks = Task.select().where(Task.kind_code == "CB-01")
    assert tasks.join(Vehicle).where(Vehicle.use_type == "private").count() == private
    assert tasks.join(Customer).where(Customer.is_key).count() == key
    chosen = [
        row.due_nominal
        for row in tasks.join(Vehicle).switch(Task).join(Customer)
        .where((Vehicle.use_type == "official") & ~Customer.is_key)
    ]  # fmt: skip
    assert len(chosen) == extra
    oldest = sorted(day + timedelta(days=1) for day in order_days(private + key, private + key + others))
    assert sorted(chosen) == oldest[:extra]
    assert {row.reason for row in Suppression.select().where(Suppression.kind_code == "CB-01")} == {"quota"}


def order_days(first: int, last: int) -> list[date]:
    return [LEFT[number % len(LEFT)] for number in range(first, last)]


def test_who_is_left_over_is_told_why_and_may_be_chosen_later(dealer: Dealer) -> None:
    a_month(dealer, 0, 0, 10)
    dealer.build("2026-06-15")
    assert len(dealer.tasks("2026-06-15", "CB-01")) == 3
    left_over = {row["customer_key"] for row in held_back(date(2026, 6, 15))}
    assert len(left_over) == 7
    assert {(row["reason"], row["requirement"]) for row in held_back(date(2026, 6, 15))} == {("quota", "CB-23")}
    with clock.travel(datetime(2026, 6, 15, 9)):
        for customer in Customer.select():
            rules = explain_customer(customer.id, date(2026, 6, 15)).rules
            (line,) = [row for row in rules if row.id == "CB-01:next_day"]
            assert line.verdict == ("suppressed" if customer.source_key in left_over else "task")
            assert line.reason == ("quota" if customer.source_key in left_over else "")
    later = {"出厂时间": "2026-06-14 17:00", "客户编号": "K000"}
    dealer.take("repair-orders", *({"委托书号": f"NEU{number}", **later} for number in range(5)))
    dealer.build("2026-06-15")
    assert len(dealer.tasks("2026-06-15", "CB-01")) == 5  # 30 % of 15 orders
    fresh = {row["customer_key"] for row in held_back(date(2026, 6, 15)) if not row["subject_id"] > 10}
    assert fresh < left_over


def test_the_day_can_be_played_again_and_the_forecast_counts_the_share(dealer: Dealer) -> None:
    a_month(dealer, 5, 0, 45)
    with clock.travel(datetime(2026, 6, 1, 9)):
        known = sum(row.kinds.get("CB-01", 0) for row in forecast(SYSTEM, 20))
    assert 15 <= known <= 30  # each day's share is rounded up by itself
    for day in ("2026-06-05", "2026-06-15"):
        dealer.build(day)
    assert Task.select().where(Task.kind_code == "CB-01").count() == 15
    with clock.travel(datetime(2026, 6, 20, 9)):
        for past in (date(2026, 6, 5), date(2026, 6, 15)):
            (found,) = replay(SYSTEM, past)
            assert found.differences == []


# ------------------------------------------------------------------------------------------------ random months

orders = st.lists(
    st.fixed_dictionaries(
        {
            "left": st.integers(0, 11),
            "late": st.integers(0, 4),  # days until the export brings it
            "who": st.sampled_from(["private", "key", "other", "other", "other", "silent"]),
        }
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture(scope="module")
def opened_shop(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of a dealer with people and a playbook, and no customers yet; copy it."""
    folder = tmp_path_factory.mktemp("share")
    made = engine.copy(migrated, folder / "shop.db", keep=True)
    open_database(made)
    Dealer(folder)
    close_database()
    return made


@contextmanager
def copied(engine: Engine, shop: str, folder: Path) -> Iterator[None]:
    open_database(engine.copy(shop, folder / "shop.db"))
    try:
        yield
    finally:
        close_database()


def arrive(number: int, found: dict[str, Any]) -> None:
    """An order is imported: its customer, the car, the order. A silent customer has no number."""
    key = found["who"] == "key"
    now = datetime(2026, 6, 1)
    kind = "person" if found["who"] == "private" else "company"
    customer = Customer.create(source_key=f"R{number}", name=f"客户{number}", kind=kind, is_key=key,
                               created_at=now, updated_at=now)  # fmt: skip
    if found["who"] != "silent":
        written = f"138{number:08}"
        Phone.create(customer=customer, kind="mobile", written=written, e164=f"+86{written}")
    use = "private" if found["who"] == "private" else "official"
    car = Vehicle.create(customer=customer, source_key=f"V{number}", use_type=use)
    advisor = Person.get(Person.code == "S001")
    RepairOrder.create(source_key=f"W{number}", customer=customer, vehicle=car, advisor=advisor,
                       left_on=FIRST + timedelta(days=found["left"]))  # fmt: skip


def night(day: date, *, late: bool = False) -> None:
    with clock.travel(datetime.combine(day, datetime.min.time().replace(hour=7))):
        (catch_up if late else build)(SYSTEM, day)


def queued() -> set[str]:
    return {row.dedupe_key for row in Task.select().where(Task.kind_code == "CB-01")}


@settings(max_examples=often(6, 30), deadline=None, suppress_health_check=list(HealthCheck))
@given(found=orders)
def test_the_share_is_kept_at_every_build_and_a_second_one_changes_nothing(
    engine: Engine, opened_shop: str, tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]]
) -> None:
    with copied(engine, opened_shop, tmp_path_factory.mktemp("month")):
        before: set[str] = set()
        for place in sorted({order["left"] + order["late"] for order in found}):
            for number, order in enumerate(found):
                if order["left"] + order["late"] == place:
                    arrive(number, order)
            day = FIRST + timedelta(days=place + 1)
            night(day)
            now = queued()
            assert before <= now
            night(day)
            assert queued() == now
            here = [row for row in found if row["left"] + row["late"] <= place]
            certain = sum(row["who"] in ("private", "key") for row in here)
            reachable = sum(row["who"] != "silent" for row in here)
            share = -(-len(here) * 30 // 100)
            assert len(now) >= min(max(share, certain), reachable)
            assert Task.select().join(Vehicle).where(Vehicle.use_type == "private").count() == sum(
                row["who"] == "private" for row in here
            )
            if reachable == len(here):
                held = Suppression.select().where(Suppression.reason == "quota")  # some since expired
                taken = held.where(Suppression.dedupe_key.in_(now)).count()
                assert held.count() - taken == len(here) - len(now)
            before = now


@settings(max_examples=often(3, 20), deadline=None, suppress_health_check=list(HealthCheck))
@given(found=orders)
def test_builds_of_five_missed_nights_equal_five_builds(
    engine: Engine, opened_shop: str, tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("nights")
    results = []
    for late in (False, True):
        with copied(engine, opened_shop, folder):
            for number, order in enumerate(found):
                arrive(number, order)
            night(FIRST + timedelta(days=7))
            days = [FIRST + timedelta(days=8 + ahead) for ahead in range(6)]
            for day in days[-1:] if late else days:
                night(day, late=late)
            open_ones = Task.select().where(Task.state == "open")
            results.append((queued(), {row.dedupe_key for row in open_ones}))
    assert results[0] == results[1]
