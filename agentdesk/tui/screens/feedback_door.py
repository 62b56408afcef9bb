"""The queue's door to what was said of an agent's calls: a quiet word in the head, and a key."""

from __future__ import annotations

from typing import Generic

from textual.screen import ScreenResultType

from agentdesk.store.audit import Actor
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.queue_head import QueueHead


class FeedbackDoor(DeskScreen[ScreenResultType], Generic[ScreenResultType]):
    """Looks at log-in and each minute whether something was said."""

    _actor: Actor

    def look_for_feedback(self) -> None:
        """One query that reads an agent's own judgements; the head changes only where the answer has."""
        from agentdesk.quality.waiting import waits

        found, head = waits(self._actor), self.query_one(QueueHead)
        if found != head.feedback:
            head.feedback = found
            head.redraw()

    def action_feedback(self) -> None:
        """Read what was said."""
        from agentdesk.tui.screens.feedback import FeedbackScreen

        self.app.push_screen(FeedbackScreen(self._actor), lambda _none: self.look_for_feedback())
