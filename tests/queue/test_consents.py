"""What a customer agreed to decides what is queued: silence is a refusal of marketing, a no ends service and care."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agentdesk.common.errors import UserError
from agentdesk.interview.calling import dial, leave, open_contact, opt_out
from agentdesk.queue.held_back import held_back
from agentdesk.queue.rows import best_next, rows
from agentdesk.store.audit import actor_of
from agentdesk.store.tables import AuditEvent, Consent, Customer, Person, Phone, Suppression
from tests.cli.said import Cli, refused
from tests.queue.dealer import PRIVATE, Dealer

At = Callable[[str], None]
QUARTER = "2026-07-01"
LOST = {**PRIVATE, "流失客户": "是"}
CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
ORDER = {"委托书号": "WX1", "客户编号": "C1", "车牌号": "皖M12345", "维修类型": "首保", "服务顾问": "陈涛",
         "竣工时间": "2026-05-12 15:30", "出厂时间": "2026-05-12 16:05"}  # fmt: skip


def newsletters(dealer: Dealer, day: str) -> int:
    dealer.build(day)
    return len(dealer.tasks(day, "CB-08"))


def said(cli: Cli, *arguments: object) -> Any:
    result = cli(*arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


def test_silence_is_a_refusal_of_marketing(dealer: Dealer, cli: Cli, at: At) -> None:
    dealer.take("customers", LOST)
    at(f"{QUARTER}T07:00")
    assert newsletters(dealer, QUARTER) == 0
    assert Suppression.get(Suppression.kind_code == "CB-08").reason == "no_consent"
    shown = said(cli, "customer", "consent", "add", "C1", "marketing", "--channel", "newsletter", "--source", "form",
                 "--evidence", "合同17")  # fmt: skip
    assert "王建国" not in shown
    assert newsletters(dealer, "2026-07-02") == 1
    (row,) = said(cli, "customer", "consent", "list", "--json")
    assert (row["customer"], row["purpose"], row["source"], row["evidence"]) == ("王**", "marketing", "form", "合同17")
    events = AuditEvent.select().where(AuditEvent.entity == "consent")
    assert [event.action for event in events] == ["consent.give"]


def test_consent_on_another_channel_is_none(dealer: Dealer, cli: Cli, at: At) -> None:
    dealer.take("customers", LOST)
    at("2026-06-30T17:00")
    said(cli, "customer", "consent", "add", "C1", "marketing", "--channel", "sms")
    assert newsletters(dealer, QUARTER) == 0


def test_a_no_to_one_channel_holds_there_though_every_channel_was_agreed_to(dealer: Dealer, cli: Cli, at: At) -> None:
    at("2026-06-30T17:00")
    dealer.take("customers", {**LOST, "同意营销": "是"})
    said(cli, "customer", "consent", "withdraw", "C1", "marketing", "--channel", "sms", "--reason", "别发短信")
    assert newsletters(dealer, QUARTER) == 1  # nothing was said against those
    at("2026-07-02T09:00")
    said(cli, "customer", "consent", "withdraw", "C1", "marketing", "--channel", "newsletter", "--reason", "别再寄")
    at("2026-10-01T07:00")
    assert newsletters(dealer, "2026-10-01") == 0
    at("2026-10-01T09:00")
    said(cli, "customer", "consent", "add", "C1", "marketing", "--channel", "newsletter", "--source", "counter")
    assert newsletters(dealer, "2026-10-02") == 1


def test_a_withdrawal_holds_at_once_and_stays_on_record(dealer: Dealer, cli: Cli, at: At) -> None:
    dealer.take("customers", {**LOST, "同意营销": "是"})
    at("2026-06-30T17:00")
    assert [row["source"] for row in said(cli, "customer", "consent", "list", "C1", "--json")] == ["dealer_system"]
    said(cli, "customer", "consent", "withdraw", "C1", "marketing", "--reason", "别再寄了")
    assert newsletters(dealer, QUARTER) == 0
    assert said(cli, "customer", "consent", "list", "C1", "--json") == []
    (row,) = said(cli, "customer", "consent", "list", "C1", "--all", "--json")
    assert (row["withdrawn_on"], row["why"]) == ("2026-06-30", "别再寄了")
    at("2026-07-01T20:00")
    dealer.take("customers", {**LOST, "同意营销": "是", "职业": "教师"})  # nobody has taken the mark out there yet
    at("2026-07-02T07:00")
    assert newsletters(dealer, "2026-07-02") == 0
    assert said(cli, "customer", "consent", "list", "C1", "--json") == []
    said(cli, "customer", "consent", "add", "C1", "marketing", "--source", "counter")
    assert newsletters(dealer, "2026-07-03") == 1


def test_a_customer_who_says_no_to_follow_up_is_not_called_after_a_visit(dealer: Dealer, cli: Cli, at: At) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", ORDER)
    at("2026-05-12T17:00")
    said(cli, "customer", "consent", "withdraw", "C1", "service", "--channel", "phone", "--reason", "修好就行")
    dealer.build("2026-05-13")
    assert [(row["kind"], row["reason"], row["why"]) for row in held_back(date(2026, 5, 13))] == [
        ("CB-01", "refused", "修好就行")
    ]
    at("2026-05-14T07:00")
    said(cli, "customer", "consent", "add", "C1", "service")
    dealer.build("2026-05-14")
    assert len(dealer.tasks("2026-05-14", "CB-01")) == 1


def test_a_call_that_stands_in_the_list_is_not_made_any_more(dealer: Dealer, cli: Cli, at: At) -> None:
    for what, given in (("customers", PRIVATE), ("vehicles", CAR), ("repair-orders", ORDER)):
        dealer.take(what, given)
    at("2026-05-13T07:00")
    dealer.build("2026-05-13")
    lina, day = actor_of(Person.get(Person.name == "李娜"), "desk"), date(2026, 5, 13)
    at("2026-05-13T09:30")
    (row,) = rows(day, lina.id)
    contact = open_contact(lina, row.task_id)
    said(cli, "customer", "consent", "withdraw", "C1", "service", "--channel", "sms", "--reason", "别发短信")
    assert opt_out(1, (row.task_id,)) == ""
    said(cli, "customer", "consent", "withdraw", "C1", "service", "--reason", "修好就行")
    with pytest.raises(UserError, match="修好就行"):
        dial(lina, contact, Phone.get().id)
    leave(lina, contact)
    assert rows(day, lina.id) == []
    assert best_next(lina) is None
    at("2026-05-13T10:30")
    said(cli, "customer", "consent", "add", "C1", "service", "--channel", "phone")
    assert [each.task_id for each in rows(day, lina.id)] == [row.task_id]
    assert best_next(lina) == row.task_id
    dial(lina, open_contact(lina, row.task_id), Phone.get().id)


def test_the_dealer_systems_mark_comes_and_goes_with_its_file(dealer: Dealer) -> None:
    dealer.take("customers", {**PRIVATE, "同意营销": "是"})
    dealer.take("customers", {**PRIVATE, "同意营销": "是"})
    assert Consent.select().where(Consent.withdrawn_at.is_null()).count() == 1
    dealer.take("customers", PRIVATE)  # a file without the column says nothing
    assert Consent.select().where(Consent.withdrawn_at.is_null()).count() == 1
    dealer.take("customers", {**PRIVATE, "同意营销": "否"})
    assert Consent.select().where(Consent.withdrawn_at.is_null()).count() == 0
    assert Consent.get(Consent.customer == Customer.get()).withdrawn_reason == "dealer_system"


def test_what_cannot_be_noted_is_refused(dealer: Dealer, cli: Cli) -> None:
    dealer.take("customers", PRIVATE)
    refused(cli("customer", "consent", "add", "C1", "marketing", "--channel", "fax"), 2)
    refused(cli("customer", "consent", "add", "C1", "marketing", "--source", "hearsay"), 2)
    refused(cli("customer", "consent", "withdraw", "C1", "marketing", "--reason", " "), 1)
    said(cli, "customer", "consent", "add", "C1", "marketing")
    refused(cli("customer", "consent", "add", "C1", "marketing"), 1)
