"""Text measured in terminal cells: a Chinese character takes two. Never `len()` for anything that is shown.

The standard library's tables do it: they agree with the terminal library's on everything but the newest emoji, and cost
nothing at the start of a command, where the width libraries cost more than the command itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

MARK = "…"
_mark = MARK
_JOINER = "\u200d"
_EMOJI_STYLE = "\ufe0f"


def use_mark(mark: str) -> None:
    """Cut texts end with this mark from now on; terminals that draw `MARK` two cells wide need another one."""
    global _mark
    _mark = mark


def mark() -> str:
    """What stands at the end of a text that was cut."""
    return _mark


def cell_len(text: str) -> int:
    """How many cells the text takes; control characters take none."""
    if text.isascii():
        return len(text) if text.isprintable() else sum(letter.isprintable() for letter in text)
    return _measured(text)


def fit(text: str, width: int) -> str:
    """The text if it fits into `width` cells, else cut at a whole character with a mark at the end."""
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = [], cell_len(_mark)
    for cluster in _clusters(text):
        used += cell_len(cluster)
        if used > width:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + _mark


def pad(text: str, width: int, align: str = "left") -> str:
    """The text with spaces up to `width` cells, `align` left, right or centre; longer text stays as it is."""
    gap = max(width - cell_len(text), 0)
    if align == "right":
        return " " * gap + text
    if align == "centre":
        return " " * (gap // 2) + text + " " * (gap - gap // 2)
    return text + " " * gap


def column(text: str, width: int, align: str = "left") -> str:
    """The text in exactly `width` cells: cut with a mark or padded."""
    return pad(fit(text, width), width, align)


@lru_cache(maxsize=8192)
def _measured(text: str) -> int:
    return sum(_cluster_len(cluster) for cluster in _clusters(text))


def _clusters(text: str) -> Iterator[str]:
    """The text in pieces that must stay together: a character with its marks, and emoji joined into one."""
    cluster, joined = "", False
    for letter in text:
        if cluster and not joined and _width(letter):
            yield cluster
            cluster = ""
        cluster += letter
        joined = letter == _JOINER
    if cluster:
        yield cluster


def _cluster_len(cluster: str) -> int:
    width = next(filter(None, map(_width, cluster)), 0)
    return 2 if width == 1 and _EMOJI_STYLE in cluster and not (cluster[0].isalpha() or cluster[0].isspace()) else width


@lru_cache(maxsize=8192)
def _width(letter: str) -> int:
    if "\u1160" <= letter <= "\u11ff" or unicodedata.category(letter) in ("Cc", "Cf", "Mc", "Me", "Mn", "Zl", "Zp"):
        return 0  # the vowels and finals of Hangul sit on the character before, like any mark
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
