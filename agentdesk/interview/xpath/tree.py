"""The answers as a tree, as XPath sees them: one node for each question, group and turn of a repeat."""

from __future__ import annotations

from collections.abc import Iterator


class DataNode:
    """A question, a group, or one turn of a repeat. A leaf has a `value`; the others have children.

    `relevant` is False while the node is off the path: expressions then see it as absent, its value is kept.
    """

    __slots__ = ("attributes", "children", "name", "number", "parent", "relevant", "value")

    def __init__(self, name: str, parent: DataNode | None = None, value: str = "") -> None:
        self.name = name
        self.parent = parent
        self.value = value
        self.children: list[DataNode] = []
        self.attributes: dict[str, str] = {}
        self.relevant = True
        self.number = False
        if parent is not None:
            parent.children.append(self)

    def text(self) -> str:
        """The string value: its own, or that of all its descendants in order."""
        return "".join(child.text() for child in self.children) if self.children else self.value

    @property
    def is_text(self) -> bool:
        """A text node of mixed content, which `*` does not see."""
        return self.name == "#text"

    def root(self) -> DataNode:
        """The topmost node."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def ancestors(self) -> Iterator[DataNode]:
        """From the parent outwards."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def descendants(self) -> Iterator[DataNode]:
        """All nodes below, in document order."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def siblings(self, after: bool) -> list[DataNode]:
        """The nodes after this one in document order, or those before it, nearest first."""
        if self.parent is None:
            return []
        nodes = self.parent.children
        here = next(index for index, node in enumerate(nodes) if node is self)
        return nodes[here + 1 :] if after else nodes[:here][::-1]


def along(axis: str, node: DataNode) -> list[DataNode]:
    """The nodes on an XPath axis, nearest first."""
    if axis == "child":
        return node.children
    if axis == "self":
        return [node]
    if axis == "parent":
        return [node.parent] if node.parent is not None else []
    if axis.startswith("ancestor"):
        return ([node] if axis.endswith("self") else []) + list(node.ancestors())
    if axis.startswith("descendant"):
        return ([node] if axis.endswith("self") else []) + list(node.descendants())
    if axis == "attribute":
        return [_attribute(node, name, value) for name, value in node.attributes.items()]
    if axis.endswith("-sibling"):
        return node.siblings(axis.startswith("following"))
    return _outside(node, axis == "following")


def _attribute(owner: DataNode, name: str, value: str) -> DataNode:
    found = DataNode(name, value=value)
    found.parent = owner
    return found


def _outside(node: DataNode, after: bool) -> list[DataNode]:
    found: list[DataNode] = []
    for each in (node, *node.ancestors()):
        for sibling in each.siblings(after):
            branch = [sibling, *sibling.descendants()]
            found += branch if after else branch[::-1]
    return found


def in_document_order(nodes: list[DataNode]) -> list[DataNode]:
    """Each node once, in document order."""
    unique = list({id(node): node for node in nodes}.values())
    if len(unique) < 2:
        return unique
    order = {id(node): place for place, node in enumerate((unique[0].root(), *unique[0].root().descendants()))}
    return sorted(unique, key=lambda node: order.get(id(node), len(order)))
