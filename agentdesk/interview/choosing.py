"""Which choices a select offers, as the answers stand, and what becomes of one that is offered no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentdesk.interview.model import Choice
from agentdesk.interview.slots import Slot, names_in
from agentdesk.interview.xpath.evaluate import run
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.syntax import Expression
from agentdesk.interview.xpath.values import EvaluationError, to_boolean

if TYPE_CHECKING:
    from agentdesk.interview.state import Answers


def offered(answers: Answers, slot: Slot) -> list[Choice]:
    """The choices of a select that its filter lets through, in the order of the list."""
    node = slot.model
    if node.choices_from:
        found = [each for each in answers.answers(node.choices_from, slot) if each.text()]
        return [Choice(each.text(), {"": each.text()}) for each in found]
    choices = answers.form.choice_list(node.choices)
    if node.choice_filter is None:
        return list(choices)
    return [choice for choice in choices if _passes(answers, node.choice_filter, slot, choice)]


def _passes(answers: Answers, expression: Expression, slot: Slot, choice: Choice) -> bool:
    scope = Scope(answers, answers.item(choice), slot, run)
    try:
        return to_boolean(scope.run(expression.tree))
    except EvaluationError as error:
        answers.misuse(expression, slot, error)
        return False


def lay_aside(slot: Slot, choices: list[Choice]) -> None:
    """A choice that is no longer offered is laid aside, and comes back when it is offered again."""
    names = {choice.name for choice in choices}
    wanted = names_in(slot.value or slot.shelved, slot.model.kind)
    left = [name for name in wanted if name in names]
    if slot.value and len(left) < len(wanted):
        slot.shelved, slot.value = slot.value, " ".join(left)
    elif slot.shelved and len(left) == len(wanted):
        slot.value, slot.shelved = slot.shelved, ""
