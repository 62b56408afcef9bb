"""Opening calls from a list: how one was left, and one's own that is not over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agentdesk.store.audit import Actor
from agentdesk.tui.screens.base import DeskScreen


@dataclass(frozen=True)
class CallResult:
    """How the call was left. `next`: it is over and the queue may take the next customer.

    `tasks` are those the call was about, the one that was being worked on first.
    """

    contact_id: int
    tasks: tuple[int, ...]
    outcome: str  # "" for a call that was parked or never dialled
    next: bool


class OwnCall(DeskScreen[None]):
    """A screen from which calls are opened; it says what a call that was left means for it (`call_left`)."""

    RESUME_KEY: ClassVar[str] = "r"
    _actor: Actor

    def __init__(self) -> None:
        super().__init__()
        self.unfinished: int | None = None  # a call of this person's that is not over

    def action_reload(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    async def call_left(self, result: CallResult | None) -> None:
        """A call is closed, and this screen in front again."""
        raise NotImplementedError

    def offer_call(self) -> None:
        """Ask whether the call that is not over goes on, where there is one."""
        if self.unfinished is not None:
            from agentdesk.tui.screens.resume import ResumeScreen, offer

            found = offer(self.unfinished, self._actor.desk)
            self.app.push_screen(ResumeScreen(found, key=self.RESUME_KEY), self._answered)

    async def _answered(self, wanted: bool | None) -> None:
        if wanted:
            await self.action_resume()

    async def action_resume(self) -> None:
        """Go on with the call that is not over."""
        from agentdesk.interview.contacts import resume

        if self.unfinished is not None and await self.attempt(resume, self._actor, self.unfinished):
            self.show_call(self.unfinished)
        else:
            self.action_reload()  # a colleague has the customer by now, or it is over

    def show_call(self, contact_id: int, despite: str = "", *, told: str = "") -> None:
        """Show an open call; `despite` is the warning it was opened against, `told` what it says first."""
        from agentdesk.tui.screens.call import CallScreen

        self.app.push_screen(CallScreen(self._actor, contact_id, despite, told=told), self.call_left)
