"""One quiet theme. The accent says where the keys go; warnings repeat in colour what a mark and a word say already.

The colours keep their order of brightness in 256 colours, in 16 colours and in grey.
"""

from __future__ import annotations

from rich.style import Style
from textual.theme import Theme

GROUND = "#111417"
TEXT = "#c9cdd2"
BRIGHT = "#ffffff"
DIM = "#868d96"
RULE = "#3a4048"
RAISED = "#1e2a33"
ACCENT = "#5fc8d8"
WARN = "#e8b923"
BAD = "#f0706a"

# What a span of text is, and how it looks. These are not component classes: Textual makes a node of each of those for
# each widget, which costs a desk more memory and time at the start than everything it shows.
STYLES: dict[str, Style] = {
    "": Style(),
    "said": Style(color=BRIGHT, bold=True),
    "unsaid": Style(color=TEXT),
    "note": Style(color=DIM),
    "dim": Style(color=DIM),
    "key": Style(color=ACCENT, bold=True),
    "value": Style(color=BRIGHT),
    "mark": Style(color=ACCENT),
    "here": Style(color=BRIGHT, bold=True),
    "good": Style(color=TEXT),
    "warn": Style(color=WARN),
    "bad": Style(color=BAD, bold=True),
    "badge": Style(color=BRIGHT, bold=True),
    "rule": Style(color=RULE),
    "row": Style(color=BRIGHT, bgcolor=RAISED),
    "field": Style(color=BRIGHT, bgcolor=RAISED),
    "cursor": Style(color=GROUND, bgcolor=ACCENT),
}

VARIABLES = {
    "bright": BRIGHT,
    "dim": DIM,
    "rule": RULE,
    "raised": RAISED,
    "warn": WARN,
    "bad": BAD,
    "border": RULE,
    "border-blurred": RULE,
    "block-cursor-background": RAISED,
    "block-cursor-foreground": BRIGHT,
    "block-cursor-text-style": "bold",
    "block-hover-background": RAISED,
    "input-cursor-background": ACCENT,
    "input-cursor-foreground": GROUND,
    "input-selection-background": RULE,
    "scrollbar": RULE,
    "scrollbar-hover": RULE,
    "scrollbar-active": ACCENT,
    "scrollbar-background": GROUND,
    "scrollbar-background-hover": GROUND,
    "scrollbar-background-active": GROUND,
    "scrollbar-corner-color": GROUND,
}

DESK = Theme(
    name="desk",
    primary=ACCENT,
    secondary=ACCENT,
    accent=ACCENT,
    foreground=TEXT,
    background=GROUND,
    surface=GROUND,
    panel=RAISED,
    boost=RAISED,
    warning=WARN,
    error=BAD,
    success=TEXT,
    dark=True,
    variables=VARIABLES,
)
