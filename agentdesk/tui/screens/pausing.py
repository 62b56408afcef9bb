"""Pausing from the queue: one key for the reason; the desk then says since when, and any key comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from agentdesk.queue.pausing import Pausing


class MayPause(DeskScreen[None]):
    """A screen whose person may pause; one who did so at a desk that is gone finds the pause still running."""

    _actor: Actor

    def on_mount(self) -> None:
        """Go on with a pause that was not ended; the screen is drawn first."""
        self.call_after_refresh(lambda: self.run_worker(self._still_paused(), group="pause"))

    async def _still_paused(self) -> None:
        from agentdesk.queue import pausing

        running = await self.attempt(pausing.pause_of, self._actor.id)
        if running is not None and running.is_todays:
            self._show_pause(running)
        elif running is not None:
            await self.attempt(pausing.come_back, self._actor)

    def action_pause(self) -> None:
        """Ask for the reason, then pause."""
        from agentdesk.queue.pausing import reasons
        from agentdesk.tui.screens.paused import ReasonScreen

        if reasons():
            self.app.push_screen(ReasonScreen(), self._begin)
        else:
            self.notify(_("The playbook names no reasons for a pause; publish its new edition."))

    async def _begin(self, code: str | None) -> None:
        from agentdesk.queue.pausing import pause

        running = await self.attempt(pause, self._actor, code) if code else None
        if running is not None:
            self._show_pause(running)

    def _show_pause(self, running: Pausing) -> None:
        from agentdesk.tui.screens.paused import PauseScreen

        self.app.push_screen(PauseScreen(running), self._back)

    async def _back(self, _none: bool | None) -> None:
        from agentdesk.queue.pausing import come_back

        await self.attempt(come_back, self._actor)
