"""What a key costs at the handler's desk and in a complaint's file: bytes at 120x36, as test_bytes.py counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.store.audit import Actor
from tests.tui.test_bytes import CURSOR, SCREEN, TYPING, CountedDesk, CountingDriver
from tests.tui.test_handler_snapshots import busy


@pytest.mark.parametrize(
    ("before", "counted", "most"),
    [
        ((), ("down", "up", "down", "up"), 4 * CURSOR),
        (("enter",), ("down", "up", "down", "up"), 4 * CURSOR),
        ((), ("enter",), SCREEN),
        (("enter",), ("2",), SCREEN),
        (("enter", "3"), ("x", "y", "z"), 3 * TYPING),
        ((), (), 0),
        (("enter",), (), 0),
    ],
    ids=["list", "steps", "file", "form", "typing", "desk at rest", "file at rest"],
)
def test_bytes(
    person: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch, before: tuple[str, ...],
    counted: tuple[str, ...], most: int,
) -> None:  # fmt: skip
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    desk, spent = CountedDesk(busy(person("吴敏")), "handler"), []

    async def drive(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.3)
        for key in before:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.2)
        CountingDriver.sent.clear()
        for key in counted:
            await pilot.press(key)
            await pilot.pause(0.03)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.3)
        spent.append(sum(len(each.encode()) for each in CountingDriver.sent))
        pilot.app.exit()

    asyncio.run(desk.run_async(size=(120, 36), auto_pilot=drive))
    assert spent[0] <= most
    assert not counted or spent[0]
