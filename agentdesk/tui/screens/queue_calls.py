"""Calls from the queue: a row's customer, the best next one, the last one again, or what is not over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from agentdesk.common import dates
from agentdesk.common.i18n import _
from agentdesk.queue.rows import QueueRow, upcoming
from agentdesk.tui.screens.own_call import CallResult, OwnCall

if TYPE_CHECKING:
    from agentdesk.complaints.model import Draft


class QueueCalls(OwnCall):
    """Opens them and takes them back; the queue says which rows there are."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Draft | None = None  # a complaint begun in a call that is over: a colleague has the customer by now
        self.idle = True  # nobody has been taken since log-in

    def row_of(self, task_id: int) -> QueueRow | None:
        """The row of a task, where the queue has it."""
        raise NotImplementedError

    def names(self) -> Mapping[str, str]:
        """What kinds of calls and outcomes are called, by their codes."""
        raise NotImplementedError

    def stand_on(self, tasks: Sequence[int]) -> None:
        """Put the cursor on the first of these that has a row."""
        raise NotImplementedError

    # ------------------------------------------------------------------------------------ what is not over

    def look_for_unfinished(self) -> None:
        """Read whether a call is not over, or else a complaint form."""
        from agentdesk.complaints.raising import open_draft
        from agentdesk.interview.calling import open_contact_of

        self.unfinished = open_contact_of(self._actor.id)
        self.form = open_draft(self._actor.id) if self.unfinished is None else None
        self.refresh_bindings()

    @property
    def may_resume(self) -> bool:
        """Whether there is something to go on with."""
        return self.unfinished is not None or self.form is not None

    def offer_unfinished(self) -> None:
        """Ask once, at log-in; who has taken a customer meanwhile is not asked about that very call."""
        if self.idle and self.unfinished is not None:
            self.offer_call()
        elif self.idle and self.form is not None:
            self.run_worker(self._open_form(), group="form")

    async def action_resume(self) -> None:
        """Go on with the call that is not over, or with the complaint form that was left behind by one."""
        if self.unfinished is None:
            await self._open_form()
        else:
            await super().action_resume()

    async def _open_form(self) -> None:
        if self.form is None:
            return
        from agentdesk.tui.screens.complaint import ComplaintScreen, form_for

        form = await form_for(self.form)
        self.app.push_screen(ComplaintScreen(self._actor, form), lambda _noted: self.action_reload())

    # ---------------------------------------------------------------------------------------------- calling

    async def action_next(self) -> None:
        """Claim the best next customer and open the call; outside calling hours only who asked for this hour."""
        self.idle = False
        found = await self.attempt(upcoming, self._actor)
        if found is None:
            return
        if found.reopens_at is not None:
            closed = _("Outside calling hours, again at {time}.").format(time=dates.moment(found.reopens_at))
            agreed = _("Outside calling hours; this customer agreed to be rung now, or asked for this hour.")
            self.notify(closed if found.task_id is None else agreed)
        elif found.task_id is None:
            self.notify(_("Nobody can be called right now; who is later can be opened with Enter."))
        if found.task_id is not None:
            await self.open_call(found.task_id)

    async def open_call(self, task_id: int, *, despite: str = "") -> None:
        """Claim the customer of a task and open the call, or the one that is not over; `despite` a warning."""
        from agentdesk.interview.contacts import open_contact
        from agentdesk.tui.screens.queue_told import instead

        unfinished = self.unfinished
        contact_id = await self.attempt(open_contact, self._actor, task_id, despite=despite)
        if contact_id is None:
            self.action_reload()
        else:
            wanted = self.row_of(task_id)
            told = await self.attempt(instead, contact_id, wanted) if contact_id == unfinished else ""
            self.show_call(contact_id, despite, told=told or "")

    async def action_undo(self) -> None:
        """Open the last call again."""
        from agentdesk.interview.contacts import undo_last
        from agentdesk.tui.screens.queue_told import taken_back

        undone = await self.attempt(undo_last, self._actor)
        if undone is not None:
            self.show_call(undone.contact_id, told=taken_back(undone, self.names()))

    async def call_left(self, result: CallResult | None) -> None:
        """After a call: what changed, and on to the next one where the agent said so; else back to where it was."""
        self.action_reload()
        if result is not None and not result.next:
            self.stand_on(result.tasks)
        if result is not None and result.next:
            await self.action_next()
