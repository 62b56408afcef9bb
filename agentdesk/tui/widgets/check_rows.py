"""A day's sheet as rows of a list: the agents' table, then the sections of what is checked, then what was found."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agentdesk.common import dates, names
from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import N_, _
from agentdesk.quality.check import Entry, Sheet
from agentdesk.quality.sheet_text import Item, count_title, entry_text, sections
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, row, titles
from agentdesk.tui.widgets.lines import Span, fit_spans
from agentdesk.tui.widgets.listing import Listing

_FIGURES = ("done", "on_time", "reached", "completed", "unfinished", "missed")
_LABEL = 16  # cells of a label


@dataclass(frozen=True)
class Heading:
    """A section's title, with what there is to say where it has nothing; the cursor passes over it."""

    title: str
    nothing: str = ""


@dataclass(frozen=True)
class AgentTitles:
    """The titles over the agents."""


@dataclass(frozen=True)
class AgentRow:
    """An agent's day: the cells, and whose it is."""

    name: str
    cells: tuple[str, ...]
    missed: int
    person_id: int | None


@dataclass(frozen=True)
class ItemRow:
    """A labelled value of a section."""

    section: str
    place: int
    item: Item


@dataclass(frozen=True)
class EntryRow:
    """Something the check found."""

    place: int
    entry: Entry


CheckRow = Heading | AgentTitles | AgentRow | ItemRow | EntryRow


class CheckList(Listing[CheckRow]):
    """All of a sheet in one list."""

    def rests(self, item: CheckRow) -> bool:
        """On everything that says something of its own, so that the last line can be reached."""
        return bool(item.nothing) if isinstance(item, Heading) else not isinstance(item, AgentTitles)

    def identity(self, item: CheckRow) -> Hashable:
        """The same line of the sheet, whatever it says now."""
        if isinstance(item, AgentRow):
            return "agent", item.name
        return (item.section, item.place) if isinstance(item, ItemRow) else item

    def spans(self, item: CheckRow, width: int) -> Sequence[Span]:
        """One row."""
        if isinstance(item, Heading):
            return fit_spans(((item.title, "value"), (f"  {item.nothing}", "dim")), width)
        if isinstance(item, AgentTitles):
            return titles(_columns(), width)
        if isinstance(item, AgentRow):
            return row(_columns(), _agent_cells(item), width)
        return _item_spans(item.item) if isinstance(item, ItemRow) else _entry_spans(item.entry)


def check_rows(found: Sheet) -> list[CheckRow]:
    """The rows of a sheet."""
    return list(_rows(found))


def _rows(found: Sheet) -> Iterator[CheckRow]:
    agents = found.figures.get("agents")
    if agents is None:
        yield Heading(_("The figures of that day were not kept with the signature."))
    else:
        yield AgentTitles()
        yield from map(_agent_row, agents)
        for section in sections(found):
            yield Heading(section.title, "" if section.items else section.nothing)
            yield from (ItemRow(section.title, place, item) for place, item in enumerate(section.items))
    said = bool(found.entries or (found.signature and found.signature.remark))
    yield Heading(_("Found by the check"), "" if said else _("nothing yet; a adds a finding"))
    if found.signature and found.signature.remark:
        yield ItemRow("remark", 0, Item(_("Remark"), found.signature.remark))
    yield from (EntryRow(place, entry) for place, entry in enumerate(found.entries))


def _columns() -> Columns:
    counts = (count_title(name) for name in _FIGURES)
    figures = (Column(title, max(cell_len(title), 4), align="right") for title in counts)
    return (
        Column(N_("Agent"), 10, most=14),
        Column(N_("Done of all"), 11, most=24, align="right"),
        *list(figures)[1:],
        Column("", 0),
    )


def _agent_row(values: dict[str, Any]) -> AgentRow:
    cells = (f"{values['done']}/{values['due']}", *(str(values[name]) for name in _FIGURES[1:]))
    return AgentRow(
        values["person"] or _("in nobody's list"),
        cells,
        values["missed"],
        values.get("person_id"),
    )


def _agent_cells(item: AgentRow) -> Sequence[Span]:
    styles = ["value", *("" if text != "0" else "dim" for text in item.cells[1:])]
    styles[-1] = "warn" if item.missed else styles[-1]
    mark = f"{glyph('late')}{item.cells[-1]}" if item.missed else item.cells[-1]
    texts = (*item.cells[:-1], mark)
    return ((names.visible(item.name), ""), *zip(texts, styles, strict=True), ("", ""))


def _item_spans(item: Item) -> tuple[Span, ...]:
    mark: Span = (f"{glyph('late')} ", "warn") if item.alert else ("  ", "")
    gap = " " * max(_LABEL - cell_len(item.label), 2)
    more: Span = (f" {glyph('enter')}", "dim") if item.complaints or item.calls else ("", "")
    return mark, (names.visible(item.label), ""), (gap, ""), (names.visible(item.value), "value"), more


def _entry_spans(entry: Entry) -> tuple[Span, ...]:
    mark = f"  {_('(after the signature)')}" if entry.supplement else ""
    return (
        ("  ", ""),
        (f"{dates.moment(entry.at)} ", "dim"),
        (f"{entry.by}  ", "dim"),
        (names.visible(entry_text(entry)), "value"),
        (mark, "dim"),
    )
