"""A list over the whole screen with views by digit and a filter that is typed over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from agentdesk.common.i18n import N_
from agentdesk.tui.bindings import SHOW
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.queue_filter import FilterFound, FilterMark

FILTER_KEYS: Final[list[BindingType]] = [
    Binding("down", "row(1)", show=False, id="filtered.row_down"),
    Binding("up", "row(-1)", show=False, id="filtered.row_up"),
]


def filter_key(tooltip: str) -> Binding:
    """The key that begins to filter; the tooltip says by what."""
    return Binding("slash", "filter", N_("Filter"), tooltip=tooltip, id="filtered.filter", group=SHOW)


def filter_line() -> Iterator[Widget]:
    """The line in which the filter is typed, hidden until then."""
    with Horizontal(id="filter"):
        yield FilterMark()
        yield TextField(id="filter_text")
        yield FilterFound()


class Filtering(DeskScreen[None]):
    """What such screens share; one says what is shown (`refilter`) and which widget is the list (`AUTO_FOCUS`)."""

    def refilter(self, *, top: bool = False) -> None:
        """Show the rows that the filter leaves."""
        raise NotImplementedError

    @property
    def is_filtering(self) -> bool:
        """Whether the filter is being typed."""
        return self.has_class("-filtering")

    @property
    def filter_text(self) -> str:
        """What is typed."""
        return self.query_one("#filter_text", TextField).text

    def action_filter(self) -> None:
        """Type what to look for."""
        self.add_class("-filtering")
        self.refresh_bindings()
        self.query_one("#filter_text", TextField).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A filter is begun once: while it is typed the foot does not offer it."""
        return not self.is_filtering if action == "filter" else super().check_action(action, parameters)

    def action_row(self, step: int) -> None:
        """Move the cursor while the filter is being typed."""
        listed = self.query_one(str(self.AUTO_FOCUS))
        listed.action_cursor(step)  # type: ignore[attr-defined]

    @on(TextField.Changed, "#filter_text")
    def _filter_typed(self) -> None:
        self.refilter(top=True)

    @on(TextField.Submitted, "#filter_text")
    def _filter_done(self) -> None:
        self.leave_filter(clear=False)

    def leave_filter(self, *, clear: bool) -> bool:
        """Back to the rows; whether there was a filter to leave."""
        field = self.query_one("#filter_text", TextField)
        if not self.is_filtering and not field.text:
            return False
        if clear:
            field.show("")
        self.remove_class("-filtering")
        self.refresh_bindings()
        self.query_one(str(self.AUTO_FOCUS)).focus()
        self.refilter()
        return True


class FilteredScreen(Filtering):
    """Such a screen with the style that they share."""

    CSS_PATH = "../styles/filtered.tcss"
