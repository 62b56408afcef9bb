"""The outline of a running interview: every question with its state, and why one is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentdesk.common.i18n import _
from agentdesk.interview.model import (
    ASKED,
    CONTAINERS,
    SHOWN,
    SILENT,
    Kind,
    text_in,
)
from agentdesk.interview.pages import is_required, question_numbers
from agentdesk.interview.piping import fill, spoken
from agentdesk.interview.slots import Slot
from agentdesk.interview.state import Answers
from agentdesk.interview.views import OutlineRow, State

if TYPE_CHECKING:
    from agentdesk.interview.run import Run


def outline(run: Run) -> tuple[OutlineRow, ...]:
    """Every question, note and prompt in order, with its state; what is hidden says why."""
    numbers = question_numbers(run.state)
    here = {each.key for each in (run.page.items if run.page else ())}
    return tuple(
        OutlineRow(
            key=slot.key,
            label=fill(run.label(slot), run.state, slot),
            state=_state(run.state, slot),
            why="" if slot.relevant else why_hidden(run, slot),
            value=spoken(slot, run.state) if slot.value and slot.model.kind in ASKED else "",
            number=numbers.get(slot.key, 0),
            current=slot.key in here,
            kind=slot.model.kind,
        )
        for slot in run.state.order()
        if slot.model.kind in SHOWN
    )


def _state(state: Answers, slot: Slot) -> State:
    kind = slot.model.kind
    if not slot.relevant:
        return State.HIDDEN
    if kind is Kind.ACKNOWLEDGE:
        return State.CONFIRMED if slot.value else State.UNCONFIRMED
    if kind is Kind.NOTE:
        return State.NOTE
    if slot.value:
        return State.ANSWERED
    return State.REQUIRED if is_required(state, slot) else State.OPEN


def why_hidden(run: Run, slot: Slot) -> str:
    """What keeps a question off the path: the answers its condition (or that of a group around it) hangs on."""
    blocker = _blocker(slot)
    if blocker is None or blocker.model.relevant is None:
        return _("fewer turns")
    looked_at = [
        each
        for name in blocker.model.relevant.names
        for place in run.state.graph.places.get(name, ())
        for each in run.state.of_place[place]
        if _can_be_said(each) and dict(slot.turns).items() >= dict(each.turns).items()
    ]
    told = _("; ").join(_(": ").join((_short(run, each), _said(run, each))) for each in looked_at)
    return told or _("not needed so far")


def _can_be_said(slot: Slot) -> bool:
    """Whether a row's value says something to people: neither a fact of the desk nor a calculated code."""
    if slot.model.kind is Kind.CALCULATE:
        return slot.value in ("true", "false")
    return slot.model.kind is not Kind.HIDDEN


def _said(run: Run, slot: Slot) -> str:
    if not slot.relevant:
        return _("not asked")
    if slot.model.kind is Kind.CALCULATE and slot.value in ("true", "false"):
        return _("yes") if slot.value == "true" else _("no")
    return spoken(slot, run.state) if slot.value else _("not answered yet")


def _short(run: Run, slot: Slot) -> str:
    return text_in(slot.model.short, run.language) or (slot.key if slot.model.kind in SILENT else run.label(slot))


def _blocker(slot: Slot) -> Slot | None:
    """The outermost row around a hidden one whose own condition does not hold."""
    around = [node for node in (slot, *slot.ancestors()) if isinstance(node, Slot)]
    return next((node for node in reversed(around) if not node.own), None)


def hidden_by_facts(state: Answers, slot: Slot) -> bool:
    """Whether a hidden question stays hidden whatever the customer answers."""
    blocker = _blocker(slot)
    if blocker is None or blocker.model.relevant is None:
        return False
    return _facts_only(state, set(blocker.model.relevant.names), set())


def _facts_only(state: Answers, names: set[str], seen: set[str]) -> bool:
    for name in names - seen:
        seen.add(name)
        for place in state.graph.places.get(name, ()):
            node = state.form.nodes[place]
            if node.kind in CONTAINERS or node.kind not in SILENT:
                return False
            if node.calculation is not None and not _facts_only(state, set(node.calculation.names), seen):
                return False
    return True
