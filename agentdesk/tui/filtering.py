"""Finding a row by a few letters: parts of what stands in it, or the initials of the name (wjg finds 王建国)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def matching(rows: Iterable[T], text: str, words_of: Callable[[T], Iterable[str]]) -> tuple[T, ...]:
    """The rows in which every word of `text` is part of one of the row's words; capitals do not matter."""
    wanted = text.casefold().split()
    return tuple(row for row in rows if _has(wanted, [word.casefold() for word in words_of(row)]))


def _has(wanted: list[str], words: list[str]) -> bool:
    return all(any(part in word for word in words) for part in wanted)
