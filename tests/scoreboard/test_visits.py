"""Visits and calls to the store, through the import: channels, and the deals that were lost, for what reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import use_language
from agentdesk.common.intervals import wilson
from agentdesk.intake import ImportResult, import_file
from agentdesk.playbook.house import LostReason
from agentdesk.scoreboard.visits import DIMENSIONS, channels, deals, decided, lost_deals, reason_of
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Phone, StoreVisit
from tests.dealership import Dealership

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
TITLES = (
    "来店来电编号,客户编号,联系电话,来访方式,来店日期,信息来源,意向车型,销售顾问,跟进状态,战败日期,成交日期,战败原因,"
    "战败说明,竞品车型"
)
REGISTER = """
LD1,,13900000001,来店,2026-10-02,网络,朗逸,何平,战败,2026-10-05,,价格,优惠不够,
LD2,,13900000002,来电,2026-10-03,网络,途观,何平,战败,2026-10-20,,选购竞品,,哈弗H6
LD3,C1,,来店,2026-10-04,老客户介绍,朗逸,何平,已成交,,2026-10-06,,,
LD4,,13900000003,来店,2026-10-04,车展,帕萨特,何平,跟进中,,,,,
LD5,,,来店,2026-10-09,网络,途观,何平,,,,等现车太久,,
LD6,,13900000004,来电,2026-09-28,网络,朗逸,何平,战败,2026-10-08,,比亚迪的朋友介绍,,秦PLUS
LD7,,13900000005,来店,2026-10-10,网络,朗逸,何平,战败,,,,,
LD8,,13900000006,来店,2026-10-30,网络,朗逸,何平,战败,2026-11-02,,价格,,
"""


@pytest.fixture
def take(house: Dealership, tmp_path: Path) -> Callable[[str], ImportResult]:
    """Take in a register with the titles above."""

    def write_and_take(rows: str) -> ImportResult:
        path = tmp_path / "来店来电登记.csv"
        path.write_text(f"{TITLES}\n{rows.strip()}\n", encoding="utf-8")
        return import_file(SYSTEM, "store-visits", path)

    return write_and_take


def test_a_register_of_visits_and_calls_becomes_channels_and_lost_deals(
    house: Dealership, take: Callable[[str], ImportResult]
) -> None:
    """Seven contacts of October (LD6 rang in September); decided in it: LD1, LD2, LD5, LD6, LD7 lost, LD3 bought."""
    house.customer()
    result = take(REGISTER)
    assert (result.counts["accepted"], result.counts["created"]) == (8, 8)
    whole = deals(*OCTOBER)
    assert (whole.visits, whole.calls, whole.bought, whole.lost) == (6, 1, 1, 5)
    assert whole.lost_rate == (Fraction(5), 6, Fraction(5, 6), wilson(5, 6))
    found = {row.channel: row for row in channels(*OCTOBER)}
    assert [(row.name, row.contacts) for row in found.values()] == [("网络", 5), ("老客户介绍", 1), ("车展", 1)]
    online = found["网络"]
    assert (online.visits, online.calls, online.bought, online.lost, online.still_open) == (4, 1, 0, 5, 0)
    assert online.share.value == Fraction(5, 7)
    assert found["老客户介绍"].closing.value == 1
    reasons = lost_deals(*OCTOBER)
    assert {row.name: row.lost for row in reasons} == {
        "价格": 1, "选购竞品": 1, "无现车或交期长": 1, "其他原因": 1, "未注明": 1,
    }  # fmt: skip
    assert {row.share.interval for row in reasons} == {wilson(1, 5)}
    assert {row.rate for row in reasons} == {None}
    models = {row.name: (row.lost, row.rate.denominator if row.rate else 0) for row in lost_deals(*OCTOBER, "model")}
    assert models == {"朗逸": (3, 4), "途观": (2, 2)}
    rivals = [(row.name, row.lost) for row in lost_deals(*OCTOBER, "competitor")]
    assert rivals == [("未注明", 3), ("哈弗H6", 1), ("秦PLUS", 1)]
    assert [(row.key, row.name, row.lost) for row in lost_deals(*OCTOBER, "advisor")] == [("X001", "何平", 5)]
    use_language("en")
    assert {row.name for row in lost_deals(*OCTOBER, "kind")} == {"Visit to the store", "Call to the store"}
    with pytest.raises(UsageError, match="competitor"):
        lost_deals(*OCTOBER, "weekday")


def test_what_became_of_a_deal_comes_with_a_later_export(
    house: Dealership, take: Callable[[str], ImportResult]
) -> None:
    take("LD1,,,来店,2026-10-02,网络,朗逸,何平,跟进中,,,,,")
    assert (deals(*OCTOBER).lost, channels(*OCTOBER)[0].still_open) == (0, 1)
    take("LD1,,,来店,2026-10-02,网络,朗逸,何平,战败,2026-10-09,,贷款没批,,")
    assert [(row.key, row.lost) for row in lost_deals(*OCTOBER)] == [("finance", 1)]
    take("LD1,,,来店,2026-10-02,网络,朗逸,何平,已成交,2026-10-09,2026-11-01,贷款没批,,")  # won back
    assert [deal.decided_on for deal in decided(*OCTOBER)] == []
    assert [deal.state for deal in decided(OCTOBER[0], date(2026, 11, 1))] == ["bought"]


def test_whose_visit_it_was_is_known_by_number_or_by_one_telephone(
    house: Dealership, take: Callable[[str], ImportResult]
) -> None:
    known, other = house.customer(), house.customer()
    number = Phone.get(Phone.customer == known).written
    result = take(
        f"LD1,,{number},来店,2026-10-02,,,何平,否,,,,,\n"
        "LD2,C999,,来店,2026-10-02,,,何平,否,,,,,\n"
        "LD3,,13900000001,来店,2026-10-02,,,何平,也许,,,,,\n"
        "LD4,,,来电,2026-10-05,,,何平,战败,2026-10-01,,,,"
    )
    assert {row.row: row.verdict for row in result.verdicts} == {3: "refused", 4: "corrected", 5: "corrected"}
    assert {row.source_key: (row.customer_id, row.state) for row in StoreVisit.select()} == {
        "LD1": (known.id, "open"), "LD3": (None, "open"), "LD4": (None, "lost"),
    }  # fmt: skip
    Phone.create(customer=other, kind="mobile", written=number, e164=number)
    take(f"LD5,,{number},来店,2026-10-03,,,何平,,,,,,")
    assert StoreVisit.get(StoreVisit.source_key == "LD5").customer_id is None  # two have it: nobody knows whose visit


REASONS = (
    LostReason(code="price", zh="价格", en="Price", words=("优惠",)),
    LostReason(code="rival", zh="竞品", en="Rival"),
)


def test_a_reason_is_read_from_the_reason_before_the_remark() -> None:
    assert reason_of(REASONS, "竞品", "价格更低") == "rival"
    assert reason_of(REASONS, "  ", "优惠不够") == "price"
    assert reason_of(REASONS, "不知道", "PRICE too high") == "price"
    assert reason_of(REASONS, "不知道", "") == "other"
    assert reason_of((), "", " ") == ""


def test_each_dimension_parts_the_lost_deals(house: Dealership, take: Callable[[str], ImportResult]) -> None:
    take(REGISTER.replace("C1", ""))
    lost = deals(*OCTOBER).lost
    for by in DIMENSIONS:
        assert sum(row.lost for row in lost_deals(*OCTOBER, by)) == lost, by
    whole = deals(*OCTOBER)
    assert sum(row.contacts for row in channels(*OCTOBER)) == whole.visits + whole.calls
