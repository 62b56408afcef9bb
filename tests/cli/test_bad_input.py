"""Bad input, bad databases, full disks, closed pipes: one clear line, the agreed exit code, nothing half-written."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.interview.publish import prepare
from agentdesk.playbook.publish import publish
from agentdesk.store import schema
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put
from agentdesk.store.tables import Person
from tests.cli.said import ROOT, Cli, held, like_anybody, refused, rows, run

GOOD = "客户编号,客户名称,备注\nC1,王磊,\nC2,周㛃,晚上勿扰\n"
READING = [("queue", "list"), ("people", "list"), ("import", "list"), ("complaint", "list"), ("form", "list"),
           ("kpi",), ("scoreboard", "--plain"), ("playbook", "show"), ("queue", "build", "--dry-run"),
           ("call", "show", "1")]  # fmt: skip
WRITING = [("queue", "build"), ("people", "add", "a1", "李娜"),
           ("playbook", "publish", "car_dealership"), ("import", "undo", "1")]  # fmt: skip
KEEPING = [("db", "check"), ("db", "backup"), ("db", "migrate")]
EVERY = [*READING, *WRITING, *KEEPING]
CHANGING = [*WRITING[:3], ("import", "customers", "{folder}/客户.csv")]


def words(command: tuple[str, ...]) -> str:
    return " ".join(command)


@pytest.fixture(scope="session")
def furnished(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a playbook in force; copy it, never open it."""
    path = tmp_path_factory.mktemp("furnished") / "agentdesk.db"
    shutil.copy(migrated_file, path)
    open_database(str(path))
    publish(SYSTEM, "car_dealership", prepare)
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
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "客户.csv"
    path.write_text(GOOD, encoding="gb18030")
    return path


# -- files -------------------------------------------------------------------------------------------------------------


def _missing(folder: Path) -> Path:
    return folder / "没有.csv"


def _folder(folder: Path) -> Path:
    (folder / "客户.csv").mkdir()
    return folder / "客户.csv"


def _neither_encoding(folder: Path) -> Path:
    (folder / "客户.csv").write_bytes(GOOD.encode("gb18030") + b"C3,\xff\xff\n")
    return folder / "客户.csv"


def _broken_workbook(folder: Path) -> Path:
    whole = next((ROOT / "fixtures").glob("*.xlsx")).read_bytes()
    (folder / "客户.xlsx").write_bytes(whole[: len(whole) // 2])
    return folder / "客户.xlsx"


def _csv_named_workbook(folder: Path) -> Path:
    (folder / "客户.xlsx").write_bytes(GOOD.encode())
    return folder / "客户.xlsx"


def _archive(folder: Path) -> Path:
    (folder / "notes.txt").write_text("x")
    made = shutil.make_archive(str(folder / "客户"), "zip", folder, "notes.txt")
    return Path(made).rename(folder / "客户.xlsx")


def _empty(folder: Path) -> Path:
    (folder / "客户.csv").touch()
    return folder / "客户.csv"


def _other_columns(folder: Path) -> Path:
    (folder / "客户.csv").write_text("甲,乙\n1,2\n")
    return folder / "客户.csv"


@pytest.mark.parametrize(
    "make", [_missing, _folder, _neither_encoding, _broken_workbook, _csv_named_workbook, _archive, _empty,
             _other_columns]
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_cannot_be_taken_in(
    cli: Cli, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Path], language: str
) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    before = rows(file)
    path = make(tmp_path)
    line = refused(cli("import", "customers", path), 1)
    assert path.name in line
    assert any("一" <= letter <= "鿿" for letter in line.replace(str(path), "").replace(path.name, "")) == (
        language == "zh" or make is _other_columns  # its columns are Chinese in both
    )
    assert rows(file) == before


def test_a_file_that_may_not_be_read(file: Path, customers: Path) -> None:
    customers.chmod(0)
    assert customers.name in refused(run("import", "customers", customers, preexec_fn=like_anybody), 1)


def test_a_name_with_control_characters_is_made_visible(cli: Cli, file: Path) -> None:
    line = refused(cli("import", "customers", "a\x1b[2J\nb.csv"), 1)
    assert "\x1b" not in line
    assert "␛[2J␊b.csv" in line


def test_what_stands_in_a_file_is_shown_with_marks(cli: Cli, file: Path, tmp_path: Path) -> None:
    path = tmp_path / "客户.csv"
    path.write_text("客户编号,客户名称,出生日期,\x1b[1m颜色\nC1,王磊,\x1b[2J,红\n,周敏,,\n", encoding="utf-8")
    result = cli("import", "customers", path)
    assert result.exit_code == 0, result.stderr
    assert "␛[2J" in result.stdout
    assert "␛[1m颜色" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", [("desk",), ("scoreboard",)], ids=words)
def test_a_screen_needs_a_terminal(cli: Cli, file: Path, command: tuple[str, ...]) -> None:
    refused(cli(*command), 1)


def test_a_name_that_is_no_text(file: Path) -> None:
    command = [sys.executable, "-m", "agentdesk", "import", "customers", b"\xff\xfe.csv"]
    assert refused(subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False), 1)


# -- wrong usage -------------------------------------------------------------------------------------------------------

WRONG = [
    (("import", "bananas", "x.csv"), "bananas"),
    (("import", "customers", "{folder}/客户.csv", "--profile", "nobody"), "nobody"),
    (("queue", "list", "--agent", "张三"), "张三"),
    (("--as", "张三", "queue", "list"), "张三"),
    (("--as", "张三", "people", "list"), "张三"),
    (("queue", "list", "--date", "2026-02-30"), "2026-02-30"),
    (("queue", "build", "--date", "morgen"), "morgen"),
    (("queue", "build", "--date", "9999-12-31"), "9999-12-31"),
    (("queue", "build", "--date", "0001-01-01"), "0001-01-01"),
    (("scoreboard", "--plain", "--date", "20.11.2026"), "20.11.2026"),
    (("kpi", "--from", "2026-13-01"), "2026-13-01"),
    (("kpi", "show", "KP-99"), "KP-99"),
    (("complaint", "show", "T-0404"), "T-0404"),
    (("complaint", "list", "--state", "asleep"), "asleep"),
    (("playbook", "publish", "no_such_playbook"), "no_such_playbook"),
    (("playbook", "check", "no_such_playbook"), "no_such_playbook"),
    (("people", "add", "a1", "李娜", "--role", "king"), "--role"),
    (("import", "undo", "last"), "BATCH"),
    (("import", "customers"), "FILE"),
    (("queue", "list", "--nonsense"), "--nonsense"),
    (("queue", "list", "--dat", "2026-11-20"), "--date"),
    (("queue", "list", "--date"), "--date"),
    (("queue", "list", "--json=yes"), "--json"),
    (("queue", "list", "today"), "today"),
    (("queue", "bild"), "build"),
    (("queu",), "queue"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("command", "named"), WRONG, ids=lambda value: words(value) if isinstance(value, tuple) else ""
)
def test_wrong_usage_is_one_line_in_the_language_in_use(
    cli: Cli, file: Path, customers: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], named: str,
    language: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("AGENTDESK_LANG", language)
    before = rows(file)
    line = refused(cli(*(part.format(folder=customers.parent) for part in command)), 2)
    assert named in line
    spoken = line
    for part in ("张三", str(customers)):
        spoken = spoken.replace(part, "")
    assert any("一" <= letter <= "鿿" for letter in spoken) == (language == "zh")
    assert rows(file) == before


def test_a_group_without_a_command_shows_its_help(cli: Cli) -> None:
    for arguments in ((), ("queue",)):
        result = cli(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "agentdesk queue list" in result.stderr or "agentdesk desk" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("AGENTDESK_NOW", "soon"), ("AGENTDESK_BUSY_SECONDS", "long")], ids=lambda value: value
)
def test_a_bad_environment(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    line = refused(cli("queue", "list"), 2)
    assert name in line
    assert value in line


@pytest.mark.parametrize("content", [b"colour = 1\n", b"database = ", b"\xff\xfe"])
def test_bad_settings(cli: Cli, content: bytes) -> None:
    from agentdesk.common.settings import config_path

    config_path().parent.mkdir(parents=True)
    config_path().write_bytes(content)
    for arguments in (("--help",), ("queue", "list"), ("doctor",)):
        assert "settings.toml" in refused(cli(*arguments), 2)


# -- databases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", EVERY, ids=words)
def test_a_missing_database(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    for path in (tmp_path / "nowhere" / "desk.db", tmp_path / "desk.db"):
        monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
        line = refused(cli(*command), 3)
        assert str(path) in line
        assert "agentdesk init" in line
        assert not path.exists()


def _no_database(path: Path) -> None:
    path.write_bytes(b"not a database, just a text that is long enough " * 40)


def _somebody_elses(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
        other.commit()


def _empty_database(path: Path) -> None:
    path.touch()


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [_no_database, _somebody_elses, _empty_database, _a_folder])
@pytest.mark.parametrize("command", EVERY, ids=words)
def test_what_is_not_our_database_stays_as_it_was(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Callable[[Path], None], command: tuple[str, ...]
) -> None:
    path = tmp_path / "in" / "other.db"
    path.parent.mkdir()
    make(path)
    before = path.read_bytes() if path.is_file() else None
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    refused(cli(*command), 3)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [child.name for child in path.parent.iterdir()] == ["other.db"]


def test_a_damaged_database(cli: Cli, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(content)
    refused(cli("queue", "list"), 3)
    refused(cli("queue", "build"), 3)


@pytest.mark.parametrize("command", [*READING, *WRITING, *KEEPING[:2]], ids=words)
def test_an_older_database(
    cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    later = shutil.copytree(schema.MIGRATIONS, tmp_path / "migrations")
    (later / "0002_later.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE later (id INTEGER)')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    before = rows(file)
    assert "agentdesk db migrate" in refused(cli(*command), 3)
    assert rows(file) == before


@pytest.mark.parametrize("command", EVERY, ids=words)
def test_a_newer_database(cli: Cli, file: Path, command: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('0009_of_next_year', '2027-01-01')")
        opened.commit()
    before = rows(file)
    assert "0009_of_next_year" in refused(cli(*command), 3)
    assert rows(file) == before


@pytest.mark.parametrize("command", [("queue", "list"), ("people", "add", "a1", "李娜"), ("db", "migrate")], ids=words)
def test_a_read_only_database(file: Path, command: tuple[str, ...]) -> None:
    before = rows(file)
    file.chmod(0o400)
    assert str(file) in refused(run(*command, preexec_fn=like_anybody), 3)
    file.chmod(0o600)
    file.parent.chmod(0o500)  # the write-ahead log lies beside the file
    try:
        refused(run(*command, preexec_fn=like_anybody), 3)
    finally:
        file.parent.chmod(0o700)
    assert rows(file) == before


def test_a_database_that_may_not_be_reached(file: Path) -> None:
    file.parent.chmod(0)
    try:
        refused(run("queue", "list", preexec_fn=like_anybody), 3)
    finally:
        file.parent.chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_database_needs_an_account_it_knows(cli: Cli, file: Path) -> None:
    os.chown(file, 65534, 65534)
    for command in (("queue", "build"), ("--as", "李娜", "queue", "list")):
        refused(cli(*command), 1)


# -- a busy database, a full disk, a closed pipe -----------------------------------------------------------------------


@pytest.mark.parametrize("command", CHANGING, ids=words)
def test_a_busy_database(
    cli: Cli, file: Path, customers: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    arguments = [part.format(folder=customers.parent) for part in command]
    before = rows(file)
    with held(file):
        refused(cli(*arguments), 3)
        assert rows(file) == before
    assert cli(*arguments).exit_code == 0


def test_reading_goes_on_while_somebody_writes(cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    with held(file):
        for command in [*READING[:-1], ("db", "check"), ("db", "backup"), ("db", "migrate")]:
            assert cli(*command).exit_code == 0, command


def many(folder: Path, count: int = 1500) -> Path:
    path = folder / "多客户.csv"
    lines = "".join(f"C{number},王{number},{'很长的备注' * 20}\n" for number in range(count))
    path.write_text(f"客户编号,客户名称,备注\n{lines}", encoding="utf-8")
    return path


def no_more_than_64_kib() -> None:
    """In a child before it starts: a file of it may not grow beyond this, as under a quota."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))


def test_a_full_quota(file: Path, tmp_path: Path) -> None:
    source = many(tmp_path)
    before = rows(file)
    refused(run("import", "customers", source, preexec_fn=no_more_than_64_kib), 3)
    assert rows(file) == before
    refused(run("playbook", "publish", "appliance_branch", preexec_fn=no_more_than_64_kib), 3)
    assert rows(file) == before
    refused(run("db", "backup", "-o", tmp_path / "copy.db", preexec_fn=no_more_than_64_kib), 1)
    fresh = {"AGENTDESK_DATABASE": str(tmp_path / "fresh" / "new.db")}
    refused(run("init", env=fresh, preexec_fn=no_more_than_64_kib), 3)
    assert list((tmp_path / "fresh").iterdir()) == []
    assert not any(path.name.startswith((".", "copy")) for path in [*tmp_path.iterdir(), *file.parent.iterdir()])
    assert run("import", "customers", source).returncode == 0


@pytest.fixture
def small_disk(file: Path, tmp_path: Path) -> Iterator[Path]:
    """A disk with room for the database and half a megabyte more, where the machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    size = f"size={file.stat().st_size // 1024 + 512}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts nothing for us")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk(file: Path, small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "agentdesk.db"
    shutil.copy(file, path)
    before = rows(path)
    there = {"AGENTDESK_DATABASE": str(path)}
    refused(run("import", "customers", many(tmp_path, 1900), env=there), 3)
    assert rows(path) == before
    for left in small_disk.glob("*-wal"):
        left.unlink()
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - path.stat().st_size // 2))
    refused(run("db", "backup", env=there), 1)
    assert {left.name for left in small_disk.iterdir()} - {"agentdesk.db-wal", "agentdesk.db-shm"} == {
        "agentdesk.db", "filler",
    }  # fmt: skip


def test_output_that_is_closed_early_ends_quietly(database: Database) -> None:
    with database.atomic():
        for number in range(3000):
            Person.create(code=f"N{number}", name="王" * 20, position="other", role="agent")
    close_database()
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}  # it hides lost output
    for arguments in (("people", "list"), ("people", "list", "--json")):
        command = [sys.executable, "-m", "agentdesk", *arguments]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline()
            process.stdout.close()
            assert (process.wait(60), process.stderr.read()) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full here")
@pytest.mark.parametrize("command", [("queue", "list"), ("--help",), ("people", "list", "--json")], ids=words)
def test_output_that_cannot_be_written(file: Path, command: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*command, stdout=full)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr


@pytest.mark.parametrize("encoding", ["latin-1", "gbk"])
def test_a_terminal_of_another_encoding_gets_marks_instead_of_a_traceback(database: Database, encoding: str) -> None:
    put(SYSTEM, "dealer_name", "宏达𠮷")
    Person.create(code="A1", name="王𠮷", position="other", role="agent")
    close_database()
    command = [sys.executable, "-m", "agentdesk", "people", "list"]
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\U00020bb7" in done.stdout


def test_ctrl_c_is_one_line(file: Path) -> None:
    code = (
        "import agentdesk.store.checks as checks\n"
        "def stop(): raise KeyboardInterrupt\n"
        "checks.examine = stop\n"
        "from agentdesk.cli import main\nmain(['db', 'check'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 1  # after the end of the line where the terminal shows ^C
