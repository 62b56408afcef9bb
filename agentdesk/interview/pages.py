"""The questions of a running interview as pages, items and outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentdesk.common.i18n import _
from agentdesk.interview import judge
from agentdesk.interview.model import (
    ASKED,
    CODES,
    DONT_KNOW,
    OTHER,
    REFUSED,
    SELECTS,
    SHOWN,
    Choice,
    Kind,
    Node,
    text_in,
)
from agentdesk.interview.piping import fill
from agentdesk.interview.slots import Slot
from agentdesk.interview.state import Answers
from agentdesk.interview.views import ChoiceView, Item, Page, Reason
from agentdesk.interview.xpath.shuffle import shuffled
from agentdesk.interview.xpath.values import number_of, number_text

if TYPE_CHECKING:
    from agentdesk.interview.run import Run

NOT_COUNTED = frozenset({"opening", "recording"})
_PINNED = (OTHER, DONT_KNOW, REFUSED)
_TEN = ("0", "-")  # the key of a ten: that of the nought, or beside a nought the one after it on the keyboard
_MIX = 7919  # a prime, so that questions of one interview do not all share one order


def groups(state: Answers) -> list[list[Slot]]:
    """The shown questions on the path, those of a field-list group together."""
    return state.once_on_path("groups", lambda: _groups(state))


def place_of(state: Answers, key: str) -> int:
    """On which page a question stands; the page after it where it has left the path."""
    there = state.once_on_path("places", lambda: _places(state)).get(key)
    if there is not None:
        return there
    order = {slot.key: at for at, slot in enumerate(state.order())}
    found = groups(state)
    before = order.get(key, -1)
    return next((at for at, group in enumerate(found) if order[group[0].key] > before), len(found))


def _places(state: Answers) -> dict[str, int]:
    return {slot.key: at for at, group in enumerate(groups(state)) for slot in group}


def _groups(state: Answers) -> list[list[Slot]]:
    found: list[list[Slot]] = []
    last: Slot | None = None
    for slot in state.order():
        if not slot.relevant or slot.model.kind not in SHOWN:
            continue
        if slot.together is not None and slot.together is last:
            found[-1].append(slot)
        else:
            found.append([slot])
        last = slot.together
    return found


def page(run: Run, slots: list[Slot]) -> Page:
    """A page of these questions."""
    numbers = question_numbers(run.state)
    group = slots[0].together
    title = fill(text_in(group.model.label, run.language), run.state, group) if group else ""
    return Page(
        key=slots[0].key,
        title=title,
        items=tuple(item(run, slot, numbers.get(slot.key, 0)) for slot in slots),
        number=next((numbers[slot.key] for slot in slots if slot.key in numbers), 0),
        total=len(numbers),
        open=tuple(reason for slot in slots for reason in reasons(run, slot)),
    )


def question_numbers(state: Answers) -> dict[str, int]:
    """The number of each question on the path, by its key."""
    return state.once_on_path("numbers", lambda: _counted(state))


def _counted(state: Answers) -> dict[str, int]:
    asked = [slot.key for slot in state.order() if slot.relevant and is_counted(slot.model)]
    return {key: number for number, key in enumerate(asked, 1)}


def is_counted(node: Node) -> bool:
    """Whether a row is a question of the questionnaire: identity and recording are its opening, not among them."""
    return node.kind in ASKED and node.name not in NOT_COUNTED


def item(run: Run, slot: Slot, number: int = 0) -> Item:
    """A question, note or prompt as it is shown."""
    node, state, language = slot.model, run.state, run.language
    return Item(
        key=slot.key,
        name=node.name,
        kind=node.kind,
        label=fill(text_in(node.label, language), state, slot) or node.name,
        hint=fill(text_in(node.hint, language), state, slot),
        guidance=fill(text_in(node.guidance, language), state, slot),
        short=text_in(node.short, language),
        appearance=node.appearance,
        value=slot.value,
        choices=choices(run, slot),
        required=is_required(state, slot),
        read_only=state.holds(node.read_only, slot, default=False),
        confirmed=node.kind is Kind.ACKNOWLEDGE and bool(slot.value),
        number=number,
    )


def is_required(state: Answers, slot: Slot) -> bool:
    """Whether a question must be answered; its condition may hang on other answers."""
    return slot.model.kind in ASKED and state.holds(slot.model.required, slot, default=False)


# -- choices ---------------------------------------------------------------------------------------------------------


def choices(run: Run, slot: Slot) -> tuple[ChoiceView, ...]:
    """The choices of a question in the order they are shown, each with its key; steps of a short range too."""
    chosen = slot.chosen()
    found = _range(slot) if slot.model.kind is Kind.RANGE else offered(run, slot)
    texts = [text_in(choice.label, run.language) or choice.name for choice in found]
    labels = [fill(text, run.state, slot) for text in texts]
    keys = _digits([choice.name for choice in found], labels)
    return tuple(
        ChoiceView(choice.name, label, key, choice.name in chosen)
        for choice, label, key in zip(found, labels, keys, strict=True)
    )


def offered(run: Run, slot: Slot) -> list[Choice]:
    """The choices that pass the filter, randomised where the form says so, with other, dk and ref last."""
    if slot.model.kind not in SELECTS:
        return []
    found = run.state.choices(slot)
    ordinary = [choice for choice in found if choice.name not in _PINNED]
    pinned = sorted((choice for choice in found if choice.name in _PINNED), key=lambda one: _PINNED.index(one.name))
    if slot.model.randomize:
        return [*shuffled(ordinary, _seed(run, slot)), *pinned]
    return found if not pinned else [*ordinary, *pinned]


def _seed(run: Run, slot: Slot) -> int:
    expression = slot.model.seed
    given = number_of(run.state.text(expression, slot)) if expression is not None else float("nan")
    return int(given) if given == given else run.seed + _MIX * (slot.place + 1)


def _range(slot: Slot) -> list[Choice]:
    bounds = slot.model.bounds
    if bounds is None or not bounds.step:
        return []
    count = int(abs((bounds.end - bounds.start) / bounds.step) + 1e-9) + 1
    step = abs(bounds.step) if bounds.end >= bounds.start else -abs(bounds.step)
    numbers = [number_text(bounds.start + step * place) for place in range(count)] if count <= 11 else []
    return [Choice(name, {"": name}) for name in numbers]


def _digits(names: list[str], labels: list[str]) -> list[str]:
    """The key of each choice: 1 onwards from the first, 0 the tenth; don't-know 8 and refused 9, or what is free.

    A score whose number stands in its label has its own digit (10 is 0, beside a 0 it is -); one in words has not, or 1
    would be the best answer of one question and the worst of the next.
    """
    ordinary = [name for name in names if name not in CODES]
    scores = {name: _TEN["0" in ordinary] if name == "10" else name for name in ordinary}
    shown = all(label.startswith(name) for name, label in zip(names, labels, strict=True) if name in scores)
    if not (shown and all(name.isascii() and name.isdigit() and len(key) == 1 for name, key in scores.items())):
        scores = {name: str(place % 10) if place <= 10 else "" for place, name in enumerate(ordinary, 1)}
    free = [key for key in "0-=" if key not in scores.values()]
    for name, wanted in ((DONT_KNOW, "8"), (REFUSED, "9")):
        if name in names:
            scores[name] = wanted if wanted not in scores.values() else (free.pop(0) if free else "")
    return [scores[name] for name in names]


# -- completeness ----------------------------------------------------------------------------------------------------


def reasons(run: Run, slot: Slot) -> list[Reason]:
    """Why this question keeps the interview from being complete."""
    node, label = slot.model, run.label(slot)
    if node.kind is Kind.ACKNOWLEDGE and slot.key not in run.confirmations:  # an answer says nothing of it
        return [Reason("unconfirmed", slot.key, _("not confirmed: {label}").format(label=label))]
    if node.kind not in ASKED:
        return []
    if not slot.value:
        if not is_required(run.state, slot):
            return []
        said = fill(text_in(node.required_message, run.language), run.state, slot)
        return [Reason("required", slot.key, said or _("not answered: {label}").format(label=label))]
    error = judge.type_error(slot, slot.value, run.state) or judge.constraint_problem(slot, slot.value, run.state)[0]
    if error:
        return [Reason("invalid", slot.key, f"{label}: {error}")]
    if node.name == "opening" and slot.value != "yes":
        return [Reason("identity", slot.key, _("the customer is not on the line"))]
    return []


# -- outline ---------------------------------------------------------------------------------------------------------
