"""A connection to a server: it breaks and comes back, waits only so long, and says nothing of a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from urllib.parse import urlsplit

import pytest
from peewee import Database

from agentdesk.common.errors import DatabaseProblem, UsageError
from agentdesk.common.settings import config_path, settings
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.database import close_database, connect, open_database, shown
from agentdesk.store.differing import owned
from agentdesk.store.settings import put
from agentdesk.store.tables import AuditEvent, Setting
from agentdesk.store.verify import verify
from tests.cli.said import Cli, refused

pytestmark = pytest.mark.on_a_server


@pytest.fixture
def broken(database: Database, url: str) -> Callable[[], None]:
    """The server ends this process's connection, as it does when it is started anew."""

    def end() -> None:
        pid = database.connection().info.backend_pid
        other = connect(url)
        with other.connection_context():
            other.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    return end


def brand() -> str | None:
    found = Setting.get_or_none(Setting.name == "brand")
    return found.value if found else None


def test_what_is_read_and_begun_after_a_break_is_done_on_a_new_connection(broken: Callable[[], None]) -> None:
    put(SYSTEM, "brand", "远望")
    broken()
    assert brand() == "远望"
    broken()
    put(SYSTEM, "brand", "新")
    assert brand() == "新"


@pytest.mark.parametrize("inner", [False, True], ids=["outer", "inner"])
def test_a_change_under_way_is_lost_as_a_whole_and_says_so(broken: Callable[[], None], inner: bool) -> None:
    put(SYSTEM, "brand", "远望")
    events = AuditEvent.select().count()

    def lose() -> None:
        with change(SYSTEM, "setting.put") as audit:
            audit("setting", None, after={"x": "y"})
            Setting.update(value="lost").where(Setting.name == "brand").execute()
            broken()
            if inner:
                put(SYSTEM, "brand", "lost too")

    with pytest.raises(DatabaseProblem, match="没有应答"):
        lose()
    assert brand() == "远望"
    put(SYSTEM, "brand", "新")  # and the desk goes on
    assert AuditEvent.select().count() == events + 1
    assert verify().faults == []


@contextmanager
def held(database: Database) -> Iterator[None]:
    """A colleague's change is under way for the block, and will not end."""
    begun, over = Event(), Event()

    def hold() -> None:
        with database.connection_context(), change(SYSTEM, "setting.put") as audit:
            audit.skip()
            begun.set()
            over.wait(30)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(hold)
        try:
            assert begun.wait(30)
            yield
        finally:
            over.set()
            done.result()


def test_waiting_for_a_colleagues_change_has_an_end(
    database: Database, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.2")
    close_database()
    opened = open_database(url)
    with held(opened):
        with pytest.raises(DatabaseProblem, match="正忙"):
            put(SYSTEM, "brand", "新")
        assert brand() is None  # reading waits for nobody
    put(SYSTEM, "brand", "新")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:geheim@127.0.0.1:1/agentdesk",
        "postgresql://desk:ge/heim@127.0.0.1:1/agentdesk",
        "postgres://desk:geheim@127.0.0.1:1/agentdesk?password=geheim&connect_timeout=2",
        "postgresql://desk:geheim@127.0.0.1:1",
    ],
)
def test_no_line_shows_a_password(cli: Cli, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", url)
    for command in ("doctor", "people list", "init"):
        done = cli(*command.split())
        assert done.exit_code in (1, 2, 3), done.stderr
        assert "heim" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert shown(url).startswith(url.partition(":")[0] + "://desk@127.0.0.1")


def test_doctor_names_the_server_and_a_password_that_others_can_read(
    database: Database, url: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_database()
    config_path().parent.mkdir(parents=True)
    config_path().write_text(f'database = "{url.replace("postgres:@", "postgres:geheim@")}"\n')
    config_path().chmod(0o644)
    settings.cache_clear()
    monkeypatch.delenv("AGENTDESK_DATABASE")
    done = cli("doctor")
    assert "PostgreSQL 18." in done.stdout
    assert "postgresql://postgres@/" in done.stdout
    assert f"{config_path()} " in done.stderr
    assert "chmod 600" in done.stderr
    assert "geheim" not in done.stdout + done.stderr
    config_path().chmod(0o600)
    assert "chmod" not in cli("doctor").stderr


def test_what_a_url_may_hold() -> None:
    opened = connect("postgresql://desk:p%40ss%2Fw@db.example.com:5433/agentdesk?sslmode=require&options=-c%20a.b%3D1")
    found = opened.connect_params
    assert (found["user"], found["password"], found["port"], found["sslmode"]) == ("desk", "p@ss/w", 5433, "require")
    assert found["options"].endswith("-c a.b=1")
    assert "lock_timeout=30000ms" in found["options"]
    with pytest.raises(UsageError):
        connect("postgresql://db.example.com")


# As the README has it, for people who log in with accounts of their own.
MEMBER = """
CREATE ROLE {role} LOGIN PASSWORD 'x';
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
"""


def test_a_role_that_owns_no_table_works_but_administrates_nothing(
    database: Database, url: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owned()
    role = f"desks_{urlsplit(url).path.lstrip('/')}"
    for statement in filter(str.strip, MEMBER.format(role=role).split(";")):
        database.execute_sql(statement)
    close_database()
    member = url.replace("postgres:", f"{role}:x", 1)
    try:
        open_database(member)
        assert not owned()
        put(SYSTEM, "brand", "新")  # what anybody's desk does: a change with its event
        assert verify().faults == []
        close_database()
        monkeypatch.setenv("AGENTDESK_DATABASE", member)
        refused(cli("people", "add", "x", "x"), 1)
        refused(cli("--as", "李娜", "queue", "list"), 1)
    finally:
        close_database()
        owner = connect(url)
        with owner.connection_context():
            owner.execute_sql(f"DROP OWNED BY {role}")
            owner.execute_sql(f"DROP ROLE {role}")
