"""Every screen over a dealer whose every text is hostile: shown literally, marked where cut, obeyed by nothing.

The screens are found by the modules themselves: a new one without a way into the tours fails `test_every_screen`.
With the same looks it is held that no screen shows a customer's number, plate or VIN in full but those that must.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from agentdesk.common import i18n
from agentdesk.store.audit import actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.pins import set_pin
from agentdesk.store.tables import Complaint, Person
from agentdesk.tui import screens
from agentdesk.tui.widgets.score_agents import AgentLine
from agentdesk.tui.widgets.score_list import ScoreList
from tests.hostile_world import NOW, build, masked_things, spoil, unspoilt
from tests.tui.hostile_desk import Step, Watched, watch

PIN = "4071"
# Where a customer's own number and car must be in full: for whom is on the line, and on a key that is audited.
IN_FULL = frozenset({"CallScreen", "ComplaintScreen", "PhraseScreen", "HelpScreen"})


def every_screen() -> Iterator[str]:
    """The screens that can be in front: no other screen is made of them."""
    for module in pkgutil.iter_modules(screens.__path__, f"{screens.__name__}."):
        for name, found in vars(importlib.import_module(module.name)).items():
            if inspect.isclass(found) and issubclass(found, Screen) and found.__module__ == module.name:
                if not any(each.__module__.startswith(screens.__name__) for each in found.__subclasses__()):
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


async def note_a_complaint(hands: Watched) -> None:
    """The palette's command."""
    await hands.pilot.app._note_complaint()


async def lock(hands: Watched) -> None:
    """The palette's command."""
    set_pin(hands.pilot.app.actor, PIN)
    hands.pilot.app.lock()


SUPERVISOR: tuple[Step, ...] = (
    on_agent("A002"), "enter", "enter", "pagedown", "end", "escape", "escape",
    on_agent("A002"), "m", *"ab", "escape", on_agent("A002"), "v", "o", "pagedown", "escape",
    on_agent("A004"), "t", "escape", "x", "escape", on_agent("A001"), "a", "down", "escape", "b", "escape",
    "A", "enter", "pagedown", "end", "escape", "down", "down", "enter", "escape", "escape",
    "c", "down", "down", "enter", "pagedown", "pagedown", "end", "1", "escape", "v", "escape", "escape",
    "space", "down", "space", "a", "escape", "g", "1", "escape", "m", "escape", "2", "3", "7", "1",
    "p", "down", "enter", "escape", "i", "escape", "escape", "i", "down", "3", "enter", "escape", "escape", "escape",
    "d", "end", "enter", "escape", "l", "down", "enter", "a", "escape", "left", "end", "s", "escape", "escape",
    "q", "enter", "down", "1", "c", "escape", "s", "escape", "escape", "2", "down", "enter", "escape", "3", "down", "4",
    "escape",
    "i", "end", "home", "slash", *"kp-02", "enter", "enter", "down", "enter", "tab", "enter", "end", "escape", "escape",
    "escape", "equals_sign", "2", "3", "down", "escape", "escape",
    "r", "down", "enter", "tab", "end", "tab", "end", "s", "escape", "e", "escape", "escape", "e", "escape", "escape",
    "n", "down", "enter", "escape", "escape", all_numbers, "down", "escape", "question_mark", "down", "escape",
    "ctrl+p", "escape",
)  # fmt: skip
AGENT: tuple[Step, ...] = (
    *["down"] * 6, "w", "d", "h", "escape", "down", "d", "down", "d", "escape", "v", "down", "left",
    "t", "escape", "s", "4", "escape", "c", "down", "enter", "down", "escape", "escape", "f", "down", "enter", "o",
    "escape", "escape", note_a_complaint, *"wj", "escape", "p", "1", "x", "home",
    "enter", "1", "o", "pagedown", "1", "enter", "1", "1", "1", "1", "1", "1", "1", "1", "1", "f4", "escape", "ctrl+k",
    "f4", "escape", "down", "down", "down", "pagedown", "escape", "question_mark", "escape", "r", "escape", "p", "escape",
    lock,
)  # fmt: skip
HANDLER: tuple[Step, ...] = (
    "down", "down", "3", "down", "enter", "1", "escape", "escape", "1", "enter", "2", "escape", "escape", "i", "enter",
    "escape", "slash", *"ab", "escape", "escape", "question_mark", "escape",
)  # fmt: skip
TOURS: dict[str, tuple[str, str, tuple[Step, ...]]] = {
    "supervisor": ("M001", "scoreboard", SUPERVISOR),
    "agent": ("A001", "queue", AGENT),
    "resumes": ("A004", "queue", ("escape", "enter", "escape")),
    "handler": ("M002", "handler", HANDLER),
    "wall": ("B001", "wall", ("f2", "f2", "question_mark", "escape")),
}


@pytest.fixture(scope="module")
def spoilt(called_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile dealer's database file; copy it, never open it."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "agentdesk.db"
    shutil.copyfile(called_file, path)
    open_database(str(path))
    i18n.use_language("zh")
    build(folder)
    IDS.update({person.code: person.id for person in Person.select()})
    assert unspoilt() == [], "the dealer has something of every free text"
    spoil()
    close_database()
    return path


@pytest.fixture
def house(spoilt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Path:
    """That dealer on Friday at 09:42, opened."""
    path = tmp_path / "agentdesk.db"
    shutil.copyfile(spoilt, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    at(NOW)
    open_database(str(path))
    return path


IDS: dict[str, int] = {}  # of the people by the code that they had
SEEN: set[str] = set()


@pytest.mark.parametrize("tour", TOURS)
def test_tour(house: Path, monkeypatch: pytest.MonkeyPatch, tour: str) -> None:
    code, first, steps = TOURS[tour]
    actor = actor_of(Person.get_by_id(IDS[code]), "desk")
    found = watch(actor, first, steps, monkeypatch, hidden=frozenset(masked_things()), shown_in=IN_FULL)
    SEEN.update(found.seen)
    assert not found.faults, "\n".join(found.faults.values())


def test_every_screen(house: Path) -> None:
    print(len(masked_things()), list(masked_things())[:9])
    assert set(every_screen()) - SEEN == set()
