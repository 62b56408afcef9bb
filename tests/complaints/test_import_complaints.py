"""Complaints of headquarters and the 400 line come in by file, once, and go again while nobody has touched them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints import workflow
from agentdesk.complaints.importing import TARGETS
from agentdesk.complaints.listing import show
from agentdesk.intake import ImportResult, import_file, undo_batch
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint, ComplaintEvent, Customer, Phone, Vehicle
from tests.cli.said import Cli
from tests.dealership import Dealership

Take = Callable[..., ImportResult]
TITLES = "投诉单号,客户编号,联系电话,车牌号,客户原话,投诉对象,投诉来源,投诉级别,投诉时间,被投诉人,客户要求\n"
GOOD = (
    "HQ-1,,,皖M12345,刹车失灵，没人管,产品,,,2026-11-20 08:30,陈涛,退车\n"
    "HQ-2,,13800000001,,等了三个小时,,400热线,升级,2026-11-19,,\n"
)


@pytest.fixture
def take(house: Dealership, tmp_path: Path) -> Take:
    """A customer with a car, and a way to take an export of complaints in."""
    house.order(date(2026, 11, 18))

    def write_and_take(rows: str, **options: Any) -> ImportResult:
        path = tmp_path / "投诉.csv"
        path.write_text(TITLES + rows, encoding="utf-8")
        return import_file(SYSTEM, "complaints", path, targets=TARGETS, **options)

    return write_and_take


def by_no(no: str) -> Complaint:
    """The complaint with that number in the other system."""
    for event in ComplaintEvent.select().where(ComplaintEvent.kind == "raised"):
        if json.loads(event.data).get("source_no") == no:
            found: Complaint = event.complaint
            return found
    raise AssertionError(no)


def due(complaint: Complaint) -> datetime:
    """Until when it must be accepted, at the dealer's wall clock."""
    assert complaint.acknowledge_by is not None
    return clock.local(complaint.acknowledge_by)


def test_each_row_becomes_a_complaint_with_its_proposal(take: Take, house: Dealership) -> None:
    result = take(GOOD)
    assert (result.counts["accepted"], result.counts["created"]) == (2, 2)
    first, second = by_no("HQ-1"), by_no("HQ-2")
    assert (first.severity, first.subject, first.origin, first.remedy_sought) == ("major", "product", "hq", "退车")
    assert (first.about_id, first.responsible_id) == (house.people["陈涛"].id, house.people["吴敏"].id)
    assert first.vehicle_id == Vehicle.get().id
    assert "刹车失灵" in show(first.no).history[0].note  # to be confirmed, and said so
    assert "待确认" in show(first.no).history[0].note
    assert due(first) == datetime(2026, 11, 20, 9, 30)  # the clocks run since it was raised there
    assert (second.severity, second.origin, second.raised_on) == ("escalated", "line_400", date(2026, 11, 19))
    assert due(second) == datetime(2026, 11, 19, 9, 0)
    assert show(second.no).history[0].note == ""


def test_the_same_number_is_taken_once_and_its_words_stay(take: Take) -> None:
    take(GOOD)
    again = take(GOOD.replace("等了三个小时", "别的话"))
    assert (again.counts["unchanged"], again.counts["created"]) == (2, 0)
    assert Complaint.select().count() == 2
    assert by_no("HQ-2").words == "等了三个小时"


def test_a_rehearsal_raises_nothing(take: Take) -> None:
    assert take(GOOD, dry_run=True).counts["created"] == 2
    assert not Complaint.select().exists()


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("HQ-3,,13900000009,,吵,,,,,,", "联系电话", "13900000009"),
        ("HQ-3,,13900000008,,吵,,,,,,", "联系电话", "13900000008"),
        ("HQ-3,C404,,,吵,,,,,,", "客户编号", "C404"),
        ("HQ-3,,,,吵,,,,,,", "客户编号", ""),
        ("HQ-3,,,皖M12345, ,,,,,,", "客户原话", ""),
        ("HQ-3,,,皖M12345,吵,天气,,,,,", "投诉对象", "天气"),
        ("HQ-3,,,皖M12345,吵,,梦里,,,,", "投诉来源", "梦里"),
        ("HQ-3,,,皖M12345,吵,,,很大,,,", "投诉级别", "很大"),
        ("HQ-3,,,皖M12345,吵,,,,2026-11-21,,", "投诉时间", "2026-11-21"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_stops_no_other(
    take: Take, house: Dealership, row: str, column: str, value: str
) -> None:
    for _twice in range(2):  # one number of two customers
        other = house.customer("赵敏")
        Phone.create(customer=other, kind="mobile", written="13900000008", e164="+8613900000008")
    result = take(f"{row}\n{GOOD}")
    assert result.counts["created"] == 2
    (bad,) = [verdict for verdict in result.verdicts if verdict.verdict == "refused"]
    assert (bad.row, bad.problems[-1].column, bad.problems[-1].value) == (2, column, value)


def test_what_was_worked_on_since_stays(take: Take, house: Dealership) -> None:
    batch = take(GOOD).batch_id or 0
    workflow.record(house.actor("方慧"), by_no("HQ-1").id, "acknowledged")
    undone = undo_batch(SYSTEM, batch, targets=TARGETS)
    assert undone.deleted == 1
    assert [key for key, _why in undone.kept] == ["HQ-1"]
    assert [row.words for row in Complaint.select()] == ["刹车失灵，没人管"]
    with pytest.raises(UserError):
        undo_batch(SYSTEM, batch, targets=TARGETS)
    assert take(GOOD).counts["created"] == 1  # what went can come again


def test_the_command_takes_a_file_and_takes_it_back(take: Take, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "客诉.csv"
    path.write_bytes((TITLES + GOOD).encode("gb18030"))
    taken = json.loads(cli("import", "complaints", path, "--json").stdout)
    assert (taken["created"], taken["refused"]) == (2, 0)
    done = cli("import", "undo", taken["batch"])
    assert done.exit_code == 0, done.output
    assert not Complaint.select().exists()
    assert not ComplaintEvent.select().exists()
    assert Customer.select().exists()
