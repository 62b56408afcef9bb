"""The queue: whom to call next, and why. Everything else is one key away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _, pick
from agentdesk.playbook import current
from agentdesk.queue.card import Card, card
from agentdesk.queue.rows import QueueRow, counts, done_today, rows
from agentdesk.store.audit import Actor
from agentdesk.tui.filtering import matching
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.resting import Rest
from agentdesk.tui.screens.feedback_door import FeedbackDoor
from agentdesk.tui.screens.filtered import Filtering, filter_line
from agentdesk.tui.screens.pausing import MayPause
from agentdesk.tui.screens.queue_calls import QueueCalls
from agentdesk.tui.screens.queue_keys import KEYS
from agentdesk.tui.widgets.customer_card import CustomerCard, Part
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.nudge_rule import NudgeRule
from agentdesk.tui.widgets.queue_filter import FilterFound
from agentdesk.tui.widgets.queue_head import QueueHead, QueueViews, View
from agentdesk.tui.widgets.queue_list import QueueList, QueueTitles, words
from agentdesk.tui.widgets.rule import Rule


class QueueScreen(MayPause, FeedbackDoor[None], Filtering, QueueCalls):
    """An agent's queue of a day."""

    AUTO_FOCUS = "QueueList"
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._day = clock.today()
        self._rows: list[QueueRow] = []
        self._view = "all"
        self._rest = Rest(self, self._show_card)

    def compose(self) -> ComposeResult:
        """Head, views, rows, the customer, keys."""
        yield QueueHead(self._actor.name)
        yield NudgeRule()
        yield QueueViews()
        yield from filter_line()
        with Container(id="body"):
            with Vertical(id="rows"):
                yield QueueTitles()
                yield QueueList(self._actor.name)
            yield Rule(id="between")
            yield CustomerCard()
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the rows at once; what belongs to the first row, and a call to resume, a moment later."""
        self._load()
        self.call_after_refresh(self.offer_unfinished)

    # ------------------------------------------------------------------------------------------------ data

    def _load(self) -> None:
        """Read the rows and what counts them; some ten milliseconds for five hundred."""
        self._rows = rows(self._day, self._actor.id)
        self._show_head()
        queue, above = self.query_one(QueueList), self.query_one(QueueTitles)
        queue.day, queue.names = self._day, self.names()
        above.columns = queue.measure(self._rows)
        above.redraw()
        self.refilter()
        self.call_after_refresh(self._look_around)

    def _look_around(self) -> None:
        """What is not needed for the first look: a call or a complaint form that is not over, and the pace."""
        from agentdesk.complaints.action_list import follow_up_text
        from agentdesk.scoreboard.pace import pace

        self.look_for_unfinished()
        head = self.query_one(QueueHead)
        head.pace = pace(self._actor.id, head.done, head.open) if self._day == clock.today() else None
        head.follow_up = follow_up_text()
        head.redraw()
        self.look_for_feedback()

    def _show_head(self) -> None:
        found, head = counts(self._rows), self.query_one(QueueHead)
        head.day = self._day
        head.done = done_today(self._day, self._actor.id)
        head.open, head.promised, head.overdue = found["all"], found.get("promise", 0), found.get("late", 0)
        head.missed = found.get("missed", 0)
        head.redraw()
        groups = [(group.code, pick(group.zh, group.en)) for group in current.current(self._day).groups]
        named = [("all", _("All")), ("promise", _("Promised")), *groups]
        views = self.query_one(QueueViews)
        views.views = [View(code, name, found.get(code, 0)) for code, name in named[:9]]
        views.redraw()

    def refilter(self, *, top: bool = False) -> None:
        """The rows of the view that the filter leaves."""
        queue, views = self.query_one(QueueList), self.query_one(QueueViews)
        of_view = [row for row in self._rows if self._view in ("all", _view_of(row), row.group)]
        found = matching(of_view, self.filter_text, words)
        views.chosen, views.filter, views.found = self._view, self.filter_text, len(found)
        views.redraw()
        self.query_one(FilterFound).show(len(found))
        queue.show_rows(found, top=top)
        self.call_after_refresh(self._show_card)

    def names(self) -> dict[str, str]:
        """What kinds of calls and outcomes are called, by their codes."""
        playbook = current.current(self._day)
        kinds = {kind.code: pick(kind.zh, kind.en) for kind in playbook.kinds}
        return kinds | {outcome.code: pick(outcome.zh, outcome.en) for outcome in playbook.outcomes}

    # -------------------------------------------------------------------------------------------- the card

    @on(Listing.Moved)
    def _cursor_moved(self) -> None:
        self._rest.moved()

    def _show_card(self) -> None:
        row, shown = self.query_one(QueueList).current, self.query_one(CustomerCard)
        shown.names, shown.empty = self.names(), self._nothing()
        if row is None:
            shown.show(None, None)
            return
        found: Card = card(row.task_id)
        shown.reasons = self._reasons(row) if shown.part == "why" else ()
        shown.show(row, found, self._rows.index(row) + 1)

    def _reasons(self, row: QueueRow) -> Sequence[str]:
        from agentdesk.queue.explain_task import why

        return why(row.task_id, row.held)

    def _nothing(self) -> str:
        """What to do where there is no row."""
        if self.filter_text:
            return _("Nobody here is called that. Esc clears the filter.")
        if self._view != "all":
            return _("Nothing in this view. 1 shows all.")
        if self._day != clock.today():
            return _("Nothing for tomorrow yet. The night run fills it.")
        tomorrow = len(rows(self._day + timedelta(days=1), self._actor.id))
        return _("Today's calls are done. Tomorrow {n}, to be seen already: v").format(n=tomorrow)

    # --------------------------------------------------------------------------------------------- showing

    def row_of(self, task_id: int) -> QueueRow | None:
        """The row of a task in the day that is shown."""
        return next((row for row in self._rows if row.task_id == task_id), None)

    def stand_on(self, tasks: Sequence[int]) -> None:
        """Put the cursor on the first of these that has a row; where none has it stays."""
        self.query_one(QueueList).stand_on(tasks)

    def retranslate(self) -> None:
        """Read again, as kinds and groups carry their names with them."""
        self._load()
        super().retranslate()

    def minute_passed(self) -> None:
        """The clock, and whether something was said of a call."""
        self.query_one(QueueHead).redraw()
        self.look_for_feedback()

    def action_view(self, digit: int) -> None:
        """Show the view of that digit."""
        views = self.query_one(QueueViews).views
        if digit > len(views):
            self.notify(_("There is no view {digit}.").format(digit=digit))
            return
        self._view = views[digit - 1].code
        self.refilter(top=True)

    def action_show_part(self, part: Part) -> None:
        """Give the card its room, or take it back."""
        shown = self.query_one(CustomerCard)
        shown.part = "brief" if shown.part == part else part
        self.set_class(shown.part != "brief", "-open")
        self._show_card()

    def action_day(self, ahead: int) -> None:
        """Show today (0) or tomorrow (1)."""
        self._day = clock.today() + timedelta(days=ahead)
        self._load()

    def action_reload(self) -> None:
        """Read the queue again."""
        self._load()

    def action_back(self) -> None:
        """One step back: out of the filter, the details, the view, tomorrow."""
        if self.leave_filter(clear=True):
            return
        if self.query_one(CustomerCard).part != "brief":
            self.action_show_part(self.query_one(CustomerCard).part)
        elif self._view != "all":
            self.action_view(1)
        elif self._day != clock.today():
            self.action_day(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to resume only while a call is not over."""
        return self.may_resume if action == "resume" else super().check_action(action, parameters)

    # ---------------------------------------------------------------------------------------------- calling

    async def action_open(self) -> None:
        """Claim the customer under the cursor and open the call; at an hour that is none of theirs, ask before."""
        from agentdesk.queue import hours_now

        self.idle = False
        row = self._current_of_today()
        if row is None:
            return
        if self.unfinished is None and (warning := await self.attempt(hours_now.warning, row.task_id)):
            from agentdesk.tui.screens.queue_hours import ask_whether_to_call

            ask_whether_to_call(self, row, warning, partial(self.open_call, row.task_id, despite=warning))
        else:
            await self.open_call(row.task_id)

    def action_skip(self) -> None:
        """Pass the customer under the cursor over, with a reason."""
        from agentdesk.tui.screens.queue_skip import ask_for_reason

        row = self._current_of_today()
        if row is not None:
            ask_for_reason(self, self._actor, row, partial(self._skipped, row))

    def _skipped(self, row: QueueRow, until: datetime) -> None:
        queue = self.query_one(QueueList)
        place = queue.rows.index(row)
        self.notify(_("Skipped until {time}").format(time=dates.moment(until)))
        self._load()
        queue.stand_on([each.task_id for each in queue.rows[place : place + 1]])  # the row does not go along

    def action_hours(self) -> None:
        """Note when the customer under the cursor wants to be rung."""
        from agentdesk.tui.screens.queue_hours import ask_for_hours

        row = self.query_one(QueueList).current
        if row is None:
            self.notify(self._nothing())
        else:
            ask_for_hours(self, self._actor, row, self._load)

    def _current_of_today(self) -> QueueRow | None:
        """The row under the cursor, where it can be worked; else says what there is to do."""
        row = self.query_one(QueueList).current
        if row is None:
            self.notify(self._nothing())
        elif self._day != clock.today():
            self.notify(_("These are tomorrow's calls; today's are back with {key}").format(key=glyph("left")))
            return None
        return row

    def action_register(self) -> None:
        """The register of colleagues' calls."""
        from agentdesk.tui.screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen(self._actor), lambda _none: self._load())


def _view_of(row: QueueRow) -> str:
    """The view of a row's lane: what was missed stands with the promises."""
    return "promise" if row.lane == "missed" else row.lane
