"""The register of functions: each with how many arguments it takes and what it gives.

A function that is not in `LIBRARY` is refused at publish.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from agentdesk.common.i18n import _
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import Answers, EvaluationError, Value

Function = Callable[..., Value]


class Entry(NamedTuple):
    """A function, its least and greatest number of arguments (None: any), and what it gives.

    `lazy` functions get their arguments unevaluated.
    """

    run: Function
    least: int
    most: int | None
    gives: str
    lazy: bool = False


LIBRARY: dict[str, Entry] = {}
VOLATILE = frozenset({"now", "today", "random", "uuid"})


def register(
    name: str, least: int, most: int | None, gives: str, *, lazy: bool = False
) -> Callable[[Function], Function]:
    """Put a function into the library; `most` None takes any number of arguments."""

    def put(function: Function) -> Function:
        LIBRARY[name] = Entry(function, least, most, gives, lazy)
        return function

    return put


def nodes_of(value: Value, name: str) -> list[DataNode]:
    """The nodes an argument must be; EvaluationError naming the function otherwise."""
    if not isinstance(value, list):
        raise EvaluationError(_("{name}() needs a set of nodes").format(name=name))
    return value


def spread(values: tuple[Value, ...]) -> list[Value]:
    """Arguments with each node of a set as one."""
    found: list[Value] = []
    for value in values:
        found += [Answers([node]) for node in value] if isinstance(value, list) else [value]
    return found
