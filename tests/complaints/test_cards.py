"""A yellow card on which the customer was dissatisfied is a complaint, through the register's own doors."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.complaints.cards import copy_card
from agentdesk.queue.registering import take_back
from agentdesk.store.audit import actor_of
from agentdesk.store.tables import CallRecord, Complaint, ComplaintEvent, Person, Task
from tests.queue.dealer import PRIVATE, Dealer

CALLED = datetime(2026, 6, 10, 10)  # 18:00 at the dealer's


@pytest.fixture
def card(database: Database, tmp_path: Path) -> Task:
    """The sales advisor's call about a car handed over on 10 June."""
    dealer = Dealer(tmp_path)
    dealer.take("people", {"工号": "M003", "姓名": "孙立", "岗位": "销售经理"})
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {"客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "使用性质": "私车"})
    dealer.take("sales", {"销售单号": "XS1", "客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "销售顾问": "何平",
                          "交车日期": "2026-06-10"})  # fmt: skip
    dealer.build("2026-06-10")
    dealer.build("2026-06-11")
    return Task.get(Task.kind_code == "CB-02")


@pytest.mark.parametrize(("remark", "words"), [("刹车有异响", "刹车有异响"), ("", "客户满意、车况良好：否")])
def test_a_no_about_satisfaction_is_a_complaint_once(card: Task, remark: str, words: str) -> None:
    with clock.travel(datetime(2026, 6, 11, 8, 5)):
        agent = actor_of(Person.get(Person.code == "A001"))
        copied = copy_card(agent, card.id, CALLED, answers={"arrived": "yes", "good_condition": "no"}, remark=remark)
        (raised,) = Complaint.select()
        assert (copied.complaint_no, raised.words, raised.subject) == (raised.no, words, "product")
        assert (raised.customer_id, raised.sale_id, raised.origin) == (card.customer_id, card.subject_id, "callback")
        assert (raised.about.name, raised.responsible.name) == ("何平", "孙立")
        event = ComplaintEvent.get(ComplaintEvent.complaint == raised.id)
        assert "何平" in event.note
        assert json.loads(event.data)["question_text"] == "客户满意、车况良好"
        take_back(agent, card.id)
        assert copy_card(agent, card.id, CALLED, answers={"good_condition": "no"}).complaint_no == ""
    assert Complaint.select().count() == 1


def test_nothing_else_on_a_card_is_a_complaint(card: Task) -> None:
    with clock.travel(datetime(2026, 6, 11, 8, 5)):
        agent = actor_of(Person.get(Person.code == "A001"))
        answers = {"arrived": "no", "good_condition": "unasked", "helped": "no"}
        assert copy_card(agent, card.id, CALLED, answers=answers).complaint_no == ""
    assert Complaint.select().count() == 0
    assert CallRecord.get().work_date == date(2026, 6, 11)
