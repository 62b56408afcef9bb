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
from tests.fixture_files import EXPORTS, FIXTURES
from tests.intake.conftest import Take

# What a demo dealer has no file of.
LISTS = {
    "callback-list": (
        "序号,客户编号,客户姓名,联系电话,车型,车牌号,车架号,销售顾问,回访类型,回访日期,回访内容\n"
        "1,C1,王磊,13812345678,朗逸,皖M12345,,何平,新车回访,2026-11-20,问上牌是否办好\n"
    ),
    "complaints": (
        "投诉单号,客户姓名,联系电话,车牌号,投诉内容,投诉对象,投诉来源,投诉级别,投诉时间,被投诉人\n"
        "HQ-1,王磊,13812345678,皖M12345,等了三个小时,服务,总部,一般,2026-11-19 09:00,陈涛\n"
    ),
}


@pytest.mark.parametrize("dry_run", [(), ("--dry-run",)])
@pytest.mark.parametrize(("kind", "other"), [(kind, other) for kind in EXPORTS for other in EXPORTS if kind != other])
def test_each_kind_is_told_from_each_other(
    database: Database, cli: Cli, counted: Callable[[], dict[str, int]], kind: str, other: str, dry_run: tuple[str, ...]
) -> None:
    before = counted()
    said = refused(cli("import", kind, FIXTURES / EXPORTS[other], *dry_run), 1)
    assert f"agentdesk import {other}" in said
    assert counted() == before


@pytest.mark.parametrize("other", LISTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_list_of_one_kind_is_none_of_another(
    database: Database, cli: Cli, counted: Callable[[], dict[str, int]], kind: str, other: str, tmp_path: Path
) -> None:
    before = counted()
    (tmp_path / "list.csv").write_text(LISTS[other], encoding="utf-8")
    if kind != other:
        refused(cli("import", kind, tmp_path / "list.csv"), 1)
    assert counted() == before


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("other", EXPORTS)
def test_an_export_is_no_list(
    database: Database, cli: Cli, counted: Callable[[], dict[str, int]], kind: str, other: str
) -> None:
    before = counted()
    refused(cli("import", kind, FIXTURES / EXPORTS[other]), 1)
    assert counted() == before


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_file_of_its_own_kind_is_taken(database: Database, cli: Cli, kind: str) -> None:
    assert cli("import", kind, FIXTURES / EXPORTS[kind], "--dry-run").exit_code == 0


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
