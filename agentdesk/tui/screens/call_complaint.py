"""A complaint that is noted in a call: the form comes over the question, and the call goes on behind it."""

from __future__ import annotations

from textual.screen import ScreenResultType

from agentdesk.common.i18n import _
from agentdesk.tui.screens.phrasing import TakesPhrases
from agentdesk.tui.stages.noted import Noted
from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.widgets.pane import AnswerField


class NotesComplaint(TakesPhrases[ScreenResultType]):
    """A screen with an open call, and a key for `complain`."""

    call: OpenCall

    def action_complain(self) -> None:
        """Note a complaint; the call goes on afterwards."""
        self.do(self._complain())

    async def _complain(self) -> None:
        from agentdesk.tui.screens.complaint import ComplaintScreen, form_for

        await self.call.store_draft()
        form = await form_for(await self.call.complaint_draft())
        self.call.noting = self.call.promised = True
        await self.put_in_front(ComplaintScreen(self.call.actor, form), self._noted)
        self.redraw()

    def _noted(self, noted: Noted | None) -> None:
        self.call.noted(noted)
        field = self.query_one(AnswerField)
        if not field.text:
            field.wish_name = ""  # asked for the reason just now, the customer has said it to the form
        if noted is not None and noted.no:
            self.say(_("Complaint {no} is passed on; the call goes on.").format(no=noted.no), "value")
        if noted is not None:
            self.do(self.call.dial(), quietly=True)  # whoever complains is on the line
        self.redraw()
