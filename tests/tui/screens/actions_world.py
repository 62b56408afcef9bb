"""Complaints that repeat themselves, and improvement actions of every state, at the small dealer's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from agentdesk.common import clock
from agentdesk.complaints import actions, raising
from agentdesk.store.audit import actor_of
from agentdesk.store.tables import Customer, Person, RepairOrder, Vehicle
from tests.tui.screens.board_world import actor

HOSTILE = "[/]核对结算单[@click=app.quit]\x1b[2J\u202e，交车前由顾问与客户逐项核对并签字" * 2
_CAR = "朗逸"


def build_patterns() -> None:
    """Visits of October: more of 陈涛's are complained of than chance would have it; of 孙立's there are too few."""
    for name, visits, bad in (("陈涛", 30, 16), ("何平", 30, 1), ("孙立", 4, 1)):
        person = Person.get(Person.name == name)
        for number in range(visits):
            order = _order(person, number)
            if number < bad:
                _complain(order)


def _order(advisor: Person, number: int) -> RepairOrder:
    now = clock.now()
    key = f"{advisor.code}-{number}"
    customer = Customer.create(source_key=f"K{key}", name=f"顾客{number}", created_at=now, updated_at=now)
    car = Vehicle.create(customer=customer, source_key=f"V{key}", plate=f"皖M9{number:04d}", model=_CAR)
    day = date(2026, 10, 1 + number)
    return RepairOrder.create(
        source_key=f"R{key}", customer=customer, vehicle=car, advisor=advisor, service_name="首保", completed_on=day,
        left_on=day,
    )  # fmt: skip


def _complain(order: RepairOrder) -> None:
    with clock.travel(datetime.combine(order.left_on, datetime.min.time()).replace(hour=10)):
        draft = raising.draft_for(actor("李娜"), customer_id=order.customer_id, words="等了两个小时")
        about = replace(
            draft, severity="ordinary", vehicle_id=order.vehicle_id, repair_order_id=order.id,
            about_id=order.advisor_id, responsible_id=actor("吴敏").person_id,
        )  # fmt: skip
        raising.raise_complaint(actor("李娜"), about)


def build_actions() -> dict[str, int]:
    """Actions by what is special about them: late, early, foreign, done, checked; the ids."""
    chief, wu, sun = actor("方慧"), actor("吴敏"), actor_of(Person.get(Person.name == "孙立"))
    made = {}
    for name, title, owner, due in (
        ("late", HOSTILE, wu, date(2026, 11, 16)),
        ("early", "预约客户到店五分钟内接待，每周一由服务经理抽查十张派工单", wu, date(2026, 12, 15)),
        ("foreign", "新车交付清单改版", sun, date(2026, 11, 30)),
        ("done", "结算单加印工时明细", wu, date(2026, 11, 18)),
        ("checked", "客休区增加叫号屏", sun, date(2026, 11, 10)),
    ):
        with clock.travel(datetime(2026, 11, 2, 9)):
            pattern, numbers = ("advisor:S001", ["T-0001", "T-0002"]) if name in ("late", "done") else ("", [])
            made[name] = actions.add(
                chief, title, owner_id=owner.id, due_on=due, complaints=numbers, pattern=pattern
            ).id
    with clock.travel(datetime(2026, 11, 9, 9)):
        actions.report(wu, made["late"], "流程已写好，下周培训")
        actions.done(wu, made["done"], "模板已换")
        actions.done(sun, made["checked"], "已装好")
    with clock.travel(datetime(2026, 11, 12, 15)):
        actions.follow_up(actor("李娜"), made["late"], "问过吴敏，等打印机")
        actions.check(chief, made["checked"], effective=True, note="两周内没有人抱怨等候")
    return made
