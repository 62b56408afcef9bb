"""Every screen over a dealer whose every text is hostile: shown literally, marked where cut, obeyed by nothing.

The screens are found by the modules themselves: a new one without a way into the tours fails `test_every_screen`.
With the same looks it is held that no screen shows a customer's number, plate or VIN in full but those that must.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.screen import Screen

from agentdesk.common import i18n
from agentdesk.store.audit import actor_of, change
from agentdesk.store.database import open_database
from agentdesk.store.pins import set_pin
from agentdesk.store.tables import Attempt, Complaint, Person
from agentdesk.tui import screens
from agentdesk.tui.widgets.check_rows import AgentRow, CheckList
from agentdesk.tui.widgets.score_agents import AgentLine
from agentdesk.tui.widgets.score_list import ScoreList
from agentdesk.tui.widgets.trail_rows import TrailList
from tests.hostile import CORPUS, END
from tests.hostile_world import NOW, masked_things
from tests.tui.hostile_desk import Step, Watched, watch

PIN = "4071"
# Where a customer's own number and car must be in full: for whom is on the line, and on a key that is audited.
# Seen somewhere, letter by letter: nothing took them for markup, an escape or a place to fill.
LITERALLY = ("[/]", "[A]", "[@click=app.quit]", "␛[2J")
IN_FULL = frozenset({"CallScreen", "ComplaintScreen", "PhraseScreen", "HelpScreen"})


def every_screen() -> Iterator[str]:
    """The screens that can be in front: no other screen is made of them."""
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        for name, found in vars(importlib.import_module(module.name)).items():
            own = inspect.isclass(found) and issubclass(found, Screen) and found.__module__ == module.name
            if own and not any(each.__module__.startswith(screens.__name__) for each in found.__subclasses__()):
                yield name


def on_agent(code: str) -> Step:
    """Put the scoreboard's cursor on one of the agents."""

    async def stand(hands: Watched) -> None:
        listed = hands.screen.query_one(ScoreList)
        wanted = IDS[code]
        rows = listed.items
        listed.go_to(
            next(i for i, row in enumerate(rows) if isinstance(row, AgentLine) and row.day.person_id == wanted)
        )

    stand.__name__ = f"on {code}"
    return stand


async def all_numbers(hands: Watched) -> None:
    """Open the list of several complaints, as a row of the daily check does."""
    from agentdesk.tui.screens.complaint_numbers import show_complaints

    numbers = [row.no for row in Complaint.select().limit(6)]
    show_complaints(hands.pilot.app, hands.pilot.app.actor, "x", numbers)


async def agents_row(hands: Watched) -> None:
    """Put the daily check's cursor on an agent."""
    listed = hands.screen.query_one(CheckList)
    listed.go_to(next(i for i, row in enumerate(listed.items) if isinstance(row, AgentRow) and row.person_id))


async def first_complaint(hands: Watched) -> None:
    """Put the board's cursor on its first row."""
    await hands.press("home")


async def the_event(hands: Watched) -> None:
    """Put the trail's cursor on what a customer's hours were changed to."""
    listed = hands.screen.query_one(TrailList)
    listed.go_to(next(place for place, event in enumerate(listed.items) if event.action == "customer.hours"))


async def a_call(hands: Watched) -> None:
    """Open the page of a call, as a row of a figure does."""
    from agentdesk.tui.screens.reading import open_target

    called = Attempt.select().where(Attempt.outcome != "").get()
    await open_target(hands.screen, hands.pilot.app.actor, ("call", called.contact_id))


async def note_a_complaint(hands: Watched) -> None:
    """The palette's command."""
    await hands.pilot.app._note_complaint()


async def lock(hands: Watched) -> None:
    """The palette's command."""
    set_pin(hands.pilot.app.actor, PIN)
    hands.pilot.app.lock()


async def back(hands: Watched) -> None:
    """Escape from wherever the steps before have led to, as often as it takes."""
    for _turn in range(12):
        if len(hands.pilot.app.screen_stack) == 1:
            return
        await hands.press("escape")
    raise AssertionError(f"Escape does not lead out of {hands.screen}")


SUPERVISOR: tuple[Step, ...] = (
    on_agent("A002"), "enter", "enter", "end", back, on_agent("A002"), "m", "a", back, on_agent("A002"), "v", back,
    on_agent("A004"), "t", back, on_agent("A004"), "x", back, on_agent("A001"), "a", back, "b", back,
    "A", "enter", "escape", "down", "enter", back, "d", "end", "l", "down", "enter", "a", back, "d", "s", back,
    "d", agents_row, "enter", back, "q", "enter", "down", "c", back, "q", "2", "down", "3", back,
    "n", "down", "enter", back, all_numbers, back, "ctrl+p", back,
)  # fmt: skip
COMPLAINTS: tuple[Step, ...] = (
    "c", "down", "enter", "pagedown", "end", "1", "escape", "v", "escape", "escape", "space", "a", "escape", "g", "1",
    "escape", "escape", "m", "escape", "7", back, "c", "p", "down", "i", "escape", "enter", back,
    "c", "i", "down", "3", "enter", back,
)  # fmt: skip
FIGURES: tuple[Step, ...] = (
    "i", "end", "slash", *"kp-02", "enter", "enter", "down", "enter", "tab", "end", back,
    "i", "equals_sign", "2", back, "r", "down", "enter", "tab", "end", back, "r", "e", "x", back, "r", "s", back,
    "r", "end", "enter", "end", back,
)  # fmt: skip
AGENT: tuple[Step, ...] = (
    *["down"] * 6, "w", "d", "h", "escape", "down", "d", "down", "h", "escape", "v", "down", "left",
    "t", back, "s", "4", back, "c", "down", "enter", "down", back, "f", "down", "enter", "o", back,
    note_a_complaint, *"wj", back, "p", "1", "x", "home",
    "enter", "1", "o", "pagedown", "1", "enter", *"1" * 9, "f4", "escape", "ctrl+k",
    "f4", "escape", "down", "down", "down", "pagedown", "escape", "ctrl+r", "escape", "ctrl+t",
    "escape", lock,
)  # fmt: skip
HANDLER: tuple[Step, ...] = (
    "down", "down", "3", "down", "enter", "1", back, "1", "enter", "2", back, "i", "enter", back, "slash", "a",
    "escape", "question_mark", back,
)  # fmt: skip
NOON = "2026-11-20T12:10"
TOURS: dict[str, tuple[str, str, str, tuple[Step, ...]]] = {
    "supervisor": ("M001", "scoreboard", NOW, SUPERVISOR),
    "complaints": ("M001", "scoreboard", NOW, COMPLAINTS),
    "figures": ("M001", "scoreboard", NOW, FIGURES),
    "agent": ("A001", "queue", NOW, AGENT),
    "resumes": ("A004", "queue", NOW, ("escape", "enter", "escape")),
    "noon": ("A001", "queue", NOON, ("down", "enter")),
    "handler": ("M002", "handler", NOW, HANDLER),
    "wall": ("B001", "wall", NOW, ("f2", "f2", "question_mark", "escape")),
}
# The screens that each tour has to come to.
COMES_TO: dict[str, str] = {
    "supervisor": "ScoreboardScreen NudgeScreen MirrorScreen TakeoverScreen BreakingScreen GivingScreen "
                  "RebalanceScreen DrillScreen PageScreen TrailScreen HandlerScreen Palette "
                  "DailyCheckScreen CheckedDaysScreen RowsScreen SamplesScreen JudgingScreen ComplaintNumbersScreen",
    "complaints": "ComplaintBoard ComplaintFileScreen EntryScreen BulkScreen PatternsScreen ActionsScreen",
    "figures": "IndicatorsScreen CompareScreen ReportsScreen ReaderScreen SavingScreen TextScreen",
    "agent": "QueueScreen HoursScreen SkipScreen RegisterScreen RecordScreen FeedbackScreen FindCustomerScreen "
             "ReasonScreen PauseScreen CallScreen PhraseScreen ComplaintScreen LockScreen",
    "resumes": "ResumeScreen",
    "noon": "OutOfHoursScreen",
    "handler": "HandlerScreen HelpScreen",
    "wall": "WallScreen",
}  # fmt: skip
# Every screen at 120x36 too, in English, by shorter ways.
WIDE: dict[str, tuple[Step, ...]] = {
    "supervisor": (
        on_agent("A002"), "enter", back, "m", back, on_agent("A002"), "v", back, on_agent("A004"), "t", back, "x", back,
        on_agent("A001"), "a", back, "b", back, "A", "enter", back, "d", "end", "l", back, "d", agents_row, "enter",
        back, "q", "enter", back, "n", "down", back, all_numbers, back, a_call, back, "ctrl+p", back,
    ),
    "complaints": (
        "c", "down", "enter", "end", "1", back, "c", "space", "a", back, "c", "p", back, "c", "i", "down", back,
    ),
    "figures": ("i", "equals_sign", back, "r", "down", "enter", back, "r", "e", back, "r", "s", back),
    "agent": (
        *["down"] * 6, "h", "escape", "t", back, "s", back, "c", "down", "enter", back, "f", back,
        note_a_complaint, back, "p", "1", "x", "home", "enter", "1", "o", "1", "enter", *"1" * 9, "f4", "escape",
        "ctrl+k", "escape", "ctrl+r", "escape", lock,
    ),
    "resumes": ("escape",),
    "noon": ("down", "enter"),
    "handler": ("down", "3", "enter", back, "question_mark", back),
    "wall": ("question_mark", "escape"),
}  # fmt: skip
WALKS = [*((tour, (80, 24), "zh") for tour in TOURS), *((tour, (120, 36), "en") for tour in WIDE)]


@pytest.fixture
def house(hostile_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The hostile dealer's database, opened; the ids of its people by the codes that they had."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(hostile_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    open_database(str(path))
    people: dict[str, int] = json.loads(hostile_file.with_name("people.json").read_text(encoding="utf-8"))
    IDS.update(people)
    return people


IDS: dict[str, int] = {}


@pytest.mark.parametrize(("tour", "size", "language"), WALKS, ids=lambda value: str(value).replace(", ", "x"))
def test_tour(
    house: dict[str, int], monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None], tour: str,
    size: tuple[int, int], language: str,
) -> None:  # fmt: skip
    code, first, moment, steps = TOURS[tour]
    at(moment)
    i18n.use_language(language)
    actor, hidden = actor_of(Person.get_by_id(house[code]), "desk"), frozenset(masked_things())
    walked = steps if size == (80, 24) else WIDE[tour]
    found = watch(actor, first, walked, monkeypatch, size=size, hidden=hidden, shown_in=IN_FULL)
    assert not found.faults, "\n".join(found.faults.values())
    assert set(COMES_TO[tour].split()) - found.seen == set()
    if walked is AGENT:
        assert found.in_full, "what must be masked elsewhere is there to be seen"
        for text in LITERALLY:
            assert any(text in line for line in found.texts), text


def test_every_screen_is_in_a_tour() -> None:
    assert set(every_screen()) - {name for names in COMES_TO.values() for name in names.split()} == set()


FAR: dict[str, tuple[tuple[Step, ...], tuple[str, ...]]] = {
    "complaint": (("c", first_complaint, "enter", "pagedown", "end"), ("long han",)),
    "event": (("A", the_event, "enter", *["right"] * 15), ("long han",)),
    "call": ((a_call, "pagedown", "end"), ("long latin", "a thousand marks")),
}


@pytest.mark.parametrize("where", FAR)
def test_all_of_a_long_text_is_within_reach(
    house: dict[str, int], monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None], where: str
) -> None:
    at(NOW)
    i18n.use_language("zh")
    actor = actor_of(Person.get_by_id(house["M001"]), "desk")
    keys, named = FAR[where]
    for name in named:
        Complaint.update(words=CORPUS[name]).execute()
        Attempt.update(note=CORPUS[name]).execute()
        with change(actor, "customer.hours") as audit:
            audit("customer", 3, before={"text": ""}, after={"text": CORPUS[name]})
        found = watch(actor, "scoreboard", keys, monkeypatch)
        assert not found.faults, "\n".join(found.faults.values())
        assert any(END in line for line in found.texts), name
