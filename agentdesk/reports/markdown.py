"""A report as Markdown (CommonMark with GitHub's tables); whatever it quotes is text in it, never markup."""

from __future__ import annotations

import re

from agentdesk.common.i18n import _
from agentdesk.reports.document import Block, Chart, Prose, Quotes, Section, Table
from agentdesk.reports.making import Made, foot, heading
from agentdesk.reports.text_chart import chart_lines
from agentdesk.reports.values import RIGHT, cell, readable

WIDTH = 80  # of a chart in text
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#@:]")
_STARTS = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])")
_SITE = re.compile(r"(?i)\b(www)\.")


def as_markdown(made: Made) -> str:
    """The whole report."""
    document = readable(made.document)
    title, *rest = heading(document)
    head = [f"# {plain(title)}", *(plain(line) for line in rest)]
    parts = [*head, *(part for section in document.sections for part in _section(section))]
    return "\n\n".join([*parts, "---", *(plain(line) for line in foot(made))]) + "\n"


def _section(section: Section) -> list[str]:
    title = f"## {plain(f'{section.title}  {section.requirement}'.strip())}"
    return [title, *(part for block in section.blocks for part in _block(block))]


def _block(block: Block) -> list[str]:
    match block:
        case Table():
            return _table(block)
        case Chart():
            return ["\n".join(f"    {line}".rstrip() for line in chart_lines(block, WIDTH))]
        case Quotes():
            return [_quote(line.words, line.source) for line in block.lines] or [plain(block.empty or _("None."))]
    return _prose(block)


def _prose(block: Prose) -> list[str]:
    said = _lines(block.text)
    return [said, f"— {plain(block.source)}"] if block.source else [said]


def _quote(words: str, source: str) -> str:
    quoted = _lines(words).replace("\n", "\n> ")
    return f"> {quoted}\n>\n> — {plain(source)}"


def _table(table: Table) -> list[str]:
    caption = [f"**{plain(table.caption)}**"] if table.caption else []
    if not table.rows:
        return [*caption, plain(table.empty or _("None."))]
    titles = [_cell(column.title) for column in table.columns]
    sides = ["---:" if column.sort in RIGHT else ":---" for column in table.columns]
    rows = [
        [_cell(cell(value, column)) for value, column in zip(row, table.columns, strict=True)] for row in table.rows
    ]
    return [*caption, "\n".join(f"| {' | '.join(line)} |" for line in (titles, sides, *rows))]


def _cell(text: str) -> str:
    return plain(text).replace("\n", "<br>")


def _lines(text: str) -> str:
    """A text whose own lines stay lines."""
    return "\\\n".join(plain(line) for line in text.split("\n"))


def plain(text: str) -> str:
    """A text in which nothing is markup, a link or the beginning of a list any more."""
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    begun = _STARTS.sub(lambda found: f"{found[1] or ''}{found[3] or ''}\\{found[2] or found[4]}", escaped)
    return _SITE.sub(r"\1\\.", begun)
