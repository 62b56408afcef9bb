"""The footer: the keys that matter here, whole or not at all; `?` at the edge has the rest."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.screen import Screen

from agentdesk.common.i18n import _
from agentdesk.tui.bindings import by_meaning, key_name
from agentdesk.tui.widgets.lines import Line, Span, length
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.work import waits

_HELP = "app.help"


class KeyBar(Sheet):
    """One line of keys, from the bindings that are active and shown."""

    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
    }
    """

    def on_mount(self) -> None:
        """Follow the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """The keys, as many as fit; a mark says that there are more, which help has. Or that the desk waits."""
        if waits.said:
            leave = Binding("escape", "", _("Wait no longer"))
            return [Line(((f" {waits.said}  ", "warn"), *_item(leave)))]
        shown = [found for found in self.screen.active_bindings.values() if found.binding.show]
        named = [group[0].binding for group in by_meaning(shown)]
        right = [part for each in named if each.id == _HELP for part in (*_item(each), (" ", ""))]
        left = whole([_item(each) for each in named if each.id != _HELP], width - length(right) - 2)
        return [Line(((" ", ""), *left), tuple(right))]

    def _changed(self, _screen: Screen[object]) -> None:
        self.redraw()


def _item(binding: Binding) -> tuple[Span, Span]:
    return (key_name(binding), "key"), (f" {binding.description}", "dim")
