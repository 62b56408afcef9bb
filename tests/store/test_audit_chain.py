"""The audit trail: append-only, chained, compared with heads that lie outside; what an attacker does is found."""

from __future__ import annotations

import json
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from peewee import IntegrityError

from agentdesk.common.settings import config_path, settings
from agentdesk.store import heads, nightly, schema
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.checks import warnings
from agentdesk.store.database import close_database, open_database
from agentdesk.store.soundness import broken
from agentdesk.store.tables import AuditEvent, QueueRun
from agentdesk.store.trail_text import broken_text
from agentdesk.store.verdict import Verdict
from agentdesk.store.verify import verify
from tests.cli.said import Cli, refused
from tests.store.attacker import past_the_guards, rehash

EVENTS = 12


def note(count: int, first: int = 1) -> None:
    """Events as changes leave them, without the changes."""
    sarah = replace(SYSTEM, session="s-17", address="10.0.0.7")
    for number in range(first, first + count):
        with change(sarah if number % 3 else SYSTEM, "task.skip") as audit:
            audit("task", number, before={"until": None}, after={"until": f"11-{number}"}, reason='说："稍后"\x07')


@pytest.fixture
def trail(database_file: Path) -> Path:
    """A database with a trail, whose heads were kept after the sixth event and after the last."""
    path = database_file
    note(6)
    heads.keep(heads.path_for(str(path)), heads.current())
    note(6, 7)
    heads.keep(heads.path_for(str(path)), heads.current())
    close_database()
    return path


def judged(path: Path) -> Verdict:
    """What the program says of the trail, with the kept heads."""
    open_database(str(path))
    verdict = verify(heads.read(heads.path_for(str(path))))
    close_database()
    return verdict


def faults(path: Path) -> list[tuple[str, int | None]]:
    return [(fault.what, fault.event) for fault in judged(path).faults]


def test_what_was_written_is_sound_and_says_session_and_address(trail: Path) -> None:
    verdict = judged(trail)
    assert (verdict.faults, verdict.count, verdict.last, verdict.agreed) == ([], EVENTS, EVENTS, 2)
    open_database(str(trail))
    found = AuditEvent.select().where(AuditEvent.entity_id.in_([1, 3])).order_by(AuditEvent.id)
    assert [(row.session, row.address, row.form) for row in found] == [("s-17", "10.0.0.7", 2), (None, None, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET reason = '' WHERE id = 3",
        "DELETE FROM audit_event WHERE id = 12",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE id = 3",
        "REPLACE INTO audit_event (id, at, person_name, role, origin, action, entity, reason, previous_hash, hash) "
        "VALUES (3, '2026-01-01', '', '', '', '', '', '', '', '')",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_event(trail: Path, statement: str) -> None:
    with closing(sqlite3.connect(trail)) as opened, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        opened.execute(statement)
    open_database(str(trail))
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.delete().execute()
    assert faults(trail) == []


@pytest.mark.parametrize(
    "column",
    [
        "at = '2020-01-01 00:00:00'", "person_id = 9", "person_name = '别人'", "role = 'agent'", "origin = 'desk'",
        "action = 'task.move'", "entity = 'customer'", "entity_id = 99", "before = NULL", "after = '{}'", "reason = ''",
        "session = 's-18'", "address = NULL", "form = NULL", "form = 3",
        "form = NULL, session = NULL, address = NULL", "hash = 'f00d'",
    ],
)  # fmt: skip
def test_a_changed_row_is_named(trail: Path, column: str) -> None:
    with past_the_guards(trail) as opened:
        opened.execute(f"UPDATE audit_event SET {column} WHERE id = 5")
    assert faults(trail) == [("content", 5)]


def test_a_row_that_was_changed_and_hashed_anew_breaks_the_next_link(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("UPDATE audit_event SET reason = '' WHERE id = 4")
        rehash(opened, 4, only=True)
    assert faults(trail) == [("link", 5)]


def test_rows_taken_out_of_the_middle_are_missing(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("DELETE FROM audit_event WHERE id IN (4, 5)")
    assert faults(trail)[0] == ("missing", 6)
    assert "4" in judged(trail).faults[0].said


def test_rows_that_changed_places_are_found(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        for old, new in ((4, 99), (5, 4), (99, 5)):
            opened.execute("UPDATE audit_event SET id = ? WHERE id = ?", (new, old))
    assert faults(trail)[0] == ("link", 4)


def test_a_removed_end_is_found_by_the_heads_only(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("DELETE FROM audit_event WHERE id > 9")
    assert faults(trail) == [("tail", 10)]
    open_database(str(trail))
    assert verify().faults == []
    note(5, 50)  # and the program went on: the numbers are taken again
    close_database()
    assert faults(trail) == [("rewritten", 7)]


@pytest.mark.parametrize(("changed", "first"), [(2, 1), (8, 7)])
def test_a_chain_that_was_written_anew_is_found_by_the_heads_only(trail: Path, changed: int, first: int) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("UPDATE audit_event SET person_name = '别人' WHERE id = ?", (changed,))
        rehash(opened, changed)
    open_database(str(trail))
    assert verify().faults == []
    close_database()
    assert faults(trail) == [("rewritten", first)]


def test_a_trail_with_one_event_less_that_was_numbered_and_hashed_anew_is_found(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("DELETE FROM audit_event WHERE id = 3")
        opened.execute("UPDATE audit_event SET id = -id WHERE id > 3")
        opened.execute("UPDATE audit_event SET id = -id - 1 WHERE id < 0")
        rehash(opened, 1)
    assert faults(trail) == [("rewritten", 1)]


def test_guards_that_are_gone_are_missed(trail: Path) -> None:
    with past_the_guards(trail, put_back=False):
        pass
    assert faults(trail) == [("guard", None)]
    with closing(sqlite3.connect(trail)) as opened:
        for name, moment in (("changed", "UPDATE"), ("removed", "DELETE"), ("replaced", "INSERT")):
            opened.execute(f"CREATE TRIGGER audit_event_not_{name} BEFORE {moment} ON audit_event BEGIN SELECT 1; END")
    assert faults(trail) == [("guard", None)]  # the names are there, and nothing behind them


def test_events_of_the_time_before_sessions_were_kept_still_hold(database_file: Path) -> None:
    path = database_file
    note(3)
    close_database()
    with past_the_guards(path) as opened:
        opened.execute("UPDATE audit_event SET form = NULL, session = NULL, address = NULL")
        rehash(opened, 1)
    open_database(str(path))
    note(2, 4)
    assert [row.form for row in AuditEvent.select().order_by(AuditEvent.id)] == [None, None, None, 2, 2]
    assert verify().faults == []
    close_database()
    with past_the_guards(path) as opened:
        opened.execute("UPDATE audit_event SET address = '10.0.0.9' WHERE id = 2")  # no hash covers it there
    assert faults(path) == [("content", 2)]


# -- the file of heads -------------------------------------------------------------------------------------------------


def test_the_file_of_heads_is_private_grows_by_a_line_a_night_and_a_changed_line_is_found(trail: Path) -> None:
    path = heads.path_for(str(trail))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    open_database(str(trail))
    heads.keep(path, heads.current())  # nothing has happened since
    lines = path.read_bytes().splitlines(keepends=True)
    assert [json.loads(line)["last_id"] for line in lines] == [6, EVENTS]
    path.write_bytes(b"".join(lines).replace(b'"count": 6', b'"count": 5'))
    assert faults(trail) == [("heads", None)]
    path.write_bytes(lines[1])
    assert faults(trail) == [("heads", None)]


def test_the_heads_of_another_dealer_do_not_agree(trail: Path, tmp_path: Path) -> None:
    open_database(str(trail))
    with change(SYSTEM, "task.skip") as audit:
        audit("task", 1)
    other = tmp_path / "other.jsonl"
    heads.keep(other, replace_head(heads.current(), first="a" * 64, hash="b" * 64))
    assert [fault.what for fault in verify(heads.read(other)).faults] == ["rewritten"]


def replace_head(head: heads.Head, **fields: str) -> heads.Head:
    import msgspec

    return msgspec.structs.replace(head, **fields)


def test_doctor_warns_where_nights_build_but_keep_no_head(trail: Path, at: Callable[[str], None]) -> None:
    at("2099-01-01T09:00")
    open_database(str(trail))
    assert warnings() == []
    QueueRun.insert(work_date="2098-12-31", started_at="2098-12-30 12:00:00", summary="{}").execute()
    assert len(warnings()) == 1
    note(1)
    heads.keep(heads.path_for(str(trail)), heads.current())
    assert warnings() == []


# -- what the night finds ----------------------------------------------------------------------------------------------


def night(path: Path) -> list[str]:
    """What the night's job says of the trail and of its head; then what the trail says of itself, in words."""
    open_database(str(path))
    left = nightly.leave(SYSTEM)
    said = [*left.problems, *left.warnings]
    found = broken()
    close_database()
    return [*said, *([broken_text(found)] if found else [])]


def test_a_broken_trail_is_found_by_the_night_noted_once_and_taken_back_when_it_is_sound(
    trail: Path, at: Callable[[str], None]
) -> None:
    at("2099-01-01T21:30")
    assert night(trail) == []
    with past_the_guards(trail) as opened:
        (was,) = opened.execute("SELECT reason FROM audit_event WHERE id = 5").fetchone()
        opened.execute("UPDATE audit_event SET reason = '' WHERE id = 5")
    told = night(trail)
    assert told[0].startswith("第 5 条")
    assert told[1:] == ["! 审计记录从第 5 条起不完好，2099-01-01 发现"]
    at("2099-01-02T21:30")
    assert night(trail) == told  # said again, noted once
    open_database(str(trail))
    (event,) = AuditEvent.select().where(AuditEvent.action == "audit.broken")
    assert (event.entity, event.entity_id, event.reason) == ("audit_event", 5, told[0])
    close_database()
    with past_the_guards(trail) as opened:
        opened.execute("UPDATE audit_event SET reason = ? WHERE id = 5", (was,))
    at("2099-01-03T21:30")
    assert night(trail) == []
    assert faults(trail) == []
    assert len(heads.read(heads.path_for(str(trail))).heads) == 4  # each night's that had something new


def test_a_removed_end_is_found_by_the_night_before_it_keeps_its_own_head(trail: Path) -> None:
    with past_the_guards(trail) as opened:
        opened.execute("DELETE FROM audit_event WHERE id > 9")
    (removed, short) = night(trail)
    assert "末尾" in removed
    assert "10" in short
    assert faults(trail) != []  # the head kept tonight does not make it good
    heads.path_for(str(trail)).write_bytes(b"x\n")
    said = night(trail)
    assert len(said) == len(set(said)) == 2  # the file of heads is said to be broken once


# -- by hand -----------------------------------------------------------------------------------------------------------


def test_verify_by_hand(trail: Path, cli: Cli) -> None:
    told = cli("audit", "verify")
    assert (told.exit_code, told.stderr) == (0, "")
    assert "12" in told.stdout
    with past_the_guards(trail) as opened:
        opened.execute("UPDATE audit_event SET reason = '' WHERE id = 5")
    line = refused(cli("audit", "verify"), 1)
    assert "5" in line
    result = cli("audit", "verify", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["sound"], found["first_broken"], found["events"]) == (1, False, 5, EVENTS)
    (fault,) = found["faults"]
    assert (fault["what"], fault["event"]) == ("content", 5)
    assert line.startswith(fault["said"])
    assert "agentdesk db restore FILE --check" in line
    assert fault["said"] in json.loads(cli("db", "check", "--json").stdout)["findings"]


def test_the_heads_lie_where_the_settings_say(trail: Path, cli: Cli, tmp_path: Path) -> None:
    assert "audit_heads" in cli("audit", "head").stderr
    elsewhere = tmp_path / "safe"
    config_path().parent.mkdir(parents=True)
    config_path().write_text(f'audit_heads = "{elsewhere}"\n')
    settings.cache_clear()
    assert str(elsewhere) in refused(cli("audit", "verify"), 1)  # the file was not moved there
    result = cli("audit", "head", "--json")
    kept = json.loads(result.stdout)
    assert (result.exit_code, kept["last_id"]) == (0, EVENTS + 1)  # that a head was kept is an event itself
    assert str(elsewhere) in result.stderr, "the file with the heads was not moved there"
    assert Path(kept["path"]).parent == elsewhere
    copied = tmp_path / "copied.jsonl"
    copied.write_bytes(Path(kept["path"]).read_bytes())
    Path(kept["path"]).unlink()
    assert json.loads(cli("audit", "verify", "--head", copied, "--json").stdout)["heads_agreed"] == 1
    Path(kept["path"]).mkdir()
    refused(cli("audit", "head"), 1)


def test_agents_do_not_read_the_trail(trail: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from agentdesk.store.people import add_person

    open_database(str(trail))
    add_person(SYSTEM, code="lina", name="李娜", role="agent")
    close_database()
    refused(cli("--as", "lina", "audit", "verify"), 1)
    refused(cli("--as", "lina", "audit", "head"), 1)


def test_no_migration_loses_the_guards(migrated_file: Path) -> None:
    with closing(sqlite3.connect(migrated_file)) as opened:
        kept = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE tbl_name = 'audit_event'")}
    assert {"audit_event_not_changed", "audit_event_not_removed", "audit_event_not_replaced"} <= kept
    assert schema.known()[-1] >= "0025"
