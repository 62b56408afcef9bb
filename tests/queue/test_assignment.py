"""Sharing out by presence, skill and brand; evening out, moving and freeing calls: through imports and builds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.queue.claim import claim
from agentdesk.queue.presence import absences, desks, enter_absence, set_work, withdraw_absence
from agentdesk.queue.rebalance import break_claim, plan, reassign, rebalance
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.tables import AuditEvent, Person, Task
from tests.queue.dealer import PRIVATE, Dealer

At = Callable[[str], None]
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def person(name: str) -> Person:
    found: Person = Person.get(Person.name == name)
    return found


def fill(dealer: Dealer, count: int, *, brand: str = "") -> None:
    """So many customers whose cars left the workshop on Sunday."""
    people = [
        {**PRIVATE, "客户编号": f"C{n}", "客户名称": f"客户{n}", "移动电话": f"138000{n:05d}"}
        for n in range(1, count + 1)
    ]
    dealer.take("customers", *people)
    cars = [
        {"客户编号": f"C{n}", "车牌号": f"皖M1{n:04d}", "车架号": f"LSVAM4187C21{n:05d}", "车型": "朗逸", "品牌": brand,
         "使用性质": "私车"}
        for n in range(1, count + 1)
    ]  # fmt: skip
    dealer.take("vehicles", *cars)
    orders = [
        {"委托书号": f"WX{n}", "客户编号": f"C{n}", "车牌号": f"皖M1{n:04d}", "服务顾问": "陈涛",
         "竣工时间": "2026-11-22 15:30", "出厂时间": "2026-11-22 16:05"}
        for n in range(1, count + 1)
    ]  # fmt: skip
    dealer.take("repair-orders", *orders)


def lists(kind: str = "CB-01") -> Counter[str]:
    rows = Task.select(Task, Person).join(Person, on=(Task.agent == Person.id)).where(Task.kind_code == kind)
    return Counter(row.agent.name for row in rows)


def test_half_a_day_at_the_desk_gets_half_the_calls(dealer: Dealer) -> None:
    set_work(SYSTEM, person("李娜").id, shift="14:00-18:00", calls_an_hour=10)
    set_work(SYSTEM, person("孙悦").id, calls_an_hour=10)  # 2.5 and 4 hours
    fill(dealer, 21)
    dealer.build("2026-11-23")
    here = {desk.name: (desk.minutes, desk.capacity) for desk in desks(MONDAY)}
    assert here == {"李娜": (240, 40), "孙悦": (390, 65)}
    assert lists() == {"李娜": 8, "孙悦": 13}


def test_who_is_away_gets_nothing_and_hands_over_what_cannot_wait(dealer: Dealer, at: At) -> None:
    fill(dealer, 10)
    dealer.build("2026-11-23")
    assert lists() == {"李娜": 5, "孙悦": 5}
    enter_absence(SYSTEM, person("李娜").id, TUESDAY, TUESDAY, "年假")
    dealer.build("2026-11-24")
    assert lists() == {"孙悦": 10}
    handed = AuditEvent.select().where(AuditEvent.action == "queue.absence")
    assert handed.count() == 1
    dealer.build("2026-11-24")
    assert handed.count() == 1  # once more changes nothing


def test_a_brand_goes_to_who_calls_for_it(dealer: Dealer) -> None:
    set_work(SYSTEM, person("李娜").id, brands=["奥迪"])
    fill(dealer, 4, brand="大众")
    dealer.build("2026-11-23")
    assert lists() == {"孙悦": 4}


def test_evening_out_is_looked_at_and_then_done(dealer: Dealer, at: At) -> None:
    enter_absence(SYSTEM, person("孙悦").id, MONDAY, MONDAY)
    fill(dealer, 8)
    dealer.build("2026-11-23")
    assert lists() == {"李娜": 8}
    assert withdraw_absence(SYSTEM, person("孙悦").id, MONDAY)
    at("2026-11-23T10:00")
    looked = plan(MONDAY)
    assert lists() == {"李娜": 8}
    assert sorted(looked.after().values()) == [4, 4]
    assert rebalance(SYSTEM, MONDAY).moves == looked.moves
    assert lists() == {"李娜": 4, "孙悦": 4}
    assert rebalance(SYSTEM, MONDAY).moves == ()


def test_a_call_on_the_line_is_not_moved_and_can_be_freed(dealer: Dealer, at: At) -> None:
    fill(dealer, 2)
    dealer.build("2026-11-23")
    at("2026-11-23T10:00")
    task = Task.get(Task.agent == person("李娜").id)
    claim(actor_of(person("李娜"), "test"), task.id)
    with pytest.raises(UserError, match=str(task.id)):
        reassign(SYSTEM, [task.id], person("孙悦").id)
    with pytest.raises(UserError):
        break_claim(SYSTEM, task.id, "  ")
    assert break_claim(SYSTEM, task.id, "终端断线") == [task.id]
    with pytest.raises(UserError):
        break_claim(SYSTEM, task.id, "终端断线")
    assert reassign(SYSTEM, [task.id], person("孙悦").id, "请假") == 1
    assert lists() == {"孙悦": 2}
    (event,) = AuditEvent.select().where(AuditEvent.action == "task.break_claim")
    assert "终端断线" in event.reason


def test_an_agent_may_do_none_of_it(dealer: Dealer) -> None:
    fill(dealer, 1)
    dealer.build("2026-11-23")
    agent = actor_of(person("李娜"), "test")
    task = Task.get(Task.kind_code == "CB-01").id
    attempts: list[Callable[[Actor], object]] = [
        lambda actor: rebalance(actor, MONDAY),
        lambda actor: reassign(actor, [task], person("孙悦").id),
        lambda actor: break_claim(actor, task, "x"),
        lambda actor: enter_absence(actor, person("李娜").id, MONDAY, MONDAY),
        lambda actor: withdraw_absence(actor, person("李娜").id, MONDAY),
        lambda actor: set_work(actor, person("李娜").id, shift="上午"),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt(agent)


def test_days_off_are_entered_once_and_in_order(dealer: Dealer) -> None:
    enter_absence(SYSTEM, person("李娜").id, MONDAY, TUESDAY, "年假")
    with pytest.raises(UserError):
        enter_absence(SYSTEM, person("李娜").id, TUESDAY, TUESDAY)
    with pytest.raises(UserError):
        enter_absence(SYSTEM, person("孙悦").id, TUESDAY, MONDAY)
    assert [(row.person.name, row.reason) for row in absences(MONDAY, TUESDAY)] == [("李娜", "年假")]
    with pytest.raises(UserError):
        set_work(SYSTEM, person("李娜").id, skills=["no_such_group"])
