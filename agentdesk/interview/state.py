"""The answers of a running interview and what follows from them, recalculated only where a change can matter."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, TypeVar

from agentdesk.interview import choosing
from agentdesk.interview.model import METADATA, SELECTS, Choice, FormModel, Kind, Node, expressions_of
from agentdesk.interview.slots import Slot
from agentdesk.interview.world import World
from agentdesk.interview.xpath.evaluate import evaluate
from agentdesk.interview.xpath.syntax import Expression
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import EvaluationError, Value, to_boolean, to_number, to_text

MAX_TURNS = 99
_GIVEN = METADATA | {Kind.HIDDEN}  # what the interview is begun with, and no answer changes
Shown = TypeVar("Shown")


def can_begin_with_answers(form: FormModel) -> bool:
    """Whether stored answers give the same state whether the form was calculated without them first or not.

    A default that is evaluated once belongs to the moment its question came to be, and so does what a trigger set off.
    """
    return not any(node.dynamic_default is not None or node.trigger for node in form.nodes)


class Answers(World):
    """All answers, on and off the path, as the tree expressions see; also the environment they are evaluated in."""

    def __init__(
        self,
        form: FormModel,
        *,
        now: Callable[[], datetime],
        started: datetime,
        zone: tzinfo,
        language: str,
    ) -> None:
        super().__init__(form, now=now, zone=zone, language=language)
        self.started = started.replace(tzinfo=UTC).astimezone(zone)
        self.root = DataNode(form.name or "data")
        self.slots: dict[str, Slot] = {}
        self.of_place: list[list[Slot]] = [[] for _ in form.nodes]
        self.kept: dict[str, str] = {}
        self.facts: Mapping[str, str] = {}
        self.misused: dict[tuple[int, str], str] = {}  # by row and column: expressions that some answers made fail
        self.children: dict[int, list[int]] = {}
        for place, node in enumerate(form.nodes):
            self.children.setdefault(node.parent, []).append(place)
        self._order: list[Slot] | None = None
        self._shown: dict[object, Any] = {}
        self._of_path: dict[object, Any] = {}

    def begin(self, facts: Mapping[str, str], kept: Mapping[str, str]) -> None:
        """Make every slot, fill in the facts, defaults and stored answers, calculate everything once.

        Answers may be `kept` where `can_begin_with_answers` says so.
        """
        self.facts = facts
        self.kept = dict(kept)
        fresh = self._grow(-1, self.root, ())
        self.settle({slot.place for slot in fresh} | set(range(len(self.form.nodes))))
        self._default(self.order())

    # -- the environment of expressions ------------------------------------------------------------------------------

    def answers(self, name: str, origin: DataNode) -> list[DataNode]:
        """The on-path nodes of `${name}`, of the same turn where the expression stands in a repeat."""
        places = dict(origin.turns) if isinstance(origin, Slot) else {}
        return [
            slot
            for place in self.graph.places.get(name, ())
            for slot in self.of_place[place]
            if slot.relevant
            and (not slot.turns or all(places.get(repeat, turn) == turn for repeat, turn in slot.turns))
        ]

    def turns(self, name: str) -> list[DataNode]:
        """All on-path nodes of a name, of every turn."""
        return [slot for place in self.graph.places.get(name, ()) for slot in self.of_place[place] if slot.relevant]

    # -- evaluation --------------------------------------------------------------------------------------------------

    def value(self, expression: Expression, slot: DataNode) -> Value:
        """The value of an expression at a slot; "" where a function is misused by what was answered."""
        try:
            return evaluate(expression, self, slot)
        except EvaluationError as error:
            self.misuse(expression, slot, error)
            return ""

    def misuse(self, expression: Expression, slot: DataNode, error: EvaluationError) -> None:
        """Remember that an expression of a row gave nothing, and why."""
        if isinstance(slot, Slot):
            column = next((name for name, each in expressions_of(slot.model).items() if each is expression), "")
            self.misused[slot.place, column] = str(error)

    def holds(self, expression: Expression | None, slot: DataNode, default: bool) -> bool:
        """Whether a condition holds at a slot; `default` where there is none."""
        return default if expression is None else to_boolean(self.value(expression, slot))

    def text(self, expression: Expression, slot: DataNode) -> str:
        """The value of an expression as text; NaN is a blank, as a calculation that lacks an answer."""
        text = to_text(self.value(expression, slot), self.zone)
        return "" if text == "NaN" else text

    def once(self, what: object, make: Callable[[], Shown]) -> Shown:
        """What is made of the answers as they stand, made once until one of them changes.

        A screen asks for its page and outline many times between two keys, and an outline looks at every row.
        """
        if what not in self._shown:
            self._shown[what] = make()
        found: Shown = self._shown[what]
        return found

    def once_on_path(self, what: object, make: Callable[[], Shown]) -> Shown:
        """What is made of the rows on the path, made once until the path changes: few answers change it."""
        if what not in self._of_path:
            self._of_path[what] = make()
        found: Shown = self._of_path[what]
        return found

    def speak(self, language: str) -> None:
        """Change the language of labels and of dates in words."""
        super().speak(language)
        self._shown.clear()

    # -- slots -------------------------------------------------------------------------------------------------------

    def order(self) -> list[Slot]:
        """All slots in the order of the form."""
        if self._order is None:
            self._order = [node for node in self.root.descendants() if isinstance(node, Slot)]
        return self._order

    def _grow(self, parent_place: int, parent: DataNode, turns: tuple[tuple[int, int], ...]) -> list[Slot]:
        """Make the slots of the rows that stand in a group; those of a repeat follow with its count."""
        made: list[Slot] = []
        for place in self.children.get(parent_place, ()):
            node = self.form.nodes[place]
            if node.kind is Kind.REPEAT:
                continue
            slot = self._slot(place, parent, turns)
            made.append(slot)
            if node.kind is Kind.GROUP:
                made += self._grow(place, slot, turns)
        self._order = None
        self._of_path.clear()
        return made

    def _slot(self, place: int, parent: DataNode, turns: tuple[tuple[int, int], ...]) -> Slot:
        node = self.form.nodes[place]
        key = self._key(place) + "".join(f"[{turn}]" for _, turn in turns)
        slot = Slot(node, place, key, parent, turns)
        self._start_value(slot)
        self.slots[key] = slot
        self.of_place[place].append(slot)
        return slot

    def _key(self, place: int) -> str:
        node = self.form.nodes[place]
        if len(self.graph.places[node.name]) == 1:
            return node.name
        return "/".join(self.form.nodes[each].name for each in (*reversed(self.graph.above(place)), place))

    def _start_value(self, slot: Slot) -> None:
        node = slot.model
        slot.value = node.default
        if node.kind is Kind.HIDDEN and node.name in self.facts:
            slot.value = self.facts[node.name]
        elif node.kind is Kind.START:
            slot.value = self.started.isoformat(timespec="milliseconds")
        elif node.kind is Kind.TODAY:
            slot.value = self.started.date().isoformat()
        kept = self.kept.pop(slot.key, slot.value)
        slot.value = slot.value if node.kind in _GIVEN else kept

    def _default(self, slots: list[Slot]) -> None:
        """Dynamic defaults, evaluated once for each slot, when it is made."""
        for slot in slots:
            if slot.model.dynamic_default is not None and not slot.value:
                slot.value = self.text(slot.model.dynamic_default, slot)
                if slot.value:
                    self.settle(set(self.graph.dependents[slot.place]))

    def keep(self, values: Mapping[str, str]) -> None:
        """Take stored answers back; those of turns not yet there wait for their turn."""
        touched: set[int] = set()
        for key, value in values.items():
            slot = self.slots.get(key)
            if slot is None:
                self.kept[key] = value
            elif slot.model.kind not in _GIVEN:
                slot.value = value
                touched |= {slot.place, *self.graph.dependents[slot.place]}
        self.settle(touched)

    # -- consequences ------------------------------------------------------------------------------------------------

    def put(self, slot: Slot, value: str) -> list[tuple[Slot, str]]:
        """Store an answer and settle what depends on it; the slots that changed, each with its old value."""
        old, slot.value, slot.shelved = slot.value, value, ""
        if old == value:
            return []
        return [(slot, old), *self.settle(set(self.graph.dependents[slot.place]), changed=slot.model.name)]

    def settle(self, places: set[int], changed: str = "") -> list[tuple[Slot, str]]:
        """Recalculate these rows and, where they change, what depends on them, each row once and in order."""
        self._shown.clear()
        rank = self.graph.rank
        waiting = [(rank[place], place) for place in places]
        heapq.heapify(waiting)
        seen, altered, triggers = set(places), [], {changed}
        while waiting:
            place = heapq.heappop(waiting)[1]
            moved, values = self._settle_row(place, triggers)
            altered += values
            if moved:
                triggers.add(self.form.nodes[place].name)
                for other in self.graph.dependents[place]:
                    if other not in seen:
                        seen.add(other)
                        heapq.heappush(waiting, (rank[other], other))
        return altered

    def _settle_row(self, place: int, triggers: set[str]) -> tuple[bool, list[tuple[Slot, str]]]:
        """Recalculate one row in all its turns: whether anything moved, and which values."""
        node = self.form.nodes[place]
        moved = node.kind is Kind.REPEAT and self._settle_turns(place)
        altered: list[tuple[Slot, str]] = []
        for slot in self.of_place[place]:
            parent = slot.parent
            slot.own = self.holds(node.relevant, slot, default=True) and self._within_count(slot)
            relevant = slot.own and (parent is None or parent.relevant)
            if relevant != slot.relevant:
                slot.relevant, moved = relevant, True
                self._of_path.clear()
            old = slot.value
            self._settle_value(slot, triggers)
            if slot.value != old:
                moved = True
                altered.append((slot, old))
        return moved, altered

    def _settle_value(self, slot: Slot, triggers: set[str]) -> None:
        node = slot.model
        if not slot.relevant:
            return
        if node.calculation is not None and (not node.trigger or triggers & set(node.trigger)):
            slot.value = self.text(node.calculation, slot)
        elif node.choice_filter is not None and node.kind in SELECTS and (slot.value or slot.shelved):
            choosing.lay_aside(slot, choosing.offered(self, slot))

    def _within_count(self, slot: Slot) -> bool:
        if slot.model.kind is not Kind.REPEAT or slot.parent is None:
            return True
        count = self._count(slot.model, slot.parent)
        return slot.turns[-1][1] <= count

    def _count(self, node: Node, parent: DataNode) -> int:
        number = to_number(self.value(node.repeat_count, parent), self.zone) if node.repeat_count else 0.0
        return max(0, min(MAX_TURNS, int(number))) if number == number else 0

    def _settle_turns(self, place: int) -> bool:
        """Make the turns a repeat has gained; turns it has lost stay, off the path."""
        node, made = self.form.nodes[place], False
        parents = self.of_place[node.parent] if node.parent >= 0 else [self.root]
        for parent in parents:
            outer = parent.turns if isinstance(parent, Slot) else ()
            have = [slot for slot in self.of_place[place] if slot.parent is parent]
            for turn in range(len(have) + 1, self._count(node, parent) + 1):
                slot = self._slot(place, parent, (*outer, (place, turn)))
                fresh = [slot, *self._grow(place, slot, slot.turns)]
                self._default(fresh)
                made = True
        if made:
            self._arrange(parents)
        return made

    def _arrange(self, parents: list[Slot] | list[DataNode]) -> None:
        """Turns stand where their repeat stands in the form."""
        for parent in parents:
            parent.children.sort(key=lambda child: child.place if isinstance(child, Slot) else -1)
        self._order = None
        self._of_path.clear()

    def choices(self, slot: Slot) -> list[Choice]:
        """The choices of a select that its filter lets through, in the order of the list."""
        return choosing.offered(self, slot)
