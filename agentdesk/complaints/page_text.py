"""A complaint's page as plain text, in so many terminal cells."""

from __future__ import annotations

from collections.abc import Iterator

from agentdesk.common.cells import cell_len, pad
from agentdesk.common.i18n import _
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.page import Fact, Line, Page

NARROWEST = 60
_INDENT = 2
_WIDEST_LABEL = 20  # a longer one stands in a line of its own


def as_text(page: Page, width: int = 80) -> str:
    """The page at a width in cells; nothing of it is cut."""
    width = max(width, NARROWEST)
    label = min(max(cell_len(title) for title, _text in _all_facts(page)), _WIDEST_LABEL) + 2
    lines = [pad(page.dealer, width, "centre").rstrip(), pad(f"{page.title}  {page.no}", width, "centre").rstrip(), ""]
    lines += _facts(page.head, label, width, 0)
    for section in page.sections:
        lines += ["", section.title, "-" * width, *_facts(section.facts, label, width, _INDENT)]
        for line in section.lines:
            lines += _entry(line, width)
    lines += ["", "-" * width, "", *_signatures(page, width), "", page.printed]
    return "\n".join(lines)


def _all_facts(page: Page) -> Iterator[Fact]:
    yield from page.head
    for section in page.sections:
        yield from section.facts


def _facts(facts: tuple[Fact, ...], label: int, width: int, indent: int) -> Iterator[str]:
    room = width - label - indent
    for title, text in facts:
        first, *more = wrap(text, room)
        if cell_len(title) > label - 2:
            yield f"{' ' * indent}{title}"
            title = ""
        yield f"{' ' * indent}{pad(title, label)}{first}"
        yield from (f"{' ' * (indent + label)}{line}" for line in more)


def _entry(line: Line, width: int) -> Iterator[str]:
    yield from wrap(f"{' ' * _INDENT}{line.at}  {line.step}  {line.person}".rstrip(), width)
    for text in wrap(line.text, width - 2 * _INDENT) if line.text else []:
        yield f"{' ' * 2 * _INDENT}{text}"


def _signatures(page: Page, width: int) -> Iterator[str]:
    for title in page.signatures:
        start = title + _(": ")
        yield f"{start}{'_' * (width - cell_len(start))}"
        yield ""
