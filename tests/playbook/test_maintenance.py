"""What the playbook says of maintenance intervals (RM-23): checked, and found by model and name of the visit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agentdesk.playbook.check import check
from agentdesk.playbook.house import ByUse, Maintenance, ServiceInterval
from agentdesk.playbook.read import SHIPPED, load

RULES = Maintenance(
    services=("保养", "Service"), km=5000, months=6, km_a_day=40, km_a_day_at_most=ByUse(private=500, official=1000),
    models=(ServiceInterval(model="途观", km=10000, months=12), ServiceInterval(model="途观L", km=15000, months=12)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "is_service"), [
    ("常规保养", True), ("首保", False), ("30,000 km SERVICE", True), ("", True), (" ", True), ("事故维修", False),
])  # fmt: skip
def test_a_visit_is_a_maintenance_by_its_name_or_for_want_of_one(name: str, is_service: bool) -> None:
    assert RULES.is_service(name) is is_service


@pytest.mark.parametrize(("model", "interval"), [
    ("朗逸", (5000, 6)), ("上汽大众 途观 2.0T", (10000, 12)), ("途观L 330TSI", (15000, 12)),
])  # fmt: skip
def test_the_longest_model_that_fits_counts(model: str, interval: tuple[int, int]) -> None:
    assert RULES.interval(model) == interval


def test_the_car_dealer_predicts_and_the_appliance_branch_does_not() -> None:
    shipped = load(SHIPPED / "car_dealership").head.maintenance
    assert shipped is not None
    assert (shipped.km_a_day, shipped.km_a_day_at_most) == (40, ByUse(private=500, official=1000))
    assert load(SHIPPED / "appliance_branch").head.maintenance is None


@pytest.mark.parametrize(("old", "new", "key"), [
    ("km_a_day = 40", "km_a_day = 501", "maintenance.km_a_day"),
    ('services = ["保养"', 'services = ["", "保养"', "maintenance.services"),
    ("months = 6", "months = 0", "maintenance.months"),
    ("same_service_days = 45", 'same_service_days = 45\n[[maintenance.model]]\nmodel = " "\nkm = 1\nmonths = 1',
     "maintenance.model[1].model"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_key(tmp_path: Path, old: str, new: str, key: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "car_dealership", folder)
    path = folder / "playbook.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = check(folder)
    assert [(problem.file, problem.key) for problem in found] == [("playbook.toml", key)]
    assert found[0].line > 0
