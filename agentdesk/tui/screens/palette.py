"""The command palette: Textual's own, without its blinking cursor and its picture."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Commands by name."""

    CSS_PATH = "../styles/palette.tcss"

    def on_mount(self) -> None:
        """Hold the cursor still: a blinking one sends bytes for ever."""
        self.query_one(Input).cursor_blink = False
