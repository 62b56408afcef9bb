"""What every key of a screen does: made from the bindings that are active, so it cannot say anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import Screen

from agentdesk.common.cells import column
from agentdesk.common.i18n import N_, _
from agentdesk.tui.bindings import DESK, SHOW, WORK, by_meaning, key_name
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

_KEYS, _NAMES = 14, 18


@dataclass(frozen=True)
class HelpLine:
    """A key and its sentence, or the heading of a group."""

    keys: str
    name: str
    sentence: str
    heading: bool = False


class HelpList(Listing[HelpLine]):
    """The keys, group by group."""

    def rests(self, item: HelpLine) -> bool:
        """Not on headings."""
        return not item.heading

    def spans(self, item: HelpLine, width: int) -> Sequence[Span]:
        """A key, what it is called and what it does."""
        if item.heading:
            return ((item.name, "said"),)
        return (
            (column(item.keys, _KEYS), "key"),
            (column(item.name, _NAMES), ""),
            (column(item.sentence, width - _KEYS - _NAMES), "dim"),
        )


class HelpScreen(DeskScreen[ActiveBinding | None]):
    """The keys of the screen below; Enter does what the one under the cursor does."""

    CSS_PATH = "../styles/help.tcss"
    AUTO_FOCUS = "HelpList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,question_mark,f1",
            "leave",
            N_("Back"),
            tooltip=N_("Back to the screen"),
            id="help.leave",
            group=DESK,
        ),
        Binding("enter", "choose", N_("Do it"), tooltip=N_("Do what this key does"), id="help.choose", group=WORK),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._below = below
        self._found: dict[HelpLine, ActiveBinding] = {}

    def compose(self) -> ComposeResult:
        """A title, the keys, the footer."""
        yield HelpTitle()
        yield Rule()
        yield HelpList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the bindings."""
        self._show()

    def retranslate(self) -> None:
        """Read the bindings again, as they carry the texts."""
        self._show()
        super().retranslate()

    def action_leave(self) -> None:
        """Back to the screen."""
        self.dismiss(None)

    def action_choose(self) -> None:
        """Give the binding under the cursor back to the app."""
        line = self.query_one(HelpList).current
        if line is not None:
            self.dismiss(self._found.get(line))

    def _show(self) -> None:
        order = {group.description: place for place, group in enumerate((WORK, SHOW, DESK))}
        bindings = by_meaning(self._below.active_bindings.values())
        bindings.sort(key=lambda found: order.get(_group(found[0]), -1 if not _group(found[0]) else len(order)))
        lines: list[HelpLine] = []
        for group, members in groupby(bindings, key=lambda found: _group(found[0])):
            lines.append(HelpLine("", _(group) or _("This screen"), "", heading=True))
            for found in members:
                binding = found[0].binding
                keys = " ".join(dict.fromkeys(key_name(each.binding) for each in found))
                line = HelpLine(keys, binding.description, binding.tooltip)
                self._found[line] = found[0]
                lines.append(line)
        self.query_one(HelpList).show(tuple(lines))


class HelpTitle(Sheet):
    """What this screen is."""

    DEFAULT_CSS = "HelpTitle { height: 1; }"

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The title."""
        return [Line(((" ", ""), (_("Keys of this screen"), "said")))]


def _group(found: ActiveBinding) -> str:
    return found.binding.group.description if found.binding.group else ""
