"""What every key of a screen does: made from the bindings that are active, so it cannot say anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.screen import Screen

from agentdesk.common.cells import cell_len, column
from agentdesk.common.i18n import N_, _
from agentdesk.common.wrapping import wrap
from agentdesk.tui.bindings import DESK, PAGE, SHOW, WORK, by_meaning, key_in_full
from agentdesk.tui.screens.in_front import InFront
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import Line, Span
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

_GAP = 2
_MOST = (19, 24)  # cells for the keys and for their names; what is longer is cut with a mark


@dataclass(frozen=True)
class HelpLine:
    """A key and its sentence, the heading of a group, or (`part` > 0) another line of the sentence above."""

    keys: str
    name: str
    sentence: str
    heading: bool = False
    part: int = 0


class HelpList(Listing[HelpLine]):
    """The keys, group by group."""

    columns = (0, 0)  # cells of the keys and of their names

    def rests(self, item: HelpLine) -> bool:
        """Not on headings, nor within a sentence."""
        return not item.heading and not item.part

    def spans(self, item: HelpLine, width: int) -> Sequence[Span]:
        """A key, what it is called and what it does."""
        if item.heading:
            return ((item.name, "said"),)
        keys, names = self.columns
        return (
            (column(item.keys, keys), "key"),
            (column(item.name, names), ""),
            (column(item.sentence, width - keys - names), "dim"),
        )


class HelpScreen(InFront[ActiveBinding | None]):
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

    def on_resize(self) -> None:
        """Break the sentences for another width."""
        self._show()

    def retranslate(self) -> None:
        """Read the bindings again, as they carry the texts."""
        self._show()
        super().retranslate()

    def action_choose(self) -> None:
        """Give the binding under the cursor back to the app."""
        line = self.query_one(HelpList).current
        if line is not None:
            self.dismiss(self._found.get(line))

    def _show(self) -> None:
        groups = [(name, [(_line(keys), keys[0]) for keys in members]) for name, members in self._groups()]
        every = [line for _name, members in groups for line, _found in members]
        listed = self.query_one(HelpList)
        listed.columns = (
            min(max(cell_len(line.keys) for line in every), _MOST[0]) + _GAP,
            min(max(cell_len(line.name) for line in every), _MOST[1]) + _GAP,
        )
        room = self.app.size.width - sum(listed.columns) - 2  # the cursor's cell and the scroll bar's
        shown: list[HelpLine] = []
        for name, members in groups:
            shown.append(HelpLine("", _(name) if name else _("This screen"), "", heading=True))
            for line, found in members:
                broken = _broken(line, room)
                self._found[broken[0]] = found
                shown += broken
        listed.show(tuple(shown))

    def _groups(self) -> list[tuple[str, list[list[ActiveBinding]]]]:
        """The bindings by their group, those of the page that is in front first."""
        order = {group.description: place for place, group in enumerate((PAGE, WORK, SHOW, DESK))}
        bindings = by_meaning(self._below.active_bindings.values())
        bindings.sort(key=lambda found: order.get(_group(found[0]), len(order) if _group(found[0]) else -1))
        return [(name, list(members)) for name, members in groupby(bindings, key=lambda found: _group(found[0]))]


class HelpTitle(Sheet):
    """What this screen is."""

    DEFAULT_CSS = "HelpTitle { height: 1; }"

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The title."""
        return [Line(((" ", ""), (_("Keys of this screen"), "said")))]


def _group(found: ActiveBinding) -> str:
    return found.binding.group.description if found.binding.group else ""


def _line(found: Sequence[ActiveBinding]) -> HelpLine:
    keys = " ".join(dict.fromkeys(key_in_full(each.binding) for each in found))
    return HelpLine(keys, found[0].binding.description, found[0].binding.tooltip)


def _broken(line: HelpLine, room: int) -> list[HelpLine]:
    """The line, and under it the rest of a sentence that is longer than its column."""
    first, *rest = wrap(line.sentence, max(room, 8))
    return [replace(line, sentence=first), *(HelpLine("", "", each, part=place) for place, each in enumerate(rest, 1))]
