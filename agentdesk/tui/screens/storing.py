"""Storing what is typed: within a second, by itself; what the store refuses stays on the screen and is tried again."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from textual.screen import ScreenResultType
from textual.timer import Timer

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.store.desks import Elsewhere
from agentdesk.tui.screens.in_front import InFront
from agentdesk.tui.work import unasked

PAUSE_SECONDS = 1.0  # after which what is typed is stored
_LATER = ("busy", "left")  # faults of a database that somebody else keeps for himself


class StoresTyped(InFront[ScreenResultType]):
    """A screen says how it stores (`store_typed`), what is not stored (`unstored`) and whose turn it is (`do`)."""

    def __init__(self) -> None:
        super().__init__()
        self._pause: Timer | None = None
        self._refused = False  # the store did not take what is on the screen

    def do(self, work: Coroutine[Any, Any, None], *, quietly: bool = False) -> None:
        """Do something when its turn comes; `quietly` leaves what is said at the foot."""
        raise NotImplementedError

    def say(self, text: str, style: str = "warn") -> None:
        """A line at the foot."""
        raise NotImplementedError

    def after_pause(self) -> None:
        """Something was typed: store it within a second, however long the typing goes on."""
        if self._pause is None:
            self._pause = self.set_timer(PAUSE_SECONDS, self._rested)

    def _rested(self) -> None:
        self._pause = None
        self.do(self.store_unasked(), quietly=True)

    async def store_unasked(self) -> None:
        """Store what is on the screen by itself; a key that comes meanwhile means what it meant before."""
        again, self._refused = self._refused and self.unstored, False
        try:
            with unasked():
                await self.store_typed()
        except UserError as error:
            self.refused_by_store(error)
        else:
            if again:
                self.say(self.stored_at_last(), "value")

    def refused_by_store(self, error: UserError) -> None:
        """Say why; what is on the screen and could not be stored is tried again."""
        later = self.unstored and getattr(error, "fault", "") in _LATER
        self.say(_("Not stored yet: it stays on the screen and is tried again.") if later else str(error), "bad")
        if not isinstance(error, Elsewhere):
            self._refused = True
            self.after_pause()

    async def store_typed(self) -> None:
        """Store what has been typed."""

    @property
    def unstored(self) -> bool:
        """Whether something on the screen is not stored."""
        return False

    def stored_at_last(self) -> str:
        """What to say when that was tried again and is stored."""
        return _("Everything on the screen is stored now.")
