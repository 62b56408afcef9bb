"""The running interview: what is on the path, and how the pages follow it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.common.errors import UserError
from agentdesk.interview.run import END, Run
from agentdesk.interview.views import State
from tests.interview.small_forms import CHAIN, YES_NO, answered, survey


def test_off_path_answers_leave_the_results_and_come_back() -> None:
    run = answered(Run(CHAIN), a="yes", b="yes", c="yes", d="why")
    answered(run, a="no")
    assert run.results() == {"a": "no"}
    assert run.answers() == {"a": "no", "b": "yes", "c": "yes", "d": "why"}
    assert [row.state for row in run.outline()] == [State.ANSWERED, State.HIDDEN, State.HIDDEN, State.HIDDEN]
    assert not run.answer("d", "more").ok
    answered(run, a="yes")
    assert run.results() == {"a": "yes", "b": "yes", "c": "yes", "d": "why"}


def _on_path(a: str, b: str, c: str, d: str) -> dict[str, str]:
    found = {"a": a}
    if a == "yes":
        found["b"] = b
        if b == "yes":
            found["c"] = c
            if c == "yes":
                found["d"] = d
    return {key: value for key, value in found.items() if value}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["yes", "no", "dk", ""])), max_size=30))
def test_any_chain_of_back_edits_leaves_what_is_on_the_path(edits: list[tuple[str, str]]) -> None:
    run = Run(CHAIN)
    kept = dict.fromkeys("abcd", "")
    for key, value in edits:
        if run.answer(key, value).ok:
            kept[key] = value
        assert run.results() == _on_path(**kept)
        assert set(run.results()) <= {row.key for row in run.outline() if row.state is not State.HIDDEN}
    again = Run(CHAIN)
    again.restore(run.answers(), run.confirmations, run.position)
    assert (again.results(), again.position) == (run.results(), run.position)


def test_hidden_rows_say_why() -> None:
    run = answered(Run(CHAIN), a="no")
    assert run.outline()[1].why == "A：No"
    answered(run, a="yes", b="no")
    assert [row.why for row in run.outline()] == ["", "", "B：No", "C：没有问到"]


def test_changes_carry_old_and_new() -> None:
    form = survey(
        "integer | n | N | | ",
        "calculate | twice | | ${n} * 2 | ",
        columns=" calculation | relevant |",
    )
    run = Run(form)
    changes = run.answer("n", "4").changes
    assert [(change.key, change.old, change.new) for change in changes] == [("n", "", "4"), ("twice", "", "8")]
    assert [change.new for change in run.answer("n", "").changes] == ["", ""]
    assert run.answer("n", "").changes == ()


def test_only_what_depends_is_recalculated(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"integer | n{i} | N | | " for i in range(50)]
    rows += [f"calculate | c{i} | | ${{n{i}}} + 1 | " for i in range(50)]
    run = Run(survey(*rows, columns=" calculation | relevant |"))
    seen: list[int] = []
    settle = run.state._settle_row
    monkeypatch.setattr(run.state, "_settle_row", lambda place, names: (seen.append(place), settle(place, names))[1])
    answered(run, n3="1")
    assert seen == [53]


def test_pages_of_field_lists_and_moving() -> None:
    form = survey(
        "text | a | A | ",
        "begin_group | g | G | field-list",
        "text | b | B | ",
        "text | c | C | ",
        "end_group | | | ",
        "text | d | D | ",
        columns=" appearance |",
    )
    run = Run(form)
    assert run.position == "a"
    page = run.next()
    assert page is not None
    assert (page.title, [item.key for item in page.items], page.number, page.total) == ("G", ["b", "c"], 2, 4)
    assert run.next() is not None
    assert (run.next(), run.position) == (None, END)
    back = run.back()
    assert back is not None
    assert back.key == "d"
    assert run.goto("c") is not None
    assert run.position == "b"
    with pytest.raises(UserError):
        run.goto("nowhere")


def test_the_position_follows_when_its_question_leaves_the_path() -> None:
    run = answered(Run(CHAIN), a="yes", b="yes")
    run.goto("c")
    answered(run, a="no")
    assert run.page is None or run.page.key == "a"
    assert run.position in {"a", END}


def test_defaults_once_and_triggers() -> None:
    form = survey(
        "text | a | A | 'x' | | ",
        "text | b | B | concat('got ', ${a}) | | ",
        "calculate | kept | | | once(${a}) | ",
        "calculate | timed | | | concat(${a}, ${b}) | ${b}",
        columns=" default | calculation | trigger |",
    )
    run = Run(form)
    assert run.item("b").value.startswith("got ")
    before = run.results()["kept"]
    answered(run, a="second")
    assert run.results()["kept"] == before
    assert run.item("b").value.startswith("got '")
    assert "timed" not in run.results() or "second" not in run.results()["timed"]
    answered(run, b="now")
    assert run.results()["timed"] == "secondnow"


def test_relevance_of_groups_cascades_and_required_inside_does_not_bar() -> None:
    form = survey(
        "select_one yn | a | A | | ",
        "begin_group | g | G | ${a} = 'yes' | ",
        "begin_group | h | H | | ",
        "text | b | B | | yes",
        "end_group | | | | ",
        "end_group | | | | ",
        columns=" relevant | required |",
        choices=YES_NO,
    )
    run = answered(Run(form), a="no")
    assert run.can_complete() == []
    assert run.outline()[1].why == "A：No"
    assert [reason.key for reason in answered(run, a="yes").can_complete()] == ["b"]


def test_one_name_in_two_groups_has_two_keys() -> None:
    form = survey(
        "begin_group | g | G | ",
        "text | a | A | ",
        "end_group | | | ",
        "begin_group | h | H | ",
        "text | a | A | ",
        "end_group | | | ",
        columns=" appearance |",
    )
    run = answered(Run(form), **{"g/a": "1", "h/a": "2"})
    assert run.results() == {"g/a": "1", "h/a": "2"}


def test_an_answer_in_a_form_of_500_questions_recalculates_little() -> None:
    rows = ["select_one yn | q0 | Q | "]
    rows += [f"select_one yn | q{i} | After ${{q{i - 1}}} | ${{q{i - 1}}} != 'no'" for i in range(1, 500)]
    run = Run(survey(*rows, columns=" relevant |", choices=YES_NO))
    seen = 0
    settle = run.state._settle_row

    def counted(place: int, names: set[str]) -> object:
        nonlocal seen
        seen += 1
        return settle(place, names)

    run.state._settle_row = counted  # type: ignore[method-assign,assignment]
    answered(run, q250="yes")
    assert seen <= 2
    answered(run, q250="no")
    assert run.item("q251").key not in run.results()
    assert len([row for row in run.outline() if row.state is not State.HIDDEN]) == 251


def test_pages_follow_a_group_that_leaves_the_path_while_it_is_shown() -> None:
    form = survey(
        "select_one yn | a | A | | ",
        "begin_group | g | G | ${a} = 'yes' | field-list",
        "text | b | B | | ",
        "text | c | C | | ",
        "end_group | | | | ",
        "text | d | D | | ",
        columns=" relevant | appearance |",
        choices=YES_NO,
    )
    run = answered(Run(form), a="yes")
    run.goto("c")
    answered(run, a="no")
    assert run.page is not None
    assert run.page.key == "d"
    before = run.back()
    assert before is not None
    assert before.key == "a"
