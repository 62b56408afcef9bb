"""`agentdesk db backup --to --rotate` and `db restore`: the drill that shows a backup is worth its name."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from agentdesk.common.settings import config_path, settings
from agentdesk.store import heads, sessions
from agentdesk.store.audit import SYSTEM, Actor
from agentdesk.store.database import close_database, open_database
from agentdesk.store.desks import new_desk
from agentdesk.store.people import add_person
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import AuditEvent
from tests.cli.said import Cli, like_anybody, refused, run
from tests.store.attacker import past_the_guards, rehash

WRITER = """
import sys
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import open_database
from agentdesk.store.settings import put
open_database(sys.argv[1])
number = 0
while True:
    number += 1
    put(SYSTEM, "drill", str(number))
    print(number, flush=True)  # stored: from here on it may not be lost
"""


@pytest.fixture
def file(database_file: Path) -> Path:
    """A dealer's database with something in it, opened by nobody."""
    put(SYSTEM, "brand", "远望")
    close_database()
    return database_file


@pytest.fixture
def backup(file: Path, cli: Cli, tmp_path: Path) -> Path:
    """A backup of it in a folder of backups; something was changed since."""
    path = Path(cli("db", "backup", "--to", tmp_path / "kept").stdout.strip())
    open_database(str(file))
    put(SYSTEM, "brand", "滁州")
    close_database()
    return path


def brand(path: Path) -> str | None:
    open_database(str(path))
    try:
        return setting("brand")
    finally:
        close_database()


def asides(file: Path) -> list[Path]:
    return sorted(file.parent.glob("*before-restore*.db"))


@contextmanager
def written_to(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process changes the database through the program, and says what is stored; killed at the end."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "1\n"
        try:
            yield writer
        finally:
            writer.kill()


# -- the drill ---------------------------------------------------------------------------------------------------------


def test_the_drill_with_a_live_writer(file: Path, cli: Cli, tmp_path: Path) -> None:
    with written_to(file) as writer:
        assert writer.stdout is not None
        stored = [int(writer.stdout.readline()) for _number in range(20)][-1]
        result = cli("db", "backup", "--to", tmp_path / "kept")
        assert result.exit_code == 0, result.stderr
        copy = Path(result.stdout.strip())
        assert int(writer.stdout.readline()) > stored  # it was never stopped
        assert "使用中" in refused(cli("db", "restore", copy), 1)
        assert writer.poll() is None
        assert int(writer.stdout.readline()) > stored
    writer.wait()
    assert file.with_name("agentdesk.db-wal").stat().st_size  # killed: what it stored last lies in the log only
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        (last,) = opened.execute("SELECT value FROM setting WHERE name = 'drill'").fetchone()
    checked = cli("db", "restore", copy, "--check", "--json")
    told = json.loads(checked.stdout)
    assert (checked.exit_code, told["whole"], told["schema_state"], told["restored"]) == (0, True, "current", False)
    assert told["later_events"] > 0
    done = cli("db", "restore", copy, "--reason", "演练", "--json")
    assert done.exit_code == 0, done.stderr
    open_database(str(file))
    restored = int(setting("drill") or 0)
    assert stored <= restored <= int(last)
    event = AuditEvent.select().order_by(AuditEvent.id.desc()).get()
    assert (event.action, event.reason) == ("db.restore", "演练")
    close_database()
    kept = Path(json.loads(done.stdout)["kept"])
    with closing(sqlite3.connect(kept)) as opened:
        assert opened.execute("SELECT value FROM setting WHERE name = 'drill'").fetchone() == (last,)
    for each in (file, kept):
        with closing(sqlite3.connect(each)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert cli("audit", "verify").exit_code == 0


# -- restore -----------------------------------------------------------------------------------------------------------


def test_restored_is_what_was_backed_up_and_the_heads_know(file: Path, backup: Path, cli: Cli) -> None:
    cli("audit", "head")
    assert brand(file) == "滁州"
    result = cli("db", "restore", backup)
    assert (result.exit_code, result.stderr) == (0, "")
    assert brand(file) == "远望"
    (kept,) = asides(file)
    assert brand(kept) == "滁州"
    assert [head.why for head in heads.read(heads.path_for(str(file))).heads] == ["night", "restore"]
    assert cli("audit", "verify").exit_code == 0
    assert cli("db", "check").exit_code == 0
    assert not list(file.parent.glob(".*.new*"))
    assert backup.exists()
    again = cli("db", "restore", backup)
    assert again.exit_code == 0
    assert len(asides(file)) == 2


def test_an_open_desk_is_named(file: Path, backup: Path, cli: Cli) -> None:
    open_database(str(file))
    person = add_person(SYSTEM, code="lina", name="李娜", role="agent")
    sessions.open_session(Actor(person.id, person.name, "agent", "desk", new_desk()))
    close_database()
    before = file.read_bytes()
    assert "李娜" in refused(cli("db", "restore", backup), 1)
    assert (file.read_bytes(), asides(file)) == (before, [])


def test_a_damaged_database_is_replaced_and_kept(file: Path, backup: Path, cli: Cli) -> None:
    file.write_bytes(b"not a database at all" * 500)
    assert cli("db", "restore", backup).exit_code == 0
    assert brand(file) == "远望"
    (kept,) = asides(file)
    assert kept.read_bytes().startswith(b"not a database")


def test_a_missing_database_is_put_back_private(file: Path, backup: Path, cli: Cli) -> None:
    file.unlink()
    assert cli("db", "restore", backup).exit_code == 0
    assert (brand(file), asides(file)) == ("远望", [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_mode_of_a_shared_database_stays(file: Path, backup: Path, cli: Cli) -> None:
    file.chmod(0o660)
    assert cli("db", "restore", backup).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o660


def no_file(path: Path) -> None:
    path.unlink()


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def text(path: Path) -> None:
    path.write_text("没有备份" * 100)


def in_use(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"log")


def tampered(path: Path) -> None:
    with past_the_guards(path) as opened:
        opened.execute("UPDATE audit_event SET reason = 'x' WHERE id = 1")


def orphaned(path: Path) -> None:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("INSERT INTO phone (customer_id, kind, written, rank, retired_reason) "
                       "VALUES (77, 'mobile', '1', 0, '')")  # fmt: skip
        opened.commit()


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("UPDATE schema_migration SET name = '9999_later' WHERE name = '0001_initial'")
        opened.commit()


@pytest.mark.parametrize("spoil", [no_file, half, text, in_use, tampered, orphaned, newer])
def test_what_is_not_whole_is_refused_and_nothing_is_changed(
    file: Path, backup: Path, cli: Cli, spoil: Callable[[Path], None]
) -> None:
    with closing(sqlite3.connect(backup)) as opened:
        opened.execute("PRAGMA journal_mode = delete")
    spoil(backup)
    before = file.read_bytes()
    result = cli("db", "restore", backup, "--check")
    assert result.exit_code in (1, 3)
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    refused(cli("db", "restore", backup), result.exit_code)
    assert (file.read_bytes(), asides(file)) == (before, [])
    assert not list(file.parent.glob(".*.new*"))


def test_a_broken_trail_can_be_accepted_where_nothing_better_is_left(file: Path, backup: Path, cli: Cli) -> None:
    tampered(backup)
    result = cli("db", "restore", backup, "--anyway", "--reason", "别无他法")
    assert result.exit_code == 1  # done, and not whole
    assert brand(file) == "远望"


def test_a_backup_whose_trail_was_written_anew_is_found_by_the_heads(file: Path, cli: Cli, tmp_path: Path) -> None:
    cli("audit", "head")
    copy = tmp_path / "copy.db"
    cli("db", "backup", "-o", copy)
    with past_the_guards(copy) as opened:
        opened.execute("UPDATE audit_event SET reason = 'x' WHERE id = 1")
        rehash(opened, 1)
    with closing(sqlite3.connect(copy)) as opened:
        opened.execute("PRAGMA journal_mode = delete")
    told = json.loads(cli("db", "restore", copy, "--check", "--json").stdout)
    assert [fault["what"] for fault in told["audit"]["faults"]] == ["rewritten"]


def test_a_backup_of_an_older_schema_is_restored_and_brought_up(file: Path, backup: Path, cli: Cli) -> None:
    with past_the_guards(backup, put_back=False) as opened:
        opened.execute("UPDATE audit_event SET form = NULL, session = NULL, address = NULL")
        rehash(opened, 1)
        opened.execute("DROP INDEX audit_event_action_at")
        opened.execute("DROP INDEX audit_event_person_name_at")
        opened.execute("CREATE INDEX audit_event_action ON audit_event (action)")
        for column in ("session", "address", "form"):
            opened.execute(f"ALTER TABLE audit_event DROP COLUMN {column}")
        opened.execute("DELETE FROM schema_migration WHERE name = '0025_audit_chain'")
    with closing(sqlite3.connect(backup)) as opened:
        opened.execute("PRAGMA journal_mode = delete")
    told = json.loads(cli("db", "restore", backup, "--check", "--json").stdout)
    assert (told["whole"], told["schema_state"]) == (True, "older")
    assert "db migrate" in cli("db", "restore", backup).stdout
    assert cli("db", "migrate").exit_code == 0
    assert brand(file) == "远望"
    assert cli("audit", "verify").exit_code == 0


def test_a_disk_without_room_leaves_everything_as_it_was(file: Path, backup: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    before = file.read_bytes()
    refused(run("db", "restore", backup, preexec_fn=small), 1)
    assert (file.read_bytes(), asides(file)) == (before, [])
    assert not list(file.parent.glob(".*.new*"))


def test_a_folder_that_may_not_be_written(file: Path, backup: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    refused(run("db", "backup", "--to", closed, preexec_fn=like_anybody), 1)
    refused(run("db", "backup", "--to", closed / "deeper", preexec_fn=like_anybody), 1)
    assert not list(closed.iterdir())


def test_agents_neither_back_up_nor_restore(file: Path, backup: Path, cli: Cli) -> None:
    open_database(str(file))
    add_person(SYSTEM, code="lina", name="李娜", role="supervisor")
    close_database()
    for command in (("backup",), ("restore", backup), ("restore", backup, "--check")):
        refused(cli("--as", "lina", "db", *command), 1)


def test_a_server_has_its_own_tools(cli: Cli, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", "postgresql://desk@127.0.0.1:1/dealer")
    assert cli("db", "restore", backup).exit_code in (1, 3)


# -- backup into a folder ----------------------------------------------------------------------------------------------


def test_backups_are_private_dated_audited_and_rotated(
    file: Path, cli: Cli, tmp_path: Path, at: Callable[[str], None]
) -> None:
    folder = tmp_path / "kept"
    made = []
    for day in ("18", "19", "20"):
        at(f"2026-11-{day}T21:30")
        result = cli("db", "backup", "--to", folder, "--rotate", "2,0,0", "--json")
        assert result.exit_code == 0, result.stderr
        made.append(json.loads(result.stdout))
    assert [Path(each["backup"]).name for each in made] == [f"agentdesk.202611{day}-213000.db" for day in (18, 19, 20)]
    assert [each["removed"] for each in made] == [[], [], [made[0]["backup"]]]
    assert sorted(str(path) for path in folder.iterdir()) == [made[1]["backup"], made[2]["backup"]]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    refused(cli("db", "backup", "--to", folder), 1)  # the same second: never written over
    open_database(str(file))
    noted = AuditEvent.select().where(AuditEvent.action == "db.backup")
    assert [json.loads(event.after)["to"] for event in noted] == [each["backup"] for each in made]


@pytest.mark.parametrize("bad", [("--rotate", "7"), ("--rotate", "a,b,c"), ("--rotate", "0,0,0"),
                                 ("--rotate", "-1,2,3"), ("-o", "x.db", "--rotate", "7,5,12")])  # fmt: skip
def test_wrong_usage(file: Path, cli: Cli, bad: tuple[str, ...]) -> None:
    refused(cli("db", "backup", *bad), 2)


def test_what_a_killed_backup_left_is_swept_up_by_the_next(file: Path, cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = folder / f".agentdesk.20261119-213000.db.{gone.pid}.new"
    log = folder / f"{left.name}-journal"
    running = folder / f".agentdesk.20261119-213000.db.{os.getppid()}.new"
    for path in (left, log, running):
        path.touch()
    assert cli("db", "backup", "--to", folder).exit_code == 0
    assert [path.exists() for path in (left, log, running)] == [False, False, True]


def test_a_backup_that_is_killed_leaves_nothing_half(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for wait in (0.3, 0.5, 0.6, 0.7):
        with subprocess.Popen([sys.executable, "-m", "agentdesk", "db", "backup", "--to", str(folder)],
                              stdout=subprocess.DEVNULL) as going:  # fmt: skip
            try:
                going.wait(wait)
            except subprocess.TimeoutExpired:
                going.kill()
    for path in folder.glob("agentdesk.*.db") if folder.exists() else []:
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)


# -- the night ---------------------------------------------------------------------------------------------------------


def configured(**values: object) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items()))
    settings.cache_clear()


def test_the_night_keeps_the_head_and_a_backup(tmp_path: Path, cli: Cli, at: Callable[[str], None],
                                               monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "dealer.db"))
    at("2026-03-02T21:30")
    assert cli("init").exit_code == 0
    configured(audit_heads=str(tmp_path / "heads"), backups=str(tmp_path / "backups"), keep_backups=[1, 0, 0])
    for day in (2, 3):
        at(f"2026-03-0{day}T21:30")
        result = cli("queue", "build", "--ahead")
        assert result.exit_code == 0, result.stderr
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == "dealer.20260303-213000.db"
    assert len((tmp_path / "heads" / "dealer.audit-heads.jsonl").read_text().splitlines()) == 2
    assert cli("audit", "verify").exit_code == 0
    configured(audit_heads=str(copy / "no"), backups=str(copy / "no"))
    at("2026-03-04T21:30")
    result = cli("queue", "build", "--ahead", "--json")
    assert (result.exit_code, json.loads(result.stdout)["date"]) == (1, "2026-03-05")  # built all the same
    assert len(result.stderr.splitlines()) == 2
