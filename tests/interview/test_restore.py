"""A stored interview comes back as it was, and its rows are calculated once for it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from agentdesk.interview.compile import compile_form
from agentdesk.interview.model import FormModel
from agentdesk.interview.run import Run
from agentdesk.interview.samples import sample_facts
from agentdesk.interview.state import Answers, can_begin_with_answers
from agentdesk.interview.trial import change_answers
from agentdesk.interview.walker import walk_form
from agentdesk.playbook.read import SHIPPED
from tests.interview.test_xlsform_back import EVERYTHING

FORMS = sorted(SHIPPED.glob("*/forms/*.md"))
REPEATS = """| survey |
|   | type           | name  | label  | repeat_count | calculation | relevant | choice_filter | parameters |
|   | start          | began |        |              |             |          |               |            |
|   | integer        | cars  | Cars?  |              |             |          |               |            |
|   | begin_repeat   | car   | Car    | ${cars}      |             |          |               |            |
|   | select_one yn  | sold  | Sold?  |              |             |          |               |            |
|   | text           | why   | Why?   |              |             | ${sold} = 'no' |         |            |
|   | end_repeat     |       |        |              |             |          |               |            |
|   | calculate      | kept  |        |              | count(${why}) |        |               |            |
|   | calculate      | token |        |              | once(random()) |       |               |            |
|   | select_one yn  | glad  | Glad?  |              |             | ${kept} > 0 | name != 'no' or ${cars} > 1 | randomize=true |

| choices |
|   | list_name | name | label |
|   | yn        | yes  | Yes   |
|   | yn        | no   | No    |
"""  # noqa: E501


def shown(run: Run) -> tuple[object, ...]:
    """Everything a screen, a result or a report asks of an interview."""
    rows = [(row.key, row.state, row.value, row.why, row.number) for row in run.outline()]
    choices = {key: [each.name for each in run.item(key).choices] for key, *_rest in rows}
    return rows, choices, run.results(), run.answers(), run.can_complete(), run.position, run.share_answered()


def held(form: FormModel, seed: int) -> Run:
    """An interview at random in which answers were changed afterwards."""
    run = walk_form(form, sample_facts("zh"), seed, back=0.2, fixed={"opening": "yes"}).run
    change_answers(run, random.Random(seed))
    return run


def again(form: FormModel, run: Run, *, looked_at_first: bool, now: Callable[[], datetime]) -> Run:
    made = Run(form, sample_facts("zh"), seed=run.seed, now=now, started=now())
    if looked_at_first:
        assert made.page is not None  # which calculates the empty interview
    made.restore(run.answers(), run.confirmations, run.position)
    return made


@pytest.mark.parametrize("path", [*FORMS, Path("everything"), Path("repeats")], ids=lambda path: path.stem)
def test_once_or_twice_calculated_it_is_the_same(path: Path) -> None:
    texts = {"everything": EVERYTHING, "repeats": REPEATS}
    form = compile_form(texts[path.stem], ".md") if path.stem in texts else compile_form(path)
    for seed in range(25):
        run = held(form, seed)
        made = [
            again(form, run, looked_at_first=twice, now=lambda: datetime(2026, 11, 20, 1)) for twice in (False, True)
        ]
        assert shown(made[0]) == shown(made[1])
        volatile = {"began", "start", "end"}
        assert {k: v for k, v in made[0].results().items() if k not in volatile} == {
            k: v for k, v in run.results().items() if k not in volatile
        }


def test_the_rows_are_calculated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    form = compile_form(FORMS[0])
    run = held(form, 1)
    settled: list[int] = []
    settle = Answers.settle
    monkeypatch.setattr(Answers, "settle", lambda *given, **more: settled.append(1) or settle(*given, **more))
    made = Run(form, sample_facts("zh"), seed=run.seed)
    made.restore(run.answers(), run.confirmations, run.position)
    assert made.results() == run.results()
    assert len(settled) == 1


def test_a_default_evaluated_once_keeps_its_moment() -> None:
    rows = ("| type | name | label | default |", "| text | a | A | |", "| text | b | B | concat('x', ${a}) |")
    form = compile_form("| survey |\n" + "".join(f"| {row}\n" for row in rows), ".md")
    assert not can_begin_with_answers(form)
    run = Run(form)
    assert run.answer("a", "1").ok
    assert run.answer("b", "").ok
    made = Run(form)
    made.restore({**run.answers(), "b": ""})
    assert made.results() == run.results() == {"a": "1"}


def test_the_start_of_a_call_stays_its_start() -> None:
    form = compile_form(REPEATS.replace("| token |", "| day |").replace("once(random())", "${began}"), ".md")
    began = datetime(2026, 11, 20, 1, 30)
    run = Run(form, now=lambda: datetime(2026, 11, 21, 3, 0), started=began)
    assert run.results()["began"] == run.results()["day"] == "2026-11-20T09:30:00.000+08:00"
    run.restore({"began": "2000-01-01"})
    assert run.metadata() == {"began": "2026-11-20T09:30:00.000+08:00"}
