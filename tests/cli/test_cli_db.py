"""`agentdesk db`: migrations with a backup before, backups while desks work, and what a check finds."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from agentdesk.store import schema
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import AuditEvent
from tests.cli.said import Cli, held, refused, rows

LATER = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE later (id INTEGER PRIMARY KEY, note TEXT NOT NULL)")
    db.execute_sql("INSERT INTO later (note) SELECT value FROM setting WHERE name = 'brand'")
"""
BREAKS = """
def up(migrator, db):
    db.execute_sql("CREATE TABLE half (id INTEGER PRIMARY KEY)")
    db.execute_sql("INSERT INTO nowhere VALUES (1)")
"""
WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
number = 0
while True:
    number += 1
    db.execute("BEGIN IMMEDIATE")
    for name in ("left", "right"):
        db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, str(number)))
    db.execute("COMMIT")
    if number == 5:
        print("writing", flush=True)
"""


@pytest.fixture
def file(database_file: Path) -> Path:
    """A dealer's database with something in it, opened by nobody."""
    put(SYSTEM, "brand", "远望")
    put(SYSTEM, "dealer_name", "滁州远望")
    close_database()
    return database_file


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the program's migrations, to which a test adds later ones."""
    folder = shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return folder


def one(path: Path, query: str) -> object:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(query).fetchone()[0]


def changed(path: Path, statement: str) -> None:
    """Something that went past the program, and past what the database refuses by itself."""
    with closing(sqlite3.connect(path)) as opened:
        guards = opened.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'audit_event_not_%'").fetchall()
        for name, _sql in guards:
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute(statement)
        for _name, sql in guards:
            opened.execute(sql)
        opened.commit()


# -- migrate -----------------------------------------------------------------------------------------------------------


def test_nothing_to_do_makes_no_backup(file: Path, cli: Cli) -> None:
    before = rows(file)
    result = cli("db", "migrate", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"applied": [], "backup": None, "desks_ended": 0, "desks_left": 0},
    )
    assert cli("db", "migrate").exit_code == 0
    assert rows(file) == before
    assert not list(file.parent.glob("*before-migration*"))


def test_an_older_database_is_backed_up_and_brought_up(file: Path, cli: Cli, migrations: Path) -> None:
    (migrations / "0002_later.py").write_text(LATER)
    assert "db migrate" in refused(cli("queue", "list"), 3)
    before = rows(file)
    result = cli("db", "migrate", "--json")
    assert result.exit_code == 0, result.stderr
    done = json.loads(result.stdout)
    assert done["applied"] == ["0002_later"]
    kept = Path(done["backup"])
    assert kept.parent == file.parent
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert rows(kept) == before
    assert one(kept, "PRAGMA integrity_check") == "ok"
    assert one(file, "SELECT note FROM later") == "远望"
    assert cli("queue", "list").exit_code != 3
    assert cli("db", "check").exit_code == 0
    open_database(str(file))
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).get()
    assert (last.action, json.loads(last.after)) == ("db.migrate", {"at": "0002_later"})


def test_a_migration_that_fails_leaves_the_database_as_it_was(file: Path, cli: Cli, migrations: Path) -> None:
    (migrations / "0002_breaks.py").write_text(BREAKS)
    before = rows(file)
    line = refused(cli("db", "migrate"), 3)
    (kept,) = file.parent.glob("*before-migration*")
    assert str(kept) in line
    assert "nowhere" in line
    assert rows(file) == before == rows(kept)


def test_a_busy_database_is_not_migrated(
    file: Path, cli: Cli, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (migrations / "0002_later.py").write_text(LATER)
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    before = rows(file)
    with held(file):
        refused(cli("db", "migrate"), 3)
    assert rows(file) == before


# -- backup ------------------------------------------------------------------------------------------------------------


@contextmanager
def written_to(path: Path) -> Iterator[None]:
    """Another process changes two settings together, without a pause, for the block."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        try:
            yield
            assert writer.poll() is None
        finally:
            writer.kill()


def test_a_backup_while_a_desk_writes_is_whole(file: Path, cli: Cli, tmp_path: Path) -> None:
    copies = [tmp_path / f"copy{number}.db" for number in range(3)]
    with written_to(file):
        for copy in copies:
            result = cli("db", "backup", "-o", copy)
            assert (result.exit_code, result.stdout.strip()) == (0, str(copy)), result.stderr
    numbers = []
    for copy in copies:
        assert one(copy, "PRAGMA integrity_check") == "ok"
        left, right = (one(copy, f"SELECT value FROM setting WHERE name = '{name}'") for name in ("left", "right"))
        assert left == right
        numbers.append(int(str(left)))
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert numbers == sorted(numbers)


def test_a_backup_can_be_worked_with(file: Path, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy.db"
    assert cli("db", "backup", "-o", copy).exit_code == 0
    monkeypatch.setenv("AGENTDESK_DATABASE", str(copy))
    assert cli("db", "check").exit_code == 0
    open_database()
    assert setting("brand") == "远望"
    assert one(copy, "PRAGMA journal_mode") == "wal"


def test_without_a_name_it_lies_beside_the_database(file: Path, cli: Cli, at: object) -> None:
    path = Path(cli("db", "backup").stdout.strip())
    assert path.parent == file.parent
    assert path.name.startswith("agentdesk.")
    live = rows(file)
    assert rows(path) == {**live, "audit_event": live["audit_event"] - 1}  # that it was made


def test_a_backup_never_writes_over_a_file(file: Path, cli: Cli, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("kept")
    assert "mine.txt" in refused(cli("db", "backup", "-o", mine), 1)
    assert mine.read_text() == "kept"
    refused(cli("db", "backup", "-o", tmp_path), 1)
    refused(cli("db", "backup", "-o", file), 1)
    refused(cli("db", "backup", "-o", tmp_path / "nowhere" / "copy.db"), 1)
    assert not list(tmp_path.glob(".*.new*"))


# -- check -------------------------------------------------------------------------------------------------------------


def test_a_sound_database(file: Path, cli: Cli) -> None:
    assert json.loads(cli("db", "check", "--json").stdout) == {"sound": True, "findings": []}
    result = cli("db", "check")
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ('UPDATE audit_event SET after = \'{"brand": "别的"}\' WHERE id = 1', 1),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 2", 2),
        ("UPDATE audit_event SET person_name = '别人' WHERE id = 2", 2),
        ("DELETE FROM audit_event WHERE id = 1", 2),
        (
            "INSERT INTO audit_event SELECT 9, at, person_id, person_name, role, origin, action, entity, entity_id, "
            "before, after, reason, previous_hash, hash, session, address, form FROM audit_event WHERE id = 2",
            9,
        ),
    ],
)
def test_a_tampered_audit_trail_is_found(file: Path, cli: Cli, statement: str, event: int) -> None:
    changed(file, statement)
    result = cli("db", "check", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["sound"], len(found["findings"])) == (1, False, 1)
    assert str(event) in found["findings"][0]
    told = cli("db", "check")
    assert (told.exit_code, told.stdout, told.stderr.strip()) == (1, "", found["findings"][0])


def test_a_link_into_nothing_is_found(file: Path, cli: Cli) -> None:
    changed(
        file, "INSERT INTO phone (customer_id, kind, written, rank, retired_reason) VALUES (77, 'mobile', '1', 0, '')"
    )
    result = cli("db", "check", "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["findings"]) == 1


def test_a_damaged_page_is_found(file: Path, cli: Cli) -> None:
    with closing(sqlite3.connect(file)) as opened:
        (page,) = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'customer_source_key'").fetchone()
        (size,) = opened.execute("PRAGMA page_size").fetchone()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with file.open("r+b") as content:
        content.seek((page - 1) * size)
        content.write(b"\x0a\x00\x00\x00\x07\x0f\xf0\x00")
    result = cli("db", "check")
    assert result.exit_code in (1, 3)
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()
