"""`agentdesk call list`: a day's calls with their numbers, for `call show` and `call takeover`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.interview import contacts
from tests.interview.call_world import Desk
from tests.interview.conftest import dealer_file, desk

__all__ = ["dealer_file", "desk"]
Cli = Callable[..., Result]


@pytest.fixture
def day(desk: Desk) -> Iterator[list[int]]:
    """At ten, Friday's calls: a refusal, one without a dial by a colleague, one under way; and one of Thursday."""
    with clock.travel(datetime(2026, 11, 19, 9, 0)):
        earlier = desk.dialled(desk.callback("0550-3000009"))
        contacts.end_unreached(desk.li, earlier, "no_answer")
    customer = desk.person("0550-3000001")
    task = desk.callback(customer=customer)
    desk.reminder(customer)
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        refused = desk.on_the_line(task)
    with clock.travel(datetime(2026, 11, 20, 9, 47)):
        contacts.refuse(desk.li, refused)
    with clock.travel(datetime(2026, 11, 20, 9, 50)):
        undialled = contacts.open_contact(desk.sun, desk.callback("0550-3000002").id)
        contacts.close(desk.sun, undialled)
        company = desk.person("0550-3000003", name="Kunshan [b]Trading", title="")
        open_call = desk.dialled(desk.callback(customer=company))
    with clock.travel(datetime(2026, 11, 20, 10, 0)):
        yield [earlier, refused, undialled, open_call]


def test_the_day_s_calls(day: list[int], cli: Cli) -> None:
    done = cli("--as", "方慧", "call", "list", "--json")
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == day[1:]
    assert rows[0] == {
        "id": day[1],
        "started_at": "2026-11-20T09:42",
        "agent": "李娜",
        "customer": "王**",
        "kinds": ["CB-01", "RM-01"],
        "kind_names": rows[0]["kind_names"],
        "outcome": {"code": "refused", "name": "拒访"},
        "open": False,
        "minutes": 5,
    }
    assert [(row["outcome"], row["open"], row["minutes"]) for row in rows[1:]] == [(None, False, 0), (None, True, 10)]


def test_as_a_table(day: list[int], cli: Cli) -> None:
    table = cli("--as", "方慧", "call", "list").stdout
    title, _rule, *lines = table.splitlines()
    assert title.split() == ["编号", "时间", "座席", "客户", "类型", "结果", "分钟"]
    assert [line.split()[0] for line in lines] == [str(call) for call in day[1:]]
    assert "09:42" in lines[0]
    assert "拒访" in lines[0]
    assert "未拨打" in lines[1]
    assert "进行中" in lines[2]
    assert "Kunshan" not in table
    assert "3000001" not in table


def test_of_a_date_and_of_a_person(day: list[int], cli: Cli) -> None:
    def ids(*arguments: str) -> list[int]:
        return [row["id"] for row in json.loads(cli("--as", "方慧", "call", "list", "--json", *arguments).stdout)]

    assert ids("--date", "2026-11-19") == day[:1]
    assert ids("--agent", "孙悦") == [day[2]]
    assert ids("--date", "2026-11-18") == []
    assert cli("--as", "方慧", "call", "list", "--date", "2026-11-18").stdout == "没有通话。\n"


def test_agents_see_their_own(day: list[int], cli: Cli) -> None:
    own = json.loads(cli("--as", "孙悦", "call", "list", "--json").stdout)
    assert [row["id"] for row in own] == [day[2]]
    assert cli("--as", "孙悦", "call", "list", "--agent", "孙悦", "--json").exit_code == 0
    for caller, arguments in (("孙悦", ("--agent", "李娜")), ("陈涛", ())):
        refused = cli("--as", caller, "call", "list", *arguments)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)


def test_what_it_lists_can_be_shown(day: list[int], cli: Cli) -> None:
    for row in json.loads(cli("--as", "方慧", "call", "list", "--json").stdout):
        assert cli("--as", "方慧", "call", "show", str(row["id"])).exit_code == 0


def test_wrong_usage(day: list[int], cli: Cli) -> None:
    for arguments in (("--date", "gestern"), ("--agent", "谁")):
        assert cli("--as", "方慧", "call", "list", *arguments).exit_code == 2
