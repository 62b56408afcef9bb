"""What a key of a call costs on the line: bytes to the terminal at 120x36 in true colour, before any compression."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from agentdesk.tui.app import AgentDesk
from agentdesk.tui.canvas import Canvas
from agentdesk.tui.messages import MinutePassed
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

TYPING, CURSOR, QUESTION, SCREEN, CLOCK = 300, 700, 4_000, 12_000, 100
TO_FIRST_QUESTION = ("enter", "1", "1", "enter")


class Meter(HeadlessDriver):
    """A terminal that only counts."""

    sent = 0
    canvas = Canvas()

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        Meter.sent += len(self.canvas.paint(data).encode())


@pytest.fixture
def spent(office: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The bytes of what is done second, once what was done first has come to rest."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    office.callback("0550-3012345", "138 1234 5678")

    def run(before: tuple[str, ...], counted: tuple[str, ...] | Callable[[Hands], Any]) -> int:
        desk = AgentDesk(office.li)
        desk.driver_class = Meter
        Meter.canvas = Canvas()
        found: list[int] = []

        async def drive(pilot: Pilot[Any]) -> None:
            hands = Hands(pilot)
            await hands.rest()
            await hands.press(*before)
            await pilot.pause(0.2)
            Meter.sent = 0
            if callable(counted):
                await counted(hands)
            else:
                await hands.press(*counted)
            await pilot.pause(0.1)
            found.append(Meter.sent)
            pilot.app.exit()

        asyncio.run(desk.run_async(size=(120, 36), auto_pilot=drive))
        return found[0]

    return run


@pytest.mark.parametrize("answered", [0, 1, 4, 7])
def test_the_next_question(spent: Callable[..., int], answered: int) -> None:
    assert 0 < spent((*TO_FIRST_QUESTION, *"1" * answered), ("1",)) <= QUESTION


def test_complaint_mode_is_no_more_than_a_question(spent: Callable[..., int]) -> None:
    assert 0 < spent((*TO_FIRST_QUESTION, *"11111111"), ("4",)) <= QUESTION


def test_typing(spent: Callable[..., int]) -> None:
    letters = "abcdefghij"
    assert 0 < spent((*TO_FIRST_QUESTION, *"111111112"), tuple(letters)) / len(letters) <= TYPING


def test_typing_a_time(spent: Callable[..., int]) -> None:
    letters = "11-25 10:00"
    keys = tuple({"-": "minus", " ": "space", ":": "colon"}.get(letter, letter) for letter in letters)
    assert 0 < spent(("enter", "3"), keys) / len(letters) <= TYPING


def test_choosing_an_outcome(spent: Callable[..., int]) -> None:
    assert 0 < spent(("enter",), ("4",)) <= CURSOR


@pytest.mark.parametrize("key", ["c", "o", "r", "p", "e"])
def test_another_screen(spent: Callable[..., int], key: str) -> None:
    assert 0 < spent(TO_FIRST_QUESTION, (key,)) <= SCREEN


def test_opening_a_call(spent: Callable[..., int]) -> None:
    assert 0 < spent((), ("enter",)) <= SCREEN


def test_nothing_is_sent_at_rest(spent: Callable[..., int]) -> None:
    async def wait(hands: Hands) -> None:
        await hands.pilot.pause(1.3)

    assert spent((*TO_FIRST_QUESTION, *"111111112"), wait) == 0
    assert spent(("enter",), wait) == 0


def test_the_minute(spent: Callable[..., int]) -> None:
    async def minute(hands: Hands) -> None:
        hands.screen.post_message(MinutePassed())
        await hands.rest()

    assert spent(TO_FIRST_QUESTION, minute) <= CLOCK
