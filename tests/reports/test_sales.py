"""The sales monthly report over the months of quarter.py and an imported register of visits (RP-02)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from agentdesk.common.i18n import use_language
from agentdesk.intake import import_file
from agentdesk.reports.document import Document, Prose, Quotes
from agentdesk.reports.values import opened
from agentdesk.scoreboard.figures import figure
from agentdesk.store.audit import SYSTEM
from tests.reports.conftest import section, tables

Report = Callable[[str, str], Document]
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
TITLES = (
    "来店来电编号,联系电话,来访方式,来店日期,信息来源,意向车型,销售顾问,跟进状态,战败日期,成交日期,战败原因,"
    "战败说明,竞品车型"
)
REGISTER = """
LD1,13900000001,来店,2026-11-02,网络,朗逸,何平,战败,2026-11-05,,价格,优惠不够 致电13911112222,
LD2,13900000002,来电,2026-11-03,网络,途观,何平,战败,2026-11-18,,选购竞品,,哈弗H6
LD3,13900000003,来店,2026-11-04,车展,朗逸,何平,已成交,,2026-11-06,,,
LD4,13900000004,来店,2026-11-09,网络,朗逸,何平,跟进中,,,,,
LD5,13900000005,来店,2026-10-09,老客户介绍,朗逸,何平,跟进中,,,,,
"""
KEYS = ("callbacks", "satisfaction", "brand", "complaints", "loop", "handling", "recalls", "advisors", "own-calls",
        "channels", "lost-deals", "opinions", "actions", "proposals")  # fmt: skip


def take_register(folder: Path) -> None:
    path = folder / "来店来电登记.csv"
    path.write_text(TITLES + REGISTER, encoding="utf-8")
    import_file(SYSTEM, "store-visits", path)


def test_every_item_of_the_regulation_is_there_and_its_rates_are_the_figures(report: Report) -> None:
    """RP-02 (1) to (7); the same three rates as after-sales, each by the one function of all figures."""
    found = report("sales-monthly", "2026-11")
    assert tuple(each.key for each in found.sections) == KEYS
    rates = {str(row[0]): row for row in tables(found, "callbacks")[0]}
    assert {"KP-01", "KP-02", "KP-06"} <= set(rates)
    for code, row in rates.items():
        expected = figure(code, *NOVEMBER)
        assert (row[2], row[4]) == (expected.value, expected.denominator), code
    assert rates["KP-06"][2] == Fraction(3, 4), "three questionnaires of four customers called back"
    satisfied = {str(row[0]): row[2] for row in tables(found, "satisfaction")[0]}
    assert satisfied["T2BS"] == Fraction(2, 3)
    compared = next(row for row in tables(found, "satisfaction")[1] if row[0] == "T2BS")
    assert compared[3:5] == [None, None]
    assert compared[6:8] == [None, None], "a year before there was no house yet: no data, never 0 (RP-10)"


def test_complaints_and_words_are_those_of_sales_alone(report: Report) -> None:
    """The one complaint of November is service's; the loop shows all of them, and of opinions only new-car owners'."""
    found = report("sales-monthly", "2026-11")
    loop = tables(found, "loop")[0]
    assert [row[1] for row in loop] == [1, 0, 1]
    said = [line.words for block in section(found, "opinions").blocks if isinstance(block, Quotes)
            for line in block.lines]  # fmt: skip
    assert said == ["车漆有划痕"]


def test_channels_and_lost_deals_with_what_came_before(report: Report, tmp_path: Path) -> None:
    """November: 网络 two visits and a call, of which two are lost, 车展 one that bought; October one by 老客户介绍."""
    take_register(tmp_path)
    found = report("sales-monthly", "2026-11")
    contacts, outcomes = tables(found, "channels")
    assert contacts[0] == ["网络", 2, 1, 3, Fraction(3, 4), 0, None]
    assert contacts[1][:4] == ["车展", 1, 0, 1]
    assert contacts[2] == ["老客户介绍", 0, 0, 0, Fraction(), 1, None]
    assert outcomes[0][:5] == ["网络", 0, 2, 1, Fraction()]
    assert outcomes[0][7] == "样本不足"
    reasons, competitors, models, advisors, _channels = tables(found, "lost-deals")
    assert sorted(str(row[0]) for row in reasons) == ["价格", "选购竞品"]
    assert ["哈弗H6", 1, Fraction(1, 2)] in competitors
    assert [row[:4] for row in models] == [["朗逸", 1, Fraction(1, 2), 2], ["途观", 1, Fraction(1, 2), 1]]
    assert advisors[0][:5] == ["何平", 2, Fraction(1), 3, None], "of three deals of a person no rate is told"
    (text,) = [block.text for block in section(found, "lost-deals").blocks if isinstance(block, Prose)]
    assert text == "本期已定交易 3 笔，战败 2 笔，战败率 66.7 %（样本不足）；上期 无数据；去年同期 无数据。"
    notes = next(block for block in section(found, "lost-deals").blocks if isinstance(block, Quotes))
    assert [line.words for line in notes.lines] == ["优惠不够 致电139****2222"] or "13911112222" not in notes.lines[
        0
    ].words


def test_without_a_register_both_say_so_in_english_too(report: Report) -> None:
    use_language("en")
    found = report("sales-monthly", "2026-11")
    assert [block.text for block in section(found, "channels").blocks if isinstance(block, Prose)] == [
        "No visit and no call to the store is known of this period."
    ]
    assert [block.text for block in section(found, "lost-deals").blocks if isinstance(block, Prose)] == [
        "No deal was decided in this period."
    ]
    chinese = [opened(value, column)[0] for block in section(found, "own-calls").blocks if hasattr(block, "rows")
               for row in block.rows for value, column in zip(row, block.columns, strict=True)]  # fmt: skip
    assert "All" in chinese
