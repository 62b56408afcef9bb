"""A small dealer on Friday 20 November 2026, 09:42: the queue and the scoreboard have something of everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from agentdesk.common import clock
from agentdesk.complaints import raising, workflow
from agentdesk.interview import contacts
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.settings import put
from agentdesk.store.tables import Customer, DailyCheck, Phone, Task, Vehicle
from tests.dealership import Dealership

NOW = "2026-11-20T09:42"
TODAY = date(2026, 11, 20)

# name, title, initials, model, plate, service, left on, landline, mobile
PRIVATE = (
    ("王建国", "mr", "wjg", "朗逸", "皖M12345", "首保", 19, "+865503012345", "+8613812345678"),
    ("周敏", "ms", "zm", "途观L", "皖M8K721", "首保", 19, "+865503022221", "+8613912340021"),
    ("赵磊", "mr", "zl", "帕萨特", "皖M30907", "常规保养", 18, "", "+8615012347788"),
    ("欧阳明月", "ms", "oymy", "ID.4 X", "皖MD12773", "质量担保", 19, "", "+8613712340033"),
    ("[/]测试[b]", "", "cs", "波罗", "皖MA1B22", "一般维修", 19, "", "+8613612340044"),
    ("𠮷川一郎", "mr", "jcyl", "凌渡", "皖M55D01", "大修", 18, "+865503055551", ""),
    ("孙立军", "mr", "slj", "朗逸", "皖MF7712", "常规保养", 19, "", "+8613512340055"),
    ("何丽", "ms", "hl", "途岳", "皖A88M20", "轮胎更换", 19, "", "+8613412340066"),
    ("吴秀英", "ms", "wxy", "桑塔纳", "皖M0Q118", "空调系统维修", 17, "+865503088881", ""),
    ("冯晓刚", "mr", "fxg", "新朗逸", "皖MJ2290", "常规保养", 19, "", "+8613312340077"),
    ("蒋婷", "ms", "jt", "帕萨特", "皖M66C31", "首保", 19, "", "+8613212340088"),
    ("沈国强", "mr", "sgq", "途观", "皖MT5108", "返修", 19, "", "+8613112340099"),
    ("韩梅", "ms", "hm", "朗逸", "皖MK4410", "常规保养", 19, "", "+8613012340110"),
    ("杨帆", "mr", "yf", "途昂", "皖MU9020", "质量担保", 19, "", "+8615112340121"),
)
COMPANY = ("滁州宏达物流有限公司", "皖MD4451", "帕萨特", "+865503099991")


def build_world(folder: Path, house: Dealership | None = None) -> Dealership:
    """Facts, three nights' builds, a few calls of yesterday and of this morning; a new dealer's where none is given."""
    world = house or Dealership(folder)
    with clock.travel(datetime(2026, 11, 16, 8)):
        put(SYSTEM, "dealer_name", "远望汽车销售服务有限公司")
        put(SYSTEM, "brand", "远望")
        _customers(world)
    for day in (17, 18, 19, 20):
        world.build(date(2026, 11, day))
    Task.update(agent=world.people["李娜"]).execute()
    _yesterday(world)
    _this_morning(world)
    _complaints(world)
    return world


def _customers(world: Dealership) -> None:
    for name, title, initials, model, plate, service, day, landline, mobile in PRIVATE:
        customer = world.customer(
            name, title=title, name_initials=initials, gender={"mr": "m", "ms": "f"}.get(title, "")
        )
        _phones(customer, landline, mobile)
        order = world.order(date(2026, 11, day), customer=customer)
        order.service_name = service
        order.save()
        Vehicle.update(model=model, plate=plate, mileage_km=32_450, insurance_expires_on=_insurance(name)).where(
            Vehicle.customer == customer
        ).execute()
    Customer.update(call_note="晚上勿扰", is_key=True).where(Customer.name == "王建国").execute()
    company = world.customer(COMPANY[0], kind="company", name_initials="czhd", contact_name="冯莉", is_key=True)
    _phones(company, COMPANY[3], "")
    world.order(date(2026, 11, 19), customer=company, use_type="official")
    Vehicle.update(model=COMPANY[2], plate=COMPANY[1]).where(Vehicle.customer == company).execute()
    for number, name in enumerate(("范志强", "郭小红", "邓超")):
        buyer = world.customer(name, title="mr", name_initials=("fzq", "gxh", "dc")[number])
        _phones(buyer, "", f"+861581234000{number}")
        world.sale(date(2026, 11, 17 + number % 2), customer=buyer)


def _insurance(name: str) -> date:
    return date(2026, 12, 18) if name in ("周敏", "何丽") else date(2027, 5, 9)


def _phones(customer: Customer, *numbers: str) -> None:
    Phone.delete().where(Phone.customer == customer).execute()
    for number in filter(None, numbers):
        kind = "landline" if number.startswith("+86550") else "mobile"
        Phone.create(customer=customer, kind=kind, written=number, e164=number)


def _yesterday(world: Dealership) -> None:
    """Three calls finished, of which one is a second callback after delivery; the day is signed."""
    for name, outcome in (("吴秀英", "completed"), ("邓超", "completed"), ("郭小红", "refused_do_not_contact")):
        world.decide(_task(name), outcome, datetime(2026, 11, 19, 10, 5))
    DailyCheck.create(
        work_date=date(2026, 11, 19),
        person=world.people["方慧"],
        signed_at=clock.to_utc(datetime(2026, 11, 19, 17, 45)),
    )


def _this_morning(world: Dealership) -> None:
    """Nobody answered at one number, one customer wants to be called at 09:45, two calls are done."""
    for name, outcome in (("杨帆", "completed"), ("韩梅", "completed")):
        world.decide(_task(name), outcome, datetime(2026, 11, 20, 9, 20))
    agent = actor_of(world.people["李娜"], "test")
    for name, at in (("赵磊", datetime(2026, 11, 20, 9, 5)), ("王建国", datetime(2026, 11, 20, 9, 12))):
        with clock.travel(at):
            contact = contacts.open_contact(agent, _task(name).id)
            sitting = contacts.read(contact)
            assert sitting.preferred is not None
            contacts.dial(agent, contact, sitting.preferred.phone_id)
            if name == "赵磊":
                contacts.end_unreached(agent, contact, "no_answer")
            else:
                contacts.reached(agent, contact)
                contacts.promise(agent, contact, clock.to_utc(datetime(2026, 11, 20, 9, 45)), note="开会，一刻再打")


def _complaints(world: Dealership) -> None:
    """One of yesterday that somebody works on, one of this morning that nobody has accepted."""
    agent, handler = actor_of(world.people["李娜"], "test"), actor_of(world.people["吴敏"], "test")
    for name, words, at in (
        ("吴秀英", "空调修了两次还是不凉", datetime(2026, 11, 19, 10, 2)),
        ("杨帆", "到店十分钟都没人理我", datetime(2026, 11, 20, 9, 18)),
    ):
        with clock.travel(at):
            customer = Customer.get(Customer.name == name)
            draft = raising.draft_for(agent, customer_id=customer.id, words=words)
            filled = replace(draft, severity="ordinary", responsible_id=handler.id, wants_callback=True)
            complaint = raising.raise_complaint(agent, filled)
        if name == "吴秀英":
            with clock.travel(datetime(2026, 11, 19, 11, 0)):
                workflow.record(handler, complaint.id, "acknowledged")


def _task(name: str) -> Task:
    found: Task = (
        Task.select()
        .join(Customer)
        .where((Customer.name == name) & (Task.channel == "phone") & (Task.owner_role == "callback_agent"))
        .get()
    )
    return found
