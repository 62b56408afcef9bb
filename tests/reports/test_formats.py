"""One document in every format: aligned, numbers as numbers, and whatever people wrote is text in it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from agentdesk.common.cells import cell_len
from agentdesk.common.names import visible
from agentdesk.reports.document import (
    Chart,
    Column,
    Document,
    Own,
    Prose,
    Quote,
    Quotes,
    Section,
    Series,
    Table,
)
from agentdesk.reports.making import Made
from agentdesk.reports.rendering import FORMATS, rendered
from agentdesk.reports.scales import scale_of
from agentdesk.reports.text import as_text
from agentdesk.reports.xlsx import sheet_names

HOSTILE = (
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+8613800000001", "-2+3", "[x](javascript:1)",
    "![x](http://evil.example/x.png)", "**b** | c \\| d", "# 标题", "\x1b[31m红\x1b[0m", "‮反", "https://evil.example",
    "</svg><img src=x onerror=alert(1)>", "{{ 7*7 }}", "1. 一\n2. 二", "\"'><b>", "a" * 200, "\tTab", "﹤b﹥",
)  # fmt: skip


def document(words: str = "正常") -> Document:
    """A document with every kind of block, in which the words stand wherever somebody's words may stand."""
    columns = (
        Column("项目"), Column(words), Column("数", "count"), Column("率", "percent", "无数据"),
        Column("变化", "points"), Column("分", "number"), Column("日", "date"), Column("电话", "phone"),
        Column("元", "yuan"),
    )  # fmt: skip
    rows = (
        (words, "短", 1234, Fraction(847, 1000), Fraction(-1, 20), Fraction(8304, 10), date(2026, 11, 20),
         "+8613812345678", 1500),
        ("合计", words, 0, None, None, Own(Fraction(1, 2), "percent"), None, "05503012345", None),
    )  # fmt: skip
    labels = ("2026-09", "2026-10", words)
    line = Chart(f"走势 {words}", "line", labels, (Series(words, (Fraction(9, 10), None, Fraction(4, 5))),), "percent",
                 Fraction(17, 20))  # fmt: skip
    bars = Chart("件数", "bars", labels, (Series("甲", (3, 0, 5)), Series(words, (1, None, 2))), "count")
    blocks = (Table(columns, rows, f"表 {words}", summed=True), line, bars, Prose(words, words),
              Quotes((Quote(words, words),)), Table(columns, (), empty=words), Quotes(()))  # fmt: skip
    return Document(
        "daily", f"日报 {words}", words, date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21),
        (Section(f"第一节 {words}", blocks, "RP-06", "one"),), words, "2026-11-20", words,
    )  # fmt: skip


def html_tags(page: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    Reader(convert_charrefs=True).feed(page)
    yield from found


@pytest.mark.parametrize("words", HOSTILE)
def test_html_holds_only_its_own_marks(words: str) -> None:
    plain, page = (rendered(Made(document(text)), "html").decode() for text in ("正常", words))
    assert sorted({tag for tag, _ in html_tags(page)}) == sorted({tag for tag, _ in html_tags(plain)})
    assert "script" not in {tag for tag, _ in html_tags(page)}
    for _tag, attributes in html_tags(page):
        assert not {name for name in attributes if name.startswith("on") or name in ("src", "href", "style")}
    assert "\x1b" not in page


def test_a_number_is_not_broken_at_its_hyphen_and_html_shows_no_marks_of_its_own() -> None:
    page = rendered(Made(document("T-0031")), "html").decode()
    assert "<td><span>T-0031</span></td>" in page
    assert "&lt;span" not in page


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_quotes_and_never_obeys(words: str) -> None:
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")
    kinds = {each.type for token in parser.parse(rendered(Made(document(words)), "md").decode())
             for each in [token, *(token.children or [])]}  # fmt: skip
    assert not kinds & {
        "link_open",
        "image",
        "html_block",
        "code_inline",
        "ordered_list_open",
        "bullet_list_open",
        "fence",
    }
    html = parser.render(rendered(Made(document(words)), "md").decode())
    assert {tag for tag, _ in html_tags(html)} <= {
        "h1", "h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "blockquote", "pre", "code", "hr", "br",
    }  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_a_workbook_has_no_formula_and_no_link_but_its_own(words: str) -> None:
    content = rendered(Made(document(words)), "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            text = book.read(name).decode()
            assert 'TargetMode="External"' not in text
            if name.startswith("xl/worksheets/sheet"):
                assert not [each for each in ElementTree.fromstring(text).iter() if each.tag.endswith("}f")]
    assert any(visible(words)[:5] in str(value) for value in cells(content, 1))


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_text_is_never_wider_than_asked_and_obeys_nothing(words: str) -> None:
    for width in (100, 80):
        said = as_text(Made(document(words)), width)
        assert max(map(cell_len, said.split("\n"))) <= width + 1  # a closing bracket may hang (common/wrapping.py)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said)


def test_columns_of_a_text_table_stand_under_their_titles() -> None:
    """Chinese takes two cells: each row's gaps lie where the rule's are."""
    said = as_text(Made(document("客户说的话很长，要折成几行才放得下")), 100).split("\n")
    rule = next(line for line in said if line.startswith("---"))
    gaps = [place for place, mark in enumerate(rule) if mark == " "]
    head = said.index(rule)
    for line in said[head - 1 : head + 3]:
        spread = "".join(mark + ("\0" if cell_len(mark) == 2 else "") for mark in line)
        assert all(spread[place : place + 1] in ("", " ") for place in gaps), line


def cells(content: bytes, sheet: int) -> list[Any]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [value for row in book.get_sheet_by_index(sheet).to_python() for value in row]


def test_a_workbooks_cells_are_what_they_are() -> None:
    """Shares and sums as numbers, days as days, telephones as text, what is missing in words."""
    content = rendered(Made(document()), "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_index(1).to_python()
    head = next(place for place, row in enumerate(rows) if row[0] == "项目")
    assert rows[head + 1][:9] == ["正常", "短", 1234, 0.847, -5, 830.4, date(2026, 11, 20), "138 1234 5678", 1500]
    assert rows[head + 2][:9] == ["合计", "正常", 0, "无数据", "-", 0.5, "-", "05503012345", "-"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
        styles = archive.read("xl/styles.xml").decode()
    assert len(charts) == 2
    assert all("'1 第一节 正常'!$" in chart for chart in charts)
    assert 'formatCode="0.0%"' in styles or 'numFmtId="10"' in styles


@pytest.mark.parametrize("form", [*FORMATS, "json"])
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert rendered(Made(document()), form) == rendered(Made(document()), form)


def test_the_foot_says_the_fingerprint_and_what_is_not_as_it_was() -> None:
    made = Made(document(), ("导入 7 此后被撤回。",))
    for form in ("text", "md", "html"):
        said = rendered(made, form).decode()
        assert made.document.fingerprint in said
        assert "导入 7 此后被撤回。" in said
    assert any(made.document.fingerprint in str(value) for value in cells(rendered(made, "xlsx"), 0))


def test_only_a_day_that_is_over_says_how_to_make_it_again() -> None:
    over, running = Made(document()), Made(document(), running=True)
    assert "--as-of" in rendered(over, "text").decode()
    said = rendered(running, "text").decode()
    assert "尚未结束" in said
    assert "--as-of" not in said


def test_sheets_have_names_that_a_workbook_can_have() -> None:
    names = sheet_names(["[a]:b*?/\\'", "x" * 60, "x" * 60], "概览")
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


@given(st.lists(st.one_of(st.none(), st.fractions(0, 1, max_denominator=500)), min_size=1, max_size=14))
def test_a_scale_holds_every_value_and_ends_at_a_whole_share(values: list[Fraction | None]) -> None:
    labels = tuple(map(str, range(len(values))))
    for shape in ("line", "bars"):
        scale = scale_of(Chart("", shape, labels, (Series("", tuple(values)),)))  # type: ignore[arg-type]
        known = [value for value in values if value is not None]
        assert all(scale.low <= value <= scale.high for value in known)
        assert scale.high <= 1
        assert scale.low >= 0
        assert shape == "line" or scale.low == 0
