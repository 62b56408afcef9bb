"""All indicators of a period, group by group, and below them what the one under the cursor counts."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from agentdesk.common.i18n import N_, _
from agentdesk.common.letters import first_letters
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.groups import GROUPS
from agentdesk.scoreboard.render import (
    NOTHING,
    SIGNS,
    count_text,
    difference_text,
    in_unit,
    interval_text,
    target_text,
    value_text,
    verdict_text,
)
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.widgets.columns import Column, Columns, row
from agentdesk.tui.widgets.lines import Line, Span, indented
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.score_list import verdict_mark
from agentdesk.tui.widgets.sheet import Sheet

INDICATORS: Columns = (
    Column(N_("No."), 6, most=7),
    Column(N_("Name"), 18, most=38),
    Column(N_("Value"), 7, most=9, align="right"),
    Column(N_("Count"), 9, most=10, align="right"),
    Column(N_("95 % CI"), 12, most=15, align="right", keep=4),
    Column(N_("Target"), 6, most=7, align="right", keep=8),
    Column(N_("Reported"), 8, most=9, align="right", keep=2),
    Column(N_("Verdict"), 10),
)


@dataclass(frozen=True)
class Group:
    """A heading that the cursor passes over; a code of GROUPS."""

    code: str


IndicatorRow = Group | Figure


class IndicatorList(Listing[IndicatorRow]):
    """The indicators under their headings."""

    def rests(self, item: IndicatorRow) -> bool:
        """On indicators only."""
        return not isinstance(item, Group)

    def identity(self, item: IndicatorRow) -> Hashable:
        """The same indicator, whatever it comes to."""
        return item.code if isinstance(item, Group) else item.id

    def spans(self, item: IndicatorRow, width: int) -> Sequence[Span]:
        """One row."""
        if isinstance(item, Group):
            return ((_(GROUPS[item.code]), "key"),)
        return row(INDICATORS, cells(item), width)


def cells(found: Figure) -> tuple[Span, ...]:
    """An indicator's cells."""
    style = "dim" if found.value is None else ""
    dash = glyph("skip")
    signs = {**SIGNS, "at_least": glyph("at_least"), "at_most": glyph("at_most")}
    verdict = f"{glyph(verdict_mark(found))} {verdict_text(found)}"
    texts = (value_text(found), count_text(found), interval_text(found).replace(" … ", dash), target_text(found, signs),
             in_unit(found.reported, found))  # fmt: skip
    value, count, interval, target, sent = ("" if text == NOTHING else text for text in texts)
    return (
        (found.id, "dim"),
        (found.name, style),
        (value or dash, "value" if found.value is not None else "dim"),
        (count, style),
        (interval, "dim"),
        (target, style),
        (sent, "dim"),
        (verdict, "warn" if found.verdict == "not_met" else style),
    )


def words(found: Figure) -> tuple[str, ...]:
    """What an indicator is found by: its id, its name, and the name's first letters."""
    return found.id, found.name, first_letters(found.name), verdict_text(found)


class IndicatorPane(Sheet):
    """The formula; why there is no value, what others reported, that the sample is small."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Figure | None = None
        self.empty = ""

    def show(self, found: Figure | None, empty: str = "") -> None:
        """Show this indicator; nothing where there is none."""
        self._found, self.empty = found, empty
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The formula first, then whatever there is to say, in as many lines as there are."""
        if self._found is None:
            return indented(self.empty, width - 1, "dim", indent=1)[:height]
        said = indented(self._found.formula, width - 1, "", indent=1)
        for text, style in _remarks(self._found):
            said += indented(text, width - 1, style, indent=1)
        if len(said) > height:
            said = [*indented(self._found.formula, width - 1, "", indent=1)[:1], *said[-(height - 1) :]]
        return said[:height]


def _remarks(found: Figure) -> list[tuple[str, str]]:
    remarks = []
    if found.note:
        remarks.append((found.note, "warn"))
    if found.reported is not None:
        text = _("reported {sent}, computed {ours}, difference {apart}")
        remarks.append((text.format(sent=in_unit(found.reported, found), ours=value_text(found),
                                    apart=difference_text(found)), "dim"))  # fmt: skip
    if found.is_small:
        remarks.append((_("few cases, so it says little"), "dim"))
    return remarks
