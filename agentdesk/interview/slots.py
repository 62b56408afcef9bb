"""The place of one answer in a running interview."""

from __future__ import annotations

from agentdesk.interview.model import NUMBERS, Kind, Node
from agentdesk.interview.xpath.tree import DataNode


class Slot(DataNode):
    """The place of one answer: a row of the form in one turn of the repeats around it."""

    __slots__ = ("key", "model", "own", "place", "shelved", "together", "turns")

    def __init__(self, model: Node, place: int, key: str, parent: DataNode, turns: tuple[tuple[int, int], ...]) -> None:
        super().__init__(model.name, parent)
        self.model = model
        self.place = place
        self.key = key
        self.turns = turns
        self.own = True
        self.shelved = ""
        self.number = model.kind in NUMBERS
        # The outermost group around it that is shown on one page.
        self.together: Slot | None = None
        if isinstance(parent, Slot):
            self.together = parent.together or (parent if parent.model.field_list else None)

    def chosen(self) -> list[str]:
        """The names of the choices taken; the one name of a select_one may have spaces."""
        return names_in(self.value, self.model.kind)


def names_in(value: str, kind: Kind) -> list[str]:
    """The names of choices in an answer."""
    if kind is Kind.SELECT_ONE:
        return [value] if value else []
    return value.split()
