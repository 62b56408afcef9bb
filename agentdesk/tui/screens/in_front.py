"""A screen put in front of another one: keys typed for it that came to the one behind reach it, in their order."""

from __future__ import annotations

import asyncio

from textual import events
from textual.screen import ScreenResultType

from agentdesk.tui.keys import Typed
from agentdesk.tui.screens.base import DeskScreen


class InFront(DeskScreen[ScreenResultType]):
    """From `hold` on its own keys wait, until those typed before them have come through `hand_on`."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[Typed] | None = None
        self.answered: asyncio.Event | None = None  # set when what it gave back has had its effect on the screen behind

    def hold(self) -> None:
        """Keep the keys that come from now on."""
        if self._held is None:
            self._held = []

    def next_held(self) -> Typed | None:
        """The key that was kept first; None where there is none, and nothing is kept any more."""
        if self._held:
            return self._held.pop(0)
        self._held = None
        return None

    async def hand_on(self, event: Typed) -> None:
        """Do what a key does that came to the screen behind; one that means nothing here does nothing."""
        if self.focused is None and self.AUTO_FOCUS:
            self.set_focus(self.query_one(self.AUTO_FOCUS))
        found = self.active_bindings.get(event.key) if isinstance(event, events.Key) else None
        if found is not None and found.enabled:
            await self.app.run_action(found.binding.action, default_namespace=found.node)
        if self.answered is not None and self not in self.app.screen_stack:
            await self.answered.wait()

    def on_key(self, event: events.Key) -> None:
        """Keep a key while others are on their way."""
        if self._held is not None:
            event.stop()
            event.prevent_default()
            self._held.append(event)
