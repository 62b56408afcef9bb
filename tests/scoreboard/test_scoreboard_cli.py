from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock, i18n
from agentdesk.common.cells import cell_len
from agentdesk.scoreboard.figures import all_figures
from agentdesk.scoreboard.render import board, figures_table, reasons
from agentdesk.store.tables import Person, QueueRun
from tests.dealership import Dealership

Cli = Callable[..., Result]
DAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def calls(house: Dealership) -> None:
    """Two orders of 10 November, one called back on the day after."""
    for outcome in ("completed", ""):
        order = house.order(DAY)
        task = house.task("CB-01", "repair_order", order.id, order.customer, DAY)
        if outcome:
            house.decide(task, outcome, datetime(2026, 11, 11, 10))


def test_kpi_gives_json_with_stable_keys(cli: Cli) -> None:
    found = json.loads(cli("kpi", "--from", "2026-11-01", "--to", "2026-11-30", "--json").stdout)
    assert [row["id"] for row in found][:9] == [f"KP-0{number}" for number in range(1, 10)]
    keys = ["id", "name", "numerator", "denominator", "value", "interval", "target", "verdict"]
    assert all(list(row) == [*keys, "unit", "note", "reported", "difference"] for row in found)
    second, seventh = found[1], found[6]
    assert (second["name"], second["numerator"], second["denominator"]) == ("售后综合回访率", 1, 2)
    assert (second["value"], second["target"], second["verdict"]) == (0.5, 0.3, "small")
    assert second["interval"] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert (seventh["value"], seventh["interval"], seventh["verdict"]) == (None, None, "no_sample")


def test_kpi_is_a_table_for_people(cli: Cli) -> None:
    lines = cli("kpi").stdout.splitlines()
    assert "95% 区间" in lines[0]
    (row,) = [line for line in lines if line.startswith("KP-02")]
    assert row.split() == ["KP-02", "售后综合回访率", "50.0", "%", "1/2", "9.5", "…", "90.5", "≥30", "%", "样本不足"]
    (empty,) = [line for line in lines if line.startswith("KP-08")]
    assert empty.split() == ["KP-08", "投诉一次完成率", "-", "0/0", "-", "≥80", "%", "无样本"]


def test_a_figure_opens_to_its_rows(cli: Cli) -> None:
    text = cli("kpi", "show", "kp-02", "--rows").stdout
    assert "完成问卷的工单 ÷ 本期应回访的全部竣工工单" in text
    assert [line.split()[0] for line in text.splitlines() if "2026-11-10" in line] == ["✓", "-"]
    found = json.loads(cli("kpi", "show", "KP-02", "--rows", "--json").stdout)
    assert [row["counted"] for row in found["rows"]] == [True, False]
    assert found["numerator"] == 1
    assert "王建国" not in text


@pytest.mark.parametrize(
    "arguments",
    [("kpi", "show", "KP-77"), ("kpi", "--from", "2026-11-30", "--to", "2026-11-01"), ("kpi", "--from", "gestern"),
     ("scoreboard", "--date", "2026-11-10")],
    ids=" ".join,
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_2(cli: Cli, arguments: tuple[str, ...]) -> None:
    result = cli(*arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_scoreboard_needs_a_terminal_or_an_option(cli: Cli) -> None:
    result = cli("scoreboard")
    assert result.exit_code == 1
    assert "--plain" in result.stderr


def test_the_scoreboard_as_json_says_what_kpi_says(cli: Cli) -> None:
    found = json.loads(cli("scoreboard", "--json").stdout)
    figures = json.loads(cli("kpi", "--json").stdout)
    assert found["figures"] == [row for row in figures if row["id"] in {each["id"] for each in found["figures"]}]
    assert [row["id"] for row in found["figures"]] == [f"KP-0{number}" for number in range(1, 10)]
    assert (found["date"], found["from"], found["to"]) == ("2026-11-20", "2026-11-01", "2026-11-20")
    assert [row["person"] for row in found["agents"]] == ["孙悦", "李娜"]
    assert found["total"]["due"] == found["agents"][1]["due"] == 1
    assert found["complaints"]["open"] == 0
    past = json.loads(cli("scoreboard", "--json", "--date", "2026-11-11").stdout)
    assert past["total"]["done"] == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_plain_scoreboard_fits_100_columns(house: Dealership, language: str) -> None:
    i18n.use_language(language)
    text = board(clock.today())
    assert max(cell_len(line) for line in text.splitlines()) <= 100
    assert ("样本不足" if language == "zh" else "too few") in text
    assert "KP-09" in text


def test_the_board_role_sees_figures_and_no_rows(house: Dealership, cli: Cli) -> None:
    Person.create(code="B1", name="大屏", position="other", role="board")
    assert cli("--as", "大屏", "scoreboard", "--plain").exit_code == 0
    assert cli("--as", "大屏", "kpi").exit_code == 0
    assert cli("--as", "大屏", "kpi", "--by", "agent").exit_code == 1
    refused = cli("--as", "大屏", "kpi", "show", "KP-02", "--rows")
    assert refused.exit_code == 1
    assert "皖" not in refused.output
    assert cli("--as", "大屏", "complaint", "list").exit_code == 1


def test_figures_by_agent_are_named_and_say_how_small_they_are(cli: Cli) -> None:
    found = json.loads(cli("kpi", "--by", "agent", "--json").stdout)
    (row,) = [row for row in found if row["id"] == "KP-02"]
    assert (row["by"], row["segment"], row["segment_name"]) == ("agent", "A001", "李娜")
    assert (row["numerator"], row["denominator"], row["value"]) == (1, 2, 0.5)
    text = cli("kpi", "show", "KP-02", "--by", "advisor").stdout
    assert "陈涛" in text
    assert "样本不足" in text
    assert cli("kpi", "--by", "weekday").exit_code == 2


def test_one_indicator_says_its_period_rule_and_both_means(cli: Cli) -> None:
    text = cli("kpi", "show", "KP-02").stdout
    assert "KP-23" in text
    assert "1 天的日均 50.0 %" in text
    assert "KP-23" not in cli("kpi", "show", "KP-08").stdout  # a re-call belongs to the day on which it was made
    found = json.loads(cli("kpi", "show", "KP-02", "--json").stdout)
    assert (found["mean_of_days"], found["days"]) == (0.5, 1)
    assert "请导入：agentdesk import appointments" in cli("kpi").stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_list_fits_100_columns(house: Dealership, cli: Cli, language: str) -> None:
    i18n.use_language(language)
    found = all_figures(date(2026, 11, 1), date(2026, 11, 20))
    text = f"{figures_table(found)}\n{reasons(found)}"
    assert max(cell_len(line) for line in text.splitlines()) <= 100
    assert "KP-18, CES, NPS" in text


def test_the_day_as_it_stands_has_stable_keys_beside_the_old_ones(cli: Cli) -> None:
    found = json.loads(cli("--as", "方慧", "scoreboard", "--json").stdout)
    old = {"date", "agents", "total", "from", "to", "figures", "complaints", "overload"}
    assert set(found) == old | {"desks", "day", "promises", "escalated", "findings", "signed_until", "unsigned"}
    rates = {"left", "minutes_left", "needed_an_hour", "done_an_hour", "weekday_average", "weekday_days"}
    state = {"state", "since", "call", "question", "questions", "form", "held", "reason", "over_limit"}
    assert set(found["day"]) == rates
    assert all(set(row) == {"person"} | state | rates for row in found["desks"])
    assert [row["state"] for row in found["desks"]] == ["away", "away"]
    assert found["day"]["left"] == 1
    past = json.loads(cli("scoreboard", "--json", "--date", "2026-11-11").stdout)
    assert (past["desks"], past["promises"]) == ([], [])
    text = cli("--as", "方慧", "scoreboard", "--plain").stdout
    assert "还剩 1" in text
    assert "尚未签核" in text


def test_days_without_a_signature_are_told_even_where_a_later_one_is_signed(house: Dealership, cli: Cli) -> None:
    """Queues since Wednesday; Thursday is signed, so "signed until" alone would hide the day before it."""
    for day in (18, 19, 20):
        started = datetime(2026, 11, day)
        QueueRun.create(work_date=started.date(), started_at=started, finished_at=started)
    assert cli("--as", "方慧", "check", "sign", "--date", "2026-11-19").exit_code == 0
    text = cli("--as", "方慧", "scoreboard", "--plain").stdout
    assert "已签核至 2026-11-19  !1 天未签核" in text
    told = json.loads(cli("--as", "方慧", "scoreboard", "--json").stdout)
    assert told["unsigned"] == ["2026-11-18"]
