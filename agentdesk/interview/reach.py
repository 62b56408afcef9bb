"""Which questions no answers can lead to, and which can never be answered: found by trying the answers that matter.

What a row hangs on is taken out of the form as a small form of its own, and the running interview is given every
combination of answers that its conditions can tell apart. Where that cannot be said (dates, the clock, sums of
numbers, too many combinations) nothing is claimed.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise, product

import msgspec

from agentdesk.interview.constants import COMPARED, constant
from agentdesk.interview.graph import Graph
from agentdesk.interview.model import CODES, NUMBERS, FormModel, Kind, Node, expressions_of
from agentdesk.interview.run import Run
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.library import VOLATILE
from agentdesk.interview.xpath.parse import walk
from agentdesk.interview.xpath.values import is_day, number_of, number_text

MOST = 1500  # combinations of answers tried for one row
_UNTOLD = VOLATILE | {"randomize", "position", "indexed-repeat", "current", "once"}
_SELF = syntax.Path((syntax.Step("self", "node()"),))
_SOMETHING = "~"  # a text that no form compares with


class _CannotTell(Exception):
    """Something whose values cannot be counted."""


class Reach:
    """The rows of one form; `graph` is its dependencies."""

    def __init__(self, form: FormModel, graph: Graph) -> None:
        self.form, self.graph = form, graph

    def never_asked(self, place: int) -> bool:
        """Whether no answers lead to a row with a condition of its own; False where that cannot be told."""
        if self.form.nodes[place].relevant is None:
            return False
        for deep in (True, False):
            try:
                return not self._tried(place, deep)
            except _CannotTell:
                continue
        return False

    def never_answered(self, place: int) -> bool:
        """Whether a row's own constraint refuses every answer; False where that cannot be told."""
        node = self.form.nodes[place]
        if node.constraint is None or set(node.constraint.names) - {node.name}:
            return False
        try:
            small = self._small({place}, place, deep=True, keep_condition=False)
            run = Run(small)
            return not any(run.answer(node.name, value, confirmed=True).ok for value in self._values(small, 0) if value)
        except _CannotTell:
            return False

    def _tried(self, place: int, deep: bool) -> bool:
        """Whether any combination of answers brings the row onto the path."""
        small = self._small(self._needed(place, deep), place, deep=deep, keep_condition=True)
        name = self.form.nodes[place].name
        asked = {node.name: self._values(small, at) for at, node in enumerate(small.nodes) if _is_free(node, name)}
        if math.prod(len(values) for values in asked.values()) > MOST:
            raise _CannotTell
        run = Run(small)
        for values in product(*asked.values()):
            for _again in range(2):  # a condition may look at a question further down
                for key, value in zip(asked, values, strict=True):
                    run.answer(key, value, confirmed=True)
            if run.state.slots[name].relevant:
                return True
        return False

    def _needed(self, place: int, deep: bool) -> set[int]:
        """The row, what it stands in, and what their conditions look at; with `deep` what those hang on, too."""
        found, waiting = set[int](), [place]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            if len(found) > 30:
                raise _CannotTell
            node, around = self.form.nodes[here], self.graph.above(here)
            if here == place or deep:
                waiting += around
            if here == place or deep or here in self.graph.above(place):
                waiting += self._looked_at(node.relevant)
            waiting += self._looked_at(node.calculation)
        return found

    def _looked_at(self, expression: syntax.Expression | None) -> list[int]:
        places = [self.graph.places.get(name, []) for name in (expression.names if expression else ())]
        if any(len(each) != 1 for each in places):
            raise _CannotTell
        return [each[0] for each in places]

    def _small(self, places: set[int], place: int, *, deep: bool, keep_condition: bool) -> FormModel:
        """A form of these rows alone, without anything that only narrows what can be answered."""
        order = sorted(places)
        at = {each: number for number, each in enumerate(order)}
        own = {place, *self.graph.above(place)}
        nodes = []
        for here in order:
            node = self.form.nodes[here]
            if node.kind is Kind.REPEAT or node.trigger or node.choices_from:
                raise _CannotTell
            bare = Node(
                name=node.name,
                kind=Kind.TEXT if node.kind is Kind.HIDDEN else node.kind,
                parent=at.get(node.parent, -1),
                appearance=node.appearance,
                choices=node.choices,
                bounds=node.bounds,
                calculation=node.calculation,
                default=node.default if node.kind is Kind.CALCULATE else "",
                relevant=node.relevant if keep_condition and (deep or here in own) else None,
                constraint=None if keep_condition and set(_names(node.constraint)) - {node.name} else node.constraint,
            )
            if not all(_can_be_told(part) for each in expressions_of(bare).values() for part in walk(each.tree)):
                raise _CannotTell
            nodes.append(bare)
        return msgspec.structs.replace(self.form, nodes=tuple(nodes))

    def _values(self, small: FormModel, at: int) -> list[str]:
        """The answers of a question that the conditions of the small form can tell apart, a blank among them."""
        node = small.nodes[at]
        if node.kind is Kind.SELECT_ONE:
            return [choice.name for choice in small.choice_list(node.choices)] + [""]
        if node.kind is Kind.SELECT_MULTIPLE:
            return _subsets([choice.name for choice in small.choice_list(node.choices)])
        if node.kind is Kind.ACKNOWLEDGE:
            return ["OK", ""]
        literals = _compared_with(small, node)
        codes = sorted(CODES & set(node.appearance.split()))
        if node.kind in NUMBERS:
            return [*map(number_text, _numbers(node, {number_of(text) for text in literals})), *codes, ""]
        if node.kind is Kind.DATE:
            return [*_days(literals), *codes, ""]
        if node.kind is Kind.TEXT:
            return [*sorted(literals), _SOMETHING, *codes, ""]
        raise _CannotTell


def _subsets(names: list[str]) -> list[str]:
    """Every answer of a select_multiple, where there are not too many; don't know and refused stand alone."""
    if len(names) > 7:
        raise _CannotTell
    taken = [
        [name for place, name in enumerate(names) if bits >> place & 1] for bits in reversed(range(1 << len(names)))
    ]
    return [" ".join(each) for each in taken if len(each) < 2 or not CODES & set(each)]


def _days(compared: set[str]) -> list[str]:
    """Each day that is compared with, and the ones before and after it."""
    days = {date.fromisoformat(text[:10]) for text in compared if is_day(text)}
    return sorted({(day + timedelta(days=step)).isoformat() for day in days for step in (-1, 0, 1)} or {"2026-11-20"})


def _numbers(node: Node, compared: set[float]) -> list[float]:
    """A number in each stretch that the compared ones make, and these themselves."""
    if node.bounds is not None:
        count = abs((node.bounds.end - node.bounds.start) / node.bounds.step) if node.bounds.step else 0.0
        if not 0 < count <= 100:
            raise _CannotTell
        step = math.copysign(node.bounds.step, node.bounds.end - node.bounds.start)
        return [node.bounds.start + step * place for place in range(int(count + 1e-9) + 1)]
    if node.kind is Kind.INTEGER:
        return [
            float(each) for each in sorted({math.floor(at) + step for at in compared | {0.0} for step in range(-1, 3)})
        ]
    known = sorted(compared | {0.0})
    between = [(low + high) / 2 for low, high in pairwise(known)]
    return sorted([known[0] - 1, *known, *between, known[-1] + 1])


def _is_free(node: Node, name: str) -> bool:
    """Whether a row of a small form is given answers: all but the row in question, groups and calculations."""
    return node.name != name and node.kind not in {Kind.GROUP, Kind.CALCULATE}


def _names(expression: syntax.Expression | None) -> tuple[str, ...]:
    return expression.names if expression else ()


def _compared_with(small: FormModel, node: Node) -> set[str]:
    """The constants a number or text is compared with; _CannotTell where anything else is done with it."""
    signs = COMPARED if node.kind in NUMBERS | {Kind.DATE} else {"=", "!="}
    found: set[str] = set()
    for other in small.nodes:
        for expression in expressions_of(other).values():
            parts = list(walk(expression.tree))
            uses = sum(_is(part, node, other) for part in parts)
            for part in parts:
                if isinstance(part, syntax.Binary) and part.operator in signs:
                    for one, other_side in ((part.left, part.right), (part.right, part.left)):
                        text = constant(other_side)
                        if _is(one, node, other) and text is not None:
                            uses -= 1
                            found.add(text)
            if uses:
                raise _CannotTell
    if node.kind in NUMBERS and any(number_of(text) != number_of(text) for text in found - CODES - {""}):
        raise _CannotTell
    if node.kind is Kind.DATE and not all(map(is_day, found - CODES - {""})):
        raise _CannotTell
    return found - CODES - {""}


def _can_be_told(part: syntax.Node) -> bool:
    """Whether a part of an expression hangs on named answers only: not on the clock, chance or a path."""
    if isinstance(part, syntax.Call):
        return part.name not in _UNTOLD
    return not isinstance(part, syntax.Path) or part == _SELF


def _is(part: syntax.Node, node: Node, stands_in: Node) -> bool:
    """Whether a part of an expression is the value of the node."""
    if isinstance(part, syntax.Name):
        return part.name == node.name
    return part == _SELF and stands_in is node
