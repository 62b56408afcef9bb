"""The wall screen, which nobody works: it shows the house's figures, keeps them fresh, and waits out a lost link."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.scoreboard.wall import look
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import EVERYWHERE
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.wall_face import Broken, WallFace

LOOK_SECONDS = 5  # between two looks for changes
PAUSES = (2, 4, 8, 16, 32, 60)  # seconds between two tries while the link is down
KEYS: list[BindingType] = [
    replace(each, show=True) for each in EVERYWHERE if isinstance(each, Binding) and each.id != "app.redraw"
]


class WallScreen(DeskScreen[None]):
    """Shows, and looks again."""

    outside_calls = False
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor
        self._failures = 0
        self._next: Timer | None = None

    def compose(self) -> ComposeResult:
        """The face, and the few keys there are."""
        yield WallFace()
        yield KeyBar()

    def on_mount(self) -> None:
        """Look for the first time."""
        self._look_again()

    def retranslate(self) -> None:
        """Read again at once, as indicators carry their names with them."""
        super().retranslate()
        self._look_again()

    def minute_passed(self) -> None:
        """The clock."""
        self.query_one(WallFace).redraw()

    def _look_again(self) -> None:
        self.run_worker(self._look(), group="wall", exclusive=True)

    async def _look(self) -> None:
        """Look in a thread, whose connection is its own; every failure is waited out, however long it lasts."""
        face = self.query_one(WallFace)
        before = face.wall
        try:
            face.wall = await asyncio.to_thread(look, self._actor, before)
        except Forbidden as refusal:
            face.wall, face.broken, face.refused = None, None, str(refusal)
            self._failures = len(PAUSES)
        except UserError as error:
            since = face.broken.since if face.broken else clock.now()
            face.broken = Broken(since, str(error))
            self._failures += 1
        else:
            was_down = bool(face.broken or face.refused)
            face.broken, face.refused, self._failures = None, "", 0
            if not was_down and face.wall == before:
                self._wait(LOOK_SECONDS)
                return
        face.redraw()
        self._wait(PAUSES[min(self._failures, len(PAUSES)) - 1] if self._failures else LOOK_SECONDS)

    def _wait(self, seconds: float) -> None:
        if self._next is not None:
            self._next.stop()
        self._next = self.set_timer(seconds, self._look_again)
