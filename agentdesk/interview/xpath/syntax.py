"""The parsed form of an XPath expression: immutable, stored as JSON inside a published form.

An expression is parsed once, when the form is published; a desk decodes the tree and only evaluates it.
"""

from __future__ import annotations

import msgspec


class Number(msgspec.Struct, frozen=True, tag="n"):
    """A number literal."""

    value: float


class Literal(msgspec.Struct, frozen=True, tag="s"):
    """A string literal."""

    value: str


class Name(msgspec.Struct, frozen=True, tag="$"):
    """`${name}`: the answers of one question, seen from where the expression stands."""

    name: str


class Call(msgspec.Struct, frozen=True, tag="f"):
    """A function call."""

    name: str
    args: tuple[Node, ...] = ()


class Binary(msgspec.Struct, frozen=True, tag="b"):
    """An operator between two operands: or and = != < <= > >= + - * div mod |."""

    operator: str
    left: Node
    right: Node


class Negate(msgspec.Struct, frozen=True, tag="-"):
    """Unary minus."""

    operand: Node


class Step(msgspec.Struct, frozen=True):
    """One step of a location path: an axis, a node test (`*`, `node()`, `text()` or a name) and predicates."""

    axis: str
    test: str
    predicates: tuple[Node, ...] = ()


class Path(msgspec.Struct, frozen=True, tag="p"):
    """A location path: from the root, from an expression (`start`), or from the context node."""

    steps: tuple[Step, ...] = ()
    root: bool = False
    start: Node | None = None


class Filter(msgspec.Struct, frozen=True, tag="["):
    """A primary expression with predicates, such as `${member}[position() = 1]`."""

    operand: Node
    predicates: tuple[Node, ...] = ()


Node = Number | Literal | Name | Call | Binary | Negate | Path | Filter


class Expression(msgspec.Struct, frozen=True):
    """A parsed expression with its text and the question names its value depends on.

    `names` has an entry for every `${name}` and every name in a path, and `"*"` where a path can reach anything.
    """

    text: str
    tree: Node
    names: tuple[str, ...] = ()
