"""A screen with a pane, a field and a store behind it: one thing after the other, each stored before the next."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from textual.screen import ScreenResultType
from textual.timer import Timer

from agentdesk.common.errors import UserError
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.pane import AnswerField, Pane

PAUSE_SECONDS = 1.0  # after which what is typed is stored


class InTurn(DeskScreen[ScreenResultType]):
    """Work goes through `do`; a key that comes while something is stored waits for its turn."""

    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()
        self._pause: Timer | None = None

    @property
    def storing(self) -> bool:
        """Whether something is being stored right now."""
        return self._turn.locked()

    def do(self, work: Coroutine[Any, Any, None], *, quietly: bool = False) -> None:
        """Do one thing after the other; an error a user can meet is a line at the foot, and nothing is lost.

        `quietly` leaves what is said at the foot: for work that no key asked for.
        """
        if not quietly:
            self.query_one(Pane).message = None
        self.run_worker(self._one_by_one(work), group="in turn")

    async def _one_by_one(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._turn:
            try:
                await work
            except UserError as error:
                self.say(str(error), "bad")
            if self.is_current:
                self.redraw()

    def say(self, text: str, style: str = "warn") -> None:
        """A line at the foot of the pane until the next key."""
        self.query_one(Pane).message = (text, style)

    def redraw(self) -> None:
        """Draw the pane again, put the field where it is wanted, and show the keys that matter now."""
        pane = self.query_one(Pane)
        pane.redraw()
        pane.place(self.query_one(AnswerField))
        self.refresh_bindings()

    def after_pause(self) -> None:
        """Something was typed: store it once the typing rests."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE_SECONDS, self._rested)

    def _rested(self) -> None:
        self.do(self.store_typed(), quietly=True)

    async def store_typed(self) -> None:
        """Store what has been typed."""

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self.redraw)
