"""Evaluate a parsed expression over the answers: XPath 1.0 with ODK's looser types."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from agentdesk.common.i18n import _
from agentdesk.interview.xpath import functions, syntax
from agentdesk.interview.xpath.scope import Environment, Scope
from agentdesk.interview.xpath.tree import DataNode, along, in_document_order
from agentdesk.interview.xpath.values import (
    Answers,
    DateValue,
    EvaluationError,
    Value,
    is_date_text,
    to_boolean,
    to_days,
)


def evaluate(expression: syntax.Expression, environment: Environment, node: DataNode) -> Value:
    """The value of an expression that stands at a node; EvaluationError for misused functions."""
    return Scope(environment, node, node, run).run(expression.tree)


def run(tree: syntax.Node, scope: Scope) -> Value:
    """Evaluate a part of an expression in a scope."""
    return _EVALUATORS[type(tree)](tree, scope)


def _number(tree: syntax.Number, scope: Scope) -> Value:
    return tree.value


def _literal(tree: syntax.Literal, scope: Scope) -> Value:
    return tree.value


def _name(tree: syntax.Name, scope: Scope) -> Answers:
    return Answers(scope.environment.answers(tree.name, scope.origin))


def _negate(tree: syntax.Negate, scope: Scope) -> Value:
    return -scope.number(scope.run(tree.operand))


def _call(tree: syntax.Call, scope: Scope) -> Value:
    return functions.call(tree, scope)


def _binary(tree: syntax.Binary, scope: Scope) -> Value:
    if tree.operator == "or":
        return to_boolean(scope.run(tree.left)) or to_boolean(scope.run(tree.right))
    if tree.operator == "and":
        return to_boolean(scope.run(tree.left)) and to_boolean(scope.run(tree.right))
    if tree.operator in _SAID and type(tree.left) is syntax.Name and type(tree.right) is syntax.Literal:
        return _said(tree.operator, _name(tree.left, scope), tree.right.value, scope)
    left, right = scope.run(tree.left), scope.run(tree.right)
    if tree.operator == "|":
        if not (isinstance(left, list) and isinstance(right, list)):
            raise EvaluationError(_("| joins two sets of nodes"))
        return in_document_order([*left, *right])
    if tree.operator in _COMPARE:
        return _compare(tree.operator, left, right, scope)
    return _ARITHMETIC[tree.operator](*_calculable(left, right, scope))


def _said(sign: str, nodes: Answers, literal: str, scope: Scope) -> bool:
    """`${question} = 'choice'`, which most conditions consist of: texts are compared, unless one may be a date."""
    if is_date_text(literal) or (len(nodes) == 1 and is_date_text(nodes[0].text())):
        return _compare(sign, nodes, literal, scope)
    compare = _SAID[sign]
    return any(compare(node.text(), literal) for node in nodes)


def _calculable(left: Value, right: Value, scope: Scope) -> tuple[float, float]:
    if isinstance(left, DateValue) or isinstance(right, DateValue):
        return _days(left, scope), _days(right, scope)
    return scope.number(left), scope.number(right)


def _days(value: Value, scope: Scope) -> float:
    if isinstance(value, float | bool):
        return float(value)
    date = scope.date(value)
    return math.nan if date is None else to_days(date)


def _compare(sign: str, left: Value, right: Value, scope: Scope) -> bool:
    if isinstance(left, DateValue) or isinstance(right, DateValue):
        if not (isinstance(left, bool) or isinstance(right, bool)):
            return _COMPARE[sign](_days(left, scope), _days(right, scope))
    else:
        left, right = _dated(left, scope), _dated(right, scope)
    if sign in {"=", "!="} and (isinstance(left, bool) or isinstance(right, bool)):
        return _COMPARE[sign](to_boolean(left), to_boolean(right))
    texts = sign in {"=", "!="} and not (isinstance(left, float) or isinstance(right, float))
    cast: Callable[[Value], float | str] = scope.text if texts else scope.number
    compare = _COMPARE[sign] if texts or sign not in _NEARLY else _NEARLY[sign]
    for one in _each(left):
        known = cast(one)
        for other in _each(right):
            if compare(known, cast(other)):
                return True
    return False


def _dated(value: Value, scope: Scope) -> Value:
    """A single date in text as its days, so that dates written differently compare as dates."""
    if isinstance(value, str) or (isinstance(value, list) and len(value) == 1):
        text = scope.text(value)
        if is_date_text(text):
            return scope.number(text)
    return value


def _each(value: Value) -> list[Value]:
    if not isinstance(value, list) or len(value) == 1:
        return [value]
    return [[node] for node in value]


def _divide(a: float, b: float) -> float:
    if b != 0:
        return a / b
    return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _modulo(a: float, b: float) -> float:
    return math.nan if b == 0 or math.isinf(a) or math.isnan(a) or math.isnan(b) else math.fmod(a, b)


_SAME = 1e-12
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # type: ignore[dict-item]  # both sides are numbers by then
    "<=": operator.le,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
    ">=": operator.ge,  # type: ignore[dict-item]
}
_SAID: dict[str, Callable[[str, str], bool]] = {"=": operator.eq, "!=": operator.ne}
# What JavaRosa takes for equal, so that 0.1 + 0.2 = 0.3 as everybody expects.
_NEARLY: dict[str, Callable[[object, object], bool]] = {
    "=": lambda one, other: one == other or abs(one - other) < _SAME,  # type: ignore[operator]
    "!=": lambda one, other: not (one == other or abs(one - other) < _SAME),  # type: ignore[operator]
}
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
}


def _filter(tree: syntax.Filter, scope: Scope) -> Value:
    found = scope.run(tree.operand)
    if not isinstance(found, list):
        raise EvaluationError(_("a predicate [...] stands after something that is no set of nodes"))
    return _keep(list(found), tree.predicates, scope)


def _keep(nodes: list[DataNode], predicates: tuple[syntax.Node, ...], scope: Scope) -> list[DataNode]:
    for predicate in predicates:
        kept = []
        for place, node in enumerate(nodes, 1):
            inner = Scope(scope.environment, node, scope.origin, run, place, len(nodes))
            value = inner.run(predicate)
            if value == place if isinstance(value, float) else to_boolean(value):
                kept.append(node)
        nodes = kept
    return nodes


def _path(tree: syntax.Path, scope: Scope) -> Value:
    nodes: list[DataNode]
    if tree.start is not None:
        start = scope.run(tree.start)
        if not isinstance(start, list):
            raise EvaluationError(_("a path starts at something that is no set of nodes"))
        nodes = list(start)
    elif tree.root:
        nodes = [_document(scope.node.root())]
    else:
        nodes = [scope.node]
    for step in tree.steps:
        found: list[DataNode] = []
        for node in nodes:
            found += _keep([each for each in along(step.axis, node) if _passes(step, each)], step.predicates, scope)
        nodes = in_document_order(found) if len(nodes) > 1 else found
    if not tree.root and len(tree.steps) == 1 and tree.steps[0].axis == "self":
        return nodes
    return [node for node in nodes if node.relevant]


def _document(root: DataNode) -> DataNode:
    """The document above the root element, so that `/data` names the root element."""
    if root.name == "#document":
        return root
    document = DataNode("#document")
    document.children = [root]
    return document


def _passes(step: syntax.Step, node: DataNode) -> bool:
    if step.test == "node()":
        return True
    if step.test == "text()":
        return node.is_text
    if node.is_text or node.name == "#document":
        return False
    if step.test == "*":
        return True
    return node.name.rpartition(":")[2] == step.test.rpartition(":")[2] or step.test.endswith(":*")


_EVALUATORS: dict[type, Callable[..., Value]] = {
    syntax.Number: _number,
    syntax.Literal: _literal,
    syntax.Name: _name,
    syntax.Call: _call,
    syntax.Binary: _binary,
    syntax.Negate: _negate,
    syntax.Path: _path,
    syntax.Filter: _filter,
}
