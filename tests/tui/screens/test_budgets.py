"""What every screen costs on the line, at 120x36 in true colour: opening it, moving in it, typing in it, letting it be.

Each tour walks through screens of one desk. A screen that no tour visits fails the last test here.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import agentdesk.tui.screens
from agentdesk.interview import contacts
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.pins import set_pin
from agentdesk.store.tables import Customer, Person, Task
from agentdesk.tui.screens.base import DeskScreen
from tests.interview.call_world import Desk
from tests.tui.screens.actions_world import build_actions, build_patterns
from tests.tui.screens.board_world import build_board
from tests.tui.screens.quality_world import build_day, build_judgements
from tests.tui.screens.test_live_snapshots import morning
from tests.tui.test_bytes import CURSOR, SCREEN, TYPING, CountedDesk, CountingDriver
from tests.tui.test_handler_snapshots import busy

__all__ = ["morning"]

SETTLED, SAVED = 0.3, 1.3  # seconds after which a card has followed, and after which what was typed is stored
REST = 0.6  # seconds; a cursor that blinks does so twice a second
FOLLOWED = 3 * CURSOR  # a move that a card beside the list follows
PAGE = 6_000  # a move that scrolls a page of text

People = Callable[[str], Actor]
Tour = Callable[..., None]
Press = Callable[[Pilot[Any]], Any]


@dataclass(frozen=True)
class Stop:
    """A screen, the keys that lead to it, those that move and type in it, and those that lead on."""

    screen: str
    keys: tuple[str | Press, ...] = ()
    move: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    then: tuple[str, ...] = ("escape",)
    most: int = CURSOR  # for a move


def lock(pilot: Pilot[Any]) -> None:
    pilot.app.lock()


DOWN_UP = ("down", "up")
TOURS: dict[str, tuple[Stop, ...]] = {
    "queue": (
        Stop("QueueScreen", then=(), move=DOWN_UP, most=FOLLOWED),
        Stop("QueueScreen", ("slash", "q", "q", "q"), typed=("x", "y", "z"), then=("escape", "escape")),
        Stop("HelpScreen", ("question_mark",), DOWN_UP),
        Stop("SkipScreen", ("end", "s"), DOWN_UP),
        Stop("HoursScreen", ("t",), typed=tuple("abc")),
        Stop("ReasonScreen", ("p",), DOWN_UP, then=()),
        Stop("PauseScreen", ("1",), then=("k",)),
        Stop("RegisterScreen", ("c",), DOWN_UP, then=()),
        Stop("RecordScreen", ("enter",), ("down", "up"), typed=("1", "8"), then=("escape", "escape")),
        Stop("FindCustomerScreen", ("ctrl+p", *"登记抱怨", "enter"), typed=("w", "x", "z")),
    ),
    "call": (
        Stop("CallScreen", ("enter",), ("down", "up"), then=("1", "1", "enter")),
        Stop("ComplaintScreen", ("c",), typed=tuple("abc")),
        Stop("HelpScreen", ("question_mark",), DOWN_UP),
        Stop("CallScreen", ("1",), then=tuple("11111111")),
        Stop("PhraseScreen", ("f4",), DOWN_UP),
        Stop("LockScreen", (lock,), typed=tuple("40"), then=("7", "1", "enter")),
        Stop("CallScreen"),
    ),
    "resume": (Stop("ResumeScreen", then=("2",)),),
    "out of hours": (Stop("OutOfHoursScreen", ("end", "enter"), ("down", "up"), then=("escape",)),),
    "feedback": (Stop("FeedbackScreen", ("f",), DOWN_UP, most=FOLLOWED),),
    "handler": (
        Stop("HandlerScreen", move=DOWN_UP, then=(), most=FOLLOWED),
        Stop("ComplaintFileScreen", ("enter",), DOWN_UP),
    ),
    "scoreboard": (
        Stop("ScoreboardScreen", move=DOWN_UP, then=()),
        Stop("ReportsScreen", ("r",), DOWN_UP, then=()),
        Stop("TextScreen", ("e",), typed=tuple("abc")),
        Stop("ReaderScreen", ("home", "down", "down", "down", "right", "enter"), ("down", "up"), then=(), most=PAGE),
        Stop("SavingScreen", ("s",), DOWN_UP, then=("escape",) * 4),
        Stop("ComplaintBoard", ("c",), DOWN_UP, then=(), most=FOLLOWED),
        Stop("BulkScreen", ("space", "g"), DOWN_UP),
        Stop("ActionsScreen", ("i",), DOWN_UP, most=FOLLOWED),
        Stop("PatternsScreen", ("p",), DOWN_UP, then=(), most=FOLLOWED),
        Stop("EntryScreen", ("i",), ("down", "up"), typed=tuple("abc")),
        Stop("ComplaintNumbersScreen", ("enter",), DOWN_UP, then=("escape",) * 4),
        Stop("RebalanceScreen", ("b",), DOWN_UP),
        Stop("GivingScreen", ("home", "j", "a"), DOWN_UP),
        Stop("TrailScreen", ("A",), DOWN_UP, most=FOLLOWED),
    ),
    "figures": (
        Stop("IndicatorsScreen", ("i",), DOWN_UP, then=("slash", *"apc", "enter"), most=FOLLOWED),
        Stop("DrillScreen", ("enter",), DOWN_UP, then=()),
        Stop("PageScreen", ("enter",), ("down", "up"), then=("escape", "escape"), most=PAGE),
        Stop("CompareScreen", ("equals_sign",), DOWN_UP, then=("escape", "escape"), most=FOLLOWED),
    ),
    "quality": (
        Stop("DailyCheckScreen", ("d",), DOWN_UP, then=()),
        Stop("CheckedDaysScreen", ("l",), DOWN_UP, then=("escape", "escape")),
        Stop("SamplesScreen", ("q", "2"), DOWN_UP, then=(), most=FOLLOWED),
        Stop("JudgingScreen", ("1", "enter"), DOWN_UP, then=("escape", "escape"), most=FOLLOWED),
    ),
    "supervising": (
        Stop("NudgeScreen", ("down", "down", "m"), typed=tuple("abc")),
        Stop("MirrorScreen", ("v",), ("down", "up")),
        Stop("TakeoverScreen", ("t",), ("down", "up")),
        Stop("BreakingScreen", ("x",), typed=tuple("abc")),
        Stop("RowsScreen", ("home", *["down"] * 4, "enter"), DOWN_UP),
    ),
    "wall": (Stop("WallScreen", then=()),),
}  # fmt: skip


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Walk a tour at somebody's desk."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")

    def walk(name: str, actor: Actor, first: Any = "queue") -> None:
        found: list[str] = []

        async def drive(pilot: Pilot[Any]) -> None:
            for stop in TOURS[name]:
                found.extend([fault async for fault in visit(pilot, stop)])
            pilot.app.exit()

        asyncio.run(CountedDesk(actor, first).run_async(size=(120, 36), auto_pilot=drive))
        assert not found, found

    return walk


async def visit(pilot: Pilot[Any], stop: Stop) -> Any:
    """Go there and count; a line for each budget that does not hold."""
    await rest(pilot)
    *before, last = stop.keys or ("",)
    for key in before:
        await press(pilot, key)
    opening = await press(pilot, last) if last else 0
    shown = type(pilot.app.screen).__name__
    assert shown == stop.screen, f"{stop.screen} was to come, it is {shown}"
    figures = [("opening", opening, SCREEN)]
    figures += [(f"{key} in it", await press(pilot, key), stop.most) for key in stop.move]
    figures += [(f"typing {key}", await press(pilot, key), TYPING) for key in stop.typed]
    while CountingDriver.sent:  # what a move or a word brings about after a moment is no part of the rest
        CountingDriver.sent.clear()
        await asyncio.sleep(SAVED if stop.typed else SETTLED)
    await asyncio.sleep(REST)
    figures.append(("rest", spent(), 0))
    for what, bytes_sent, most in figures:
        if bytes_sent > most:
            yield f"{stop.screen}: {what} costs {bytes_sent} bytes, not {most}"
    for key in stop.then:
        await press(pilot, key)


async def press(pilot: Pilot[Any], key: str | Press) -> int:
    """The bytes of a key and of all that follows from it."""
    CountingDriver.sent.clear()
    if callable(key):
        key(pilot)
    else:
        await pilot.press(key)
    await rest(pilot)
    return spent()


async def rest(pilot: Pilot[Any]) -> None:
    """Until what was begun is stored and drawn."""
    await pilot.pause(0.05)
    while list(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.02)


def spent() -> int:
    return sum(len(each.encode()) for each in CountingDriver.sent)


def test_the_queues_screens(tour: Tour, person: People) -> None:
    tour("queue", person("李娜"))


def test_calling_out_of_hours(tour: Tour, person: People, at: Callable[[str], None]) -> None:
    actor = person("李娜")
    at("2026-11-20T12:20")
    tour("out of hours", actor)


def test_resuming(tour: Tour, person: People) -> None:
    task = Task.select().join(Customer).where((Customer.name == "周敏") & (Task.channel == "phone")).get()
    contacts.open_contact(person("李娜"), task.id)
    tour("resume", person("李娜"))


def test_a_calls_screens(tour: Tour, office: Desk) -> None:
    office.callback("0550-3012345", "138 1234 5678")
    set_pin(office.li, "4071")
    tour("call", office.li)


def test_what_was_said_of_calls(tour: Tour, office: Desk) -> None:
    build_judgements(office)
    tour("feedback", office.li)


def test_a_handlers_screens(tour: Tour, person: People) -> None:
    tour("handler", busy(person("吴敏")), "handler")


def test_a_supervisors_screens(tour: Tour, person: People) -> None:
    build_board()
    build_patterns()
    build_actions()
    tour("scoreboard", person("方慧"), "scoreboard")


def test_screens_of_figures(tour: Tour, figured: Path) -> None:
    tour("figures", actor_of(Person.get(Person.name == "方慧"), "desk"), "scoreboard")


def test_screens_of_quality(tour: Tour, office: Desk) -> None:
    build_day(office)
    tour("quality", office.chief, "scoreboard")


def test_screens_beside_an_agent(tour: Tour, morning: Desk) -> None:
    tour("supervising", morning.chief, "scoreboard")


def test_the_wall(tour: Tour, person: People) -> None:
    tour("wall", person("方慧"), "wall")


def test_every_screen_is_visited() -> None:
    for module in pkgutil.walk_packages(agentdesk.tui.screens.__path__, "agentdesk.tui.screens."):
        importlib.import_module(module.name)
    visited = {stop.screen for stops in TOURS.values() for stop in stops}
    assert visited == {screen.__name__ for screen in _kinds(DeskScreen)}


def _kinds(screen: type[DeskScreen[Any]]) -> Iterator[type[DeskScreen[Any]]]:
    """The screens that are shown; what others are made of is none."""
    derived = screen.__subclasses__()
    if not derived and screen.__module__.startswith("agentdesk."):
        yield screen
    for each in derived:
        yield from _kinds(each)
