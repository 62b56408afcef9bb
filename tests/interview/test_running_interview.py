"""The running interview: paths, back-edits, checks, repeats, choices, prompts, resuming."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentdesk.common.errors import UserError
from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel
from agentdesk.interview.run import END, Run
from agentdesk.interview.views import State


def survey(*rows: str, columns: str, choices: str = "") -> FormModel:
    """A form of rows of cells parted by |; `columns` names the columns after type, name and label."""
    heading = f"| survey |\n|   | type | name | label |{columns}\n"
    lists = f"\n| choices |\n|   | list_name | name | label | {choices}\n" if choices else ""
    return compile_form(heading + "\n".join(f"|   | {row} |" for row in rows) + "\n" + lists, ".md")


YES_NO = """region |
|   | yn | yes | Yes | |
|   | yn | no | No | |
|   | yn | dk | Don't know | |
|   | city | cz | 滁州 | ah |
|   | city | hf | 合肥 | ah |
|   | city | nj | 南京 | js |
|   | region | ah | 安徽 | |
|   | region | js | 江苏 | |"""

CHAIN = survey(
    "select_one yn | a | A | | yes",
    "select_one yn | b | B | ${a} = 'yes' | yes",
    "select_one yn | c | C | ${b} = 'yes' | yes",
    "text | d | D | ${c} = 'yes' | yes",
    columns=" relevant | required |",
    choices=YES_NO,
)


def answered(run: Run, **values: str) -> Run:
    for key, value in values.items():
        assert run.answer(key, value).ok, key
    return run


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


def test_range_offers_its_steps() -> None:
    run = Run(survey("range | r | R | start=1 end=5 step=1", columns=" parameters |"))
    assert [(each.name, each.digit) for each in run.item("r").choices] == [(str(n), str(n)) for n in range(1, 6)]
    assert run.answer("r", "3").ok
    assert not run.answer("r", "2.5").ok
    assert not run.answer("r", "6").ok


def test_cascading_choices_lay_aside_and_restore() -> None:
    form = survey(
        "select_one region | region | Region | ",
        "select_one city | city | City | region = ${region}",
        columns=" choice_filter |",
        choices=YES_NO,
    )
    run = answered(Run(form), region="ah")
    assert [choice.name for choice in run.item("city").choices] == ["cz", "hf"]
    answered(run, city="hf", region="js")
    assert run.results() == {"region": "js"}
    assert not run.answer("city", "hf").ok
    assert answered(run, region="ah").results() == {"region": "ah", "city": "hf"}


def test_or_other_asks_and_is_required() -> None:
    run = Run(survey("select_one yn or_other | q | Q | ", columns=" relevant |", choices=YES_NO))
    assert [choice.name for choice in run.item("q").choices] == ["yes", "no", "other", "dk"]
    assert not run.answer("q_other", "x").ok
    answered(run, q="other")
    assert run.open_required() == ["q_other"]


def test_randomised_choices_keep_the_seed_and_pin_dont_know() -> None:
    form = survey("select_one yn | q | Q | randomize=true", columns=" parameters |", choices=YES_NO)
    orders = {tuple(c.name for c in Run(form, seed=seed).item("q").choices) for seed in range(20)}
    assert {order[-1] for order in orders} == {"dk"}
    assert len(orders) == 2
    assert Run(form, seed=5).shown_order() == Run(form, seed=5).shown_order()


def test_the_form_s_own_seed_gives_odk_s_order() -> None:
    letters = "\n".join(f"|   | l | {letter} | {letter} | |" for letter in "ABCDEF")
    form = survey("select_one l | q | Q | randomize=true, seed=42", columns=" parameters |", choices=f"x |\n{letters}")
    assert "".join(choice.name for choice in Run(form, seed=1).item("q").choices) == "AFCBDE"


def test_repeats_follow_their_count_and_keep_lost_turns() -> None:
    form = survey(
        "integer | cars | Cars | | ",
        "begin_repeat | car | Car | ${cars} | ",
        "text | plate | Plate | | ",
        "integer | km | Km | | ",
        "calculate | far | | | ${km} > 100",
        "end_repeat | | | | ",
        "calculate | total | | | sum(${km})",
        "calculate | second | | | indexed-repeat(${plate}, ${car}, 2)",
        "calculate | turns | | | count(${car})",
        "text | after | After | | ",
        columns=" repeat_count | calculation |",
    )
    run = answered(Run(form), cars="2")
    answered(run, **{"plate[1]": "皖M1", "km[1]": "50", "plate[2]": "皖M2", "km[2]": "150"})
    found = run.results()
    assert (found["total"], found["second"], found["turns"]) == ("200", "皖M2", "2")
    assert (found["far[1]"], found["far[2]"]) == ("false", "true")
    keys = [row.key for row in run.outline()]
    assert keys == ["cars", "plate[1]", "km[1]", "plate[2]", "km[2]", "after"]
    answered(run, cars="1")
    assert "plate[2]" not in run.results()
    assert run.results()["total"] == "50"
    again = Run(form)
    again.restore({**run.answers(), "cars": "2"})
    assert again.results()["plate[2]"] == "皖M2"


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


def test_a_changed_answer_can_make_another_invalid() -> None:
    form = survey("integer | most | Most | ", "integer | some | Some | . <= ${most}", columns=" constraint |")
    run = answered(Run(form), most="10", some="8")
    answered(run, most="5")
    assert [reason.code for reason in run.can_complete()] == ["invalid"]


def test_choices_from_a_repeat() -> None:
    form = survey(
        "begin_repeat | car | Car | 2",
        "text | plate | Plate | ",
        "end_repeat | | | ",
        "select_one ${plate} | main | Main car | ",
        columns=" repeat_count |",
    )
    run = answered(Run(form), **{"plate[1]": "皖M1", "plate[2]": "皖M2"})
    assert [choice.label for choice in run.item("main").choices] == ["皖M1", "皖M2"]
    assert run.answer("main", "皖M2").ok


def test_choice_names_and_instances_follow_the_language() -> None:
    form = compile_form(
        """
| survey |
|   | type          | name | label::中文 (zh) | label::English (en) | calculation |
|   | select_one yn | q    | 问              | Ask                 |             |
|   | calculate     | said |                 |                     | jr:choice-name(${q}, '${q}') |
|   | calculate     | all  |                 |                     | count(instance('yn')/root/item) |
|   | calculate     | kind |                 |                     | instance('yn')/root/item[name = ${q}]/kind |
| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) | kind |
|   | yn        | yes  | 是              | Yes                 | good |
|   | yn        | no   | 否              | No                  | bad  |
""",
        ".md",
    )
    run = answered(Run(form), q="no")
    assert (run.results()["said"], run.results()["all"], run.results()["kind"]) == ("否", "2", "bad")
    run.language = "en"
    assert answered(run, q="yes").results()["said"] == "Yes"


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


def test_whatever_is_typed_is_kept_as_it_is() -> None:
    run = Run(survey("text | words | Words | ", columns=" relevant |"))
    words = "  [/]𠮷 ${words} 到店十分钟\n都没人理我  "
    answered(run, words=words)
    assert run.results() == {"words": words}
    assert run.answers() == {"words": words}


def test_repeats_inside_each_other() -> None:
    form = survey(
        "begin_repeat | car | Car | 2 | ",
        "calculate | place | | | position(..)",
        "integer | visits | Visits | | ",
        "begin_repeat | visit | Visit | ${visits} | ",
        "text | why | Why of ${place} | | ",
        "end_repeat | | | | ",
        "calculate | told | | | join('+', ${why})",
        "end_repeat | | | | ",
        "calculate | all | | | count-non-empty(${why})",
        "calculate | one | | | indexed-repeat(${why}, ${car}, 2, ${visit}, 1)",
        columns=" repeat_count | calculation |",
    )
    run = answered(Run(form), **{"visits[1]": "1", "visits[2]": "2"})
    answered(run, **{"why[1][1]": "oil", "why[2][1]": "tyres", "why[2][2]": "brakes"})
    found = run.results()
    assert (found["place[1]"], found["place[2]"]) == ("1", "2")
    assert (found["told[1]"], found["told[2]"], found["all"], found["one"]) == ("oil", "tyres+brakes", "3", "tyres")
    assert run.item("why[2][1]").label == "Why of 2"


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


def test_don_t_know_and_refused_are_no_ranks() -> None:
    names = "".join(f"\n|   | l | {name} | {name.upper()} | |" for name in ("a", "b", "dk", "ref"))
    run = Run(survey("rank l | q | Q | yes", columns=" required |", choices=f"of |{names}"))
    assert run.answer("q", "b a").ok
    assert run.can_complete() == []
    for code in ("dk", "ref"):
        assert run.answer("q", code).ok
        assert run.can_complete() == []
    assert not run.answer("q", "a").ok
    assert not run.answer("q", "a b dk").ok
    assert not run.answer("q", "dk ref").ok


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
