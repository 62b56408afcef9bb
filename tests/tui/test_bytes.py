"""What a key costs on the line: bytes to the terminal at 120x36 in true colour, counted before any compression."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from agentdesk.store.audit import Actor
from agentdesk.tui import resting
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.canvas import Canvas

CURSOR, TYPING, CLOCK, SCREEN = 700, 300, 100, 12_000


class CountingDriver(HeadlessDriver):
    """A terminal of 120x36 that only counts."""

    sent: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._canvas = Canvas()
        CountingDriver.sent = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        lean = self._canvas.paint(data)
        if lean:
            self.sent.append(lean)


class CountedDesk(AgentDesk):
    def get_driver_class(self) -> Any:
        return CountingDriver


Drive = Callable[[Pilot[Any]], Awaitable[None]]


@pytest.fixture
def count(person: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """How many bytes the second part of a session sends, after the first part has come to rest."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")

    def run(before: Drive, counted: Drive, first: str = "queue") -> int:
        name = "李娜" if first == "queue" else "方慧"
        desk = CountedDesk(person(name), first)
        found: list[int] = []

        async def drive(pilot: Pilot[Any]) -> None:
            await pilot.app.workers.wait_for_complete()
            await before(pilot)
            await silence(pilot)
            CountingDriver.sent.clear()
            await counted(pilot)
            found.append(sum(len(each.encode()) for each in CountingDriver.sent))
            pilot.app.exit()

        asyncio.run(desk.run_async(size=(120, 36), auto_pilot=drive))
        return found[0]

    return run


async def silence(pilot: Pilot[Any]) -> None:
    """Wait until nothing is at work and nothing more comes for it."""
    sent = -1
    while sent != len(CountingDriver.sent):
        sent = len(CountingDriver.sent)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.3)


def keys(*names: str, rest: float = 0.0) -> Drive:
    async def press(pilot: Pilot[Any]) -> None:
        for name in names:
            await pilot.press(name)
            await pilot.pause(rest or None)

    return press


@pytest.mark.parametrize("key", ["j", "k"])
def test_a_cursor_move(count: Callable[..., int], monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The cursor alone: on a slow machine, too, it does not rest long enough for the card to follow."""
    monkeypatch.setattr(resting, "REST_SECONDS", 60)
    rounds = 5
    spent = count(keys(*["j"] * 6), keys(*[key] * rounds, rest=0.03))
    assert 0 < spent / rounds <= CURSOR


def test_a_cursor_move_with_the_card_that_follows(count: Callable[..., int]) -> None:
    rounds = 4
    spent = count(keys("j"), keys(*["j"] * rounds, rest=resting.REST_SECONDS * 2))
    assert 0 < spent / rounds <= 3 * CURSOR


def test_typing_into_the_filter(count: Callable[..., int]) -> None:
    """With the filter at work no row matches any more: what remains is the typing."""
    spent = count(keys("slash", "q", "q", "q"), keys("x", "y", "z"))
    assert 0 < spent / 3 <= TYPING


def test_nothing_is_sent_at_rest(count: Callable[..., int]) -> None:
    assert count(keys("j"), keys(rest=0), "queue") == 0

    async def wait(pilot: Pilot[Any]) -> None:
        await pilot.pause(1.5)

    assert count(keys("j"), wait) == 0
    assert count(keys("slash", "w"), wait) == 0
    assert count(keys(), wait, "scoreboard") == 0


def test_the_clock(count: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    async def minute(pilot: Pilot[Any]) -> None:
        monkeypatch.setenv("AGENTDESK_NOW", "2026-11-20T09:43")
        from agentdesk.tui.messages import MinutePassed

        pilot.app.screen.post_message(MinutePassed())
        await pilot.pause(0.2)

    assert 0 < count(keys("j"), minute) <= CLOCK


@pytest.mark.parametrize("key", ["question_mark", "d", "3", "f2"])
def test_another_screen(count: Callable[..., int], key: str) -> None:
    assert 0 < count(keys("j"), keys(key, rest=0.3)) <= SCREEN
