"""Clocks, pauses and approvals of complaints that make no sense are refused before they are published."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from agentdesk.common.i18n import use_language
from agentdesk.playbook.check import check
from agentdesk.playbook.read import SHIPPED, load

PARTS = 'en = "Waiting for parts"\ncap_hours = '
CUSTOMER = 'en = "Waiting for the customer"'
APPROVAL = '[[approval]]\nposition = "general_manager"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped playbook whose forms are all there."""
    use_language("en")
    copy = shutil.copytree(SHIPPED / "car_dealership", tmp_path / "mine")
    for kind in load(copy).kinds:
        if kind.form:
            (copy / "forms" / f"{kind.form}.md").touch()
    return copy


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("plan_hours = 8\n", "plan_hours = 25\n", "severity[1]", "must follow one another"),  # solved before planned
        ("plan_hours = 8\n", "plan_hours = 1\n", "severity[1]", "must follow one another"),
        ("plan_hours = 8\n", "plan_hours = -8\n", "severity[1].plan_hours", "does not fit"),
        ("plan_hours = 8\n", "plan_hours = 0\n", "severity[1].plan_hours", "does not fit"),
        (PARTS + "80", PARTS + "-1", "pause[1].cap_hours", "does not fit"),
        (PARTS + "80", PARTS + "481", "pause[1].cap_hours", "480 working hours at most"),
        ('code = "manufacturer"', 'code = "parts"', "pause[3].code", "there already"),
        (CUSTOMER, CUSTOMER + '\nstops = ["acknowledge"]', "pause[2].stops[1]", "is not one"),
        (CUSTOMER, CUSTOMER + "\nstops = []", "pause[2].stops", "at least one clock"),
        (APPROVAL, APPROVAL + "goodwill_yuan = 9000\n", "approval[1]", "any amount"),
        (APPROVAL, APPROVAL.replace("general", "service"), "approval[4].position", "there already"),
        (APPROVAL, APPROVAL.replace("general_manager", "callback_agent"), "approval[4].position", "is not one"),
        ("goodwill_yuan = 500", "goodwill_yuan = -500", "approval[1].goodwill_yuan", "does not fit"),
        ('code = "mediation"', 'code = "house"', "recourse[4].code", "there already"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_with_its_place(folder: Path, old: str, new: str, key: str, says: str) -> None:
    path = folder / "complaints.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [fault for fault in check(folder) if fault.key == key and says in fault.message]
    assert [fault.file for fault in found] == ["complaints.toml"], [str(fault) for fault in check(folder)]


@pytest.mark.parametrize("name", ["car_dealership", "appliance_branch"])
def test_the_shipped_severities_rise(name: str) -> None:
    """CP-08: ordinary, escalated, channel, major; nothing higher has more time than what lies below it."""
    rows = load(SHIPPED / name).complaints.severities
    assert [row.code for row in rows] == ["ordinary", "escalated", "channel", "major"]
    limits = [(row.acknowledge_hours, row.plan_hours, row.solve_hours) for row in rows]
    assert all(high <= low for lower, higher in pairwise(limits) for low, high in zip(lower, higher, strict=True))
    assert limits[0] == (2, 8, 24)  # contact in two hours, closed in three days of eight
