"""The after-sales monthly report (RP-01): every listed item, its figures those of the scoreboard, absent data said."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from peewee import Database
from python_calamine import CalamineWorkbook

from agentdesk.common import clock, i18n
from agentdesk.reports.document import Chart, Document, Prose, Quotes, Table
from agentdesk.reports.making import Made, make
from agentdesk.reports.periods import Period, parse
from agentdesk.reports.rendering import rendered
from agentdesk.reports.text import as_text
from agentdesk.scoreboard.figures import all_figures, cuts
from agentdesk.scoreboard.trend import months
from agentdesk.store.audit import Actor
from tests.dealership import Dealership
from tests.reports.conftest import FRIDAY, section, tables
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import Facts, facts
from tests.scoreboard.stored_facts import stored

Report = Callable[[str, str], Document]
NAME, NOVEMBER = "aftersales-monthly", parse("month", "2026-11")
ITEMS = [
    ("callbacks", "RP-01 (1)"), ("satisfaction", "RP-01 (1)"), ("brand", "RP-01 (1)"), ("complaints", "RP-01 (2)"),
    ("loop", "RP-01 (2)"), ("handling", "RP-01 (3)"), ("recalls", "RP-01 (4)"), ("advisors", "RP-01 (5)"),
    ("opinions", "RP-01 (6)"), ("actions", "RP-04"), ("proposals", "RP-01 (7)"),
]  # fmt: skip


def test_every_item_of_the_regulation_is_there(report: Report) -> None:
    assert [(each.key, each.requirement) for each in report(NAME, "2026-11").sections] == ITEMS


def test_rates_are_those_of_the_facts(report: Report) -> None:
    """Four cars left on the 18th: two customers completed, one was not reached, one not called; none last year."""
    rates, compared = tables(report(NAME, "2026-11"), "callbacks")
    row = next(row for row in rates if row[0] == "KP-02")
    assert row[2:5] == [Fraction(1, 2), 2, 4]
    assert row[7] == "样本不足"
    assert next(row for row in rates if row[0] == "KP-04")[2] is None
    assert next(row for row in compared if row[0] == "KP-02")[6] is None  # no data, never 0 (RP-10)
    text = as_text(Made(report(NAME, "2026-11")))
    assert "2025-11" in text
    assert "无数据" in text


def test_complaints_stand_by_category_and_in_the_loop(report: Report) -> None:
    """赵磊 complains on the 19th, taken down in the callback; nobody has accepted it by the 20th."""
    found = report(NAME, "2026-11")
    categories, problems = tables(found, "complaints")
    assert [row[:4] for row in categories] == [
        ["内容", "服务", 1, 1], ["原因", "尚未查明", 1, 1], ["程度", "一般", 1, 1], ["来源", "回访", 1, 1],
    ]  # fmt: skip
    assert all(row[5] is None for row in categories)
    assert problems[0][1:4] == ["服务 · 原因尚未查明", 1, 1]
    loop, opened = tables(found, "loop")
    assert loop[-1][1:] == [1, 0, 0, 1, 0, 1]
    assert [row[0] for row in opened] == ["T-0001"]
    assert opened[0][3] == "赵*"


def test_the_loop_ends_with_the_period(report: Report) -> None:
    """赵磊's complaint of November is none of October's report, in no table and no sentence of it (CP-07)."""
    found = report(NAME, "2026-10")
    loop, opened = tables(found, "loop")
    said = next(block.text for block in section(found, "loop").blocks if isinstance(block, Prose))
    assert (loop[-1][4], loop[-1][5], opened) == (0, 0, [])
    assert "T-0001" not in said
    assert "本部门未闭环的抱怨：0 起。" in as_text(Made(found))


def test_opinions_are_the_customers_words_and_nobodys_name(report: Report) -> None:
    said = [quote for block in section(report(NAME, "2026-11"), "opinions").blocks if isinstance(block, Quotes)
            for quote in block.lines]  # fmt: skip
    assert ("周末多安排人", "周*") in {(quote.words, quote.source.split()[0]) for quote in said}
    whole = as_text(Made(report(NAME, "2026-11")))
    assert not any(name in whole for name in ("周敏", "赵磊", "何丽", "吴秀英"))


def test_advisors_are_by_name_with_the_number_of_cases(report: Report) -> None:
    first, *_rest = tables(report(NAME, "2026-11"), "advisors")
    assert [(row[0], row[2], row[4]) for row in first] == [("陈涛", 2, "样本不足"), ("全店", 2, "")]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_month_without_anything_is_a_report_too(care: Actor, language: str) -> None:
    i18n.use_language(language)
    with clock.travel(datetime(2026, 3, 5, 9)):
        found = make(care, NAME, parse("month", "2026-02"))
    for form in ("text", "md", "html", "xlsx"):
        assert rendered(found, form)
    assert all(value is None for row in tables(found.document, "callbacks")[0] for value in row[2:3])


def test_the_workbooks_cells_are_the_figures(care: Actor) -> None:
    made = make(care, NAME, NOVEMBER)
    book = CalamineWorkbook.from_filelike(io.BytesIO(rendered(made, "xlsx")))
    rows = {row[0]: row for row in reversed(book.get_sheet_by_index(1).to_python())}  # the first table is the rates'
    for figure in all_figures(NOVEMBER.first, NOVEMBER.last):
        if figure.id in ("KP-01", "KP-02", "KP-05"):
            assert figure.value is not None
            assert rows[figure.id][2:5] == [pytest.approx(float(figure.value)), figure.numerator, figure.denominator]


# ------------------------------------------------------------------------------------------ on any facts whatever


@pytest.fixture
def house(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dealership]:
    """A small dealer whose questionnaires may be answered, on Friday 20 November 2026, 09:42."""
    dealership = Dealership(tmp_path_factory.mktemp("house"))
    with clock.travel(FRIDAY):
        publish_questions(dealership)
        yield dealership


@given(facts(10, 60))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_figure_and_its_report_never_differ(house: Dealership, drawn: Facts) -> None:
    """Walks every table and chart: each cell of an indicator is what the scoreboard says of it."""
    with stored(house, drawn):
        found = make(house.actor("方慧"), NAME, NOVEMBER).document
        now = {row.id: row for row in all_figures(NOVEMBER.first, NOVEMBER.last)}
        checked = 0
        for key in ("callbacks", "satisfaction", "handling"):
            for row in tables(found, key)[0]:
                figure = now[str(row[0])]
                assert row[2] == (None if figure.value is None else figure.value)
                assert row[3] in (None, figure.numerator)
                assert row[4] in (None, figure.denominator)
                checked += 1
        assert checked >= 9
        _compared(found, NOVEMBER)
        _trend(found)
        _advisors(found)


def _compared(found: Document, period: Period) -> None:
    """Of the period before and the year before the same, or no data."""
    for then, place in ((period.shifted(-1), 3), (period.year_before(), 6)):
        figures = {row.id: row for row in all_figures(then.first, then.last)} if then.first.year > 2025 else {}
        for row in tables(found, "callbacks")[1]:
            figure = figures.get(str(row[0]))
            assert row[place] is None or (figure is not None and row[place] == figure.value)


def _trend(found: Document) -> None:
    chart = next(block for block in section(found, "satisfaction").blocks if isinstance(block, Chart))
    code = tables(found, "satisfaction")[0][0][0]
    drawn = dict(zip(chart.labels, chart.series[0].values, strict=True))
    for month in months(str(code), date(2026, 11, 20), 3):
        value = drawn[f"{month.month:%Y-%m}"]
        assert value is None or value == month.figure.value


def _advisors(found: Document) -> None:
    table = tables(found, "advisors")[0]
    caption = next(block for block in section(found, "advisors").blocks if isinstance(block, Table)).caption
    parts = {cut.segment.name: cut.figure for cut in cuts("advisor", NOVEMBER.first, NOVEMBER.last, caption.split()[0])}
    assert {row[0] for row in table[:-1]} <= {name or "未知" for name in parts}
    for row in table[:-1]:
        figure = parts["" if row[0] not in parts else str(row[0])]
        assert (row[1], row[2]) == (figure.value, figure.denominator)


def test_the_proposals_that_are_owed_are_asked_for(care: Actor) -> None:
    said = section(make(care, NAME, NOVEMBER).document, "proposals").blocks
    assert isinstance(said[-1], Prose)
    assert "建议尚未填写" in said[-1].text
    assert "agentdesk report text aftersales-monthly --of 2026-11 --edit" in said[-1].text
