"""Repeat complaints: about whom, of which model, car, customer, cause or subject, against how much there was to do."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import ActionRow, list_actions
from agentdesk.complaints.actions import may_make, owners
from agentdesk.complaints.patterns import Pattern, counted_from, patterns, usual_start
from agentdesk.complaints.step_drafts import Typed, kept
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.complaint_numbers import show_complaints
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages.action_form import make, new_form, place_of_new
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead, DigitViews
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.pattern_rows import CUTS, NUMBERS, PatternList, PatternPane
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.rule import Rule


class PatternsScreen(DeskScreen[None]):
    """The complaints of the last twelve months in groups, over the whole screen; Esc goes back."""

    CSS_PATH = "../styles/patterns.tcss"
    AUTO_FOCUS = "PatternList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "open", N_("Complaints"), tooltip=N_("The complaints of this row, to open one of them"),
            id="patterns.open", group=SHOW,
        ),
        Binding(
            "i", "act", N_("New action"), tooltip=N_("Make an improvement action for the complaints of this row"),
            id="patterns.act", group=WORK,
        ),
        *(
            Binding(
                str(digit), f"cut({digit})", N_("View"),
                tooltip=N_("By whom they are about, by model, vehicle, customer, cause or subject"), show=digit == 1,
                key_display="1-6", id=f"patterns.cut_{digit}", group=SHOW,
            )
            for digit in range(1, len(CUTS) + 1)
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Count the complaints again"), show=False,
            id="patterns.reload", group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="patterns.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._by = next(iter(CUTS))
        self._failed = False
        self._actions: list[ActionRow] = []
        self._rest = Rest(self, self._show_pane)

    def compose(self) -> ComposeResult:
        """Head, cuts, rows, what the row says, keys."""
        yield DeskHead(N_("Repeat complaints"))
        yield Rule()
        yield DigitViews()
        yield ColumnTitles(NUMBERS)
        yield PatternList()
        yield Rule()
        yield PatternPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Count them."""
        self._show_cuts()
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Count again, away from the screen."""
        self.run_worker(self._load(top=False), group="patterns", exclusive=True)

    async def _load(self, *, top: bool) -> None:
        by, last = self._by, clock.today()
        first = counted_from(usual_start(last), last)
        found = await self.attempt(patterns, self._actor, by, first, last)
        self._failed = found is None
        self._actions = await self.attempt(list_actions, everything=True) or []
        head, listed = self.query_one(DeskHead), self.query_one(PatternList)
        head.beside = f"{first.isoformat()} {_('to')} {last.isoformat()}"
        head.redraw()
        self.query_one(ColumnTitles).show(listed.measure(by, found or []))
        listed.show(found or [], top=top)
        listed.redraw()
        self._show_pane()

    def _show_cuts(self) -> None:
        views = self.query_one(DigitViews)
        views.views = [View(code, _(name), -1) for code, name in CUTS.items()]
        views.chosen = self._by
        views.redraw()

    @on(Listing.Moved)
    def _cursor_moved(self) -> None:
        self._rest.moved()

    def _show_pane(self) -> None:
        current, pane = self.query_one(PatternList).current, self.query_one(PatternPane)
        pane.empty = self._nothing()
        pane.show(current, [row for row in self._actions if current and row.pattern == _origin(current)])

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self._failed:
            return _("The complaints could not be counted. F5 counts them again.")
        if self._by in ("vehicle", "customer"):
            return _("Nobody complained twice in the last twelve months. 1 shows whom complaints are about.")
        if self._by == "cause":
            return _("No cause is known yet: the handler states it before a complaint is closed.")
        return _("No complaint of the last twelve months says that. 1 to 6 show the other views.")

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """Count again, as causes and subjects carry their names with them."""
        self._show_cuts()
        self.action_reload()
        super().retranslate()

    def minute_passed(self) -> None:
        """Only the clock."""
        self.query_one(DeskHead).redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An agent follows actions up, and makes none."""
        return may_make(self._actor) if action == "act" else True

    def action_cut(self, digit: int) -> None:
        """Group them by what stands at that digit."""
        self._by = list(CUTS)[digit - 1]
        self._show_cuts()
        self.run_worker(self._load(top=True), group="patterns", exclusive=True)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    # --------------------------------------------------------------------------------------------- working

    def action_open(self) -> None:
        """Show the complaints of the row under the cursor."""
        current = self.query_one(PatternList).current
        if current is None:
            self.notify(self._nothing())
        else:
            show_complaints(self.app, self._actor, current.name, current.complaints)

    async def action_act(self) -> None:
        """Open the form of a new improvement action for the row under the cursor."""
        current = self.query_one(PatternList).current
        if current is None:
            self.notify(self._nothing())
            return
        place = place_of_new(_origin(current))
        typed: Typed | None = await self.attempt(kept, self._actor, place)
        people = await self.attempt(owners)
        if typed is None or people is None:
            return
        about = _("{what}: {n} complaints").format(what=current.name, n=len(current.complaints))
        record = partial(make, self._actor, place, current.complaints, _origin(current))
        self.app.push_screen(EntryScreen(self._actor, new_form(about, people, typed), place, record), self._made)

    def _made(self, recorded: bool | None) -> None:
        if recorded:
            self.notify(_("The improvement action is made."))
            self.action_reload()


def _origin(found: Pattern) -> str:
    """The group as an action's `pattern` names it."""
    return f"{found.by}:{found.key}"
