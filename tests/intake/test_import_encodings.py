"""The same facts come out of a file whatever program wrote it; a file that cannot be read says where and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from agentdesk.common.errors import UsageError, UserError
from agentdesk.intake import import_file
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Appointment, Customer, ImportBatch, ImportRow, Vehicle
from tests.intake.conftest import CUSTOMERS, Take

ROWS = "客户编号,客户名称,备注\nC1,王𠮷,晚上勿扰\nC2,周㛃,\n"
Workbook = Callable[[Sequence[Sequence[object]]], bytes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_names_survive_every_encoding(take: Take, encoding: str) -> None:
    result = take("customers", ROWS, encoding=encoding)
    assert result.encoding == encoding
    assert [row.name for row in Customer.select().order_by(Customer.id)] == ["王𠮷", "周㛃"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters(take: Take, mark: str) -> None:
    take("customers", ROWS.replace(",", mark))
    assert Customer.get(source_key="C1").note == "晚上勿扰"


def test_quoted_cells_keep_commas_and_line_breaks(take: Take) -> None:
    take("customers", '客户编号,客户名称,备注\r\nC1,"李[/]明","先打座机,\n再打手机"\r\nC2,周敏,\r\n')
    assert Customer.get(source_key="C1").name == "李[/]明"
    assert Customer.get(source_key="C1").note == "先打座机,\n再打手机"


def test_numbers_and_dates_of_a_workbook(dealer: Take, workbook: Workbook) -> None:
    titles = ["客户编号", "车辆编号", "车牌号", "行驶里程", "年检到期日", "保险到期日", "购车日期"]
    row = ["C1", 20001, "皖MA1234", 45210, date(2027, 3, 5), 20270306, datetime(2020, 5, 1, 15, 30)]
    dealer("vehicles", workbook([titles, row]), name="车辆.xlsx")
    car = Vehicle.get(plate="皖MA1234")
    assert (car.source_key, car.mileage_km) == ("20001", 45210)
    assert (car.inspection_expires_on, car.insurance_expires_on) == (date(2027, 3, 5), date(2027, 3, 6))
    assert car.delivered_on == date(2020, 5, 1)


def test_a_phone_that_became_a_number(take: Take, workbook: Workbook) -> None:
    take("customers", workbook([["客户编号", "客户名称", "手机"], ["C1", "王磊", 13812345678.0]]), name="客户.xlsx")
    assert [phone.e164 for phone in Customer.get(source_key="C1").phones] == ["+8613812345678"]


def test_lines_above_the_titles_and_totals_below(dealer: Take, workbook: Workbook) -> None:
    rows = [
        ["预约登记表"],
        ["导出时间: 2026-11-20 07:30"],
        ["预约单号", "客户编号", "预约日期", "预约时段"],
        ["Y1", "C1", "2026年11月21日", "10:00-10:30"],
        ["合计", "", "", 1],
    ]
    result = dealer("appointments", workbook(rows), name="预约.xlsx")
    assert (result.total, result.counts["created"]) == (1, 1)
    assert Appointment.get().starts_at == datetime(2026, 11, 21, 2, 0)  # ten o'clock at the dealer's, stored as UTC
    assert ImportRow.get(source_key="Y1").row_number == 4


def _broken_workbook(workbook: Workbook) -> bytes:
    return workbook([["客户编号", "客户名称"], ["C1", "王磊"]])[:900]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.csv", b"", "空.csv"),
        ("空.csv", b" \r\n", "空.csv"),
        ("客户.csv", "客户编号,客户名称\nC1,王磊\n".encode("gb18030") + b"\xff\xff\n", "26"),
        ("客户.csv", b"\xef\xbb\xbf" + "客户编号".encode("gb18030"), "UTF-8"),
        ("客户.csv", b"a,b\n\0\0\0", "4"),
        ("客户.xlsx", "客户编号,客户名称\n".encode(), "客户.xlsx"),
        ("客户.xls", b"<html><table><tr><td>1</td></tr></table></html>", "客户.xls"),
        ("客户.csv", b"<html><table><tr><td>1</td></tr></table></html>", "客户.csv"),
        ("客户.xls", b"\xd0\xcf\x11\xe0" + b"\x01" * 600, "客户.xls"),
        ("客户.csv", "工号,姓名\nA1,李娜\n".encode(), "客户编号"),
    ],
)
def test_a_file_that_cannot_be_read(take: Take, name: str, content: bytes, said: str) -> None:
    with pytest.raises(UserError) as caught:
        take("customers", content, name=name)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert Customer.select().count() == ImportBatch.select().count() == 0


def test_a_broken_workbook(take: Take, workbook: Workbook) -> None:
    with pytest.raises(UserError, match=r"客户\.xlsx"):
        take("customers", _broken_workbook(workbook), name="客户.xlsx")


def test_missing_columns_are_named_with_what_was_found(take: Take) -> None:
    with pytest.raises(UserError) as caught:
        take("customers", "客户编号,联系人\nC1,王磊\n")
    assert "客户名称" in str(caught.value)
    assert "联系人" in str(caught.value)


def test_a_missing_file_and_an_unknown_kind(take: Take, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.csv"):
        import_file(SYSTEM, "customers", tmp_path / "nowhere.csv")
    with pytest.raises(UsageError, match="repair-orders"):
        take("bananas", CUSTOMERS)
