"""Improvement actions: who may do what, what is overdue, and that no one checks their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.complaints import actions
from agentdesk.complaints.action_list import ActionRow, list_actions, show_action
from agentdesk.store.tables import AuditEvent, ImprovementAction
from tests.complaints.test_patterns import complained
from tests.dealership import Dealership

DUE = date(2026, 12, 1)
Cli = Callable[..., Result]


@pytest.fixture
def action(house: Dealership) -> int:
    """An action of the service manager's for one complaint."""
    complained(house, house.order(date(2026, 11, 1)))
    made = actions.add(
        house.actor("方慧"), "交车前核对结算单", owner_id=house.people["吴敏"].id, due_on=DUE, complaints=["t-0001"]
    )
    return made.id


def only() -> ActionRow:
    (row,) = list_actions(everything=True)
    return row


def test_from_made_to_checked(house: Dealership, action: int) -> None:
    agent, owner, supervisor = house.actor("李娜"), house.actor("吴敏"), house.actor("方慧")
    assert (only().status, only().complaints, only().overdue) == ("open", ("T-0001",), False)
    actions.follow_up(agent, action, "问过，还没开始")
    assert only().status == "open"
    actions.report(owner, action, "流程已写好")
    assert only().status == "doing"
    actions.done(owner, action, "已实行")
    assert (only().status, only().closed_on) == ("done", date(2026, 11, 20))
    actions.check(supervisor, action, effective=False, note="又有一起")
    assert (only().status, only().closed_on) == ("doing", None)
    actions.done(owner, action, "补做培训")
    actions.check(agent, action, effective=True, note="两个月没有了")
    row = show_action(action)
    assert (row.status, [step.kind for step in row.history]) == (
        "checked", ["created", "followed_up", "reported", "done", "checked", "done", "checked"],
    )  # fmt: skip
    assert list_actions() == []
    with pytest.raises(UserError):
        actions.check(agent, action, effective=True, note="再来")
    stored = ImprovementAction.get_by_id(action)
    assert (stored.status, stored.follow_up) == ("done", "两个月没有了")
    assert AuditEvent.select().where(AuditEvent.action.startswith("action.")).count() == len(row.history)


def test_who_may_do_what(house: Dealership, action: int) -> None:
    agent, owner, other = house.actor("李娜"), house.actor("吴敏"), house.actor("孙立")
    with pytest.raises(Forbidden):
        actions.add(agent, "改", owner_id=owner.id, due_on=DUE)
    for refused in (actions.report, actions.done):
        with pytest.raises(Forbidden):
            refused(other, action, "不是我的")
    with pytest.raises(Forbidden):
        actions.follow_up(owner, action, "自己跟踪自己")
    for alone in (actions.drop, lambda *given: actions.move(given[0], given[1], DUE, given[2])):
        with pytest.raises(Forbidden):
            alone(owner, action, "不做了")
    own = actions.add(house.actor("方慧"), "排班", owner_id=house.people["方慧"].id, due_on=DUE)
    actions.done(house.actor("方慧"), own.id, "排好了")
    with pytest.raises(Forbidden):
        actions.check(house.actor("方慧"), own.id, effective=True, note="很好")
    assert show_action(own.id).status == "done"


def test_what_is_refused_leaves_nothing(house: Dealership, action: int) -> None:
    supervisor, owner = house.actor("方慧"), house.people["吴敏"].id
    for title, day, numbers in ((" ", DUE, []), ("改", date(2026, 11, 19), []), ("改", DUE, ["T-0099"])):
        with pytest.raises(UserError):
            actions.add(supervisor, title, owner_id=owner, due_on=day, complaints=numbers)
    with pytest.raises(UserError):
        actions.check(supervisor, action, effective=True, note="还没做就验证")
    with pytest.raises(UserError):
        actions.follow_up(supervisor, action, "  ")
    with pytest.raises(UsageError):
        actions.follow_up(supervisor, 99, "没有")
    assert (ImprovementAction.select().count(), len(only().history)) == (1, 1)


def test_overdue_is_the_day_after_and_ends_with_done(house: Dealership, action: int) -> None:
    with clock.travel(datetime(2026, 12, 1, 9)):
        assert list_actions(overdue=True) == []
    with clock.travel(datetime(2026, 12, 2, 9)):
        assert [row.id for row in list_actions(overdue=True)] == [action]
        actions.move(house.actor("方慧"), action, date(2026, 12, 5), "等厂家")
        assert list_actions(overdue=True) == []
    with clock.travel(datetime(2026, 12, 6, 9)):
        assert only().overdue
        actions.done(house.actor("吴敏"), action, "好了")
        assert list_actions(overdue=True) == []


def test_complaints_are_linked_once(house: Dealership, action: int) -> None:
    complained(house, house.order(date(2026, 11, 2)))
    assert actions.link(house.actor("李娜"), action, ["T-0001", "T-0002", "T-0002"]) == 1
    assert only().complaints == ("T-0001", "T-0002")
    assert [row.id for row in list_actions(complaint="T-0002")] == [action]


def test_by_command(house: Dealership, cli: Cli) -> None:
    for day in (1, 2):
        complained(house, house.order(date(2026, 11, day)))
    add = ("action", "add", "交车前核对结算单", "--owner", "吴敏", "--due", "2026-12-01")
    assert cli("--as", "方慧", *add, "--from-pattern", "advisor:陈涛", "--cost", "1200.5").exit_code == 0
    (row,) = json.loads(cli("action", "list", "--json").stdout)
    assert (row["complaints"], row["pattern"], row["cost_cents"]) == (["T-0001", "T-0002"], "advisor:S001", 120050)
    for name, words in (
        ("李娜", ("progress", 1, "问过")), ("吴敏", ("progress", 1, "在做")), ("吴敏", ("done", 1, "做好了")),
        ("方慧", ("check", 1, "有效", "--effective")),
    ):  # fmt: skip
        assert cli("--as", name, "action", *words).exit_code == 0
    shown = json.loads(cli("action", "show", 1, "--json").stdout)
    assert [step["kind"] for step in shown["history"]] == ["created", "followed_up", "reported", "done", "checked"]
    assert shown["status"] == "checked"
    text = cli("action", "show", 1).stdout + cli("action", "list", "--all").stdout
    assert "验证：有效" in text
    assert max(map(cell_len, text.splitlines())) <= 100
    assert cli(*add, "--cost", "viel").exit_code == 2
    assert cli("--as", "李娜", *add).exit_code == 1
