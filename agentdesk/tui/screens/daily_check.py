"""The daily check (SV-01): a day as it went, what was found in it, and the signature that keeps it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.actions import owners
from agentdesk.complaints.step_drafts import kept
from agentdesk.quality.check import Sheet, open_before_end, people, sheet, unsigned_days
from agentdesk.quality.listing import FLAGGED
from agentdesk.quality.sheet_text import signed_text
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import DESK, SHOW, WORK
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.complaint_numbers import show_complaints
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.stages import quality_forms as forms
from agentdesk.tui.widgets.check_rows import AgentRow, CheckList, ItemRow, check_rows
from agentdesk.tui.widgets.desk_head import DeskHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.rule import Rule


class DailyCheckScreen(DeskScreen[None]):
    """A day's sheet over the whole screen; Esc goes back."""

    CSS_PATH = "../styles/quality.tcss"
    AUTO_FOCUS = "CheckList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s", "sign", N_("Sign"), tooltip=N_("Sign the day with its figures as they stand"), id="check.sign",
            group=WORK,
        ),
        Binding(
            "a", "add", N_("Add finding"),
            tooltip=N_("Write down what was found; after the signature it supplements it"),
            id="check.add", group=WORK,
        ),
        Binding(
            "enter", "open", N_("Open"), tooltip=N_("The calls, complaints or numbers of this row"), id="check.open",
            group=SHOW,
        ),
        Binding("left", "day(-1)", N_("Day before"), tooltip=N_("The day before"), id="check.before", group=SHOW),
        Binding("right", "day(1)", N_("Day after"), tooltip=N_("The day after"), id="check.after", group=SHOW),
        Binding(
            "l", "days", N_("All days"), tooltip=N_("All days with their signatures; those that are not signed"),
            id="check.days", group=SHOW,
        ),
        Binding(
            "f5", "reload", N_("Read again"), tooltip=N_("Read the day again"), show=False, id="check.reload",
            group=SHOW,
        ),
        Binding("escape,q", "leave", N_("Back"), tooltip=N_("Back to the screen"), id="check.leave", group=DESK),
    ]  # fmt: skip

    def __init__(self, actor: Actor, day: date | None = None) -> None:
        super().__init__()
        self._actor = actor
        self._day = day
        self._sheet: Sheet | None = None

    def compose(self) -> ComposeResult:
        """Head, the sheet, keys."""
        yield DeskHead(N_("Daily check"))
        yield Rule()
        yield CheckList()
        yield Rule()
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the day."""
        self.action_reload()

    # ------------------------------------------------------------------------------------------------ data

    def action_reload(self) -> None:
        """Read the day again, away from the screen."""
        self.run_worker(self._load(top=False), group="check", exclusive=True)

    async def _load(self, *, top: bool) -> None:
        if self._day is None:
            waiting = await self.attempt(unsigned_days, self._actor)
            self._day = waiting[0] if waiting else clock.today()
        found = await self.attempt(sheet, self._actor, self._day)
        if found is not None:
            self._sheet = found
            self._show(top=top)

    def _show(self, *, top: bool) -> None:
        found, head = self._sheet, self.query_one(DeskHead)
        if found is None:
            return
        closed = f"  {_('closed')}" if not found.is_open else ""
        head.beside = f"{dates.heading(found.day)}{closed}  {signed_text(found.signature, found.day)}"
        head.redraw()
        listed = self.query_one(CheckList)
        listed.show(check_rows(found), top=top)
        listed.redraw()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A signed day is not signed again."""
        return action != "sign" or self._sheet is None or self._sheet.signature is None

    # --------------------------------------------------------------------------------------------- showing

    def retranslate(self) -> None:
        """The sections carry their names."""
        self._show(top=False)
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and a day that is not signed yet."""
        self.query_one(DeskHead).redraw()
        if self._sheet is not None and self._sheet.signature is None:
            self.action_reload()

    def action_day(self, step: int) -> None:
        """Show the day before or after."""
        day = (self._day or clock.today()) + timedelta(days=step)
        if day > clock.today():
            self.notify(_("This is the latest day."))
            return
        self._day = day
        self.run_worker(self._load(top=True), group="check", exclusive=True)

    def action_days(self) -> None:
        """Choose a day from the list."""
        from agentdesk.tui.screens.checked_days import CheckedDaysScreen

        self.app.push_screen(CheckedDaysScreen(self._actor), self._chosen)

    def _chosen(self, day: date | None) -> None:
        if day is not None:
            self._day = day
            self.run_worker(self._load(top=True), group="check", exclusive=True)

    async def action_open(self) -> None:
        """Open the row under the cursor to what lies beneath it."""
        current = self.query_one(CheckList).current
        if isinstance(current, AgentRow) and current.person_id and self._day:
            from agentdesk.tui.screens.call_rows import call_rows
            from agentdesk.tui.screens.rows import RowsScreen

            found = await self.attempt(call_rows, self._actor, self._day, current.person_id, current.name)
            if found is not None:
                self.app.push_screen(RowsScreen(found))
        elif isinstance(current, ItemRow) and current.item.complaints:
            show_complaints(self.app, self._actor, current.item.label, current.item.complaints)
        elif isinstance(current, ItemRow) and current.item.calls:
            from agentdesk.tui.screens.samples import SamplesScreen

            self.app.push_screen(SamplesScreen(self._actor, FLAGGED, current.item.calls[0]))
        else:
            self.notify(_("Nothing lies beneath this row."))

    # --------------------------------------------------------------------------------------------- working

    async def action_sign(self) -> None:
        """Ask for a remark, then sign the day."""
        found = self._sheet
        if found is None:
            return
        why = self._why_not(found)
        if why:
            self.notify(why)
            return
        place = forms.sign_place(found.day)
        typed = await self.attempt(kept, self._actor, place)
        if typed is not None:
            record = partial(forms.put_signature, self._actor, found.day)
            screen = EntryScreen(self._actor, forms.sign_form(found.day, typed, open_before_end(found)), place, record)
            self.app.push_screen(screen, self._signed)

    def _why_not(self, found: Sheet) -> str:
        if self._actor.role != "supervisor":
            return _("Only a supervisor signs a day.")
        if found.signature is not None:
            day = found.day.isoformat()
            return _("{day} is signed already; add what is missing as an entry.").format(day=day)
        if not found.is_open:
            return _("The house was closed on {day}; it needs no check.").format(day=found.day.isoformat())
        return ""

    async def action_add(self) -> None:
        """Write a finding of the day down."""
        if self._sheet is None:
            return
        day = self._sheet.day
        place = forms.finding_place(day)
        typed = await self.attempt(kept, self._actor, place)
        about = await self.attempt(people)
        answerable = await self.attempt(owners)
        if typed is not None and about is not None and answerable is not None:
            form = forms.finding_form(day, about, answerable, typed)
            record = partial(forms.add_finding, self._actor, day)
            self.app.push_screen(EntryScreen(self._actor, form, place, record), self._recorded)

    def _signed(self, recorded: bool | None) -> None:
        if recorded and self._day is not None:
            self.notify(_("{day} is signed.").format(day=self._day.isoformat()))
        self.action_reload()

    def _recorded(self, recorded: bool | None) -> None:
        if recorded:
            self.action_reload()
