"""Random small dealers: every due fact is a task or held back, never both, and the explanation says what was done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.current import calendar
from agentdesk.queue.explain import explain_customer
from agentdesk.queue.held_back import held_back
from agentdesk.queue.wishes import add, restrict
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Customer, QueueRun, RepairOrder, Sale, Suppression, Task, Vehicle
from tests.databases import Engine
from tests.queue.dealer import Dealer
from tests.thorough import often

DAY = date(2026, 5, 13)
KINDS = ("", "CB-01", "CB-03", "RM-04", "RM-05", "CB-06")
near = st.integers(-20, 3).map(lambda days: DAY + timedelta(days=days))
cars = st.fixed_dictionaries(
    {
        "official": st.booleans(),
        "insured": st.one_of(st.none(), st.integers(-3, 25).map(lambda days: DAY + timedelta(days=days))),
        "sold": st.booleans(),
        "left": st.lists(near, max_size=3),
        "delivered": st.one_of(st.none(), near, st.integers(-100, -15).map(lambda days: DAY + timedelta(days=days))),
        "serviced": st.booleans(),
    }
)
people = st.lists(
    st.fixed_dictionaries(
        {
            "phone": st.booleans(),
            "key": st.booleans(),
            "lost": st.booleans(),
            "born": st.sampled_from(["", "1980-05-13", "1980-05-17", "1979-12-01"]),
            "wish": st.one_of(st.none(), st.tuples(st.sampled_from(KINDS), st.sampled_from(["", "phone", "sms"]))),
            "restricted": st.sampled_from([False, False, False, True]),
            "cars": st.lists(cars, max_size=2),
        }
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture(scope="module")
def opened_shop(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of a dealer with people and a playbook, and no customers yet; copy it."""
    folder = tmp_path_factory.mktemp("shop")
    made = engine.copy(migrated, folder / "shop.db", keep=True)
    open_database(made)
    Dealer(folder)
    close_database()
    return made


def fill(dealer: Dealer, found: list[dict[str, Any]]) -> None:
    """Give the dealer the customers, by exports."""
    customers, vehicles, orders, sales = [], [], [], []
    for number, person in enumerate(found):
        key = f"C{number}"
        customers.append(
            {"客户编号": key, "客户名称": f"客户{number}", "移动电话": f"1380000000{number}" if person["phone"] else "",
             "出生日期": person["born"], "重点客户": "是" if person["key"] else "",
             "流失客户": "是" if person["lost"] else ""}
        )  # fmt: skip
        for place, car in enumerate(person["cars"]):
            plate = f"皖M{number}{place}A45"
            whose = {"客户编号": key, "车牌号": plate}
            vehicles.append(
                {**whose, "使用性质": "公车" if car["official"] else "私车", "保险到期日": str(car["insured"] or ""),
                 "首保日期": "2026-05-01" if car["serviced"] else ""}
            )  # fmt: skip
            orders += [
                {
                    **whose,
                    "委托书号": f"WX{number}-{place}-{turn}",
                    "竣工时间": f"{left} 15:00",
                    "出厂时间": f"{left} 16:00",
                }
                for turn, left in enumerate(car["left"])
            ]
            if car["delivered"]:
                sales.append({**whose, "销售单号": f"XS{number}-{place}", "交车日期": str(car["delivered"])})
    for kind, rows in (
        ("customers", customers), ("vehicles", vehicles), ("repair-orders", orders), ("sales", sales),
    ):  # fmt: skip
        if rows:
            dealer.take(kind, *rows)
    for number, person in enumerate(found):
        customer = Customer.get(Customer.source_key == f"C{number}")
        if person["wish"]:
            add(SYSTEM, customer.id, kind=person["wish"][0], channel=person["wish"][1], reason="不要")
        if person["restricted"]:
            restrict(SYSTEM, customer.id, "停用")
        for place, car in enumerate(person["cars"]):
            if car["sold"]:
                Vehicle.update(sold_on=DAY).where(Vehicle.plate == f"皖M{number}{place}A45").execute()


def due_by_hand() -> set[str]:
    """The keys of what is due, counted out from the rows without the engine's queries."""
    calendar, found = current.calendar(DAY), set()
    for step in current.current(DAY).steps():
        for subject_id, event, car, customer in facts_of(step.schedule.trigger):
            when = step.schedule.when
            if when.use_type and (car is None or car.use_type != when.use_type):
                continue
            if when.first_service_done is not None and (car.first_service_on is not None) != when.first_service_done:
                continue
            if when.segment and not {"key": customer.is_key, "lost": customer.is_lost}[when.segment]:
                continue
            dates = step.schedule.dates(event)
            moved = calendar.next_open(dates.nominal) if step.moves_to_open_day else dates.nominal
            if dates.nominal <= DAY <= max(dates.expires_on, moved):
                found.add(f"{step.kind.code}:{step.schedule.step}:{step.subject}:{subject_id}:{event}")
    return found


def facts_of(trigger: str) -> list[tuple[int, Any, Any, Any]]:
    if trigger == "repair_order.left":
        return [(row.id, row.left_on, row.vehicle, row.customer) for row in RepairOrder.select()]
    if trigger == "sale.delivered":
        return [(row.id, row.delivered_on, row.vehicle, row.customer) for row in Sale.select()]
    if trigger == "vehicle.insurance_expires":
        insured = Vehicle.select().where(Vehicle.insurance_expires_on.is_null(False))
        return [(row.id, row.insurance_expires_on, row, row.customer) for row in insured]
    if trigger == "customer.birthday":
        return [(row.id, row.birthday.replace(year=2026), None, row) for row in Customer.select() if row.birthday]
    if trigger == "calendar":
        days = (date(2026, 1, 1), date(2026, 4, 1))
        return [(row.id, day, None, row) for row in Customer.select() for day in days]
    return []


def quarter(key: str) -> bool:
    """A half-year's kind has no day in April."""
    return key.startswith("CB-11:") and key.endswith("2026-04-01")


@settings(max_examples=often(5, 40), deadline=None, suppress_health_check=list(HealthCheck))
@given(found=people)
def test_every_due_fact_is_a_task_or_held_back_and_explained_so(
    engine: Engine, opened_shop: str, tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("random")
    open_database(engine.copy(opened_shop, folder / "shop.db"))
    dealer = Dealer.__new__(Dealer)
    dealer.folder = folder
    try:
        with clock.travel(datetime(2026, 5, 13, 7)):
            fill(dealer, found)
            check(dealer)
    finally:
        close_database()


def check(dealer: Dealer) -> None:
    report = dealer.build(DAY.isoformat())
    tasks = {row.dedupe_key for row in Task.select()}
    held = {row.dedupe_key for row in Suppression.select()}
    due = {key for key in due_by_hand() if not quarter(key)}
    known = {key for key in tasks | held if not key.startswith("RM-01:")}  # its day is predicted
    assert tasks & held == set()
    assert known == due
    assert (report.added, report.suppressed) == (len(tasks), len(held))
    assert len(held_back(DAY)) == len(held)
    verdicts: dict[str, str] = {}
    for customer in Customer.select():
        explanation = explain_customer(customer.id, DAY)
        lines = [line for line in explanation.rules if line.days]
        assert len(lines) == len({line.key for line in lines})
        verdicts |= {line.key: line.verdict for line in lines}
        mine = {line.verdict for line in lines}
        assert explanation.decision == next((v for v in ("task", "due", "suppressed") if v in mine), "none")
    assert {key for key, verdict in verdicts.items() if verdict == "task"} == tasks
    assert {key for key, verdict in verdicts.items() if verdict == "suppressed"} == held
    assert "due" not in verdicts.values()
    assert QueueRun.select().count() == 1
    in_window_and_open()
    two_builds_are_one(dealer, tasks, held)


def in_window_and_open() -> None:
    """No task lies outside its window, and no call falls on a closed day."""
    opening = calendar(DAY)
    for task in Task.select():
        assert task.due_nominal <= DAY <= task.expires_on
        assert task.due_nominal <= task.due_effective <= task.latest_on <= task.expires_on
        assert task.channel != "phone" or opening.is_open(task.due_effective)


def two_builds_are_one(dealer: Dealer, tasks: set[str], held: set[str]) -> None:
    """The second build finds everything done."""
    lists = {row.dedupe_key: row.agent_id for row in Task.select()}
    again = dealer.build(DAY.isoformat())
    assert (again.added, again.assigned, again.expired) == (0, 0, 0)
    assert {row.dedupe_key: row.agent_id for row in Task.select()} == lists
    assert {row.dedupe_key for row in Task.select()} == tasks
    assert {row.dedupe_key for row in Suppression.select()} == held
