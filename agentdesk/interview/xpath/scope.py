"""Where an expression stands while it is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import DateValue, Value, to_date, to_number, to_text


class Environment(Protocol):
    """What an expression may ask of the interview it stands in."""

    zone: tzinfo
    language: str

    def now(self) -> datetime:
        """This instant, with a zone."""

    def answers(self, name: str, origin: DataNode) -> list[DataNode]:
        """The on-path nodes of `${name}`, of the same turn where the expression stands in a repeat."""

    def turns(self, name: str) -> list[DataNode]:
        """All nodes of a name, of every turn."""

    def instance(self, name: str) -> DataNode | None:
        """A choice list or table as `instance('name')`."""

    def choice_label(self, value: str, question: str) -> str:
        """The label of a choice of a question."""

    def pull(self, table: str, column: str, key_column: str, key: str) -> str:
        """A cell of a published table, "" where there is none."""


@dataclass(slots=True)
class Scope:
    """Where an expression stands: its node, its place among the nodes a predicate filters, its environment."""

    environment: Environment
    node: DataNode
    origin: DataNode
    evaluator: Evaluator
    position: int = 1
    size: int = 1

    def text(self, value: Value) -> str:
        """A value as text."""
        return to_text(value, self.environment.zone)

    def number(self, value: Value) -> float:
        """A value as a number."""
        return to_number(value, self.environment.zone)

    def date(self, value: Value) -> DateValue | None:
        """A value as a date; None for a blank."""
        return to_date(value, self.environment.zone)

    def run(self, tree: syntax.Node) -> Value:
        """Evaluate a part of the expression here."""
        return self.evaluator(tree, self)


Evaluator = Callable[[syntax.Node, Scope], Value]
