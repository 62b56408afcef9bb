"""All indicators of a period that can be chosen; Enter opens one to its rows, = compares it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _
from agentdesk.scoreboard import periods
from agentdesk.scoreboard.compare_text import span_text
from agentdesk.scoreboard.figures import Figure, all_figures
from agentdesk.scoreboard.groups import grouped
from agentdesk.scoreboard.periods import SORTS, Period, period_of
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW
from agentdesk.tui.filtering import matching
from agentdesk.tui.screens.beneath import show_figure
from agentdesk.tui.screens.filtered import FILTER_KEYS, FilteredScreen, filter_key, filter_line
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead, DigitViews
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.indicator_list import INDICATORS, Group, IndicatorList, IndicatorPane, IndicatorRow, words
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_filter import FilterFound, FilterMark
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.rule import Rule

_FREE = list(SORTS).index("free") + 1


class IndicatorsScreen(FilteredScreen):
    """The indicators over the whole screen; Esc goes back to the scoreboard."""

    AUTO_FOCUS = "IndicatorList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("Open the figure to every call, order or complaint in it"),
            id="indicators.open", group=SHOW,
        ),
        Binding(
            "equals_sign", "compare", N_("Compare"),
            tooltip=N_("Compare the figure with other periods, and its parts with what chance alone does"),
            key_display="=", id="indicators.compare", group=SHOW,
        ),
        filter_key(N_("Find an indicator by its number, its name or the name's first letters")),
        Binding("left", "step(-1)", N_("Earlier"), tooltip=N_("The period before"), id="indicators.before", group=SHOW),
        Binding("right", "step(1)", N_("Onwards"), tooltip=N_("The period after"), id="indicators.after", group=SHOW),
        *(
            Binding(
                str(digit), f"sort({digit})", N_("Period"),
                tooltip=N_("A month, a week, the last seven days, a quarter, or dates that you type"), show=digit == 1,
                key_display="1-5", id=f"indicators.sort_{digit}", group=SHOW,
            )
            for digit in range(1, len(SORTS) + 1)
        ),
        *FILTER_KEYS,
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read all figures again"), show=False, id="indicators.reload",
            group=SHOW,
        ),
        Binding(
            "escape,q", "leave", N_("Back"), tooltip=N_("Clear the filter, back to the screen"), id="indicators.leave",
            group=DESK,
        ),
    ]  # fmt: skip

    def __init__(self, actor: Actor, first: date) -> None:
        super().__init__()
        self._actor = actor
        self._period = period_of("month", first)
        self._found: list[Figure] = []

    def compose(self) -> ComposeResult:
        """Head, periods, indicators, what the one under the cursor counts, keys."""
        yield DeskHead(N_("Indicators"))
        yield Rule()
        yield DigitViews()
        yield from filter_line()
        with Horizontal(id="dates"):
            yield FilterMark()
            yield TextField(id="dates_text")
        yield ColumnTitles(INDICATORS)
        yield IndicatorList()
        yield Rule()
        yield IndicatorPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the month."""
        self._show_period()
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the period again, away from the screen."""
        self.run_worker(self._load(), group="indicators", exclusive=True)

    async def _load(self) -> None:
        found = await self.attempt(_read, self._actor, self._period)
        if found is not None:
            self._found = found
            self.refilter()
            self._explain()

    def refilter(self, *, top: bool = False) -> None:
        """The indicators that have what is typed, under their groups' headings."""
        shown = matching(self._found, self.filter_text, words)
        rows: list[IndicatorRow] = []
        for group, figures in grouped(shown).items():
            rows += [Group(group), *figures]
        self.query_one(FilterFound).show(len(shown))
        self.query_one(IndicatorList).show(rows, top=top)
        self._explain()

    @on(Listing.Moved)
    def _explain(self) -> None:
        nothing = _("No indicator has that. Esc clears the filter.") if self.filter_text else ""
        self.query_one(IndicatorPane).show(self._current(), nothing)

    def _current(self) -> Figure | None:
        current = self.query_one(IndicatorList).current
        return current if isinstance(current, Figure) else None

    def _show_period(self) -> None:
        head, views = self.query_one(DeskHead), self.query_one(DigitViews)
        head.beside = span_text(self._period.first, self._period.last)
        head.redraw()
        views.views = [View(code, _(name), -1) for code, name in SORTS.items()]
        views.chosen = self._period.sort
        views.redraw()

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Read again, as figures carry their names with them."""
        self._show_period()
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def action_sort(self, digit: int) -> None:
        """Another sort of period, the one that holds the last day shown; free dates are typed."""
        if digit == _FREE:
            self.add_class("-dating")
            field = self.query_one("#dates_text", TextField)
            field.show(field.text, _("two dates 10-01 11-20, one day 11-20, or a month 2026-11; Enter shows them"))
            field.focus()
            return
        self._choose(period_of(list(SORTS)[digit - 1], min(self._period.last, clock.today())))

    def action_step(self, step: int) -> None:
        """The period before or after."""
        moved = periods.stepped(self._period, step)
        if moved is None:
            self.notify(_("This is the latest period."))
        else:
            self._choose(moved)

    @on(TextField.Submitted, "#dates_text")
    def _dates_typed(self) -> None:
        try:
            found = periods.parse(self.query_one("#dates_text", TextField).text)
        except UsageError as error:
            self.notify(str(error), severity="warning")
            return
        self._leave_dates()
        self._choose(found)

    def _leave_dates(self) -> None:
        self.remove_class("-dating")
        self.query_one(IndicatorList).focus()

    def _choose(self, found: Period) -> None:
        self._period = found
        self._show_period()
        self.action_reload()

    async def action_open(self) -> None:
        """Open the indicator to its rows."""
        current = self._current()
        if current is not None:
            await show_figure(self, self._actor, current.id, self._period.first, self._period.last)

    def action_compare(self) -> None:
        """Compare the indicator."""
        from agentdesk.tui.screens.comparing import CompareScreen

        current = self._current()
        if current is not None:
            self.app.push_screen(CompareScreen(self._actor, current.id, self._period))

    def action_leave(self) -> None:
        """One step back: out of the dates, out of the filter, out of the list."""
        if self.has_class("-dating"):
            self._leave_dates()
        elif not self.leave_filter(clear=True):
            self.dismiss(None)


def _read(actor: Actor, period: Period) -> list[Figure]:
    actor.require("agent", "handler", "supervisor", "board")
    return all_figures(period.first, period.last)
