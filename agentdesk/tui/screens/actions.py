"""Improvement actions: what the departments change, how far it is, and whether it had its effect (RP-04, AU-01)."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import VIEWS, ActionRow, desk_rows, of_view
from agentdesk.complaints.actions import may_make, owners, why_nothing
from agentdesk.complaints.patterns_text import named
from agentdesk.complaints.step_drafts import Typed, kept
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.complaint_numbers import show_complaints
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages.action_form import make, new_form, place_of, place_of_new, step_form, take
from agentdesk.tui.widgets.action_rows import COLUMNS, ActionPane, ImprovementList
from agentdesk.tui.widgets.desk_head import ColumnTitles, DeskHead, DigitViews
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.queue_head import View
from agentdesk.tui.widgets.rule import Rule


class ActionsScreen(DeskScreen[None]):
    """The actions by due day over the whole screen, an owner's own first; Esc goes back."""

    CSS_PATH = "../styles/actions.tcss"
    AUTO_FOCUS = "ImprovementList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "take", N_("Next step"),
            tooltip=N_("Your next step: report or done as its owner, else follow up or check"), id="actions.take",
            group=WORK,
        ),
        Binding(
            "n", "new", N_("New action"), tooltip=N_("Make an improvement action that comes from no row of figures"),
            id="actions.new", group=WORK,
        ),
        Binding(
            "c", "complaints", N_("Complaints"), tooltip=N_("The complaints that the action is for"),
            id="actions.complaints", group=SHOW,
        ),
        *(
            Binding(
                str(digit), f"view({digit})", N_("View"),
                tooltip=N_("What is to be done, what is overdue, what waits for a check, what is finished"),
                show=digit == 1, key_display="1-4", id=f"actions.view_{digit}", group=SHOW,
            )
            for digit in range(1, len(VIEWS) + 1)
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the improvement actions again"), show=False,
            id="actions.reload", group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="actions.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._rows: list[ActionRow] = []
        self._view = next(iter(VIEWS))
        self._rest = Rest(self, self._show_pane)

    def compose(self) -> ComposeResult:
        """Head, views, rows, the action under the cursor, keys."""
        yield DeskHead(N_("Improvement actions"), self._actor.name)
        yield Rule()
        yield DigitViews()
        yield ColumnTitles(COLUMNS)
        yield ImprovementList(self._actor.person_id if self._actor.role == "handler" else None)
        yield Rule()
        yield ActionPane()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the actions."""
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the actions again, away from the screen."""
        self.run_worker(self._load(), group="actions", exclusive=True)

    async def _load(self) -> None:
        found = await self.attempt(desk_rows, self._actor)
        if found is not None:
            self._rows = found
            self._show_rows()

    def _show_rows(self, *, top: bool = False) -> None:
        views, listed = self.query_one(DigitViews), self.query_one(ImprovementList)
        views.views = [View(code, _(name), len(of_view(self._rows, code))) for code, name in VIEWS.items()]
        views.chosen = self._view
        views.redraw()
        found = of_view(self._rows, self._view)
        self.query_one(ColumnTitles).show(listed.measure(found))
        listed.show(found, top=top)
        listed.redraw()
        self._show_pane()

    @on(Listing.Moved)
    def _cursor_moved(self) -> None:
        self._rest.moved()

    def _show_pane(self) -> None:
        current, pane = self.query_one(ImprovementList).current, self.query_one(ActionPane)
        pane.empty = self._nothing()
        pane.show(current, named(current.pattern) if current is not None and current.pattern else "")

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self._view == "overdue":
            return _("Nothing is overdue. 1 shows what is to be done.")
        if self._view != "running":
            return _("Nothing in this view. 1 shows what is to be done.")
        if may_make(self._actor):
            return _("Nothing is to be done. n makes an improvement action; 4 shows what is finished.")
        return _("Nothing is to be done. 3 shows what waits for a check, 4 what is finished.")

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """The views carry their names."""
        self._show_rows()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and what has come or run out."""
        self.query_one(DeskHead).redraw()
        self.action_reload()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An agent follows actions up, and makes none."""
        return may_make(self._actor) if action == "new" else True

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        self._view = list(VIEWS)[digit - 1]
        self._show_rows(top=True)

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)

    # --------------------------------------------------------------------------------------------- working

    def action_complaints(self) -> None:
        """Show the complaints of the action under the cursor."""
        current = self.query_one(ImprovementList).current
        if current is None:
            self.notify(self._nothing())
        else:
            show_complaints(self.app, self._actor, current.title, current.complaints)

    async def action_take(self) -> None:
        """Open the form of this person's next step, or say why there is none."""
        current = self.query_one(ImprovementList).current
        why = why_nothing(self._actor, current) if current is not None else self._nothing()
        if current is None or why:
            self.notify(why)
            return
        place = place_of(current.id)
        typed: Typed | None = await self.attempt(kept, self._actor, place)
        if typed is not None:
            form = step_form(self._actor, current, typed)
            self._open(EntryScreen(self._actor, form, place, partial(take, self._actor, current)))

    async def action_new(self) -> None:
        """Open the form of a new action; a handler sees to it where nobody else is chosen."""
        place = place_of_new()
        typed: Typed | None = await self.attempt(kept, self._actor, place)
        people = await self.attempt(owners)
        if typed is not None and people is not None:
            form = new_form("", people, typed, self._actor.person_id if self._actor.role == "handler" else None)
            self._open(EntryScreen(self._actor, form, place, partial(make, self._actor, place, (), "")))

    def _open(self, form: EntryScreen) -> None:
        self.app.push_screen(form, lambda _done: self.action_reload())
