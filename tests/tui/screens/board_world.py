"""Complaints for the supervisor's board: one of each state that it shows, over the small dealer's customers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from agentdesk.common import clock
from agentdesk.complaints import raising, workflow
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Complaint, Customer, Person, Vehicle

WORDS = {
    "王建国": "修了两次，刹车还是响，你们到底会不会修",
    "周敏": "说好十点交车，等到下午两点，没有人来解释一句",
    "赵磊": "要价比电话里说的贵了三百",
    "何丽": "洗车把漆划了",
    "冯晓刚": "等了一个小时没人理",
}
# Until which step each has come, and from when on the 19th.
_WAY = ("acknowledged", "assessed", "proposed", "special_requested")
_STEPS = {"王建国": 0, "周敏": 1, "赵磊": 4, "何丽": 0, "冯晓刚": 3}
_SEVERITY = {"王建国": "major", "周敏": "escalated"}


def actor(name: str) -> Actor:
    """One of the dealer's people."""
    return actor_of(Person.get(Person.name == name), "test")


def complain(name: str, words: str, at: datetime, severity: str = "ordinary") -> Complaint:
    """A complaint of a customer about 陈涛, for 吴敏."""
    with clock.travel(at):
        customer = Customer.get(Customer.name == name)
        car = Vehicle.get(Vehicle.customer == customer)
        draft = raising.draft_for(actor("李娜"), customer_id=customer.id, words=words)
        about, responsible = actor("陈涛"), actor("吴敏")
        filled = replace(
            draft, severity=severity, vehicle_id=car.id, about_id=about.id, responsible_id=responsible.id,
            remedy_sought="当面道歉", wants_callback=True,
        )  # fmt: skip
        return raising.raise_complaint(actor("李娜"), filled)


def build_board() -> dict[str, Complaint]:
    """The complaints by their customer's name, beside the two of the desk's world."""
    made = {}
    for place, (name, words) in enumerate(WORDS.items()):
        made[name] = complain(name, words, datetime(2026, 11, 19, 10 + place), _SEVERITY.get(name, "ordinary"))
        for number, kind in enumerate(_WAY[: _STEPS[name]], 1):
            data = {"goodwill_cents": 30_000} if kind == "special_requested" else {}
            with clock.travel(datetime(2026, 11, 19, 10 + place, 10 * number)):
                workflow.record(actor("吴敏"), made[name].id, kind, "客户要求补偿", data)
    return made
