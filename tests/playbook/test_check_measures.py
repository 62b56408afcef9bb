"""Indicators of a playbook's own that make no sense are refused before they are published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agentdesk.common.i18n import use_language
from agentdesk.playbook.check import check
from agentdesk.playbook.read import SHIPPED, load

NEW = """
[[asked]]
code = "X1"
zh = "某率"
en = "Some rate"
question = "overall"
counts = ["5"]
others = ["1"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped playbook whose forms are all there."""
    use_language("en")
    return Path(shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine"))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (NEW.replace('"X1"', '"KP-13"'), "is there already"),
        (NEW.replace('["1"]', '["1", "5"]'), "cannot count and not count"),
        (NEW.replace('["5"]', "[]"), "At least one answer"),
        (NEW + 'kinds = ["CB-99"]', "no kind CB-99"),
        (NEW.replace("question", "qestion"), "Did you mean question"),
        (NEW.replace('"X1"', '"x1"'), "does not fit"),
        ('[[mean]]\ncode = "X2"\nzh = "均"\nen = "Mean"\nparts = ["KP-99"]', "no indicator KP-99"),
        ('[[index]]\ncode = "X3"\nzh = "指数"\nen = "Index"\nfactor = []', "at least one factor"),
        (
            '[[index]]\ncode = "X3"\nzh = "指数"\nen = "Index"\n[[index.factor]]\ncode = "a"\nzh = "甲"\nen = "A"\n'
            'weight = 1\nquestion = "overall"\npoints = [{ answer = "5", points = 1001 }]',
            "between 0 and 1000",
        ),
    ],
)
def test_nonsense_is_refused(folder: Path, row: str, says: str) -> None:
    path = folder / "targets.toml"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    found = check(folder)
    assert any(says in fault.message for fault in found), [str(fault) for fault in found]
    assert {fault.file for fault in found} == {"targets.toml"}


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_the_shipped_indexes_weigh_a_hundred(name: str) -> None:
    for index in load(name).measures.indexes:
        assert sum(factor.weight for factor in index.factors) == 100
