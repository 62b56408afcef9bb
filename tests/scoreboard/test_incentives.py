"""What scores bring in yuan: the requirements' worked rows, runs, evidence, and who may see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agentdesk.common import i18n
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.playbook.publish import publish
from agentdesk.scoreboard.incentives import Proposal, proposals
from agentdesk.scoreboard.scores import enter, take, withdraw
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.tables import Appointment, AuditEvent, Person, ReportedFigure
from tests.dealership import Dealership

CHIEF = Actor(None, "方慧", "supervisor", "test")
OCTOBER = date(2026, 10, 1)
Cli = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("house")
REFUSED = (  # code, person, period, value, what is said
    ("IN-01", "何平", "2026-10", "1000.5", "0 到 1000"),
    ("IN-01", "何平", "2026-10", "-1", "0 到 1000"),
    ("IN-01", "何平", "2026-10", "viel", "viel"),
    ("IN-01", "何平", "2026-13", "900", "2026-13"),
    ("IN-01", "陈涛", "2026-10", "900", "销售顾问"),
    ("IN-02", "陈涛", "2026-10", "90", "2026-W42"),
    ("IN-06A", "李娜", "2026-10", "1.5", "整数"),
    ("IN-07", "李娜", "2026-10", "10", "KP-10"),
    ("IN-99", "何平", "2026-10", "900", "IN-01, IN-02"),
)


def person(name: str) -> Person:
    return Person.get(Person.name == name)


def line(code: str, name: str, month: date = OCTOBER) -> Proposal:
    (found,) = [row for row in proposals(CHIEF, month, code) if row.whose_name == name]
    return found


def months(code: str, name: str, scores: Sequence[str]) -> list[Proposal]:
    """Enter scores for January, February ...; an empty one is a month without."""
    for number, score in enumerate(scores, 1):
        if score:
            enter(CHIEF, code, person(name), f"2026-{number:02}", score)
    return [line(code, name, date(2026, number, 1)) for number in range(1, len(scores) + 1)]


def test_w_12_sales_scores() -> None:
    values = ["1000", "999.5", "980", "979", "920", "919", "850", "849", "750", "749"]
    found = months("IN-01", "何平", values)
    assert [row.yuan for row in found] == [500, 300, 300, 0, 0, -100, -100, -200, -200, -300]
    assert [row.notes for row in found] == [()] * 9 + [("留岗查看1个月",)]


def test_w_12_a_second_month_below_750_demotes_and_costs_no_more() -> None:
    found = months("IN-01", "何平", ["749", "749", "750", "749", "", "749", "700", "0"])
    assert [row.yuan for row in found] == [-300, -300, -200, -300, None, -300, -300, -300]
    demoted = [any("降为销售顾问助理" in note for note in row.notes) for row in found]
    assert demoted == [False, True, False, False, False, False, True, True]
    assert not any("留岗" in note for row, gone in zip(found, demoted, strict=True) if gone for note in row.notes)
    assert found[4].notes == ("没有录入得分",)
    assert (found[4].band, found[4].measured.value) == ("", None)


def test_w_13_mot_scores() -> None:
    found = months("IN-03", "陈涛", ["120", "119", "100", "99", "90", "89", "85", "84"])
    assert [row.yuan for row in found] == [200, 100, 100, 0, 0, -300, -300, -1000]


def test_w_13_three_full_months_bring_a_thousand_and_the_count_begins_anew() -> None:
    found = months("IN-03", "陈涛", ["120", "120", "120", "120", "120", "120", "119.5", "120", "120"])
    assert [row.yuan for row in found] == [200, 200, 1200, 200, 200, 1200, 100, 200, 200]
    assert [[row.is_met for row in each.conditions] for each in found[:3]] == [[False], [False], [True]]


def test_w_14_cse_weeks() -> None:
    monday, values = date(2026, 8, 31), ["100", "95", "94", "90", "89", "81", "80"]
    for number, value in enumerate(values):
        day = monday + timedelta(days=7 * number + number)  # any day of the week will do
        enter(CHIEF, "IN-02", person("陈涛"), day.isoformat(), value, source="签字周汇总" if number else "")
    found = [row for month in (9, 10) for row in proposals(CHIEF, date(2026, month, 1), "IN-02")]
    assert [row.first for row in found] == [monday + timedelta(days=7 * number) for number in range(8)]
    assert [row.yuan for row in found] == [200, 200, 0, 0, -600, -600, None, None]
    assert [row.pays for row in found] == [None] * 6 + [150, None]
    assert found[6].notes == ("本周只发放150元",)
    signed = [row.conditions[0].is_met for row in found if row.conditions]
    assert signed == [False] + [True] * 6


def test_a_week_is_written_as_a_day_or_a_number() -> None:
    enter(CHIEF, "IN-02", person("陈涛"), "2026-W42", "95")
    enter(CHIEF, "IN-02", person("陈涛"), "2026年10月18日", "94.9")
    found = [row for row in proposals(CHIEF, OCTOBER, "IN-02") if row.band]
    assert [(row.first, row.last, row.yuan) for row in found] == [(date(2026, 10, 12), date(2026, 10, 18), 0)]


def test_w_23_cases_of_care() -> None:
    for code, name, count in (("IN-06A", "李娜", "3"), ("IN-06B", "孙立", "2"), ("IN-06C", "孙立", "1")):
        enter(CHIEF, code, person(name), "2026-10", count)
    enter(CHIEF, "IN-06D", person("孙立"), "2026-10", "37")
    found = [row for row in proposals(CHIEF, OCTOBER) if row.code.startswith("IN-06")]
    assert [(row.code, row.yuan) for row in found] == [
        ("IN-06A", -60), ("IN-06B", -100), ("IN-06C", -50), ("IN-06D", -37)
    ]  # fmt: skip
    assert found[0].notes == ("3 × 20 元",)


def test_an_indicator_brings_its_own_counts(house: Dealership) -> None:
    """One car of ten came by appointment: KP-10 is 10 %, and that is reached; nine of a hundred are not."""
    day = date(2026, 10, 13)
    customer = house.customer("预约")
    starts = datetime(2026, 10, 13, 2)
    Appointment.create(source_key="A1", customer=customer, starts_on=day, starts_at=starts, status="arrived")
    for number in range(9):
        house.order(day, customer=house.customer(f"客{number}"))
    (found,) = proposals(CHIEF, OCTOBER, "IN-07")
    assert (found.measured.numerator, found.measured.denominator, found.measured.source) == (1, 10, "KP-10")
    assert (found.band, found.yuan, found.whose, found.conditions[0].is_met) == ("reached", None, "", True)
    house.order(day, customer=house.customer("客十"))
    (found,) = proposals(CHIEF, OCTOBER, "IN-07")
    assert (found.band, found.yuan) == ("short", 0)


def test_an_indicator_that_is_not_there_hides_no_other_line(house: Dealership) -> None:
    targets = house.folder / "playbook" / "targets.toml"
    targets.write_text(targets.read_text(encoding="utf-8").replace('kpi = "KP-10"', 'kpi = "KP-99"'), encoding="utf-8")
    publish(SYSTEM, targets.parent, _no_form, effective_from=OCTOBER)
    assert line("IN-01", "何平").notes == ("没有录入得分",)
    (found,) = proposals(CHIEF, OCTOBER, "in-07")
    assert (found.band, found.yuan) == ("", None)
    assert "KP-99" in found.notes[0]


def test_indicators_are_cut_by_advisor(house: Dealership) -> None:
    """Everybody's own share of orders called back decides, and nobody's is pooled with another's."""
    day = date(2026, 10, 13)
    targets = house.folder / "playbook" / "targets.toml"
    text = targets.read_text(encoding="utf-8").replace('kpi = "KP-10"', 'kpi = "KP-03"\nby = "advisor"')
    targets.write_text(text, encoding="utf-8")
    publish(SYSTEM, targets.parent, _no_form, effective_from=date(2026, 9, 1))
    for advisor, outcome in (("陈涛", "completed"), ("陈涛", ""), ("吴敏", "")):
        order = house.order(day, advisor=advisor)
        task = house.task("CB-01", "repair_order", order.id, order.customer, day)
        if outcome:
            house.decide(task, outcome, datetime(2026, 10, 14, 10))
    found = {row.whose: row for row in proposals(CHIEF, OCTOBER, "IN-07")}
    assert {whose: row.band for whose, row in found.items()} == {"S001": "reached", "M002": "short"}
    assert (found["S001"].measured.numerator, found["S001"].measured.denominator) == (1, 2)


def _no_form(path: Path) -> Any:
    raise AssertionError(path)


def test_what_makes_no_sense_is_not_entered() -> None:
    for code, name, period, value, says in REFUSED:
        with pytest.raises(UsageError, match=says):
            enter(CHIEF, code, person(name), period, value)
    assert ReportedFigure.select().count() == 0


def test_a_correction_counts_and_a_withdrawal_leaves_the_trail() -> None:
    for value in ("749", "985"):
        enter(CHIEF, "IN-01", person("何平"), "2026-10", value)
    assert line("IN-01", "何平").yuan == 300
    withdraw(CHIEF, "IN-01", person("何平"), "2026-10", "算错了")
    assert line("IN-01", "何平").yuan is None
    with pytest.raises(UserError, match="何平"):
        withdraw(CHIEF, "IN-01", person("何平"), "2026-10", "再来")
    assert AuditEvent.select().where(AuditEvent.action == "reported_figure.withdraw").count() == 2


def test_a_file_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    text = "日期,编号,姓名,数值,来源\n2026-10,IN-01,何平,985,十月评分表\n2026-10-12,IN-02,S001,96%,\n"
    path.write_text(text + "2026-10,IN-01,没有,900,\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"scores\.csv.* 4.*没有"):
        take(CHIEF, path)
    assert proposals(CHIEF, OCTOBER, "IN-01")[0].band == ""
    path.write_text(text, encoding="utf-8")
    assert take(CHIEF, path) == 2
    assert (line("IN-01", "何平").yuan, line("IN-01", "何平").measured.source) == (300, "十月评分表")


def test_people_see_their_own_and_only_supervisors_enter(house: Dealership) -> None:
    enter(CHIEF, "IN-01", person("何平"), "2026-10", "985")
    assert {row.whose_name for row in proposals(house.actor("何平"), OCTOBER)} == {"何平"}
    assert proposals(house.actor("李娜"), OCTOBER, "IN-01") == []
    with pytest.raises(Forbidden):
        enter(house.actor("何平"), "IN-01", person("何平"), "2026-10", "1000")
    with pytest.raises(Forbidden):
        proposals(Actor(None, "屏", "board", "test"), OCTOBER)


def test_the_command_line_from_the_score_to_its_evidence(cli: Cli) -> None:
    assert cli("incentive", "enter", "in-01", "何平", "2026-10", "749", "--source", "十月评分表").exit_code == 0
    rows = json.loads(cli("incentive", "list", "--month", "2026-10", "--json").stdout)
    (mine,) = [row for row in rows if row["id"] == "IN-01"]
    assert (mine["whose"], mine["value"], mine["yuan"], mine["band"]) == ("X001", 749.0, -300, "lowest")
    assert isinstance(mine["yuan"], int)
    said = cli("incentive", "show", "IN-01", "--month", "2026-10").stdout
    assert "750分以下" in said
    assert "十月评分表" in said
    assert "连续 2 期：目前 1 期（未满足）" in said
    assert cli("incentive", "show", "IN-99").exit_code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tables_fit_a_hundred_columns(cli: Cli, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    enter(CHIEF, "IN-01", person("何平"), "2026-09", "749")
    enter(CHIEF, "IN-01", person("何平"), "2026-10", "749")
    said = cli("incentive", "list", "--month", "2026-10")
    shown = [*said.stdout.splitlines(), *cli("incentive", "show", "IN-02").stdout.splitlines()]
    assert max(map(cell_len, shown)) <= 100
    assert ("demoted to assistant" in said.stdout) == (language == "en")
    i18n.use_language("zh")
