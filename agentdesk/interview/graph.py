"""Which rows of a form depend on which, so that an answer recalculates only what it can matter to."""

from __future__ import annotations

from agentdesk.interview.model import FormModel, Node
from agentdesk.interview.xpath.syntax import Expression


class Cycle(ValueError):
    """Rows that depend on each other in a circle; `places` are their positions in the form."""

    def __init__(self, places: list[int]) -> None:
        super().__init__("a circle of calculations")
        self.places = places


class Graph:
    """The dependencies of a form by the positions of its nodes.

    `dependents[p]` are the nodes whose relevance, calculation, count or choices look at node p (or that stand in it);
    `rank[p]` is an order in which each node comes after everything it looks at.
    """

    def __init__(self, form: FormModel) -> None:
        self.form = form
        self.places: dict[str, list[int]] = {}
        for place, node in enumerate(form.nodes):
            self.places.setdefault(node.name, []).append(place)
        needs = [self._needs(place, node) for place, node in enumerate(form.nodes)]
        self.dependents: list[list[int]] = [[] for _ in form.nodes]
        for place, found in enumerate(needs):
            for other in sorted(found):
                self.dependents[other].append(place)
        self.rank = self._ranked(needs)

    def looked_at(self, expression: Expression, place: int) -> set[int]:
        """The nodes an expression of a node looks at, without the node itself."""
        if "*" in expression.names:
            return set(range(len(self.form.nodes))) - {place, *self.above(place)}
        return {other for name in expression.names for other in self.places.get(name, ())} - {place}

    def above(self, place: int) -> list[int]:
        """The groups and repeats a node stands in, innermost first."""
        found = []
        parent = self.form.nodes[place].parent
        while parent >= 0:
            found.append(parent)
            parent = self.form.nodes[parent].parent
        return found

    def _needs(self, place: int, node: Node) -> set[int]:
        found = {node.parent} if node.parent >= 0 else set()
        calculated = node.calculation if not node.trigger else None
        for expression in (node.relevant, calculated, node.repeat_count, node.choice_filter):
            if expression is not None:
                found |= self.looked_at(expression, place)
        found |= {other for name in node.trigger for other in self.places.get(name, ())}
        # A name in a path that is a group around the node is the way there; it waits for its parent only.
        return found - (set(self.above(place)) - {node.parent})

    def _ranked(self, needs: list[set[int]]) -> list[int]:
        waiting = [len(found) for found in needs]
        ready = [place for place, count in enumerate(waiting) if count == 0]
        rank = [-1] * len(needs)
        for order, place in enumerate(ready):
            rank[place] = order
            for other in self.dependents[place]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    ready.append(other)
        stuck = [place for place, order in enumerate(rank) if order < 0]
        if stuck:
            raise Cycle(_circle(stuck, needs))
        return rank


def graph_of(form: FormModel) -> Graph:
    """The dependencies of a form, worked out once: a form never changes, and each call of it begins with them."""
    kept = vars(form)
    if "graph" not in kept:
        kept["graph"] = Graph(form)
    found: Graph = kept["graph"]
    return found


def _circle(stuck: list[int], needs: list[set[int]]) -> list[int]:
    """The nodes of one circle among those that never became ready."""
    among, seen = set(stuck), []
    place = stuck[0]
    while place not in seen:
        seen.append(place)
        place = min(needs[place] & among)
    return seen[seen.index(place) :]
