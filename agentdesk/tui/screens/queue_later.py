"""What the queue does with a customer who is not rung now: passes them over, or notes when they want to be rung."""

from __future__ import annotations

from datetime import date

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.queue.card import Card, card
from agentdesk.queue.rows import QueueRow
from agentdesk.store.audit import Actor
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.queue_list import QueueList


class PutsOff(DeskScreen[None]):
    """A queue's keys for later; the queue itself says what it reads again, and what there is to do without a row."""

    _actor: Actor
    _day: date

    def _load(self) -> None:
        raise NotImplementedError

    def _nothing(self) -> str:
        raise NotImplementedError

    def action_skip(self) -> None:
        """Pass the customer under the cursor over, with a reason."""
        from agentdesk.queue.skips import reasons, skip
        from agentdesk.tui.screens.queue_skip import Skipped, SkipScreen

        row = self._current_of_today()
        if row is None:
            return
        if not reasons():
            self.notify(_("The playbook names no reasons to skip; publish its new edition."))
            return
        task_id = row.task_id

        async def chosen(found: Skipped | None) -> None:
            until = await self.attempt(skip, self._actor, task_id, *found) if found else None
            if until is not None:
                queue = self.query_one(QueueList)
                place = queue.rows.index(row)
                self.notify(_("Skipped until {time}").format(time=dates.moment(until)))
                self._load()
                queue.stand_on([each.task_id for each in queue.rows[place : place + 1]])  # the row does not go along

        self.app.push_screen(SkipScreen(row), chosen)

    def action_hours(self) -> None:
        """Note when the customer under the cursor wants to be rung."""
        from agentdesk.queue.hours import set_hours
        from agentdesk.tui.screens.queue_hours import HoursScreen

        row = self.query_one(QueueList).current
        if row is None:
            self.notify(self._nothing())
            return
        customer_id = row.customer_id

        async def typed(wish: str | None) -> None:
            if wish is not None and await self.attempt(set_hours, self._actor, customer_id, wish) is not None:
                self._load()

        self.app.push_screen(HoursScreen(row, _wish(card(row.task_id))), typed)

    def _current_of_today(self) -> QueueRow | None:
        """The row under the cursor, where it can be worked; else says what there is to do."""
        row = self.query_one(QueueList).current
        if row is None:
            self.notify(self._nothing())
        elif self._day != clock.today():
            self.notify(_("These are tomorrow's calls; today's are back with {key}").format(key=glyph("left")))
            return None
        return row


def _wish(found: Card) -> str:
    """The hours in the customer's own words, where they say just that; a note that means something else stays out."""
    return found.call_note if found.hours else ""
