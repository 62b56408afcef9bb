"""The running interview: choices, their order, ranges, rankings and repeats."""

from __future__ import annotations

from agentdesk.interview.compile import compile_form
from agentdesk.interview.run import Run
from tests.interview.small_forms import YES_NO, answered, survey


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
    assert Run(form, seed=5).item("q").choices == Run(form, seed=5).item("q").choices


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
