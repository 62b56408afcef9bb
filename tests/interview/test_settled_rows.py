"""How much of a long questionnaire an answer recalculates: counted, since a shared machine's time proves nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from agentdesk.interview import state
from agentdesk.interview.model import FormModel, expressions_of
from agentdesk.interview.run import Run
from agentdesk.interview.state import Answers
from agentdesk.interview.xpath.syntax import Expression
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import Value
from scripts.bench.interview import chain

FEW, MANY = 10, 500


class Counted:
    """How often each row's expressions were evaluated."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: Counter[str] = Counter()
        evaluate = state.evaluate

        def counting(expression: Expression, environment: Answers, node: DataNode) -> Value:
            self.rows[node.name] += 1
            return evaluate(expression, environment, node)

        monkeypatch.setattr(state, "evaluate", counting)

    def of(self, work: object) -> int:
        """The evaluations a piece of work has cost."""
        self.rows.clear()
        assert callable(work)
        work()
        return self.rows.total()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


@pytest.fixture(scope="module")
def forms() -> dict[int, FormModel]:
    """The bench's form in which each question is asked only after what the one before it said, short and long."""
    return {count: chain(count) for count in (FEW, MANY)}


def answered(form: FormModel, count: int) -> Run:
    run = Run(form)
    for place in range(count):
        assert run.answer(f"q{place}", "yes").ok
    return run


def test_a_form_opens_with_each_row_evaluated_once(forms: dict[int, FormModel], counted: Counted) -> None:
    form = forms[MANY]
    written = sum(len(expressions_of(node)) for node in form.nodes)
    assert counted.of(lambda: Run(form).state) <= written
    assert max(counted.rows.values()) == 1


def test_an_answer_costs_a_long_form_no_more_than_a_short_one(forms: dict[int, FormModel], counted: Counted) -> None:
    costs = {}
    for count, form in forms.items():
        run = answered(form, count)
        costs[count] = [counted.of(lambda run=run, place=place: run.answer(f"q{place}", "no")) for place in range(9)]
    assert costs[FEW] == costs[MANY]
    assert max(costs[MANY]) <= 4  # the question after it, the calculations of both


def test_an_answer_that_hides_all_others_evaluates_each_row_once(forms: dict[int, FormModel], counted: Counted) -> None:
    run = answered(forms[MANY], MANY)
    for value, shown in (("never", 1), ("yes", MANY)):
        assert counted.of(lambda value=value: run.answer("q0", value)) <= len(forms[MANY].nodes)
        assert max(counted.rows.values()) == 1
        assert sum(key.startswith("q") for key in run.results()) == shown


def test_the_next_page_evaluates_nothing_that_hangs_on_no_answer(forms: dict[int, FormModel], counted: Counted) -> None:
    costs = []
    for count, form in forms.items():
        run = answered(form, count)
        run.goto("q3")
        costs.append(counted.of(run.next))
    assert costs[0] == costs[1] <= 3
