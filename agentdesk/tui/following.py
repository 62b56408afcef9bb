"""Following what others store: one cheap look at a time, and the reading only after something was committed.

A look reads no table. While somebody works a screen looks every few seconds; where nothing was stored for a while it
waits for the minute's tick, so that a desk at rest has no timer of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from agentdesk.common.errors import UserError
from agentdesk.store.database import translated
from agentdesk.store.differing import change_token

QUIET = 120.0  # seconds without a change after which only the minute's tick looks


class Follower:
    """Tells a screen that something was stored. `changed` reads it; `passed` draws what only time changes.

    The screen starts it when it comes to the front, and stops it when another one covers it.
    """

    def __init__(
        self,
        screen: Screen[Any],
        every: float,
        changed: Callable[[], object],
        passed: Callable[[], object] = lambda: None,
        quiet: float = QUIET,
    ) -> None:
        self._screen, self._every, self._quiet = screen, every, quiet
        self._changed, self._passed = changed, passed
        self._token: object = None
        self._still = 0.0
        self._timer: Timer | None = None

    def start(self) -> None:
        """Look now, and go on looking: the screen is in front."""
        self.stop()
        self._still = 0.0
        self.look()

    def stop(self) -> None:
        """Look no more until `start`."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def tick(self) -> None:
        """A minute has passed: look once where nothing else does any more."""
        if self._timer is None:
            self.look()

    def look(self) -> None:
        """One look; the next one follows unless nothing was stored for a while."""
        self._timer = None
        token = self._read()
        if token is not None and token != self._token:
            self._token, self._still = token, 0.0
            self._changed()
        else:
            self._still += self._every
            self._passed()
        if self._still < self._quiet:
            self._timer = self._screen.set_timer(self._every, self.look)

    def again(self) -> None:
        """Take the next look for a change: what was read is not good."""
        self._token = None

    def overlook(self) -> None:
        """What was stored since the last look was this desk's own sign of life."""
        self._token = self._read() or self._token

    def _read(self) -> object:
        try:
            with translated():
                return change_token()
        except UserError:
            return None  # the next look tells
