"""A dealer's move from SQLite to PostgreSQL and back: every row, nothing lost on the way, wherever it is broken off."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError
from pysqlite3 import dbapi2 as sqlite3  # the program's own: two libraries in one process would break locks

from agentdesk.common.errors import DatabaseProblem
from agentdesk.queue import pausing
from agentdesk.store import bulk, copying, heads, sessions
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.checks import examine
from agentdesk.store.database import close_database, connect, open_database
from agentdesk.store.desks import new_desk
from agentdesk.store.digests import Shape, digest_of
from agentdesk.store.settings import put
from agentdesk.store.tables import ALL, AuditEvent, Customer, DoNotContact, Person, Prediction
from agentdesk.store.verify import verify
from tests.cli.said import ROOT, Cli, refused, rows
from tests.databases import OnServer
from tests.dealership import Dealership

pytestmark = pytest.mark.on_a_server
Move = Callable[..., dict[str, Any]]
ODD = "\\N \t\n\r\\. 'quoted' \"and\" 𠮷㛃 ﷽ \ufeff\u200b\u202e %s {x} \x01\x7f é é 😀"
MOMENT = datetime(2026, 11, 20, 1, 42, 7, 5)


@pytest.fixture(scope="module")
def dealer(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dealer's file, with values that two databases could read differently; copy it."""
    folder = tmp_path_factory.mktemp("copied")
    path = folder / "dealer.db"
    path.write_bytes(migrated_file.read_bytes())
    open_database(str(path))
    house = Dealership(folder)
    customer = house.customer(ODD, note=ODD * 50, is_key=True, birthday=date(1980, 2, 29))
    order = house.order(date(2026, 11, 19), customer=customer)
    task = house.task("CB-01", "repair_order", order.id, customer, date(2026, 11, 19), promised_at=MOMENT)
    house.decide(task, "completed", datetime(2026, 11, 20, 9, 30))
    Prediction.create(vehicle=order.vehicle, computed_on=date(2026, 11, 19), method="siegel", confidence="low",
                      km_a_day=41.123456789012345, spread=1e-9, readings=2, span_days=3, basis="", doubt="",
                      asked=False)  # fmt: skip
    put(SYSTEM, "brand", "远望")
    close_database()
    return path


@pytest.fixture
def source(dealer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that file, which nothing has open: the database of the test."""
    path = tmp_path / "dealer.db"
    path.write_bytes(dealer.read_bytes())
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    return path


@pytest.fixture
def target(engine: OnServer, migrated: str, tmp_path: Path) -> str:
    """An empty database of the server's, migrated."""
    return engine.copy(migrated, tmp_path)


@pytest.fixture
def move(cli: Cli) -> Move:
    """`db copy --to` that must succeed; what it says."""

    def run(target: str | Path, *options: str) -> dict[str, Any]:
        result = cli("db", "copy", "--to", target, *options, "--json")
        assert result.exit_code == 0, result.stderr
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    return run


def sums(url: str | Path) -> dict[str, tuple[int, str]]:
    """Count and checksum of every table."""
    opened = connect(str(url))
    with opened.connection_context(), opened.atomic():
        found = {shape.name: digest_of(shape, bulk.rows_of(opened, shape)) for shape in map(Shape, ALL)}
    return {name: (digest.count, digest.text) for name, digest in found.items()}


def without_marks(found: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """Of what a copy adds to: the settings, the trail, the first change of a day."""
    return {name: each for name, each in found.items() if name not in ("setting", "audit_event", "day_mark")}


def test_everything_arrives_and_the_old_one_says_where(source: Path, engine: OnServer, cli: Cli) -> None:
    open_database(str(source))
    heads.keep(heads.path_for(str(source)), heads.current())
    close_database()
    before, target = sums(source), engine.blank()  # which nobody migrated
    with closing(sqlite3.connect(source, isolation_level=None)) as open_before:
        open_before.execute("SELECT 1 FROM task")
        result = cli("db", "copy", "--to", target.replace("postgres:@", "postgres:s3cret@"))
        assert result.exit_code == 0, result.stderr
        assert "s3cret" not in result.stdout + result.stderr
        with pytest.raises(sqlite3.DatabaseError, match="moved to postgresql://"):  # of a job that was at work
            open_before.execute("UPDATE task SET weight = 0")
        assert open_before.execute("SELECT COUNT(*) FROM task").fetchone() == (1,)
    assert without_marks(sums(target)) == without_marks(before) == without_marks(sums(source))
    assert before["prediction"][0] == before["task"][0] == 1
    line = refused(cli("people", "list"), 3)
    assert "postgresql://postgres@/" in line
    refused(cli("db", "copy", "--to", target + "x"), 3)

    open_database(target)
    assert examine() == []
    assert Customer.get(Customer.name == ODD).note == ODD * 50
    assert Customer.create(source_key="C9", name="x", created_at=MOMENT, updated_at=MOMENT).id == 2
    put(SYSTEM, "brand", "新")
    assert verify(heads.read(heads.path_for(target))).agreed == 1  # the trail goes on, and what was kept of it holds
    copied = AuditEvent.get(AuditEvent.action == "db.copy")
    assert json.loads(copied.after)["copy_of"] == str(source)
    with closing(sqlite3.connect(source)) as old:
        ((after,),) = old.execute("SELECT after FROM audit_event WHERE action = 'db.copy'")
    assert "moved_to" in json.loads(after)


def test_back_to_a_file(
    source: Path, dealer: Path, target: str, monkeypatch: pytest.MonkeyPatch, cli: Cli, move: Move
) -> None:
    move(target)
    monkeypatch.setenv("AGENTDESK_DATABASE", target)
    before, back = sums(target), source.with_name("back.db")
    assert move(back)["rows"] == sum(count for count, _sum in before.values())
    assert back.stat().st_mode & 0o777 == 0o600
    assert without_marks(sums(back)) == without_marks(before)
    assert str(back) in refused(cli("people", "list"), 3)
    opened = connect(target)
    with opened.connection_context(), pytest.raises(DatabaseError, match="moved to"):
        opened.execute_sql("DELETE FROM setting")
    monkeypatch.setenv("AGENTDESK_DATABASE", str(back))
    assert cli("db", "check").exit_code == 0
    refused(cli("db", "copy", "--to", dealer), 1)  # nothing is written over
    with closing(sqlite3.connect(back)) as new, closing(sqlite3.connect(dealer)) as old:
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        assert new.execute(triggers).fetchall() == old.execute(triggers).fetchall()


def test_a_target_that_is_in_use_is_refused(
    source: Path, target: str, cli: Cli, engine: OnServer, tmp_path: Path
) -> None:
    open_database(target)
    put(SYSTEM, "brand", "别家")
    close_database()
    before = rows(source)
    assert "setting" in refused(cli("db", "copy", "--to", target), 1)
    foreign = engine.blank()
    other = connect(foreign)
    with other.connection_context():
        other.execute_sql("CREATE TABLE somebody_elses (id INT)")
    refused(cli("db", "copy", "--to", foreign), 1)
    refused(cli("db", "copy", "--to", source), 1)
    refused(cli("db", "copy", "--to", "postgresql://nobody"), 2)
    assert rows(source) == before
    assert cli("people", "list").exit_code == 0


def test_an_open_desk_keeps_it_from_being_copied(source: Path, target: str, cli: Cli) -> None:
    open_database(str(source))
    li = Person.get(Person.name == "李娜")
    actor = actor_of(li)
    sessions.open_session(actor.__class__(li.id, li.name, li.role, "desk", new_desk()))
    close_database()
    assert "李娜" in refused(cli("db", "copy", "--to", target), 1)
    open_database(str(source))
    pausing.pause(actor, "meal")  # and goes on


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a file away")
def test_only_the_owner_copies(source: Path, target: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows(source)
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "db copy")
    refused(cli("db", "copy", "--to", target), 1)
    monkeypatch.delenv("SSH_ORIGINAL_COMMAND")
    os.chown(source, 65534, -1)
    refused(cli("db", "copy", "--to", target), 1)
    assert rows(source) == before


def test_a_nul_is_named_or_marked_but_never_in_the_trail(source: Path, target: str, cli: Cli,
                                                         move: Move) -> None:  # fmt: skip
    with closing(sqlite3.connect(source)) as opened, opened:
        opened.execute("UPDATE customer SET note = 'a' || char(0) || 'b'")
    assert "customer.note (id 1)" in refused(cli("db", "copy", "--to", target), 1)
    assert move(target, "--mark-nul")["nul_marked"] == ["customer.note (id 1)"]
    open_database(target)
    assert Customer.get().note == "a␀b"


def test_a_value_that_does_not_fit_is_named(source: Path, target: str, cli: Cli) -> None:
    for change, where in (
        ("UPDATE task SET attempts = 3000000000", "task.attempts (id 1)"),
        ("UPDATE customer SET is_key = 7", "customer.is_key (id 1)"),
        ("UPDATE customer SET birthday = 'gestern'", "customer.birthday (id 1)"),
    ):
        with closing(sqlite3.connect(source)) as opened, opened:
            opened.execute(change)
        assert where in refused(cli("db", "copy", "--to", target), 1)
    assert cli("people", "list").exit_code == 0


@pytest.mark.parametrize("step", ["close_for_good", "_finish"])
def test_broken_off_between_two_steps_the_same_command_goes_on(
    source: Path, target: str, cli: Cli, monkeypatch: pytest.MonkeyPatch, step: str, move: Move
) -> None:
    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    before = sums(source)
    with monkeypatch.context() as patch:
        patch.setattr(bulk if step == "close_for_good" else copying, step, stop)
        assert cli("db", "copy", "--to", target).exit_code == 1
    close_database()
    with pytest.raises(DatabaseProblem, match="没有完成"):
        open_database(target)
    close_database()
    if step == "close_for_good":  # the file is in use as before, and what is written meanwhile comes with the next copy
        open_database(str(source))
        DoNotContact.create(customer=1, reason="x", person=1, since=MOMENT)
        close_database()
        before = sums(source)
    else:
        refused(cli("people", "list"), 3)
    assert move(target)["resumed"] == (step == "_finish")
    assert without_marks(sums(target)) == without_marks(before)
    open_database(target)
    assert examine() == []


KILLED = """
import sys
from agentdesk.store import copying
from agentdesk.store.audit import Actor
seen = []
def report(text):
    seen.append(text)
    if len(seen) == int(sys.argv[3]):
        print("now", flush=True)
        sys.stdin.read()
copying.copy(Actor(None, "root", "administrator", "cli"), sys.argv[1], sys.argv[2], report)
"""


def test_killed_in_the_middle_nothing_is_left_of_it(source: Path, target: str, cli: Cli, move: Move) -> None:
    command = [sys.executable, "-c", KILLED, str(source), target, "30"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as copying_:
        assert copying_.stdout is not None
        assert copying_.stdout.readline() == "now\n"
        copying_.send_signal(signal.SIGKILL)
        copying_.wait()
    assert cli("people", "list").exit_code == 0  # the file is in use as before
    assert move(target)["resumed"] is False
