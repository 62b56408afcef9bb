"""Whatever keys are pressed, the terminal shows what the compositor would draw on an empty one."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from agentdesk.store.audit import Actor
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.canvas import Canvas
from tests.tui.strict_terminal import HALF, StrictTerminal

KEYS = ("j", "k", "down", "up", "end", "home", "d", "h", "w", "s", "t", "v", "f2", "question_mark", "escape", "slash",
        "p", "x", "1", "2", "3", "pagedown", "ctrl+p", "f5", "tab", "c", "left", "right")  # fmt: skip
SIZES = ((81, 25), (120, 36))


class Watched(HeadlessDriver):
    """A terminal that is painted lean."""

    canvas = Canvas()
    terminal = StrictTerminal(80, 24)

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Watched.terminal.write(Watched.canvas.paint(data))


def whole(app: AgentDesk) -> StrictTerminal:
    """What the screens in front would look like on an empty terminal."""
    screen: Any = app.screen
    drawn = StrictTerminal(*app.size)
    update = screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    drawn.write(update.render_segments(app.console))
    return drawn


async def same(pilot: Pilot[Any]) -> None:
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    terminal, wanted = Watched.terminal, whole(pilot.app)
    assert HALF not in terminal.text()
    assert terminal.text() == wanted.text()
    assert terminal.picture() == wanted.picture()


@pytest.mark.parametrize(("name", "first", "seed"), [("李娜", "queue", 1), ("吴敏", "handler", 3)])
def test_the_terminal_follows_the_compositor(
    person: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch, name: str, first: Any, seed: int
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    chance, size = random.Random(seed), SIZES[seed % len(SIZES)]
    Watched.canvas, Watched.terminal = Canvas(), StrictTerminal(*size)
    desk = AgentDesk(person(name), first)
    desk.driver_class = Watched

    async def drive(pilot: Pilot[Any]) -> None:
        await same(pilot)
        for _ in range(15):
            await pilot.press(chance.choice(KEYS))
            await same(pilot)
        pilot.app.exit()

    asyncio.run(desk.run_async(size=size, auto_pilot=drive))
