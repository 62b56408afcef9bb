"""Text measured in terminal cells: a Chinese character takes two. Never `len()` for anything that is shown.

What is measured is what is shown: a control character takes the cells of its visible mark (names.py), and whatever is
cut or padded here is harmless afterwards.

The standard library's tables do it: they agree with the terminal library's on everything but the newest emoji, and cost
nothing at the start of a command, where the width libraries cost more than the command itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from agentdesk.common.names import is_plain, visible

MARK = "…"
_mark = MARK
_JOINER = "\u200d"
# The vowels and finals of Hangul and the shades of skin sit on the character before, like any mark.
_NONE = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb\U0001f3fb-\U0001f3ff]")
_WIDER = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")  # since Unicode 16
_EMOJI_STYLE = "\ufe0f"
_REMEMBERED = 200  # letters of a text worth remembering
_DENSEST = 16  # letters that a cell can hold: a character with all its marks, or some joined emoji


def use_mark(mark: str) -> None:
    """Cut texts end with this mark from now on; terminals that draw `MARK` two cells wide need another one."""
    global _mark
    _mark = mark


def mark() -> str:
    """What stands at the end of a text that was cut."""
    return _mark


def cell_len(text: str) -> int:
    """How many cells the text takes, with everything in it made visible."""
    if text.isascii():
        return len(text)  # each control character becomes one sign
    if is_plain(text):
        return (len(text.encode()) + len(text)) // 2  # a letter of one byte takes one cell, one of three bytes two
    return _measured(text) if len(text) <= _REMEMBERED else _whole(text)


def fit(text: str, width: int) -> str:
    """The visible text if it fits into `width` cells, else cut at a whole character with a mark at the end."""
    return cut(text, width)[0]


def cut(text: str, width: int) -> tuple[str, bool]:
    """What `fit` gives, and whether it had to cut."""
    head = text[: _DENSEST * (max(width, 0) + 1)]  # a name of ten thousand letters costs what one of a hundred does
    shown, longer = visible(head), len(head) < len(text)
    if not longer and cell_len(shown) <= width:
        return shown, False
    if width <= 0:
        return "", bool(text)
    kept, used = [], cell_len(_mark)
    for cluster in clusters(shown):
        used += _cluster_len(cluster)
        if used > width:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + _mark, True


def pad(text: str, width: int, align: str = "left") -> str:
    """The visible text with spaces up to `width` cells, `align` left, right or centre; longer text stays as it is."""
    text = visible(text)
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
    return _whole(text)


def _whole(text: str) -> int:
    return sum(_cluster_len(cluster) for cluster in clusters(visible(text)))


def clusters(text: str) -> Iterator[str]:
    """A visible text in pieces that must stay together: a character with its marks, and emoji joined into one."""
    cluster, joined = "", False
    for letter in text:
        flag = _is_flag(letter) and len(cluster) == 1 and _is_flag(cluster)
        if cluster and not joined and not flag and letter_len(letter):
            yield cluster
            cluster = ""
        cluster += letter
        joined = letter == _JOINER
    if cluster:
        yield cluster


def _cluster_len(cluster: str) -> int:
    if len(cluster) == 2 and _is_flag(cluster[0]) and _is_flag(cluster[1]):
        return 2
    width = next(filter(None, map(letter_len, cluster)), 0)
    return 2 if width == 1 and _EMOJI_STYLE in cluster and not (cluster[0].isalpha() or cluster[0].isspace()) else width


def _is_flag(letter: str) -> bool:
    """Whether it is one of the letters of which two make a flag."""
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


@lru_cache(maxsize=8192)
def letter_len(letter: str) -> int:
    """How many cells a single visible letter adds where it stands: none for marks and joiners."""
    if _NONE.match(letter) or unicodedata.category(letter) in ("Cc", "Cf", "Mc", "Me", "Mn", "Zl", "Zp"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" or _WIDER.match(letter) else 1
