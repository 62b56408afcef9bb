"""What a running interview lacks: facts before it begins, answers before it is complete."""

from __future__ import annotations

from agentdesk.interview import pages
from agentdesk.interview.model import Kind
from agentdesk.interview.outline import hidden_by_facts
from agentdesk.interview.piping import REFERENCE, may_be_blank
from agentdesk.interview.slots import Slot
from agentdesk.interview.state import Answers

_FALSE = frozenset({"", "0", "no", "false", "NaN"})


def on_path(state: Answers) -> list[Slot]:
    """The rows that the answers lead to, in the order of the form."""
    return state.once_on_path("rows", lambda: [slot for slot in state.order() if slot.relevant])


def holds(state: Answers, name: str) -> bool:
    """Whether a calculation of the form says yes, such as `dissatisfied`."""
    slots = [slot for place in state.graph.places.get(name, ()) for slot in state.of_place[place]]
    return any(slot.relevant and slot.value not in _FALSE for slot in slots)


def missing_facts(state: Answers) -> list[str]:
    """The facts that something read aloud on this task needs and that are blank."""
    needed: dict[str, None] = {}
    for slot in state.order():
        if slot.relevant or not hidden_by_facts(state, slot):
            node = slot.model
            for text in (*node.label.values(), *node.hint.values()):
                needed.update(dict.fromkeys(REFERENCE.findall(text)))
    return [name for name in needed if _lacks(state, name)]


def _lacks(state: Answers, name: str) -> bool:
    slots = [slot for place in state.graph.places.get(name, ()) for slot in state.of_place[place]]
    blank = all(not slot.value for slot in slots)
    fact = all(slot.model.kind is Kind.HIDDEN for slot in slots)
    return blank and fact and not may_be_blank(name, state)


def share_answered(state: Answers) -> float:
    """The share of applicable questions that have an answer, 0 to 1 (AAPOR: complete, partial or break-off).

    Applicable are the questions on the path, without the identity and recording questions; an optional free text
    counts only when something was said. Don't-know and refused are answers. 0 where nothing applies.
    """
    counted = [
        bool(slot.value)
        for slot in on_path(state)
        if pages.is_counted(slot.model)
        and (slot.value or slot.model.kind is not Kind.TEXT or pages.is_required(state, slot))
    ]
    return sum(counted) / len(counted) if counted else 0.0
