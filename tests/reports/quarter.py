"""A small dealer's months for the tests of reports, played by stored facts; the rows of each report follow from here.

November 2026, four cars handed over by 何平 (sale, customer), their second callbacks all made on Friday 6 November:
    范志强  3rd   card copied on the 6th            says that he was called               5, everything well
    郭小红  4th   card copied on the 6th            says that nobody called               4, papers partly explained
    邓超    5th   no card                           does not remember                     2, "车漆有划痕"
    沈国强  5th   card copied on the 10th, late     no interview: somebody else's number, and no more calls wanted
Thursday 19 November, four cars that left on the 18th (service advisor 陈涛): 周敏 is served at 10:05 (5, waited long),
赵磊 at 10:20 (1, bill not explained, complains), 何丽 is not reached at 10:40, and 吴秀英 not called.
First half year, list of lost customers (closed in May): 严华 went for the price and more, 贺兰 for price and distance
(came back on 10 June); 陆平 refused. Third quarter, key customers: 宏达 lacks time and saw 小鹏, 周正 is content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from agentdesk.common import clock
from agentdesk.complaints import raising
from agentdesk.interview.control import check_cards
from agentdesk.playbook.forms import store_form
from agentdesk.playbook.read import SHIPPED
from agentdesk.queue.registering import record_call
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Confirmation, Contact, Customer, Finding, Form, FormVersion, Interview, Task
from tests.dealership import Dealership
from tests.prepared import prepared
from tests.scoreboard.answers import held

FORMS = ("aftersales", "new_sale", "lost_customer", "key_customer")
GOOD_SALE = {"overall": 5, "car_condition": "good", "help_needed": "no", "advisor_service": 5, "test_drive": "yes",
             "product_explained": "yes", "documents": "yes", "handover_time": "on_time",
             "handover_explained": "yes"}  # fmt: skip
GOOD_SERVICE = {"reception": "at_once", "needs": "yes", "lounge": "yes", "handover": "on_time", "explanation": "yes",
                "bill": "yes", "cleanliness": "yes", "fixed": "yes", "overall": 5}  # fmt: skip


def play(house: Dealership) -> None:
    """Store all of it."""
    with clock.travel(datetime(2026, 1, 1, 9)):
        for name in FORMS:
            store_form(SYSTEM, prepared(SHIPPED / "car_dealership" / "forms" / f"{name}.md"))
    _lost(house)
    _key(house)
    _sales(house)
    _service(house)


def interview(
    contact: Contact, task: Task, form: str, answers: Mapping[str, Any], result: str = "complete"
) -> Interview:
    """What a customer answered in a call."""
    version = FormVersion.get(FormVersion.form == Form.get(Form.name == form))
    return held(version, contact, task, {"opening": "yes", "recording": "yes", **answers}, result)


def _sales(house: Dealership) -> None:
    days = {"范志强": 3, "郭小红": 4, "邓超": 5, "沈国强": 5}
    sold = {name: house.sale(date(2026, 11, day), customer=house.customer(name)) for name, day in days.items()}
    house.build(date(2026, 11, 6))

    def task(name: str, kind: str) -> Task:
        here = (Task.subject == "sale") & (Task.subject_id == sold[name].id) & (Task.channel == "phone")
        return Task.get(here & (Task.kind_code == kind))

    said = {
        "范志强": {**GOOD_SALE, "advisor_called": "yes"},
        "郭小红": {**GOOD_SALE, "overall": 4, "documents": "partly", "advisor_called": "no"},
        "邓超": {**GOOD_SALE, "overall": 2, "car_condition": "problem", "car_problem": "车漆有划痕",
                 "advisor_called": "dk"},
    }  # fmt: skip
    for place, (name, answers) in enumerate(said.items()):
        at = datetime(2026, 11, 6, 10, 10 * place)
        interview(house.decide(task(name, "CB-03"), "completed", at), task(name, "CB-03"), "new_sale", answers)
    contact = house.decide(task("沈国强", "CB-03"), "refused_do_not_contact", datetime(2026, 11, 6, 11))
    Finding.create(
        kind="contact_mismatch", customer=contact.customer_id, contact=contact, task=task("沈国强", "CB-03"),
        found_at=contact.started_at, work_date=date(2026, 11, 6),
    )  # fmt: skip
    _card(house, task("范志强", "CB-02"), 3, datetime(2026, 11, 6, 8))
    _card(house, task("郭小红", "CB-02"), 4, datetime(2026, 11, 6, 8))
    house.build(date(2026, 11, 9))
    _card(house, task("沈国强", "CB-02"), 5, datetime(2026, 11, 10, 8))
    with clock.travel(datetime(2026, 11, 10, 19)):
        check_cards(SYSTEM)


def _card(house: Dealership, task: Task, day: int, copied: datetime) -> None:
    """The card of a call that was made on its day at 18:00, copied at some time."""
    with clock.travel(copied):
        record_call(house.actor("李娜"), task.id, clock.to_utc(datetime(2026, 11, day, 18)), answers={"arrived": "yes"})


def _service(house: Dealership) -> None:
    for name, at, outcome, answers in (
        ("周敏", datetime(2026, 11, 19, 10, 5), "completed",
         {**GOOD_SERVICE, "reception": "long", "suggestion": "周末多安排人"}),
        ("赵磊", datetime(2026, 11, 19, 10, 20), "completed", {**GOOD_SERVICE, "overall": 1, "bill": "no"}),
        ("何丽", datetime(2026, 11, 19, 10, 40), "no_answer", None),
        ("吴秀英", None, "", None),
    ):  # fmt: skip
        order = house.order(date(2026, 11, 18), customer=house.customer(name))
        task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on, vehicle=order.vehicle_id,
                          advisor=order.advisor_id)  # fmt: skip
        if at is None:
            continue
        contact = house.decide(task, outcome, at, contacted=answers is not None)
        if answers is not None:
            made = interview(contact, task, "aftersales", answers)
            if name == "赵磊":
                complain(house, at, "费用单子没跟我讲清楚", interview_id=made.id, question="bill")


def complain(house: Dealership, at: datetime, words: str, **about: Any) -> None:
    """A complaint that 李娜 takes down at that time."""
    with clock.travel(at):
        draft = raising.draft_for(house.actor("李娜"), words=words, **about)
        raising.raise_complaint(house.actor("李娜"), replace(draft, words=words))


def _lost(house: Dealership) -> None:
    common = {"car_status": "using", "service_place": "chain", "other_advantage": "price", "overall": 4,
              "bring_back": "price", "would_return": "maybe", "advisor_call": "no"}  # fmt: skip
    for name, outcome, answers in (
        ("严华", "completed", {**common, "leaving_reason": "price other", "leaving_detail": "保养贵三成"}),
        ("贺兰", "completed", {**common, "leaving_reason": "price distance", "would_return": "yes"}),
        ("陆平", "refused_do_not_contact", None),
    ):
        customer = house.customer(name, is_lost=True)
        car = house.car(customer)
        car.delivered_on = date(2022, 3, 1)
        car.save()
        task = house.task("CB-11", "customer", customer.id, customer, date(2026, 1, 1))
        contact = house.decide(task, outcome, datetime(2026, 5, 12, 10))
        if answers:
            interview(contact, task, "lost_customer", answers)
    house.order(date(2026, 6, 10), customer=Customer.get(Customer.name == "贺兰"))


def _key(house: Dealership) -> None:
    common = {"contact": "yes", "purchase_plan": "no"}
    for name, answers in (
        ("宏达", {**common, "overall": 3, "needs_met": "partly", "lacking": "time", "competitor": "brand",
                  "competitor_name": "小鹏", "competitor_advantage": "price service", "manager_call": "yes"}),
        ("周正", {**common, "overall": 5, "needs_met": "yes", "lacking": "none", "competitor": "no",
                  "manager_call": "no", "suggestion": "继续保持"}),
    ):  # fmt: skip
        customer = house.customer(name, is_key=True)
        task = house.task("CB-12", "customer", customer.id, customer, date(2026, 7, 1), agent=house.people["方慧"])
        contact = house.decide(task, "completed", datetime(2026, 8, 12, 15), agent="方慧")
        made = interview(contact, task, "key_customer", answers)
        told = ("policy_brand", "policy_house") if name == "宏达" else ("policy_brand",)
        for node in told:
            Confirmation.create(interview=made, node=node, person=contact.person_id, confirmed_at=contact.started_at)
