"""The dealer of quarter.py, played once for a session and copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.reports.document import Document, Section, Table
from agentdesk.reports.making import make
from agentdesk.reports.periods import parse
from agentdesk.reports.registry import find
from agentdesk.reports.values import opened
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Person
from tests.databases import Engine
from tests.dealership import Dealership
from tests.reports.quarter import play

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture(scope="session")
def played_file(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The dealer's database; copy it, never open it."""
    folder = tmp_path_factory.mktemp("played")
    made = engine.copy(migrated, folder / "played.db", keep=True)
    open_database(made)
    with clock.travel(FRIDAY):
        play(Dealership(folder))
    close_database()
    return made


@pytest.fixture
def played(engine: Engine, played_file: str, tmp_path: Path) -> Iterator[str]:
    """The dealer's database, opened, on Friday 20 November 2026 at 09:42."""
    made = engine.copy(played_file, tmp_path / "agentdesk.db")
    open_database(made)
    with clock.travel(FRIDAY):
        yield made


@pytest.fixture
def care(played: str) -> Actor:
    """方慧, the care manager."""
    return actor_of(Person.get(Person.name == "方慧"), "test")


@pytest.fixture
def report(care: Actor) -> Callable[[str, str], Document]:
    """Make a report: `report("daily", "2026-11-19")`."""
    return lambda name, period: make(care, name, parse(find(name).length, period)).document


def section(document: Document, key: str) -> Section:
    """A section by its key."""
    return next(each for each in document.sections if each.key == key)


def tables(document: Document, key: str) -> list[list[list[object]]]:
    """The tables of a section, each as rows of raw values."""
    found = [block for block in section(document, key).blocks if isinstance(block, Table)]
    return [[[opened(value, column)[0] for value, column in zip(row, table.columns, strict=True)] for row in table.rows]
            for table in found]  # fmt: skip
