"""Functions on conditions, choices, sets of nodes and repeats."""

from __future__ import annotations

import math
import random
import secrets
import uuid
from collections.abc import Callable

from agentdesk.common.i18n import _
from agentdesk.interview.xpath import syntax
from agentdesk.interview.xpath.library import nodes_of, register, spread
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.shuffle import shuffled
from agentdesk.interview.xpath.tree import DataNode
from agentdesk.interview.xpath.values import Answers, EvaluationError, Value, to_boolean


def _plain(value: Value, scope: Scope) -> bool:
    """A single value as a condition; a node by its text, as checklists count it."""
    return bool(scope.text(value).strip()) if isinstance(value, list) else to_boolean(value)


@register("if", 3, 3, "any", lazy=True)
def _if(scope: Scope, condition: syntax.Node, yes: syntax.Node, no: syntax.Node) -> Value:
    return scope.run(yes if to_boolean(scope.run(condition)) else no)


@register("coalesce", 2, 2, "string")
def _coalesce(scope: Scope, first: Value, second: Value) -> Value:
    return scope.text(first) or scope.text(second)


@register("once", 1, 1, "string", lazy=True)
def _once(scope: Scope, tree: syntax.Node) -> Value:
    return scope.node.text() or scope.text(scope.run(tree))


@register("true", 0, 0, "boolean")
def _true(scope: Scope) -> Value:
    return True


@register("false", 0, 0, "boolean")
def _false(scope: Scope) -> Value:
    return False


@register("not", 1, 1, "boolean")
def _not(scope: Scope, value: Value) -> Value:
    return not to_boolean(value)


@register("boolean", 1, 1, "boolean")
def _boolean(scope: Scope, value: Value) -> Value:
    return to_boolean(value)


@register("boolean-from-string", 1, 1, "boolean")
def _boolean_from_string(scope: Scope, value: Value) -> Value:
    if isinstance(value, float):
        return value > 0 and value == int(value)
    return scope.text(value) in {"1", "true"}


@register("selected", 2, 2, "boolean")
@register("is-selected", 2, 2, "boolean")
def _selected(scope: Scope, chosen: Value, name: Value) -> Value:
    return scope.text(name).strip() in scope.text(chosen).split(" ")


@register("selected-at", 2, 2, "string")
def _selected_at(scope: Scope, chosen: Value, place: Value) -> Value:
    names, at = scope.text(chosen).split(), scope.number(place)
    return names[int(at)] if math.isfinite(at) and 0 <= int(at) < len(names) else ""


@register("count-selected", 1, 1, "number")
def _count_selected(scope: Scope, chosen: Value) -> Value:
    return float(len(scope.text(chosen).split()))


@register("jr:choice-name", 2, 2, "string", lazy=True)
def _choice_name(scope: Scope, value: syntax.Node, question: syntax.Node) -> Value:
    name = question.name if isinstance(question, syntax.Name) else scope.text(scope.run(question))
    return scope.environment.choice_label(scope.text(scope.run(value)), name.strip("${} ").rpartition("/")[2])


@register("count", 1, 1, "number")
def _count(scope: Scope, nodes: Value) -> Value:
    return float(len(nodes_of(nodes, "count")))


@register("count-non-empty", 1, 1, "number")
def _count_non_empty(scope: Scope, nodes: Value) -> Value:
    return float(sum(1 for node in nodes_of(nodes, "count-non-empty") if node.text()))


@register("sum", 1, 1, "number")
def _sum(scope: Scope, nodes: Value) -> Value:
    return math.fsum(scope.number([node]) for node in nodes_of(nodes, "sum"))


@register("max", 1, None, "number")
def _max(scope: Scope, *values: Value) -> Value:
    return _extreme(max, [scope.number(value) for value in spread(values)])


@register("min", 1, None, "number")
def _min(scope: Scope, *values: Value) -> Value:
    return _extreme(min, [scope.number(value) for value in spread(values)])


def _extreme(choose: Callable[[list[float]], float], numbers: list[float]) -> float:
    return choose(numbers) if numbers and not any(map(math.isnan, numbers)) else math.nan


@register("checklist", 2, None, "boolean")
def _checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    return _within(scope, least, most, float(sum(_plain(value, scope) for value in spread(values))))


@register("weighted-checklist", 2, None, "boolean")
def _weighted_checklist(scope: Scope, least: Value, most: Value, *values: Value) -> Value:
    total = 0.0
    for value, weight in zip(values[::2], values[1::2], strict=False):
        marks, weights = spread((value,)), spread((weight,))
        for mark, each in zip(marks, weights, strict=False):
            number = scope.number(each)
            total += number if _plain(mark, scope) and not math.isnan(number) else 0.0
    return _within(scope, least, most, total)


def _within(scope: Scope, least: Value, most: Value, found: float) -> bool:
    low, high = scope.number(least), scope.number(most)
    return (low < 0 or found >= low) and (high < 0 or found <= high)


@register("position", 0, 1, "number")
def _position(scope: Scope, nodes: Value | None = None) -> Value:
    if nodes is None:
        return float(scope.position)
    found = nodes_of(nodes, "position")
    if not found:
        raise EvaluationError(_("position() of no node"))
    place = 1
    for sibling in found[0].siblings(after=False):
        if sibling.is_text:
            continue
        if sibling.name != found[0].name:
            break
        place += 1
    return float(place)


@register("last", 0, 0, "number")
def _last(scope: Scope) -> Value:
    return float(scope.size)


@register("current", 0, 0, "nodes")
def _current(scope: Scope) -> Value:
    return [scope.origin]


@register("name", 0, 1, "string")
def _name(scope: Scope, nodes: Value | None = None) -> Value:
    found = [scope.node] if nodes is None else nodes_of(nodes, "name")
    return found[0].name if found else ""


@register("local-name", 0, 1, "string")
def _local_name(scope: Scope, nodes: Value | None = None) -> Value:
    found = [scope.node] if nodes is None else nodes_of(nodes, "local-name")
    return found[0].name.rpartition(":")[2] if found else ""


@register("instance", 1, 1, "nodes")
def _instance(scope: Scope, name: Value) -> Value:
    found = scope.environment.instance(scope.text(name))
    return [] if found is None else [found]


@register("pulldata", 4, 4, "string")
def _pulldata(scope: Scope, table: Value, column: Value, key_column: Value, key: Value) -> Value:
    return scope.environment.pull(*(scope.text(value) for value in (table, column, key_column, key)))


@register("indexed-repeat", 3, 7, "string", lazy=True)
def _indexed_repeat(scope: Scope, wanted: syntax.Node, *turns: syntax.Node) -> Value:
    """The answer of a question in a numbered turn of its repeat, of up to three repeats inside each other."""
    found = _everywhere(wanted, scope)
    for repeat, place in zip(turns[::2], turns[1::2], strict=True):
        name, number = _last_name(repeat), scope.number(scope.run(place))
        found = [node for node in found if any(up.name == name and _turn(up) == number for up in node.ancestors())]
    return Answers(found[:1])


def _everywhere(tree: syntax.Node, scope: Scope) -> list[DataNode]:
    return scope.environment.turns(_last_name(tree))


def _last_name(tree: syntax.Node) -> str:
    if isinstance(tree, syntax.Name):
        return tree.name
    if isinstance(tree, syntax.Path) and tree.steps:
        return tree.steps[-1].test
    raise EvaluationError(_("indexed-repeat() needs the question and its repeat, each as ${{name}}").format())


def _turn(node: DataNode) -> float:
    return 1.0 + sum(1 for sibling in node.siblings(after=False) if sibling.name == node.name)


@register("randomize", 1, 2, "nodes")
def _randomize(scope: Scope, nodes: Value, seed: Value | None = None) -> Value:
    found = nodes_of(nodes, "randomize")
    if seed is None:
        return random.sample(found, len(found))
    number = scope.number(seed)
    if math.isnan(number) or number != int(number):
        raise EvaluationError(_("randomize() needs a whole number as its seed"))
    return shuffled(found, int(number))


@register("random", 0, 0, "number")
def _random(scope: Scope) -> Value:
    return random.random()


@register("uuid", 0, 1, "string")
def _uuid(scope: Scope, length: Value | None = None) -> Value:
    if length is None:
        return str(uuid.uuid4())
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(int(scope.number(length))))
