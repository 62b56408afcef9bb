"""A file of another kind than the named one is refused with one line, and nothing of it is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import UserError
from agentdesk.intake.profiles import KINDS
from agentdesk.store.tables import Customer
from tests.cli.said import Cli, refused
from tests.intake.conftest import Take

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = {
    "people": "人员_20261120.csv",
    "customers": "客户档案_20261120.csv",
    "vehicles": "车辆档案_20261120.xlsx",
    "sales": "销售台账_20261120.csv",
    "repair-orders": "维修委托书_20261120.csv",
    "appointments": "预约登记_20261120.xlsx",
}


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
@pytest.mark.parametrize(("kind", "other"), [(kind, other) for kind in KINDS for other in KINDS if kind != other])
def test_each_kind_is_told_from_each_other(
    database: Database, cli: Cli, counted: Callable[[], dict[str, int]], kind: str, other: str, dry_run: tuple[str, ...]
) -> None:
    before = counted()
    said = refused(cli("import", kind, FIXTURES / FILES[other], *dry_run), 1)
    assert f"agentdesk import {other}" in said
    assert counted() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_its_own_kind_is_taken(database: Database, cli: Cli, kind: str) -> None:
    assert cli("import", kind, FIXTURES / FILES[kind], "--dry-run").exit_code == 0


def test_a_wide_export_of_customers_may_have_their_vehicles_columns(take: Take) -> None:
    titles = "客户编号,客户名称,客户性质,性别,移动电话,车牌号,车架号,车型,品牌,使用性质,里程,保险到期日,年检到期日"
    result = take("customers", f"{titles}\nC1,王磊,个人,男,13812345678,皖M12345,,朗逸,,私车,,,\n")
    assert result.counts["created"] == 1
    assert Customer.get().name == "王磊"


def test_two_columns_are_enough_where_no_other_kind_fits(take: Take) -> None:
    assert take("customers", "客户编号,客户名称,颜色,排量\nC1,王磊,红,1.6\n").counts["created"] == 1


def test_the_dealers_own_titles_count_for_both_kinds(take: Take, tmp_path: Path) -> None:
    titles = {"customer_no": "KH", "plate": "CP", "vin": "CJ", "model": "CX", "brand": "PP", "mileage_km": "LC"}
    lines = ["[vehicles.titles]", *(f'{name} = ["{title}"]' for name, title in titles.items())]
    profile = tmp_path / "own.toml"
    profile.write_text("\n".join([*lines, '[customers.titles]\ncustomer_no = ["KH"]\nname = ["XM"]']), encoding="utf-8")
    with pytest.raises(UserError, match="vehicles"):
        take("customers", f"XM,{','.join(titles.values())}\n王磊,C1,皖M12345,,朗逸,,\n", profile=str(profile))
