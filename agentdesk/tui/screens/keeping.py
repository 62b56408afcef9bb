"""A form of plain fields over another screen, whose text is kept a second after it was typed and on every exit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.screen import ScreenResultType
from textual.timer import Timer

from agentdesk.complaints import step_drafts
from agentdesk.complaints.step_drafts import Place, Typed
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.screens.storing import PAUSE_SECONDS

R = TypeVar("R")


class KeepsTyped(DeskModal[ScreenResultType]):
    """A screen says what stands in it (`typed`) and where it is kept; `kept` is what stands there already."""

    def __init__(self, actor: Actor, place: Place, kept: Typed) -> None:
        super().__init__()
        self._actor = actor
        self._place = place
        self._kept = kept
        self._pause: Timer | None = None

    @property
    def typed(self) -> Typed:
        """The form as it stands."""
        raise NotImplementedError

    def after_pause(self) -> None:
        """Something was typed or chosen: keep it within a second, however long the typing goes on."""
        if self._pause is None:
            self._pause = self.set_timer(PAUSE_SECONDS, self._rested)

    async def _rested(self) -> None:
        self._pause = None
        await self.attempt_unasked(self._store, self.typed)

    def _store(self, typed: Typed) -> None:
        if typed != self._kept:
            step_drafts.keep(self._actor, self._place, typed)
            self._kept = typed

    def keep(self) -> None:
        """Keep what stands in it here and now: the desk is being left."""
        super().keep()
        self._store(self.typed)

    async def put_aside(self) -> None:
        """Keep it, as the form is left without being used."""
        await self.attempt(self._store, self.typed)

    async def use(self, do: Callable[[], R]) -> R | None:
        """Do what the form is for and end what was kept of it, in one change; None where it could not be done."""
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        typed = self.typed
        found = await self.attempt(step_drafts.ending, self._actor, self._place, do)
        if found is None:
            self.after_pause()
        else:
            self._kept = typed
        return found
