"""Waiting for another process's build instead of giving up at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PAUSE = 1.0  # seconds between two tries


def patiently(build: Callable[[], T], seconds: int) -> T:
    """What `build` gives, tried again for so many seconds while another process builds; then its Busy (exit code 3)."""
    from agentdesk.queue.job import Busy

    until = time.monotonic() + seconds
    while True:
        try:
            return build()
        except Busy:
            if time.monotonic() + PAUSE > until:
                raise
        time.sleep(PAUSE)
