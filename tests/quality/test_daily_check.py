"""The daily check: what stands on the sheet, that a signature keeps it, and who may put one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints import raising
from agentdesk.quality import check
from agentdesk.quality.sheet import figures
from agentdesk.queue.skips import skip
from agentdesk.scoreboard.watch import unsigned
from agentdesk.store.tables import AuditEvent, DailyCheck, Finding, ImprovementAction, Promise, Task
from tests.dealership import Dealership

TODAY = date(2026, 11, 20)
Cli = Callable[..., Result]


def due(house: Dealership, name: str = "王建国", agent: str = "李娜") -> Task:
    order = house.order(date(2026, 11, 19), customer=house.customer(name))
    return house.task("CB-01", "repair_order", order.id, order.customer, date(2026, 11, 19), agent=house.people[agent])


def a_day(house: Dealership) -> None:
    """Two calls done, one in vain, one skipped, one not touched; a complaint, a missed promise, findings."""
    at = datetime(2026, 11, 20, 10)
    house.decide(due(house, "周敏"), "completed", at)
    house.decide(due(house, "赵磊", "孙悦"), "completed", at, "孙悦")
    in_vain, skipped, _untouched = due(house, "韩梅"), due(house, "何丽"), due(house, "沈强")
    house.decide(in_vain, "no_answer", at.replace(hour=11), contacted=False)
    with clock.travel(at):
        skip(house.actor("李娜"), skipped.id, _reason())
        draft = raising.draft_for(house.actor("李娜"), customer_id=skipped.customer_id, words="等了一小时")
        raising.raise_complaint(house.actor("李娜"), _filled(draft, house))
    Promise.create(
        task=in_vain, person=house.people["李娜"], promised_at=clock.to_utc(at.replace(hour=15)), work_date=TODAY,
        created_at=clock.now(),
    )  # fmt: skip
    for kind, against in (("missing_record", "何平"), ("wrong_number", None)):
        Finding.create(
            kind=kind, customer=in_vain.customer_id, against=house.people[against] if against else None,
            found_at=clock.now(), work_date=TODAY,
        )  # fmt: skip


def _reason() -> str:
    from agentdesk.queue.skips import reasons

    return next(row.code for row in reasons() if not row.note_required)


def _filled(draft: raising.Draft, house: Dealership) -> raising.Draft:
    from dataclasses import replace

    responsible = house.people["吴敏"].id
    return replace(draft, severity="ordinary", responsible_id=responsible, wants_callback=True, subject="service")


def test_the_sheet_has_the_days_figures(house: Dealership) -> None:
    a_day(house)
    found = figures(TODAY)
    agents = {row["person"]: row for row in found["agents"]}
    assert (agents["李娜"]["due"], agents["李娜"]["done"], agents["李娜"]["unfinished"]) == (4, 1, 3)
    assert (agents["孙悦"]["done"], agents["孙悦"]["unfinished"]) == (1, 0)
    reasons = {(row["why"], row["code"]): row["count"] for row in found["unfinished"]}
    assert reasons == {("outcome", "no_answer"): 1, ("skipped", _reason()): 1, ("untouched", ""): 1}
    assert found["complaints"]["raised"] == 1
    assert found["findings"] == [{"code": "wrong_number", "count": 1}]
    assert found["promises"] == [{"agent": "李娜", "count": 1}]
    with clock.travel(datetime(2026, 11, 21, 9)):
        assert figures(TODAY)["missing"] == [{"advisor": "何平", "count": 1}]


def test_what_was_missed_is_counted_alike_in_the_table_and_beneath_it(house: Dealership) -> None:
    a_day(house)
    yesterday = datetime(2026, 11, 19, 15)
    Promise.create(
        task=due(house, "冯刚", "孙悦"), person=house.people["孙悦"], promised_at=clock.to_utc(yesterday),
        work_date=yesterday.date(), created_at=clock.to_utc(yesterday),
    )  # fmt: skip
    for day, name in ((TODAY, "李娜"), (yesterday.date(), "孙悦")):
        found = figures(day)
        assert found["promises"] == [{"agent": name, "count": 1}]
        assert {row["person"]: row["missed"] for row in found["agents"] if row["missed"]} == {name: 1}


def test_a_signature_keeps_the_figures_as_they_stood(house: Dealership) -> None:
    a_day(house)
    chief = house.actor("方慧")
    check.sign(chief, TODAY, "  无异常 ")
    before = check.sheet(chief, TODAY)
    assert before.signature is not None
    assert (before.signature.by, before.signature.remark) == ("方慧", "无异常")
    house.decide(due(house, "冯刚"), "completed", datetime(2026, 11, 20, 18, 30))
    after = check.sheet(chief, TODAY)
    assert after.figures == before.figures
    assert after.figures != figures(TODAY)
    assert AuditEvent.select().where(AuditEvent.action == "daily_check.sign").count() == 1


def test_a_signed_day_is_only_supplemented(house: Dealership) -> None:
    chief = house.actor("方慧")
    check.add_entry(chief, TODAY, "午后两小时无人拨号", about_id=house.people["孙悦"].id)
    check.sign(chief, TODAY)
    stood = DailyCheck.get().figures
    with clock.travel(datetime(2026, 11, 21, 9, 30)):
        check.add_entry(chief, TODAY, "补班人手不足", owner_id=house.people["吴敏"].id, due_on=date(2026, 12, 1))
        first, second = check.sheet(chief, TODAY).entries
        with pytest.raises(UserError, match="已签核"):
            check.sign(chief, TODAY)
    assert (first.about, first.supplement, first.action) == ("孙悦", False, None)
    action = ImprovementAction.get()
    assert (second.supplement, second.action) == (True, action.id)
    assert (action.title, action.owner_id) == ("补班人手不足", house.people["吴敏"].id)
    assert DailyCheck.get().figures == stood


def test_an_older_day_can_be_signed_and_shows_when_it_was(house: Dealership) -> None:
    chief = house.actor("方慧")
    assert unsigned(TODAY) == (date(2026, 11, 18), date(2026, 11, 19))
    check.sign(chief, date(2026, 11, 18))
    assert check.unsigned_days(chief) == (date(2026, 11, 19),)
    days = {row.day: row for row in check.checked_days(chief, date(2026, 11, 18), TODAY)}
    assert days[date(2026, 11, 18)].is_late
    assert not days[date(2026, 11, 19)].signature


def test_the_list_marks_the_days_that_are_counted_and_begins_with_the_first_queue(house: Dealership) -> None:
    chief = house.actor("方慧")
    listed = check.checked_days(chief, date(2026, 10, 1), TODAY)
    assert {row.day for row in listed if row.is_due} == set(unsigned(TODAY))
    assert [row.day for row in listed] == [TODAY, date(2026, 11, 19), date(2026, 11, 18)]
    check.add_entry(chief, date(2026, 11, 2), "盘点前的旧账")
    assert [(row.day, row.is_due) for row in check.checked_days(chief, date(2026, 10, 1), TODAY)][-1] == (
        date(2026, 11, 2),
        False,
    )


def test_a_closed_day_needs_none(house: Dealership) -> None:
    with clock.travel(datetime(2027, 1, 3, 9)):
        chief = house.actor("方慧")
        assert date(2027, 1, 1) not in unsigned(date(2027, 1, 3))
        assert date(2026, 12, 31) in unsigned(date(2027, 1, 3))
        with pytest.raises(UserError, match="休息"):
            check.sign(chief, date(2027, 1, 1))


@pytest.mark.parametrize("name", ["李娜", "吴敏"])
def test_only_supervisors_check_and_sign(house: Dealership, name: str) -> None:
    for do in (
        lambda: check.sign(house.actor(name), TODAY),
        lambda: check.sheet(house.actor(name), TODAY),
        lambda: check.add_entry(house.actor(name), TODAY, "x"),
        lambda: check.unsigned_days(house.actor(name)),
    ):
        with pytest.raises(Forbidden):
            do()
    assert DailyCheck.select().count() == 0


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        (" ", {}, "请写明发现了什么"),
        ("x", {"owner_id": 1}, "负责人和完成日期"),
        ("x", {"owner_id": 1, "due_on": date(2026, 11, 19)}, "已过"),
        ("x", {"about_id": 999}, "没有"),
    ],
)
def test_what_is_no_finding_is_refused_and_nothing_is_kept(
    house: Dealership, text: str, more: dict[str, object], says: str
) -> None:
    with pytest.raises(UserError, match=says):
        check.add_entry(house.actor("方慧"), TODAY, text, **more)  # type: ignore[arg-type]
    assert check.sheet(house.actor("方慧"), TODAY).entries == ()
    assert ImprovementAction.select().count() == 0


def test_a_day_to_come_has_no_sheet(house: Dealership) -> None:
    with pytest.raises(UserError, match="还没到"):
        check.sheet(house.actor("方慧"), date(2026, 11, 21))


def test_on_the_command_line(house: Dealership, cli: Cli, at: Callable[[str], None]) -> None:
    a_day(house)
    at("2026-11-20T18:10")
    chief = ("--as", "方慧", "check")
    assert json.loads(cli(*chief, "show", "--json").stdout)["signed"] is None
    assert "等了" not in cli(*chief, "show").stdout  # a sheet has no customer's words
    assert (
        cli(*chief, "add", "午后无人拨号", "--about", "孙悦", "--owner", "吴敏", "--due", "2026-12-01").exit_code == 0
    )
    done = cli(*chief, "sign", "--remark", "正常")
    assert (done.exit_code, "2026-11-20 已签核" in done.stdout) == (0, True)
    again = cli(*chief, "sign")
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    shown = json.loads(cli(*chief, "show", "--json").stdout)
    assert shown["signed"]["by"] == "方慧"
    assert [row["about"] for row in shown["entries"]] == ["孙悦"]
    listed = json.loads(cli(*chief, "list", "--unsigned", "--json").stdout)
    assert [row["date"] for row in listed] == ["2026-11-19", "2026-11-18"]
    assert cli("--as", "李娜", "check", "sign").exit_code == 1
    assert cli(*chief, "show", "--date", "yesterday").exit_code == 2
