"""The running interview: which answers stand, prompts, lines, and what is still missing."""

from __future__ import annotations

from datetime import datetime

import pytest

from agentdesk.common.errors import UserError
from agentdesk.interview.compile import compile_form
from agentdesk.interview.run import Run
from tests.interview.small_forms import CHAIN, YES_NO, answered, survey


def test_hard_and_soft_constraints() -> None:
    form = survey(
        "integer | km | Km | . >= 0 | not below nought",
        "integer | age | Age | . < 100 | warn: really over a hundred?",
        columns=" constraint | constraint_message |",
    )
    run = Run(form)
    assert run.answer("km", "-1").error == "not below nought"
    assert run.results() == {}
    verdict = run.answer("age", "104")
    assert (verdict.ok, verdict.error, verdict.warning) == (False, "", "really over a hundred?")
    assert run.answer("age", "104", confirmed=True).ok
    assert run.can_complete() == []
    assert run.answer("km", "").ok  # a blank is never checked


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("integer", "-3", "3.5"),
        ("integer", "１２", "twelve"),
        ("decimal", "3.5", "3,5"),
        ("date", "2026-02-28", "2026-02-30"),
        ("time", "09:45", "25:00"),
        ("dateTime", "2026-11-20T09:45", "soon"),
        ("select_one yn", "yes", "maybe"),
        ("select_one yn", "no", "yes no"),
        ("select_multiple yn", "yes no", "yes dk"),
        ("rank region", "js ah", "js"),
    ],
)
def test_types(kind: str, good: str, bad: str) -> None:
    run = Run(survey(f"{kind} | q | Q | ", columns=" relevant |", choices=YES_NO))
    assert run.answer("q", good).ok
    kept = run.results()
    verdict = run.answer("q", bad)
    assert not verdict.ok
    assert verdict.error
    assert run.results() == kept


def test_codes_in_free_questions() -> None:
    run = Run(survey("integer | km | Km | dk | . > 0", "integer | n | N | | ", columns=" appearance | constraint |"))
    assert run.answer("km", "dk").ok
    assert not run.answer("km", "ref").ok
    assert not run.answer("n", "dk").ok


def test_prompts_carry_their_time_and_bar_completion() -> None:
    rows = ("acknowledge | say | Say this | must-say | ", "text | a | A | | yes")
    form = survey(*rows, columns=" appearance | required |")
    run = Run(form, now=lambda: datetime(2026, 11, 20, 1, 0))
    assert [reason.code for reason in run.can_complete()] == ["unconfirmed", "required"]
    assert run.confirm("say").ok
    assert run.confirmations == {"say": datetime(2026, 11, 20, 1, 0)}
    answered(run, a="x")
    assert run.can_complete() == []
    assert not run.confirm("a").ok


def test_piping_facts_answers_and_what_is_missing() -> None:
    form = survey(
        "hidden | day | | ",
        "hidden | nick | | optional",
        "select_one yn | q | Ready on ${day}${nick}? | ",
        "note | n | You said ${q} | ",
        columns=" appearance |",
        choices=YES_NO,
    )
    run = Run(form, {"day": "2026-11-09"}, language="zh")
    assert run.item("q").label == "Ready on 2026年11月9日?"
    run.language = "en"
    assert run.item("q").label == "Ready on 9 November 2026?"
    assert run.item("n").label == "You said 【?q】"
    assert answered(run, q="dk").item("n").label == "You said Don't know"
    empty = Run(form)
    assert empty.missing_facts() == ["day"]
    assert "【?day】" in empty.item("q").label
    with pytest.raises(UserError, match="day"):
        empty.require_facts()


def test_share_of_applicable_questions() -> None:
    run = Run(CHAIN)
    assert run.share_answered() == 0
    answered(run, a="yes")
    assert run.share_answered() == 0.5
    answered(run, b="no")
    assert run.share_answered() == 1


def test_a_changed_answer_can_make_another_invalid() -> None:
    form = survey("integer | most | Most | ", "integer | some | Some | . <= ${most}", columns=" constraint |")
    run = answered(Run(form), most="10", some="8")
    answered(run, most="5")
    assert [reason.code for reason in run.can_complete()] == ["invalid"]


def test_whatever_is_typed_is_kept_as_it_is() -> None:
    run = Run(survey("text | words | Words | ", columns=" relevant |"))
    words = "  [/]𠮷 ${words} 到店十分钟\n都没人理我  "
    answered(run, words=words)
    assert run.results() == {"words": words}
    assert run.answers() == {"words": words}


@pytest.mark.parametrize("nothing", ["   ", "\u3000", "\u200b", "\x00", "\n\t", "\u202e"])
def test_a_text_in_which_nothing_can_be_read_is_no_answer(nothing: str) -> None:
    rows = "| survey |\n| | type | name | label::中文 (zh) | required |\n| | text | why | 为什么 | yes |\n"
    rows += "| settings |\n| | form_title | form_id | default_language |\n| | x | x | 中文 (zh) |\n"
    run = Run(compile_form(rows, ".md"), {})
    assert run.answer("why", nothing).ok
    assert run.item("why").value == ""
    assert [reason.key for reason in run.can_complete()] == ["why"]
    assert run.answer("why", f"等{nothing}久").ok
    assert run.item("why").value == f"等{nothing}久".replace("\x00", "")
