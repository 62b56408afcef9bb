"""A dealer whose database nothing has open, for commands that are run as a person runs them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agentdesk.playbook.publish import publish
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from tests.cli.bad_world import GOOD
from tests.prepared import prepared


@pytest.fixture(scope="session")
def furnished(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a playbook in force; copy it, never open it."""
    path = tmp_path_factory.mktemp("furnished") / "agentdesk.db"
    shutil.copy(migrated_file, path)
    open_database(str(path))
    publish(SYSTEM, "car_dealership", prepared)
    close_database()
    return path


@pytest.fixture
def file(furnished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dealer's database file in a folder of its own: a playbook in force, nothing open in this process."""
    path = tmp_path / "dealer" / "agentdesk.db"
    path.parent.mkdir()
    shutil.copy(furnished, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    return path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command in this process compiles the forms it publishes once in a process: for tests of something else."""
    monkeypatch.setattr("agentdesk.interview.publish.prepare", prepared)


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "客户.csv"
    path.write_text(GOOD, encoding="gb18030")
    return path
