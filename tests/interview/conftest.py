from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from agentdesk.common import clock
from agentdesk.common.i18n import use_language
from agentdesk.store.database import close_database, open_database
from tests.databases import Engine
from tests.interview.call_world import Desk, found_dealer

FRIDAY = datetime(2026, 11, 20, 9, 42)


@pytest.fixture(scope="session")
def dealer_file(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of a dealer with a published playbook and its people; copy it, never open it."""
    made = engine.copy(migrated, tmp_path_factory.mktemp("dealer") / "agentdesk.db", keep=True)
    open_database(made)
    found_dealer()
    close_database()
    return made


@pytest.fixture
def desk(engine: Engine, dealer_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """李娜's desk on Friday 20 November 2026, 09:42, on a database of its own."""
    made = engine.copy(dealer_file, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", made)
    open_database(made)
    with clock.travel(FRIDAY):
        yield Desk(tmp_path)


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is said in English, in this process and in those it starts."""
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    use_language("en")
    yield
    use_language("zh")
