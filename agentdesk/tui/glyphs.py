"""The signs the desk draws with. `ascii` is for terminals that draw the others two cells wide (borders = "ascii")."""

from __future__ import annotations

from typing import Literal

from agentdesk.common.settings import settings

Name = Literal[
    "rule", "bar", "cross", "cursor", "dot", "done", "late", "star", "here", "unkept", "todo", "skip", "chosen", "up",
    "down", "left", "right", "enter", "backspace", "at_least", "at_most", "point", "limit",
]  # fmt: skip

_DRAWN: dict[Name, str] = {
    "rule": "─",
    "bar": "│",
    "cross": "┬",
    "cursor": "▌",
    "dot": "·",
    "done": "✓",
    "late": "▲",
    "star": "★",
    "here": "▸",
    "unkept": "?",
    "todo": "·",
    "skip": "–",
    "chosen": "◀",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "⏎",
    "backspace": "⌫",
    "at_least": "≥",
    "at_most": "≤",
    "point": "●",
    "limit": "┆",
}
_ASCII: dict[Name, str] = {
    "rule": "-",
    "bar": "|",
    "cross": "+",
    "cursor": ">",
    "dot": "|",
    "done": "v",
    "late": "!",
    "star": "*",
    "here": ">",
    "unkept": "?",
    "todo": ".",
    "skip": "-",
    "chosen": "<",
    "up": "^",
    "down": "v",
    "left": "<",
    "right": ">",
    "enter": "Enter",
    "backspace": "Bksp",
    "at_least": ">=",
    "at_most": "<=",
    "point": "o",
    "limit": ":",
}


def ascii_only() -> bool:
    """Whether the terminal draws the other signs two cells wide."""
    return settings().borders == "ascii"


def glyph(name: Name) -> str:
    """The sign of that name, as the setting `borders` wants it."""
    return (_ASCII if ascii_only() else _DRAWN)[name]
