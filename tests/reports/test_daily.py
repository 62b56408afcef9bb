"""The daily sheet: each call, what customers said of each step, complaints and errors of the day (RP-06, SV-04)."""

from __future__ import annotations

from collections.abc import Callable

from agentdesk.common.i18n import use_language
from agentdesk.reports.document import Document, Prose, Quotes
from agentdesk.store.tables import Attempt, Complaint, Person
from tests.reports.conftest import section, tables

Report = Callable[[str, str], Document]


def test_every_call_of_the_day_stands_with_what_came_of_it(report: Report) -> None:
    """19 November: two questionnaires, one call in vain; nobody rang 吴秀英."""
    calls, outcomes = tables(report("daily", "2026-11-19"), "calls")
    assert calls == [
        ["10:05", "周*", "售后回访", "陈涛", "完成", "非常满意", None, "李娜"],
        ["10:20", "赵*", "售后回访", "陈涛", "完成", "非常不满意", "T-0001", "李娜"],
        ["10:40", "何*", "售后回访", "陈涛", "无人接听", None, None, "李娜"],
    ]
    assert [row[:2] for row in outcomes] == [["完成", 2], ["无人接听", 1], ["全部", 3]]


def test_the_days_figures_are_those_of_its_lists(report: Report) -> None:
    """Two questionnaires as among the outcomes; a complaint that no agent took down has its line, and all add up."""
    Complaint.update(raised_by=Person.get(Person.name == "吴敏")).execute()
    *rows, whole = tables(report("daily", "2026-11-19"), "day")[0]
    assert (whole[5], whole[7]) == (2, 1)
    assert [row[0] for row in rows if row[7]] == ["他人登记"]
    assert [sum(int(str(row[place])) for row in rows) for place in range(1, 8)] == whole[1:]


def test_what_was_taken_back_is_no_call(report: Report) -> None:
    Attempt.update(outcome="undone").where(Attempt.outcome == "no_answer").execute()
    calls, _outcomes = tables(report("daily", "2026-11-19"), "calls")
    assert [row[1] for row in calls][:2] == ["周*", "赵*"]


def test_an_advisor_hears_step_by_step_what_the_days_customers_said(report: Report) -> None:
    """陈涛: one of two received at once, one of two had the bill explained, everything else as it should be."""
    (rows,) = tables(report("daily", "2026-11-19"), "flow")
    found = {str(name): (good, asked, others) for _advisor, name, good, asked, others in rows}
    assert found["及时接待率（合计）"] == (1, 2, "等了很久")
    assert found["费用解释"] == (1, 2, "没有")
    assert found["车辆清洁"] == (2, 2, None)
    assert {row[0] for row in rows} == {"陈涛"}


def test_complaints_and_errors_of_the_day(report: Report) -> None:
    day = report("daily", "2026-11-19")
    (complaints,) = tables(day, "complaints")
    assert complaints == [["T-0001", "一般", "服务", "陈涛", "吴敏", "赵*", "回访", "李娜"]]
    said = next(block for block in section(day, "complaints").blocks if isinstance(block, Quotes))
    assert said.lines[0].words == "费用单子没跟我讲清楚"
    (errors,) = tables(report("daily", "2026-11-06"), "errors")
    assert [(row[1], row[2], row[6]) for row in errors] == [
        ("电话与联系人不一致", "沈**", None),
        ("缺黄卡", "邓*", "何平"),
        ("黄卡迟交", "沈**", "何平"),
        ("黄卡与客户所述不符", "郭**", "何平"),
    ]


def test_a_day_without_anything_says_so_in_both_languages(report: Report) -> None:
    use_language("en")
    day = report("daily", "2026-06-15")
    said = [block.text for block in section(day, "day").blocks if isinstance(block, Prose)]
    assert said == ["No call was due."]
    assert tables(day, "calls") == [[]]
