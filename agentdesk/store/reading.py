"""Reading without models: a query's rows as plain tuples or dictionaries."""

from __future__ import annotations

from typing import Any


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """The rows of a SELECT as tuples."""
    return list(query.tuples())


def dicts(query: Any) -> list[dict[str, Any]]:
    """The rows of a SELECT as dictionaries by column or alias."""
    return list(query.dicts())


def pairs(query: Any) -> dict[Any, Any]:
    """A SELECT of two columns as a mapping from the first to the second."""
    return dict(query.tuples())


def column(query: Any) -> list[Any]:
    """A SELECT of one column as a list."""
    return [value for (value,) in query.tuples()]
