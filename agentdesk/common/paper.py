"""A page of text in parts, for a terminal's printer and for a screen alike: what stands in it, and what it opens to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from agentdesk.common.cells import cell_len
from agentdesk.common.wrapping import wrap

Style = Literal["", "title", "section", "dim"]
Target = tuple[str, int | str]  # what a part opens to: its sort and its id, or the number it goes by


class Part(NamedTuple):
    """A piece of text; `head` stands before its first line, and the other lines are indented as far."""

    text: str = ""
    head: str = ""
    style: Style = ""
    opens: Target | None = None


def laid(parts: Iterable[Part], width: int) -> Iterator[tuple[Part, str]]:
    """Each line in at most `width` cells with the part it belongs to; a stop may hang over by one of two cells."""
    for part in parts:
        room, head = cell_len(part.head), part.head
        for piece in wrap(part.text, width - room):
            yield part, (head + piece).rstrip()
            head = " " * room


def printed(parts: Iterable[Part], width: int) -> str:
    """The page as text."""
    return "\n".join(line for _part, line in laid(parts, width))
