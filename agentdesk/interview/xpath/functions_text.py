"""Functions on text."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from functools import lru_cache

from agentdesk.common.i18n import _
from agentdesk.interview.xpath.library import register, spread
from agentdesk.interview.xpath.scope import Scope
from agentdesk.interview.xpath.values import EvaluationError, Value


def _own(scope: Scope, value: Value | None) -> str:
    return scope.node.text() if value is None else scope.text(value)


@register("string", 0, 1, "string")
def _string(scope: Scope, value: Value | None = None) -> Value:
    return _own(scope, value)


@register("concat", 0, None, "string")
def _concat(scope: Scope, *values: Value) -> Value:
    return "".join(scope.text(value) for value in spread(values))


@register("join", 1, None, "string")
def _join(scope: Scope, separator: Value, *values: Value) -> Value:
    return scope.text(separator).join(scope.text(value) for value in spread(values))


@register("substr", 2, 3, "string")
def _substr(scope: Scope, text: Value, start: Value, end: Value | None = None) -> Value:
    """From start (counted from 0) up to but not including end; below zero counts from the end."""
    return scope.text(text)[_index(scope, start) : None if end is None else _index(scope, end)]


def _index(scope: Scope, value: Value) -> int:
    number = scope.number(value)
    return int(number) if math.isfinite(number) else 0


@register("substring", 2, 3, "string")
def _substring(scope: Scope, text: Value, start: Value, length: Value | None = None) -> Value:
    """XPath's own: counted from 1, halves rounded up."""
    first = math.floor(scope.number(start) + 0.5) if math.isfinite(scope.number(start)) else scope.number(start)
    last = math.inf if length is None else first + _rounded(scope.number(length))
    return "".join(mark for place, mark in enumerate(scope.text(text), 1) if first <= place < last)


def _rounded(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


@register("string-length", 0, 1, "number")
def _string_length(scope: Scope, value: Value | None = None) -> Value:
    return float(len(_own(scope, value)))


@register("normalize-space", 0, 1, "string")
def _normalize_space(scope: Scope, value: Value | None = None) -> Value:
    return " ".join(_own(scope, value).split())


@register("contains", 2, 2, "boolean")
def _contains(scope: Scope, text: Value, part: Value) -> Value:
    return scope.text(part) in scope.text(text)


@register("starts-with", 2, 2, "boolean")
def _starts_with(scope: Scope, text: Value, part: Value) -> Value:
    return scope.text(text).startswith(scope.text(part))


@register("ends-with", 2, 2, "boolean")
def _ends_with(scope: Scope, text: Value, part: Value) -> Value:
    return scope.text(text).endswith(scope.text(part))


@register("substring-before", 2, 2, "string")
def _substring_before(scope: Scope, text: Value, part: Value) -> Value:
    before, found, _after = scope.text(text).partition(scope.text(part) or "\0")
    return before if found else ""


@register("substring-after", 2, 2, "string")
def _substring_after(scope: Scope, text: Value, part: Value) -> Value:
    if not scope.text(part):
        return scope.text(text)
    return scope.text(text).partition(scope.text(part))[2]


@register("translate", 3, 3, "string")
def _translate(scope: Scope, text: Value, old: Value, new: Value) -> Value:
    marks, replacements = scope.text(old), scope.text(new)
    table: dict[int, str | None] = {}
    for place, mark in enumerate(marks):
        table.setdefault(ord(mark), replacements[place] if place < len(replacements) else None)
    return scope.text(text).translate(table)


@register("regex", 2, 2, "boolean")
def _regex(scope: Scope, text: Value, pattern: Value) -> Value:
    """Whether the pattern fits the whole text, as ODK defines it."""
    return _compiled(scope.text(pattern)).fullmatch(scope.text(text)) is not None


def pattern_problem(pattern: str) -> str:
    """What is wrong with a pattern of regex(), "" where nothing is."""
    try:
        re.compile(pattern)
    except re.error as error:
        before = pattern[: error.pos or 0]
        return _("regex() cannot read the pattern {pattern!r} (after {before!r})").format(
            pattern=pattern, before=before
        )
    return ""


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    problem = pattern_problem(pattern)
    if problem:
        raise EvaluationError(problem)
    return re.compile(pattern)


@register("digest", 2, 3, "string")
def _digest(scope: Scope, text: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name = scope.text(algorithm).lower().replace("-", "")
    if name not in {"md5", "sha1", "sha256", "sha384", "sha512"}:
        raise EvaluationError(_("digest() does not know {name}").format(name=scope.text(algorithm)))
    made = hashlib.new(name, scope.text(text).encode(), usedforsecurity=False).digest()
    return made.hex() if scope.text(encoding) == "hex" else base64.b64encode(made).decode()
