"""A desk with customers to call: the dealer's published questionnaires, 李娜 at the keys, Friday 09:42."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import pytest

from agentdesk.common import clock, i18n
from agentdesk.store.database import close_database, open_database
from tests.interview.call_world import Desk, found_dealer
from tests.tui.screens.at_the_desk import Hands, at_the_desk

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture(scope="session")
def called_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of a dealer with a published playbook, its questionnaires and its people."""
    path = tmp_path_factory.mktemp("called") / "agentdesk.db"
    shutil.copyfile(migrated_file, path)
    open_database(str(path))
    found_dealer()
    close_database()
    return path


@pytest.fixture
def office(called_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Makes customers and tasks, in a database file of the test's own."""
    path = tmp_path / "agentdesk.db"
    shutil.copyfile(called_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    open_database(str(path))
    i18n.use_language("zh")
    with clock.travel(FRIDAY):
        yield Desk(tmp_path)


@pytest.fixture
def sit_down(office: Desk) -> Callable[..., AbstractAsyncContextManager[Hands]]:
    """`async with sit_down() as hands`: 李娜's desk as it starts, and two hands on the keys."""
    return lambda size=(80, 24): at_the_desk(office.li, size)
