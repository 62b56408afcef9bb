"""The forecast, against what the builds of those days then make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agentdesk.queue.forecast import ForecastDay, _carry, forecast, overloaded
from agentdesk.queue.presence import desks, enter_absence
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Suppression, Task
from tests.queue.dealer import PRIVATE, Dealer

At = Callable[[str], None]
TODAY = date(2026, 3, 2)


def fill(dealer: Dealer) -> None:
    """Deliveries, expiries and visits over some weeks."""
    numbers = range(1, 13)
    dealer.take("customers", *({**PRIVATE, "客户编号": f"C{n}", "移动电话": f"138000{n:05d}"} for n in numbers))
    dealer.take(
        "vehicles",
        *(
            {"客户编号": f"C{n}", "车牌号": f"皖M1{n:04d}", "车架号": f"LSVAM4187C21{n:05d}", "车型": "朗逸",
             "使用性质": "私车", "保险到期日": str(TODAY + timedelta(days=10 + n))}
            for n in numbers
        ),
    )  # fmt: skip
    dealer.take(
        "sales",
        *(
            {"销售单号": f"XS{n}", "客户编号": f"C{n}", "车牌号": f"皖M1{n:04d}", "车型": "朗逸", "销售顾问": "何平",
             "交车日期": str(TODAY - timedelta(days=n * 7))}
            for n in numbers
        ),
    )  # fmt: skip


def test_known_calls_are_those_the_builds_then_make(dealer: Dealer, at: At) -> None:
    fill(dealer)
    dealer.build(str(TODAY))
    at(f"{TODAY}T18:30")
    held = Suppression.select().count()
    tasks = Task.select().count()
    ahead = {row.day: row for row in forecast(SYSTEM, 28)}
    assert (Task.select().count(), Suppression.select().count()) == (tasks, held)  # looking writes nothing
    assert sum(row.known for row in ahead.values()) > 10
    for offset in range(1, 29):
        dealer.build(str(TODAY + timedelta(days=offset)))
    made: Counter[date] = Counter()
    for task in Task.select().where(
        (Task.channel == "phone") & Task.owner_role.in_(["callback_agent", "care_manager"])
    ):
        made[task.due_effective] += 1
    assert {day: row.known for day, row in ahead.items() if row.known} == {
        day: number for day, number in made.items() if day in ahead
    }


def test_what_usually_comes_in_is_the_mean_of_the_same_weekdays(dealer: Dealer, at: At) -> None:
    dealer.take("customers", *({**PRIVATE, "客户编号": f"C{n}", "移动电话": f"138000{n:05d}"} for n in range(1, 17)))
    mondays = [TODAY - timedelta(days=7 * (n % 8)) for n in range(16)]  # two each Monday of eight weeks
    orders = [
        {"委托书号": f"WX{n}", "客户编号": f"C{n + 1}", "服务顾问": "陈涛",
         "竣工时间": f"{day} 15:00", "出厂时间": f"{day} 16:00"}
        for n, day in enumerate(mondays)
    ]  # fmt: skip
    dealer.take("repair-orders", *orders)
    at(f"{TODAY}T18:30")
    ahead = forecast(SYSTEM, 10)
    usual = {row.day: row.kinds.get("CB-01", 0) - row.known for row in ahead}
    assert usual[date(2026, 3, 10)] == 2  # Tuesday: the cars of Monday the 9th
    assert usual[date(2026, 3, 11)] == 0
    assert {row.day: row.known for row in ahead if row.known} == {date(2026, 3, 3): 2}


def test_a_day_without_hands_is_an_overload(dealer: Dealer, at: At) -> None:
    fill(dealer)
    at(f"{TODAY}T18:30")
    before = forecast(SYSTEM, 20)
    assert overloaded(before) == []
    busy = next(row for row in before if row.known)
    for desk in desks(busy.day):
        enter_absence(SYSTEM, desk.person_id, busy.day, busy.day)
    after = {row.day: row for row in forecast(SYSTEM, 20)}
    assert after[busy.day].capacity == 0
    assert [row.day for row in overloaded(after.values())] == [busy.day]
    assert after[busy.day + timedelta(days=1)].carried == after[busy.day].over > 0


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0, 60)), min_size=1, max_size=20), st.integers(0, 100))
def test_nothing_is_lost_on_the_way(days: list[tuple[int, float]], backlog: int) -> None:
    rows = [ForecastDay(TODAY + timedelta(days=n), True, room, known) for n, (known, room) in enumerate(days)]
    _carry(rows, backlog)
    called = sum(min(row.calls, row.capacity) for row in rows)
    assert abs(backlog + sum(row.known for row in rows) - called - rows[-1].over) < 1e-6
