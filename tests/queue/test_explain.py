"""`queue explain`: why a customer is called on a day or not, and why a task is there and at its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agentdesk.common.cells import cell_len
from agentdesk.queue.wishes import add
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Customer, Task
from tests.cli.said import Cli, refused
from tests.queue.dealer import COMPANY, PRIVATE, Dealer

CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
FLEET_CAR = {"客户编号": "C2", "车牌号": "皖MD1234", "车架号": "LSVHJ133022221761", "车型": "途观", "使用性质": "公车"}
RULE_KEYS = {"id", "requirement", "fact", "computed_due", "verdict", "reason"}
At = Callable[[str], None]


@pytest.fixture
def shop(dealer: Dealer) -> Dealer:
    """A private customer whose car left on 12 May, and a company whose car was handed over in January."""
    dealer.take("customers", {**PRIVATE, "出生日期": "1980-02-29"}, COMPANY)
    dealer.take("vehicles", {**CAR, "保险到期日": "2026-05-16"}, FLEET_CAR)
    dealer.take(
        "repair-orders",
        {"委托书号": "WX1", "客户编号": "C1", "车牌号": "皖M12345", "维修类型": "首保", "服务顾问": "陈涛",
         "竣工时间": "2026-05-12 15:30", "出厂时间": "2026-05-12 16:05"},
    )  # fmt: skip
    dealer.take(
        "sales",
        {"销售单号": "XS2", "客户编号": "C2", "车牌号": "皖MD1234", "车型": "途观", "销售顾问": "何平",
         "交车日期": "2026-01-31"},
    )  # fmt: skip
    return dealer


def explained(cli: Cli, *arguments: object) -> dict[str, Any]:
    result = cli("queue", "explain", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def rule(found: dict[str, Any], code: str) -> dict[str, Any]:
    (row,) = [row for row in found["rules"] if row["id"] == code]
    return dict(row)


def test_a_customers_day_by_every_rule(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-13T09:00")
    before = explained(cli, "--customer", "C1", "--date", "2026-05-13")
    assert before["decision"] == "due"
    shop.build("2026-05-13")
    found = explained(cli, "--customer", "C1", "--date", "2026-05-13")
    assert (found["customer"], found["date"], found["decision"]) == ("王**", "2026-05-13", "task")
    assert all(set(row) >= RULE_KEYS for row in found["rules"])
    row = rule(found, "CB-01:next_day")
    assert (row["requirement"], row["computed_due"], row["verdict"]) == ("CB-01", "2026-05-13", "task")
    assert (row["fact"]["subject"], row["fact"]["key"], row["fact"]["event_on"]) == (
        "repair_order", "WX1", "2026-05-12",
    )  # fmt: skip
    assert row["arithmetic"][0] == "出厂 2026-05-12 周二，+1 天 = 2026-05-13 周三"
    assert row["task"] == Task.get(Task.kind_code == "CB-01").id
    assert rule(found, "CB-02:same_day")["verdict"] == "no_fact"
    assert rule(found, "CB-12:quarter")["reason"] == "segment"
    assert (rule(found, "CB-05")["verdict"], rule(found, "CB-05")["reason"]) == ("not_applicable", "RM-05")
    assert rule(found, "RM-04:three_days")["verdict"] == "task"
    assert rule(found, "RM-04:fifteen_days")["verdict"] == "expired"


def test_a_day_ahead_on_which_an_open_task_will_have_ended_says_so(shop: Dealer, cli: Cli, at: At) -> None:
    shop.build("2026-05-13")
    at("2026-05-13T09:00")
    last = Task.get(Task.kind_code == "CB-01").expires_on
    verdicts = {
        day: rule(explained(cli, "--customer", "C1", "--date", day), "CB-01:next_day")["verdict"]
        for day in (last, last + timedelta(days=1))
    }
    assert list(verdicts.values()) == ["task", "expired"]
    result = cli("queue", "explain", "--customer", "C1", "--date", last + timedelta(days=1))
    assert "到期关闭" in result.stdout


def test_before_its_day_a_fact_is_not_yet_due(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-12T18:00")
    shop.build("2026-05-12")
    row = rule(explained(cli, "--customer", "王建国"), "CB-01:next_day")
    assert (row["verdict"], row["computed_due"]) == ("not_yet_due", "2026-05-13")


def test_what_is_held_back_names_who_when_and_why(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-12T17:00")
    add(SYSTEM, Customer.get(Customer.source_key == "C1").id, kind="RM-04", reason="已在别处投保")
    at("2026-05-13T09:00")
    shop.build("2026-05-13")
    row = rule(explained(cli, "--customer", "C1"), "RM-04:three_days")
    assert (row["verdict"], row["reason"], row["held_back"]["requirement"]) == (
        "suppressed", "do_not_contact", "AU-16",
    )  # fmt: skip
    assert "已在别处投保" in row["text"]
    assert "2026-05-12" in row["text"]
    assert rule(explained(cli, "--customer", "C1"), "CB-01:next_day")["verdict"] == "task"


def test_a_wish_after_the_task_is_told_with_it(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-13T09:00")
    shop.build("2026-05-13")
    task = Task.get(Task.kind_code == "CB-01")
    add(SYSTEM, task.customer_id, reason="不要再打")
    row = rule(explained(cli, "--customer", "C1"), "CB-01:next_day")
    assert (row["verdict"], row["reason"]) == ("task", "do_not_contact")
    assert "不要再打" in row["text"]
    assert explained(cli, task.id)["place"] is None


def test_a_closed_day_is_told_by_its_name(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-02-24T09:00")
    shop.build("2026-02-24")
    row = rule(explained(cli, "--customer", "C2"), "RM-05:official")
    assert (row["due_nominal"], row["computed_due"], row["latest_on"]) == ("2026-02-23", "2026-02-24", "2026-03-02")
    assert row["arithmetic"][1] == "2026-02-23 周一 休息（春节），顺延到 2026-02-24 周二（CB-26）"
    assert rule(explained(cli, "--customer", "C2"), "RM-05:private")["reason"] == "use_type"


def test_a_birthday_of_29_february(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-02-28T09:00")
    shop.build("2026-02-28")
    row = rule(explained(cli, "--customer", "C1"), "CB-06:sms")
    assert (row["verdict"], row["computed_due"]) == ("task", "2026-02-28")
    assert row["arithmetic"][0] == "生日 02-29，当年按 2026-02-28 周六"
    assert explained(cli, row["task"])["rule"]["arithmetic"] == row["arithmetic"]


def test_a_past_day_is_told_as_it_was(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-13T07:00")
    add(SYSTEM, Customer.get(Customer.source_key == "C1").id, reason="出差")
    shop.build("2026-05-13")
    assert cli("customer", "no-contact", "lift", "C1", "--reason", "回来了").exit_code == 0
    shop.build("2026-05-14")
    at("2026-05-15T09:00")
    then = explained(cli, "--customer", "C1", "--date", "2026-05-13")
    assert (then["decision"], rule(then, "CB-01:next_day")["reason"]) == ("suppressed", "do_not_contact")
    later = explained(cli, "--customer", "C1", "--date", "2026-05-14")
    assert rule(later, "CB-01:next_day")["verdict"] == "task"


@pytest.mark.parametrize("name", ["C1", "王建国", "建国", "13800000001", "+86 138-0000-0001", "皖M12345", "皖m·12345"])
def test_a_customer_by_number_name_telephone_or_plate(shop: Dealer, cli: Cli, at: At, name: str) -> None:
    at("2026-05-13T09:00")
    assert explained(cli, "--customer", name)["customer_key"] == "C1"


def test_nobody_several_and_wrong_usage(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-13T09:00")
    shop.take("customers", {**PRIVATE, "客户编号": "C7", "移动电话": "13800000007"})
    line = refused(cli("queue", "explain", "--customer", "王建国"), 2)
    assert "C1" in line
    assert "C7" in line
    refused(cli("queue", "explain", "--customer", "没有此人"), 2)
    refused(cli("queue", "explain", "--customer", ""), 2)
    refused(cli("queue", "explain", "999"), 2)
    refused(cli("queue", "explain"), 2)
    refused(cli("queue", "explain", "1", "--customer", "C1"), 2)
    refused(cli("queue", "explain", "1", "--date", "2026-05-13"), 2)


def test_a_task_tells_its_rule_and_the_terms_of_its_place(shop: Dealer, cli: Cli, at: At) -> None:
    at("2026-05-13T09:00")
    shop.build("2026-05-13")
    task = Task.get(Task.kind_code == "CB-01")
    found = explained(cli, task.id)
    assert (found["task"], found["customer_key"], found["rule"]["id"]) == (task.id, "C1", "CB-01:next_day")
    assert found["score"] == sum(term["points"] for term in found["terms"]) > 0
    assert 1 <= found["place"] <= found["of"]
    reminder = explained(cli, Task.get(Task.kind_code == "RM-04").id)
    if reminder["of"] == found["of"] == 2:
        assert (found["place"] < reminder["place"]) == (found["score"] > reminder["score"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_80_columns(shop: Dealer, cli: Cli, at: At, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    at("2026-05-13T09:00")
    add(SYSTEM, Customer.get(Customer.source_key == "C1").id, kind="RM-04", reason="已在别处投保\x1b[2J" + "很长" * 60)
    shop.build("2026-05-13")
    for arguments in (("--customer", "C1"), ("--customer", "C2"), (str(Task.get(Task.kind_code == "CB-01").id),)):
        result = cli("queue", "explain", *arguments)
        assert result.exit_code == 0, result.stderr
        assert "\x1b" not in result.stdout
        assert len(result.stdout.splitlines()) > 5
        assert max(map(cell_len, result.stdout.splitlines())) <= 80
