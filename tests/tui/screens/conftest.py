"""A desk with customers to call: the dealer's published questionnaires, 李娜 at the keys, Friday 09:42."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from agentdesk.common import clock, i18n
from agentdesk.store.database import close_database, open_database
from tests.dealership import Dealership
from tests.interview.call_world import Desk, found_dealer
from tests.made_once import made_once
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import store
from tests.tui.screens.at_the_desk import Hands, at_the_desk
from tests.tui.screens.question_world import publish_question

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture(scope="session")
def called_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of a dealer with a published playbook, its questionnaires and its people."""

    def make(folder: Path) -> None:
        shutil.copy(migrated_file, folder / "agentdesk.db")
        open_database(str(folder / "agentdesk.db"))
        found_dealer()
        close_database()

    return made_once(tmp_path_factory, "called", make) / "agentdesk.db"


@pytest.fixture
def office(called_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Makes customers and tasks, in a database file of the test's own."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(called_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    open_database(str(path))
    i18n.use_language("zh")
    with clock.travel(FRIDAY):
        yield Desk(tmp_path)


@pytest.fixture
def after(
    office: Desk, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[Desk], object]], None]:
    """`after(build_day)`: what the function does to the office just opened; it is done once for all tests."""

    def build(step: Callable[[Desk], object]) -> None:
        close_database()
        mine = tmp_path / "agentdesk.db"

        def make(folder: Path) -> None:
            open_database(str(mine))
            step(office)
            close_database()
            shutil.copy(mine, folder / "agentdesk.db")

        shutil.copy(made_once(tmp_path_factory, step.__name__, make) / "agentdesk.db", mine)
        open_database(str(mine))

    return build


@pytest.fixture
def sit_down(office: Desk) -> Callable[..., AbstractAsyncContextManager[Hands]]:
    """`async with sit_down() as hands`: 李娜's desk as it starts, and two hands on the keys."""
    return lambda size=(80, 24): at_the_desk(office.li, size)


@pytest.fixture(scope="session")
def figures_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of a dealer with two months of random facts, the same each time, answers among them."""

    def make(folder: Path) -> None:
        shutil.copy(migrated_file, folder / "agentdesk.db")
        open_database(str(folder / "agentdesk.db"))
        house = Dealership(folder)
        with clock.travel(FRIDAY):
            publish_questions(house)
            store(house, some(Random(11), 60))
        close_database()

    return made_once(tmp_path_factory, "figures", make) / "agentdesk.db"


@pytest.fixture
def figured(figures_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> Path:
    """That dealer's database on Friday at 09:42, opened."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(figures_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    at("2026-11-20T09:42")
    open_database(str(path))
    return path


@pytest.fixture
def ask(office: Desk, tmp_path: Path) -> Callable[[str], None]:
    """Publish these rows as the after-sales questionnaire, behind its opening, and make a customer to be called."""

    def publish(rows: str) -> None:
        publish_question(rows, tmp_path)
        office.callback()

    return publish
