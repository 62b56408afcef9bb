"""A supervisor's open desk climbs the ladder by the minute; an agent's does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from agentdesk.store.audit import Actor
from agentdesk.store.tables import ComplaintEvent, Escalation
from agentdesk.tui.app import AgentDesk

PATIENCE = 10  # seconds


@pytest.mark.parametrize(("name", "first", "climbs"), [("方慧", "scoreboard", True), ("李娜", "queue", False)])
def test_a_minute_at_the_desk(
    world: Path, person: Callable[[str], Actor], at: Callable[[str], None], name: str, first: str, climbs: bool
) -> None:
    assert ComplaintEvent.select().exists()
    at("2026-12-01T09:00:59")  # all deadlines are past, and the minute is over in a second and a half
    minutes: list[object] = []

    async def run() -> None:
        desk = AgentDesk(person(name), first)  # type: ignore[arg-type]
        async with desk.run_test(size=(80, 24)) as pilot:
            desk.screen.minute_passed = lambda: minutes.append(None)  # type: ignore[attr-defined]
            async with asyncio.timeout(PATIENCE):
                while not minutes or (climbs and not Escalation.select().exists()):
                    await pilot.pause(0.05)
            await desk.workers.wait_for_complete()

    asyncio.run(run())
    assert Escalation.select().exists() == climbs
