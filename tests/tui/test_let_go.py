"""A desk does not grow with every screen that it shows: what a screen had drawn goes with it."""

from __future__ import annotations

import gc
from collections import Counter
from typing import Any

from textual.pilot import Pilot

from agentdesk.tui.app import AgentDesk

DRAWN = ("StylesCache", "Strip", "Segment")
ROUNDS = 5


async def turn(pilot: Pilot[Any], rounds: int) -> Counter[str]:
    """Open and leave the help so often; what is in memory then."""
    for _ in range(rounds):
        for key in ("question_mark", "escape"):
            await pilot.press(key)
            await pilot.pause()
    gc.collect()
    return Counter(type(found).__name__ for found in gc.get_objects())


async def test_screens_that_are_gone_leave_nothing(desk: AgentDesk) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await pilot.app.workers.wait_for_complete()
        before = await turn(pilot, 3)
        after = await turn(pilot, ROUNDS)
    for kind in DRAWN:
        assert after[kind] - before[kind] < ROUNDS, (kind, before[kind], after[kind])
