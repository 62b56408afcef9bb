"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable

from agentdesk.interview.xpath.library import register
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.values import Value


def _guarded(function: Callable[..., float], *numbers: float) -> float:
    """NaN where a function has no value: outside its domain, too large, or of no number."""
    if any(map(math.isnan, numbers)):
        return math.nan
    try:
        result = function(*numbers)
    except (ValueError, ZeroDivisionError):
        return math.nan
    except OverflowError:
        return math.inf
    return result if isinstance(result, float) else float(result)


def _of_one(name: str, function: Callable[[float], float]) -> None:
    @register(name, 1, 1, "number")
    def run(scope: Scope, value: Value) -> Value:
        return _guarded(function, scope.number(value))


_ONE: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "floor": math.floor,
    "ceiling": math.ceil,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda number: math.pow(10, number),
    "log": lambda number: math.log(number) if number else -math.inf,
    "log10": lambda number: math.log10(number) if number else -math.inf,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}
for _name, _function in _ONE.items():
    _of_one(_name, _function)


@register("atan2", 2, 2, "number")
def _atan2(scope: Scope, y: Value, x: Value) -> Value:
    return _guarded(math.atan2, scope.number(y), scope.number(x))


@register("pi", 0, 0, "number")
def _pi(scope: Scope) -> Value:
    return math.pi


@register("pow", 2, 2, "number")
def _pow(scope: Scope, base: Value, exponent: Value) -> Value:
    return _guarded(math.pow, scope.number(base), scope.number(exponent))


@register("number", 0, 1, "number")
def _number(scope: Scope, value: Value | None = None) -> Value:
    return scope.number([scope.node] if value is None else value)


@register("int", 1, 1, "number")
def _int(scope: Scope, value: Value) -> Value:
    return _whole(scope.number(value))


def _whole(number: float) -> float:
    return float(int(number)) if math.isfinite(number) else number


@register("round", 1, 2, "number")
def _round(scope: Scope, value: Value, digits: Value | None = None) -> Value:
    """Half away from zero, as people round; digits below zero round to tens and hundreds."""
    number = scope.number(value)
    places = 0.0 if digits is None else _whole(scope.number(digits))
    if not math.isfinite(number) or math.isnan(places):
        return number
    power = math.pow(10.0, abs(places))
    return _half_up(number * power) / power if places > 0 else power * _half_up(number / power)


def _half_up(number: float) -> float:
    return math.copysign(math.floor(abs(number) + 0.5), number) + 0.0
