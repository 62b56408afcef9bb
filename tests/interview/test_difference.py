"""What changed between two versions is said readably, and a form that asks the same has no differences."""

from __future__ import annotations

import msgspec
import pytest

from agentdesk.interview.compile import compile_form
from agentdesk.interview.difference import difference, lines
from agentdesk.interview.model import FormModel
from agentdesk.playbook.read import SHIPPED

FORM = """| survey |
|   | type          | name    | label::中文 (zh) | label::English (en) | relevant          | required |
|   | begin_group   | main    |                  |                     |                   |          |
|   | select_one yn | content | 您满意吗?        | Are you content?    |                   | yes      |
|   | text          | why     | 为什么呢?        | Why is that?        | ${content} = 'no' |          |
|   | text          | wish    | 有什么希望?      | Any wishes?         |                   |          |
|   | end_group     |         |                  |                     |                   |          |
|   | note          |         | 谢谢您           | Thank you           |                   |          |

| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | yn        | yes  | 满意             | Yes                 |
|   | yn        | no   | 不满意           | No                  |

| settings |
|   | form_title    | form_id |
|   | 回访 / Visit  | visit   |
"""


def form(text: str = FORM) -> FormModel:
    return compile_form(text, ".md")


def changes(text: str, language: str = "zh") -> list[tuple[str, ...]]:
    """What is different in another text of the form: what, how, name, and the cell that changed."""
    assert text != FORM, "the replacement found nothing"
    return [
        tuple(filter(None, (each.what, each.change, each.name, each.column)))
        for each in difference(form(), form(text), language)
    ]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/forms/*.md")), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_same_form_has_no_differences(path) -> None:
    assert difference(compile_form(path), compile_form(path), "zh") == []


def test_a_text_a_condition_and_a_duty() -> None:
    assert changes(FORM.replace("Why is that?", "Why?        ")) == [
        ("question", "changed", "why", "label::English (en)")
    ]
    assert changes(FORM.replace("${content} = 'no'", "${content} != ''")) == [
        ("question", "changed", "why", "relevant")
    ]
    assert changes(FORM.replace("| yes      |", "|          |")) == [("question", "changed", "content", "required")]


def test_a_question_that_is_new_and_one_that_is_gone() -> None:
    new = "|   | integer | cars | 几辆车? | How many cars? | | |\n|   | end_group "
    assert changes(FORM.replace("|   | end_group ", new, 1)) == [("question", "added", "cars")]
    gone = "".join(line for line in FORM.splitlines(keepends=True) if " wish " not in line)
    assert changes(gone) == [("question", "removed", "wish")]


def test_rows_that_only_stand_further_down_are_not_named() -> None:
    rows = FORM.splitlines(keepends=True)
    rows.insert(2, "|   | note | hello | 您好 | Hello | | |\n")
    assert changes("".join(rows)) == [("question", "added", "hello")]
    rows = FORM.splitlines(keepends=True)
    rows[4], rows[5] = rows[5], rows[4]
    assert len(moved := changes("".join(rows))) == 1
    assert moved[0][:2] == ("question", "moved")


def test_a_question_that_leaves_its_group_has_moved() -> None:
    rows = FORM.splitlines(keepends=True)
    rows[5], rows[6] = rows[6], rows[5]
    assert changes("".join(rows)) == [("question", "moved", "wish")]


def test_choices_and_their_lists() -> None:
    assert changes(FORM.replace("| 不满意           |", "| 不大满意         |")) == [
        ("choice", "changed", "yn/no", "label::中文 (zh)")
    ]
    more = "|   | yn        | dk   | 不清楚 | Does not know |\n\n| settings |"
    assert changes(FORM.replace("\n| settings |", more)) == [("choice", "added", "yn/dk")]
    assert changes(FORM.replace("select_one yn", "select_one zz").replace("| yn ", "| zz ")) == [
        ("question", "changed", "content", "type"),
        ("list", "removed", "yn"),
        ("list", "added", "zz"),
    ]


def test_the_title_and_a_table() -> None:
    assert changes(FORM.replace("回访 / Visit ", "复访 / Visit ")) == [("form", "changed", "visit", "form_title")]
    old = msgspec.structs.replace(form(), tables={"prices": {"columns": (), "rows": ()}})
    assert [each.what for each in difference(old, form(), "zh")] == ["table"]


def test_the_lines_are_in_the_language_in_use() -> None:
    old, new = form(), form(FORM.replace("您满意吗?", "您满意不?"))
    assert lines(difference(old, new, "zh")) == ["~ 问题 content “您满意不?”: label::中文 (zh): 您满意吗? → 您满意不?"]
    emptied = form(FORM.replace("${content} = 'no'", "                 "))
    assert lines(difference(old, emptied, "en")) == ["~ 问题 why “Why is that?”: relevant: ${content} = 'no' → （空）"]
