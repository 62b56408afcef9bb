"""A dealer with two colleagues and three customers, and a way to write an export and take it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from peewee import Database

from agentdesk.intake import ImportResult, import_file
from agentdesk.store.audit import SYSTEM
from agentdesk.store.settings import put
from agentdesk.store.tables import ALL

Take = Callable[..., ImportResult]

PEOPLE = "工号,姓名,岗位,上级\nS1,陈涛,服务顾问,吴敏\nM1,吴敏,服务经理,\nX1,何静,销售顾问,\n"
CUSTOMERS = (
    "客户编号,客户名称,客户性质,性别,出生日期,固定电话,移动电话,备注\n"
    "C1,王建国,个人,男,1980-02-29,0550-3012345,13812345678,\n"
    "C2,周㛃,个人,女,,,13912345678,\n"
    "C3,滁州宏达物流有限公司,单位,,,0550-2042749,,\n"
)
VEHICLES = (
    "客户编号,车牌号,车架号,车型,使用性质,保险到期日\n"
    "C1,皖M12345,LSVAM4187C2184847,朗逸,私车,2026-12-05\n"
    "C3,皖MD5678,1M8GDM9AXKP042788,帕萨特,公车,\n"
)


@pytest.fixture
def take(database: Database, tmp_path: Path) -> Take:
    """Write an export and take it in: `take("customers", text, encoding="gb18030")`, or bytes as they are."""
    put(SYSTEM, "area_code", "0550")

    def write_and_take(
        kind: str, content: str | bytes, *, name: str = "export.csv", encoding: str = "utf-8", **options: object
    ) -> ImportResult:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return import_file(SYSTEM, kind, path, **options)  # type: ignore[arg-type]

    return write_and_take


@pytest.fixture
def dealer(take: Take) -> Take:
    """`take`, with the colleagues, customers and vehicles above taken in already."""
    take("people", PEOPLE)
    take("customers", CUSTOMERS)
    take("vehicles", VEHICLES)
    return take


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[Sequence[Sequence[object]]], bytes]:
    """The bytes of an XLSX of these rows; numbers and dates as a spreadsheet stores them."""

    def write(rows: Sequence[Sequence[object]]) -> bytes:
        path = tmp_path / "written.xlsx"
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            page = book.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        return path.read_bytes()

    return write


@pytest.fixture
def counted() -> Callable[[], dict[str, int]]:
    """How many rows each table has."""
    return lambda: {table.__name__: table.select().count() for table in ALL}
