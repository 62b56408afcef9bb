"""A desk over a real database, copied for each test from one that was made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agentdesk.common import cells, i18n
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.database import PRAGMAS, close_database, open_database
from agentdesk.store.tables import Person
from agentdesk.tui.app import AgentDesk
from tests.made_once import made_once
from tests.tui.desk_world import NOW, build_world


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No power cut comes in a test of a screen: its database does not wait for the disk."""
    monkeypatch.setitem(PRAGMAS, "synchronous", "off")


@pytest.fixture(scope="session")
def world_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dealer's database file; copy it, never open it."""

    def make(folder: Path) -> None:
        shutil.copy(migrated_file, folder / "world.db")
        open_database(str(folder / "world.db"))
        i18n.use_language("zh")
        build_world(folder)
        close_database()

    return made_once(tmp_path_factory, "world", make) / "world.db"


@pytest.fixture
def world(world_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Path:
    """The small dealer's database, opened, on Friday at 09:42."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(world_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    at(NOW)
    open_database(str(path))
    return path


@pytest.fixture
def person(world: Path) -> Callable[[str], Actor]:
    """One of the dealer's people as the actor of a desk: `person("李娜")`."""
    return lambda name: actor_of(Person.get(Person.name == name), "desk")


@pytest.fixture
def desk(person: Callable[[str], Actor]) -> AgentDesk:
    """李娜's desk."""
    return AgentDesk(person("李娜"))


@pytest.fixture
def scoreboard(person: Callable[[str], Actor]) -> AgentDesk:
    """The supervisor's scoreboard."""
    return AgentDesk(person("方慧"), "scoreboard")


@pytest.fixture(autouse=True)
def usual_mark() -> Iterator[None]:
    """A desk with ASCII signs sets the mark of cut texts for the process; the next test has the usual one."""
    yield
    cells.use_mark(cells.MARK)
