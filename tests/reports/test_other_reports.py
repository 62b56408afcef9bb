"""The weekly analysis, the two lists, accuracy and performance over the months of quarter.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _, use_language
from agentdesk.complaints import actions
from agentdesk.reports.document import Block, Document, Prose, Quotes, Table
from agentdesk.reports.lost_customers import age_of
from agentdesk.reports.making import make
from agentdesk.reports.periods import of, parse
from agentdesk.reports.registry import REPORTS
from agentdesk.reports.values import opened
from agentdesk.scoreboard import scores
from agentdesk.scoreboard.figures import cuts, figure
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Person
from tests.reports.conftest import section, tables

Report = Callable[[str, str], Document]


def prose(document: Document, key: str) -> list[str]:
    return [block.text for block in section(document, key).blocks if isinstance(block, Prose)]


def words(document: Document, key: str) -> list[str]:
    return [line.words for block in section(document, key).blocks if isinstance(block, Quotes) for line in block.lines]


# ----------------------------------------------------------------------------------------------------------- weekly


def test_the_week_says_only_what_it_can(report: Report, care: Actor) -> None:
    """Week 47: two after-sales answers, so nothing is called weak or changed; the one complaint is open."""
    with clock.travel(datetime(2026, 11, 19, 15)):
        owner = Person.get(Person.name == "吴敏").id
        actions.add(care, "结算单逐项讲解", owner_id=owner, due_on=date(2026, 11, 27), complaints=["T-0001"])
        actions.add(care, "明年再说", owner_id=owner, due_on=date(2027, 3, 1))
    found = report("weekly", "2026-W47")
    (changes,) = tables(found, "service-changes")
    by_code = {row[0]: row for row in changes}
    november = figure("T2B", date(2026, 11, 16), date(2026, 11, 22))
    assert by_code["T2B"][2:4] == [november.value, 2]
    assert by_code["T2B"][4] is None
    assert by_code["T2B"][7] == "样本不足"
    assert str(by_code["KP-01"][1]).endswith("（全店）")
    assert prose(found, "service-changes") == ["样本太少，无法判断变化是否偶然。"]
    assert prose(found, "service-items") == ["各环节的样本都不足，不判断强弱。"]
    (opened,) = tables(found, "service-complaints")
    assert [row[:2] for row in opened] == [["T-0001", date(2026, 11, 19)]]
    assert tables(found, "sales-complaints") == []
    assert [row[1] for row in tables(found, "actions")[0]] == ["结算单逐项讲解"]


# --------------------------------------------------------------------------------------------------------- accuracy


def test_accuracy_counts_each_error_against_whom_it_is(report: Report) -> None:
    """Four new cars, one callback reached somebody else: 75 %. One card is missing, one late, one denied."""
    found = report("accuracy", "2026-11")
    assert prose(found, "match")[0] == "已回访的新车客户 4 位，其中电话错误或联系人不一致 1 位。"
    comparison = tables(found, "match")[0][0]
    assert comparison[0] == "KP-17"
    assert comparison[2] == Fraction(3, 4)
    assert None in comparison[3:], "October has no data, which is not nought"
    kinds = {row[0]: row[1:] for row in tables(found, "kinds")[0]}
    assert kinds["电话错误"] == [0, 0]
    assert kinds["电话与联系人不一致"] == [1, 0]
    assert (kinds["缺黄卡"], kinds["黄卡迟交"], kinds["黄卡与客户所述不符"]) == ([1, 0], [1, 0], [1, 0])
    people = {row[0]: row[-1] for row in tables(found, "people")[0]}
    assert people == {"何平": 3, "未指明": 1}


def test_cards_stand_beside_the_customers_own_word(report: Report) -> None:
    """何平: four calls expected, three cards; one customer confirms, one denies what a card says, one does not know."""
    (rows,) = tables(report("accuracy", "2026-11"), "cards")
    assert rows[0] == ["何平", 4, 3, 1, 0, 1, 1, 1, 1]
    assert rows[-1][0] == "全部"
    assert rows[-1][1:] == rows[0][1:]


# ------------------------------------------------------------------------------------------------------- customers


def test_lost_customers_say_why_and_who_came_back(report: Report) -> None:
    """Three on the list, all worked, two answered: both name the price, one the distance; 贺兰 came on 10 June."""
    found = report("lost-customers", "2026-H1")
    assert prose(found, "calls")[0] == "名单共 3 位客户，已回访 3 位，完成问卷 2 位。"
    answers = tables(found, "reasons")[0]
    assert [row[1:5] for row in answers[:2]] == [["价格高", 2, Fraction(1), 2], ["路远、不顺路", 1, Fraction(1, 2), 2]]
    assert answers[0][5] == "样本不足"
    assert "保养贵三成" in words(found, "reasons")
    by_model, by_age = tables(found, "cars")
    assert by_model == [["朗逸", 3, 2, "价格高（2）", 1]]
    assert by_age[0][0] == "3 年以上不满 5 年"
    assert tables(found, "won") == [[["贺*", "朗逸", None, date(2026, 6, 10)]]]


@pytest.mark.parametrize(
    ("since", "group"),
    [
        (date(2023, 6, 30), "3 年以上不满 5 年"),
        (date(2023, 7, 1), "不满 3 年"),
        (date(2018, 6, 30), "8 年及以上"),
        (None, "车龄不详"),
    ],
)
def test_the_age_of_a_car_is_that_on_the_last_day(since: date | None, group: str) -> None:
    assert age_of(since, date(2026, 6, 30)) == group


def test_key_customers_say_what_they_lack_and_what_others_have(report: Report) -> None:
    """宏达 and 周正, both called: needs partly met, repair time lacking, 小鹏 is cheap and kind; one policy to both."""
    found = report("key-customers", "2026-Q3")
    assert prose(found, "calls")[0] == "重点客户 2 位，已回访 2 位，完成问卷 2 位。"
    needs = {row[1]: row[2] for row in tables(found, "needs")[0]}
    assert (needs["维修时间"], needs["都满足了"], needs["小部分满足"]) == (1, 1, 1)
    rivals = {row[1]: row[2:5] for row in tables(found, "competitors")[0]}
    assert rivals["价格优惠"] == [1, Fraction(1), 1]
    assert words(found, "competitors") == ["小鹏"]
    (policies,) = tables(found, "policies")
    assert sorted(row[1] for row in policies) == [1, 2]
    assert not any("${" in str(row[0]) for row in policies)
    wanted = tables(found, "plans")[1]
    assert [row[0] for row in wanted] == ["宏*"]
    assert words(found, "opinions") == ["继续保持"]


# ----------------------------------------------------------------------------------------------------- performance


def test_performance_is_the_cut_figures_and_the_proposal(report: Report, care: Actor) -> None:
    """Each row is figures.cuts' own; 何平's score of 985 lies in the band that brings 300."""
    seller = Person.get(Person.name == "何平")
    scores.enter(care, "IN-01", seller, "2026-10", "985", source="签字表")
    found = report("performance", "2026-10")
    november = report("performance", "2026-11")
    expected = {cut.segment.key: cut.figure for cut in cuts("agent", date(2026, 11, 1), date(2026, 11, 30), "KP-01")}
    *rows, whole = tables(november, "agents")[0]
    assert {row[1] or "": (row[2], row[3]) for row in rows} == {
        key: (each.value, each.denominator) for key, each in expected.items()
    }
    assert (whole[0], whole[3]) == ("全店", sum(each.denominator or 0 for each in expected.values()))
    rows = [row for row in rows if row[1]]
    assert [row[0] for row in rows] == sorted(str(row[0]) for row in rows)
    assert [row[-1] for row in rows if int(str(row[3])) < 10] == ["样本不足"] * len(rows) or len(rows) == 1
    complaints = tables(november, "complaints")[0]
    assert complaints == [["陈涛", "S001", 1, 1]]
    (proposed,) = tables(found, "incentives")
    line = next(row for row in proposed if row[0] == "IN-01")
    assert (line[1], line[3], line[6], line[7]) == ("何平", Fraction(985), 300, "签字表")
    assert not any("范志强" in str(row) for row in found.as_json()["sections"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_report_of_a_time_without_facts_says_so_and_invents_nothing(care: Actor, language: str) -> None:
    """No figure is nought where nothing was counted: percentages of February are all missing."""
    use_language(language)
    for each in (report for report in REPORTS if report.length != "half_year"):  # the half year has its list
        found = make(care, each.name, of(each.length, date(2026, 2, 10))).document
        for part in found.sections:
            for block in part.blocks:
                assert shares(block) == set(), (each.name, part.key)


def shares(block: Block) -> set[object]:
    """The percentages of a table, its targets left out."""
    if not isinstance(block, Table):
        return set()
    cells = [(column.title, *opened(value, column)) for row in block.rows
             for value, column in zip(row, block.columns, strict=True)]  # fmt: skip
    return {value for title, value, sort in cells if sort == "percent" and title != _("Target")} - {None}


def test_only_a_supervisor_reads_performance(played: object) -> None:
    agent = actor_of(Person.get(Person.name == "李娜"), "test")
    with pytest.raises(Forbidden):
        make(agent, "performance", parse("month", "2026-11"))
