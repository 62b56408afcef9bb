"""What supervises calls: shipped tables are sound, faults have file, line and key, the file may be missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agentdesk.common.i18n import use_language
from agentdesk.playbook.check import check
from agentdesk.playbook.quality import Quality
from agentdesk.playbook.read import SHIPPED, load


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use_language("en")
    return Path(shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine"))


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_shipped_tables_sample_and_judge(name: str) -> None:
    found = load(name).quality
    assert found.sample.calls > 0
    assert {row.critical for row in found.criteria} >= {"customer", "business"}
    assert found.flags


def test_the_car_dealers_criteria_are_the_regulations(folder: Path) -> None:
    rules = {rule for row in load("car_dealership").quality.criteria for rule in row.rule.split()}
    assert {f"CM-0{number}" for number in range(1, 8)} <= rules
    assert {"SC-01", "SC-05", "SC-06", "SC-09", "SC-11"} <= rules


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("flagged_at_most = 1", "flagged_at_most = 9", "sample.flagged_at_most", "no more than 3"),
        ('code = "same_calls"', 'code = "same_answers"', "flag[3].code", "there already"),
        ('code = "pace"', 'code = "voice"', "criterion[5].code", "there already"),
        ('rule = "same_in_calls"', 'rule = "same_in_call"', "flag[3].rule", "not one of"),
        ('critical = "customer"', 'critical = "client"', "criterion[9].critical", "not one of"),
        ('per = "week"', 'per = "month"', "sample.per", "not one of"),
        ("points = 2\nweight = 2", "points = 12\nweight = 2", "criterion[4].points", "between 1 and 9"),
        ("days = 31", "day = 31", "check.day", "not a key"),
    ],
)
def test_a_fault_has_its_file_line_and_key(folder: Path, old: str, new: str, key: str, says: str) -> None:
    path = folder / "quality.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [fault for fault in check(folder) if fault.key == key]
    assert [(fault.file, says in fault.message) for fault in found] == [("quality.toml", True)]
    assert found[0].line == text[: text.index(old)].count("\n") + 1


def test_calls_to_judge_need_something_to_judge_them_by(folder: Path) -> None:
    (folder / "quality.toml").write_text("[sample]\ncalls = 3\n", encoding="utf-8")
    assert [fault.key for fault in check(folder)] == ["sample.calls"]


def test_a_playbook_without_the_file_samples_nothing(folder: Path) -> None:
    (folder / "quality.toml").unlink()
    assert check(folder) == []
    assert load(folder).quality == Quality()
