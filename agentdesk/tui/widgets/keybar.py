"""The footer: the keys that matter here, whole or not at all; `?` at the edge has the rest."""

from __future__ import annotations

from collections.abc import Sequence

from textual.screen import Screen

from agentdesk.tui.bindings import by_meaning, key_name
from agentdesk.tui.widgets.lines import Line, Span, length
from agentdesk.tui.widgets.sheet import Sheet

_BETWEEN = "   "
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
        """The keys, as many as fit."""
        shown = [found for found in self.screen.active_bindings.values() if found.binding.show]
        left: list[Span] = [(" ", "")]
        right: list[Span] = []
        for first, *_others in by_meaning(shown):
            item: list[Span] = [(key_name(first.binding), "key"), (f" {first.binding.description}", "dim")]
            if first.binding.id == _HELP:
                right = [*item, (" ", "")]
            elif length(left) + length(item) + len(_BETWEEN) <= width - length(right):
                left += [*item, (_BETWEEN, "")]
        return [Line(tuple(left), tuple(right))]

    def _changed(self, _screen: Screen[object]) -> None:
        self.redraw()
