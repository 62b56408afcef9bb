"""Bands of rewards and deductions: what a value falls in, and which tables are refused before they are published."""

from __future__ import annotations

import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.common.i18n import use_language
from agentdesk.playbook.check import check
from agentdesk.playbook.incentives import Band, Incentive
from agentdesk.playbook.read import SHIPPED, load

TABLE = """
[[incentive]]
code = "IN-99"
zh = "某得分"
en = "Some score"
position = "sales_advisor"
scale = 100
band = [
    { code = "high", zh = "高", en = "High", at_least = 90, effect = "reward", yuan = 10 },
    { code = "middle", zh = "中", en = "Middle", at_least = 50 },
    { code = "low", zh = "低", en = "Low", effect = "penalty", yuan = 10 },
]
"""
RUN = '[[incentive.run]]\nband = "low"\ntimes = 2\nzh = "连续"\nen = "Running"\n'


@pytest.fixture(scope="module")
def shipped() -> dict[str, Incentive]:
    return {row.code: row for row in load("car_dealership").incentives.banded}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_language("en")
    return Path(shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine"))


def test_a_sound_table_passes(folder: Path) -> None:
    _append(folder, TABLE + RUN)
    assert check(folder) == []


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (TABLE.replace("IN-99", "IN-01"), "IN-01 is there already"),
        (TABLE.replace("IN-99", "KP-13"), "KP-13 is there already"),
        (TABLE.replace("sales_advisor", "astronaut"), "astronaut is not one of"),
        (TABLE.replace('position = "sales_advisor"\n', ""), "whose score"),
        (TABLE.replace("at_least = 50", "at_least = 90"), "Two bands begin at 90"),
        (TABLE.replace("at_least = 50", "at_least = 95"), "95 is above 90"),
        (TABLE.replace(", at_least = 50", ""), "Only the last band"),
        (TABLE.replace('en = "Low",', 'en = "Low", at_least = 10,'), "takes the rest"),
        (TABLE.replace("at_least = 90", "at_least = 101"), "between 0 and 100"),
        (TABLE.replace('"middle"', '"high"'), "high is there already"),
        (TABLE.replace("at_least = 50", "at_least = 50, yuan = 5"), "Normal pay has no amount"),
        (TABLE.replace('effect = "penalty", yuan = 10', 'effect = "pay"'), "paid for the period"),
        (TABLE.replace("yuan = 10 }", "yuan = 10.5 }"), "whole number"),
        (TABLE + RUN.replace('"low"', '"lowest"'), "no band lowest"),
        (TABLE + RUN + 'effect = "pay"\nyuan = 3\n', "replace no pay"),
        (TABLE.split("band =")[0] + "band = []", "must be a band"),
    ],
    ids=lambda value: "" if "\n" in value else value,
)
def test_nonsense_is_refused_with_its_line(folder: Path, table: str, says: str) -> None:
    before = _append(folder, table)
    found = check(folder)
    assert any(says in fault.message for fault in found), [str(fault) for fault in found]
    assert all(fault.file == "targets.toml" and fault.line > before for fault in found)


@pytest.mark.parametrize(
    ("code", "value", "band"),
    [
        ("IN-01", "1000", "full"), ("IN-01", "999.5", "good"), ("IN-01", "980", "good"), ("IN-01", "979.5", "normal"),
        ("IN-01", "920", "normal"), ("IN-01", "919.99", "low"), ("IN-01", "850", "low"), ("IN-01", "849", "lower"),
        ("IN-01", "750", "lower"), ("IN-01", "749.99", "lowest"), ("IN-01", "0", "lowest"),
        ("IN-02", "95", "high"), ("IN-02", "94.9", "normal"), ("IN-02", "90", "normal"), ("IN-02", "89.99", "low"),
        ("IN-02", "81", "low"), ("IN-02", "80.5", "lowest"), ("IN-02", "80", "lowest"),
        ("IN-03", "120", "full"), ("IN-03", "119.5", "high"), ("IN-03", "100", "high"), ("IN-03", "99.9", "normal"),
        ("IN-03", "90", "normal"), ("IN-03", "89", "low"), ("IN-03", "85", "low"), ("IN-03", "84.9", "lowest"),
        ("IN-07", "10", "reached"), ("IN-07", "9.99", "short"),
    ],
)  # fmt: skip
def test_shared_bounds_and_holes_favour_the_employee(
    shipped: dict[str, Incentive], code: str, value: str, band: str
) -> None:
    found = shipped[code].band_of(Fraction(value))
    assert found is not None
    assert found.code == band


@settings(max_examples=100)
@given(
    bounds=st.lists(st.decimals(0, 1000, places=1), unique=True, max_size=8),
    value=st.none() | st.fractions(-10, 1100, max_denominator=1000),
)
def test_every_value_has_exactly_one_band_and_no_value_none(bounds: list[object], value: Fraction | None) -> None:
    falling = sorted((Fraction(str(bound)) for bound in bounds), reverse=True)
    bands = [_band(number, float(bound)) for number, bound in enumerate(falling)] + [_band(len(falling), None)]
    row = Incentive(code="IN-99", zh="某", en="Some", position="other", scale=1000, bands=tuple(bands))
    found = row.band_of(value)
    if value is None:
        assert found is None
        return
    edges = [None, *falling, None]  # a band reaches from its bound up to the one above it, that one not included
    holding = [
        number
        for number, (above, below) in enumerate(pairwise(edges))
        if (below is None or value >= below) and (above is None or value < above)
    ]
    assert found is not None
    assert [f"b{number}" for number in holding] == [found.code]


def _band(number: int, bound: float | None) -> Band:
    return Band(code=f"b{number}", zh="档", en="Band", at_least=bound)


def _append(folder: Path, text: str) -> int:
    path = folder / "targets.toml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n")
