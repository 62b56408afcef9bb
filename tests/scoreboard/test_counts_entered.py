"""Shares that are entered as counts: pooled with their interval, by day or by month, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.errors import UsageError
from agentdesk.common.intervals import wilson
from agentdesk.scoreboard.entering import enter, take, withdraw
from agentdesk.scoreboard.figures import figure
from agentdesk.scoreboard.outside import of_counts
from agentdesk.scoreboard.render import count_text, interval_text, value_text
from agentdesk.store.audit import Actor
from agentdesk.store.tables import ReportedFigure
from tests.dealership import Dealership

OCTOBER, AUTUMN = (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 9, 1), date(2026, 10, 31))
CHIEF = Actor(None, "方慧", "supervisor", "test")
Cli = Callable[..., Result]


def test_the_month_end_comparison_is_counted_by_item(house: Dealership, tmp_path: Path) -> None:
    path = tmp_path / "符合率.csv"
    path.write_text(
        "月份,指标,数值\n2026-10,KP-17A,38/40\n2026-10,KP-17B,40/40\n2026-10,KP-17C,39/40\n2026-10,KP-17D,36 / 40\n",
        encoding="utf-8",
    )
    assert take(CHIEF, path) == 4
    number = figure("KP-17D", *OCTOBER)
    assert (number.numerator, number.denominator, number.value) == (36, 40, Fraction(9, 10))
    assert (number.lower, number.upper) == wilson(36, 40)
    whole = figure("KP-17M", *OCTOBER)
    assert (whole.numerator, whole.denominator) == (153, 160)
    assert "KP-17A" in whole.formula
    assert (value_text(whole), count_text(whole), interval_text(whole)) == ("95.62 %", "n=160", "91.2 … 97.9")


def test_counts_of_several_months_are_pooled_and_printed_percentages_averaged(house: Dealership) -> None:
    enter(CHIEF, "KP-15A", date(2026, 9, 1), "45/50")
    enter(CHIEF, "KP-15A", date(2026, 10, 1), "80/100")
    pooled = figure("KP-15A", *AUTUMN)
    assert (pooled.value, pooled.verdict) == (Fraction(125, 150), "not_met")
    assert figure("KP-15A", date(2026, 9, 1), date(2026, 9, 30)).verdict == "met?"  # 90 %, the interval crosses it
    enter(CHIEF, "KP-15A", date(2026, 10, 1), "80")  # the later entry goes before
    plain = figure("KP-15A", *AUTUMN)
    assert (plain.value, plain.lower, plain.denominator) == (Fraction(85, 100), None, 2)


def test_what_is_counted_every_day_has_its_days(house: Dealership, cli: Cli) -> None:
    assert "agentdesk kpi enter KP-13A" in figure("KP-13B", *OCTOBER).note
    assert cli("kpi", "enter", "KP-13A", "2026-10-05", "8/10", "--source", "前台").exit_code == 0
    assert cli("kpi", "enter", "KP-13A", "2026年10月6日", "9/10").exit_code == 0
    assert {str(row.month_on) for row in ReportedFigure.select()} == {"2026-10-05", "2026-10-06"}
    assert figure("KP-13A", *OCTOBER).value == Fraction(85, 100)
    assert figure("KP-13A", date(2026, 10, 6), date(2026, 10, 6)).value == Fraction(9, 10)
    shown = cli("kpi", "show", "KP-13A", "--from", "2026-10-01", "--to", "2026-10-31").stdout
    assert "日均值" in shown
    withdraw(CHIEF, "KP-13A", date(2026, 10, 6), "counted twice")
    assert figure("KP-13A", *OCTOBER).value == Fraction(8, 10)


@pytest.mark.parametrize(
    ("code", "month", "value", "said"),
    [
        ("KP-13A", "2026-10", "8/10", "日期"),
        ("KP-13A", "2026-10-05", "80", "8/10"),
        ("KP-13A", "2026-10-05", "11/10", "11/10"),
        ("KP-13B", "2026-10-05", "8/10", "KP-13A"),
        ("KP-17M", "2026-10", "8/10", "KP-17A"),
        ("KP-15A", "2026-10", "0/0", "0/0"),
        ("CSI", "2026-10", "8/10", "CSI"),
    ],
)
def test_what_is_no_count_is_refused_in_one_line(
    house: Dealership, cli: Cli, code: str, month: str, value: str, said: str
) -> None:
    result = cli("kpi", "enter", code, month, value)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (2, 1)
    assert said in result.stderr
    with pytest.raises(UsageError):
        enter(CHIEF, code, date(2026, 10, 5), "half")
    assert ReportedFigure.select().count() == 0


COUNTS = st.integers(0, 50).flatmap(lambda of: st.tuples(st.dates(), st.integers(0, of), st.just(of)))


@given(st.lists(COUNTS, max_size=20))
def test_pooled_and_mean_rest_on_the_same_counts(counts: list[tuple[date, int, int]]) -> None:
    pooled, mean = (of_counts(counts, mean_of_days=each) for each in (False, True))
    assert (pooled.numerator, pooled.denominator) == (mean.numerator, mean.denominator)
    assert (pooled.value is None) == (mean.value is None) == (sum(of for _on, _counted, of in counts) == 0)
    for found in (pooled, mean):
        if found.value is not None and found.interval is not None:
            assert 0 <= found.interval[0] <= float(found.value) + 1e-9
            assert float(found.value) - 1e-9 <= found.interval[1] <= 1
