"""The fixtures are what the script makes, sound where they should be and dirty where they say so."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import plates, vins
from agentdesk.intake import readers
from agentdesk.rehearsal.exports import take_in
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Customer, ImportRow, Person, Phone, RepairOrder, Sale, StoreVisit, Vehicle
from tests.fixture_files import EXPORTS, FIXTURES

ROOT = Path(__file__).resolve().parent.parent.parent
ANCHOR = date(2026, 11, 20)
BUSY_DAYS = 4


def table(kind: str) -> list[dict[str, str]]:
    """The rows of a committed export by their titles, as text."""
    rows = readers.read(FIXTURES / EXPORTS[kind]).rows
    start = next(number for number, row in enumerate(rows) if row.count("") < len(row) / 2)
    return [dict(zip(rows[start], row, strict=False)) for row in rows[start + 1 :]]


def parts(path: Path) -> object:
    """What a file holds, of a workbook its parts: compression may differ from machine to machine."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return {info.filename: (info.date_time, book.read(info)) for info in book.infolist()}


def test_the_script_makes_the_committed_files_each_time(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        command = [sys.executable, str(ROOT / "scripts" / "make_fixtures.py"), "--out", str(tmp_path / folder)]
        subprocess.run(command, check=True, timeout=60)
    made = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert made == sorted([*EXPORTS.values(), "exports.toml"])
    for name in made:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
        assert parts(tmp_path / "one" / name) == parts(FIXTURES / name), f"{name}: run scripts/make_fixtures.py"


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FIXTURES.iterdir() if path.name in EXPORTS.values()) < 1_000_000


def test_encodings() -> None:
    found = {kind: readers.read(FIXTURES / name).encoding for kind, name in EXPORTS.items()}
    assert found == {
        "people": "utf-8-sig", "customers": "gb18030", "vehicles": "xlsx", "sales": "utf-8-sig",
        "repair-orders": "gb18030", "appointments": "xlsx", "store-visits": "gb18030",
    }  # fmt: skip


def test_how_many_of_each() -> None:
    people = Counter(row["岗位"] for row in table("people"))
    assert (people["回访专员"], people["服务顾问"], people["销售顾问"]) == (4, 6, 5)
    assert {"李娜", "孙悦", "陈涛", "孙立", "吴敏"} <= {row["姓名"] for row in table("people")}
    customers = Counter(row["客户性质"] for row in table("customers"))
    assert customers == {"个人": 555, "单位": 46}  # one row stands there twice
    vehicles = table("vehicles")
    assert len(vehicles) == 700
    assert 550 < Counter(row["使用性质"] for row in vehicles)["私车"] < 620
    assert Counter(row["车主名称"] for row in vehicles).most_common(1) == [("滁州宏达物流有限公司", 40)]
    orders = [row for row in table("repair-orders") if row.get("委托书号")]
    assert len({row["委托书号"] for row in orders}) == 920
    assert len([row for row in table("sales") if row["销售单号"]]) == 190
    assert len(table("appointments")) == 275
    visits = Counter(row["跟进状态"] for row in table("store-visits") if row["跟进状态"])
    assert visits == {"已成交": 189, "战败": 270, "跟进中": 46, "再看看": 1}


def test_vins_and_plates() -> None:
    cars = table("vehicles")
    wrong = Counter(vins.problem(row["车架号"]) for row in cars)
    assert wrong == {None: 697, "check_digit": 1, "length": 1, "characters": 1}
    written = [row["车牌号"] for row in cars if row["车牌号"]]
    kinds = Counter(plates.parse(plate).kind for plate in written)
    assert set(kinds) == {"standard", "new_energy"}
    assert kinds["new_energy"] > 20
    assert len({plates.normalise(plate) for plate in written}) == len(written)


def test_the_dirt_is_there() -> None:
    customers = table("customers")
    names = {row["客户名称"] for row in customers}
    assert {"王𠮷", "周㛃", "李[/]明"} <= names
    assert any(name != name.strip() for name in names)
    assert Counter(tuple(row.values()) for row in customers).most_common(1)[0][1] == 2
    mobiles = [row["移动电话"] for row in customers]
    assert any(re.fullmatch("[\uff10-\uff19]{11}", number) for number in mobiles)
    assert {"无", "1380550123"} <= set(mobiles)
    assert sum(not row["移动电话"] and not row["固定电话"] for row in customers) >= 5
    shared = Counter(number for number in mobiles if re.fullmatch(r"1\d{10}", number))
    assert sum(count == 2 for count in shared.values()) >= 3
    assert "1986-02-30" in {row["出生日期"] for row in customers}
    cars, orders = table("vehicles"), table("repair-orders")
    assert "2026-02-30" in {row["年检到期日"] for row in cars}
    assert "20270305" in {row["保险到期日"] for row in cars}
    assert any("·" in row["车牌号"] for row in cars)
    assert any(row.get("出厂时间", "").startswith("2026-02-30") for row in orders)
    assert "C99999" in {row.get("客户编号") for row in orders}
    assert table("sales")[-1]["序号"] == "合计"


@pytest.fixture
def taken(database: Database, at: Callable[[str], None]) -> Database:
    """The fixtures taken in on a day three months after they were made."""
    at("2027-02-18T08:00")
    take_in(SYSTEM, lambda _name: None)
    return database


def test_what_comes_of_them(taken: Database) -> None:
    assert (Person.select().count(), Customer.select().count(), Vehicle.select().count()) == (21, 600, 699)
    assert (Sale.select().count(), RepairOrder.select().count()) == (189, 919)
    assert (StoreVisit.select().count(), StoreVisit.select(StoreVisit.customer).distinct().count() > 100) == (506, True)
    months = {(row.visited_on.year, row.visited_on.month) for row in StoreVisit.select()}
    assert len(months) >= 14
    assert Person.get(name="陈涛").manager.name == "吴敏"
    assert Phone.select(Phone.customer).distinct().count() >= 590
    verdicts = Counter(row.verdict for row in ImportRow.select())
    assert (verdicts["refused"], verdicts["duplicate"]) == (3, 2)
    assert 15 <= verdicts["corrected"] <= 40


def test_every_day_of_eight_weeks_is_lively(taken: Database) -> None:
    """After the shift: cars leave each day, deliveries and reminders fall due near today (RM-01, RM-03 to RM-05)."""
    today = ANCHOR + timedelta(days=90)
    left = Counter(row.left_on for row in RepairOrder.select() if row.left_on)
    assert all(left[today - timedelta(days=ago)] >= 3 for ago in range(1, 57))
    for ago in range(BUSY_DAYS):
        day = today - timedelta(days=ago)
        assert left[day - timedelta(days=1)] >= 25
        assert Sale.select().where(Sale.delivered_on == day - timedelta(days=1)).count() >= 3
        for column, leads in (
            (Vehicle.next_service_on, (7, 1)),
            (Vehicle.inspection_expires_on, (30, 7)),
            (Vehicle.insurance_expires_on, (15, 3)),
        ):
            due = [day + timedelta(days=lead) for lead in leads]
            assert Vehicle.select().where(column.in_(due)).count() >= 4
    first = Vehicle.delivered_on == today - timedelta(days=83), Vehicle.use_type == "private"
    assert Vehicle.select().where(*first, Vehicle.first_service_on.is_null()).count() >= 1
