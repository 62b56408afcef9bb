"""Doing something once a hand rests: whoever runs through a list, or types, waits for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

REST_SECONDS = 0.12  # of a cursor; what stands beside the list follows then


class Rest:
    """Waits for a rest of a screen's, over and over, and does one thing in it."""

    def __init__(self, screen: Screen[Any], then: Callable[[], object], seconds: float | None = None) -> None:
        """`then` is done when nothing has moved for so many seconds, REST_SECONDS where none are given."""
        self._screen, self._then, self._seconds = screen, then, seconds
        self._timer: Timer | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether something has moved and nothing was done since."""
        return self._timer is not None

    def moved(self) -> None:
        """Something moves: wait anew."""
        self.stop()
        self._timer = self._screen.set_timer(REST_SECONDS if self._seconds is None else self._seconds, self._rested)

    def stop(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _rested(self) -> None:
        self._timer = None
        self._then()
