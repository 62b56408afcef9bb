"""What every test stands on: an environment of its own, one migrated database to a test, the command line's doors."""

from __future__ import annotations

import os

for _name in [*os.environ]:
    # Textual reads its settings at import: what the developer has set must be gone before.
    if _name == "TEXTUAL_SNAPSHOT_TEMPDIR":  # the plugin's own, handed to its workers
        continue
    if _name.startswith(("TEXTUAL_", "AGENTDESK_")) or _name in ("NO_COLOR", "FORCE_COLOR", "UNICODE_VERSION"):
        del os.environ[_name]
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ["PYTHONUTF8"] = "1"

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result
from peewee import Database

from agentdesk.common import clock, i18n
from agentdesk.common.settings import settings
from agentdesk.store import schema
from agentdesk.store.database import close_database, open_database
from tests.databases import Engine, Files, OnServer, running_server, sweep
from tests.made_once import made_once

pytest_plugins = ["pytest_textual_snapshot"]

NOWHERE = "no server"
ROOT = Path(__file__).resolve().parent.parent


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many workers as there are cores: tests of screens and at a pseudo-terminal wait half of their time."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home folder of the test's own, the Chinese desk, the dealer's zone; nothing of it survives the test."""
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for measure in ("COLUMNS", "LINES"):  # a worker of pytest-xdist has them
        monkeypatch.delenv(measure, raising=False)
    settings.cache_clear()
    yield
    close_database()
    sweep()
    settings.cache_clear()
    i18n.use_language("zh")
    clock.use_zone(clock.DEFAULT_ZONE)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Fix the clock at the dealer's wall-clock time, for this process and its children: `at("2026-11-20T09:42")`."""

    def fix(moment: str) -> None:
        monkeypatch.setenv("AGENTDESK_NOW", moment)

    return fix


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the tests' dealers live."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default="sqlite",
        help="on which database tests run; by default SQLite, and those marked both_databases on PostgreSQL too",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test that has a database runs on the chosen one; where it is marked so, on both."""
    if "engine" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("database")
    engines, names = [chosen], [pytest.HIDDEN_PARAM]
    if chosen == "sqlite" and metafunc.definition.get_closest_marker("both_databases"):
        engines, names = ["sqlite", "postgres"], [pytest.HIDDEN_PARAM, "postgres"]
    elif chosen == "sqlite" and metafunc.definition.get_closest_marker("on_a_server"):
        # pytest tells parameters apart by their place: the first one is here for that, and deselected below.
        engines, names = ["sqlite", "postgres"], [NOWHERE, pytest.HIDDEN_PARAM]
    metafunc.parametrize("engine", engines, indirect=True, ids=names, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what is about a server, and not on one; with --database=postgres, what has no database."""
    found = [item for item in items if f"[{NOWHERE}" not in item.name and f"-{NOWHERE}]" not in item.name]
    if config.getoption("database") == "postgres":
        found = [item for item in found if "engine" in getattr(item, "fixturenames", ())]
    kept = set(found)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = found


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what is about files where the tests run on a server."""
    marked = item.get_closest_marker("sqlite_only")
    params = getattr(getattr(item, "callspec", None), "params", {})
    if marked and params.get("engine", item.config.getoption("database")) == "postgres":
        pytest.skip(f"SQLite only: {marked.args[0]}")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    """Makes databases on SQLite, or on a server that is started for it."""
    if request.param == "postgres":
        return OnServer(request.getfixturevalue("server"))
    return Files()


@pytest.fixture(scope="session")
def migrated(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that has had every migration, to be copied with `engine.copy`, never opened."""
    url = engine.empty(tmp_path_factory.mktemp("template") / "agentdesk.db")
    opened = open_database(url, create=True, check=False)
    schema.migrate(opened)
    close_database()
    return url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file of SQLite's, for tests of the file itself."""
    path = tmp_path_factory.mktemp("template") / "agentdesk.db"
    opened = open_database(str(path), create=True, check=False)
    schema.migrate(opened)
    close_database()
    return path


@pytest.fixture(scope="session")
def hostile_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database file of a dealer whose every text is hostile, made once for all workers; copy it, never open it.

    `people.json` beside it has the ids of its people by the staff codes that they had.
    """
    from tests.hostile_world import write_file

    return made_once(tmp_path_factory, "hostile", partial(write_file, migrated_file)) / "agentdesk.db"


@pytest.fixture
def hostile_dealer(
    hostile_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]
) -> Path:
    """The hostile dealer's database, a copy of this test's own, opened; an error that nobody foresaw is raised."""
    from agentdesk.common import log
    from tests.hostile_world import NOW, unforeseen

    path = tmp_path / "agentdesk.db"
    shutil.copy(hostile_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    monkeypatch.setattr(log, "mishap", unforeseen)
    at(NOW)
    open_database(str(path))
    i18n.use_language("zh")
    return path


@pytest.fixture
def url(engine: Engine, migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh, migrated database, named by AGENTDESK_DATABASE: a path, or a server's URL."""
    made = engine.copy(migrated, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", made)
    return made


@pytest.fixture
def database(url: str) -> Database:
    """The same, opened; on SQLite `database.database` is its path."""
    return open_database(url)


@pytest.fixture
def database_file(database: Database, engine: Engine) -> Path:
    """The file of the same, for tests that are about it; they are left out on a server."""
    if engine.name != "sqlite":
        pytest.skip("SQLite only: is about the file")
    return Path(database.database)


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server of the tests' own, in a folder that its account may enter too."""
    with running_server() as found:
        yield found


@pytest.fixture
def cli() -> Callable[..., Result]:
    """The command line in this process: `cli("queue", "list", "--json")` gives exit_code, stdout, stderr."""
    return in_process


def in_process(*arguments: object) -> Result:
    """The same, for what is no test."""
    from agentdesk import cli as package

    door = SimpleNamespace(name="agentdesk", main=lambda args, **_: package.main([str(argument) for argument in args]))
    return CliRunner().invoke(door, arguments)


@pytest.fixture
def run_cli() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line in a process of its own: `run_cli("doctor", "--json")`; no terminal, all output kept."""

    def call(*arguments: object, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "agentdesk", *map(str, arguments)]
        quiet = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
        return subprocess.run(command, cwd=ROOT, timeout=timeout, check=False, **quiet)

    return call
