"""A break of the audit trail that was looked into stays named and no longer fails the night; a new one does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agentdesk.playbook.workdays import seed_workdays
from agentdesk.store import heads
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person
from agentdesk.store.soundness import broken
from agentdesk.store.tables import AuditEvent
from tests.cli.said import Cli, refused
from tests.dealership import publish_without_forms
from tests.store.attacker import past_the_guards, rehash

EVENING = "2026-11-19T21:30"


@pytest.fixture
def trail(database_file: Path, tmp_path: Path, at: Callable[[str], None]) -> Path:
    """A dealer with a trail of a few dozen events, whose night has run once."""
    at("2026-11-18T09:00")
    publish_without_forms(tmp_path, date(2026, 1, 1))
    seed_workdays(SYSTEM, [2026])
    for code, name, role in (("M001", "方慧", "supervisor"), ("A001", "李娜", "agent")):
        add_person(SYSTEM, code=code, name=name, role=role)
    for number in range(12):
        with change(SYSTEM, "task.skip") as audit:
            audit("task", number, reason=f"原因 {number}")
    heads.keep(heads.path_for(str(database_file)), heads.current())
    close_database()
    at(EVENING)
    return database_file


def event(path: Path, number: int) -> int:
    """The id of one of the twelve."""
    open_database(str(path))
    found = AuditEvent.get((AuditEvent.action == "task.skip") & (AuditEvent.entity_id == number)).id
    close_database()
    return int(found)


def overwritten(path: Path, row: int, text: str = "", *, hashed: bool = False) -> None:
    with past_the_guards(path) as opened:
        opened.execute("UPDATE audit_event SET reason = ? WHERE id = ?", (text, row))
        if hashed:
            rehash(opened, row)


def night(cli: Cli) -> Any:
    """What cron runs."""
    return cli("queue", "build", "--ahead")


def acknowledge(cli: Cli, row: int, why: str = "硬盘坏道，已换盘") -> Any:
    return cli("--as", "M001", "audit", "acknowledge", "--event", row, "--reason", why)


def test_a_known_break_is_named_and_fails_no_night(trail: Path, cli: Cli, at: Callable[[str], None]) -> None:
    row = event(trail, 3)
    overwritten(trail, row)
    assert night(cli).exit_code == 1
    said = refused(cli("audit", "verify"), 1)
    assert f"audit acknowledge --event {row}" in said
    assert acknowledge(cli, row).exit_code == 0

    told = cli("audit", "verify")
    assert told.exit_code == 0
    for part in (f"第 {row} 条", "方慧", "2026-11-19", "硬盘坏道，已换盘"):
        assert part in told.stderr
    found = json.loads(cli("audit", "verify", "--json").stdout)
    (known,) = found["known"]
    assert (found["sound"], found["faults"], known["event"], known["by"]) == (True, [], row, "方慧")
    assert known["reason"] == "硬盘坏道，已换盘"

    at("2026-11-20T21:30")
    ended = night(cli)
    assert ended.exit_code == 0
    assert "硬盘坏道，已换盘" in ended.stderr
    assert any("硬盘坏道" in line for line in json.loads(cli("doctor", "--json").stdout)["warnings"])
    assert cli("db", "check").exit_code == 0
    open_database(str(trail))
    assert broken() is None, "the scoreboard says no more that the trail is broken"
    noted = AuditEvent.get(AuditEvent.action == "audit.acknowledge")
    assert (noted.person_name, noted.entity, noted.entity_id) == ("方慧", "audit_event", row)
    assert not AuditEvent.select().where(AuditEvent.action == "audit.sound").exists(), "it is not sound again"


def test_a_new_break_is_an_error_again(trail: Path, cli: Cli) -> None:
    first, second = event(trail, 3), event(trail, 7)
    overwritten(trail, first)
    acknowledge(cli, first)
    overwritten(trail, second)
    assert str(second) in refused(night_line(cli), 1)
    found = json.loads(cli("audit", "verify", "--json").stdout)
    assert [each["event"] for each in found["faults"]] == [second]
    assert [each["event"] for each in found["known"]] == [first]
    acknowledge(cli, second, "同一次坏道")
    assert cli("audit", "verify").exit_code == 0


def night_line(cli: Cli) -> Any:
    """What `audit verify` ends with after a night that failed."""
    assert night(cli).exit_code == 1
    verified = cli("audit", "verify")
    verified.stderr_bytes = verified.stderr_bytes.splitlines(keepends=True)[-1]
    return verified


@pytest.mark.parametrize("hashed", [False, True], ids=["as it is", "hashed anew to the end"])
def test_the_same_place_written_once_more_is_an_error_again(trail: Path, cli: Cli, hashed: bool) -> None:
    row = event(trail, 3)
    overwritten(trail, row)
    acknowledge(cli, row)
    assert cli("audit", "verify").exit_code == 0
    overwritten(trail, row, "又改了一次", hashed=hashed)
    assert cli("audit", "verify").exit_code == 1
    assert night(cli).exit_code == 1


def test_a_trail_that_was_written_anew_can_be_known_too(trail: Path, cli: Cli) -> None:
    """Its chain fits in itself; the kept head that does not agree is what is acknowledged, and only that one."""
    row = event(trail, 3)
    overwritten(trail, row, hashed=True)
    (fault,) = json.loads(cli("audit", "verify", "--json").stdout)["faults"]
    assert (fault["what"], fault["event"]) == ("rewritten", 1)
    assert acknowledge(cli, 1).exit_code == 0
    assert night(cli).exit_code == 0
    assert cli("audit", "verify").exit_code == 0
    overwritten(trail, event(trail, 5), hashed=True)
    assert cli("audit", "verify").exit_code == 1


def test_a_removed_end_can_be_known_while_the_trail_grows_over_it(trail: Path, cli: Cli) -> None:
    last = event(trail, 11)
    with past_the_guards(trail) as opened:
        opened.execute("DELETE FROM audit_event WHERE id > ?", (last - 4,))
    (fault,) = json.loads(cli("audit", "verify", "--json").stdout)["faults"]
    assert (fault["what"], fault["event"]) == ("tail", last - 3)
    assert acknowledge(cli, last - 3).exit_code == 0
    for _turn in range(2):
        assert night(cli).exit_code == 0
        assert cli("audit", "verify").exit_code == 0


def test_what_cannot_be_acknowledged(trail: Path, cli: Cli) -> None:
    row = event(trail, 3)
    assert "没有" in refused(acknowledge(cli, row), 1)
    overwritten(trail, row)
    assert str(row) in refused(acknowledge(cli, row + 1), 1)
    refused(acknowledge(cli, row, "  "), 1)
    refused(cli("--as", "A001", "audit", "acknowledge", "--event", row, "--reason", "x"), 1)
    assert cli("audit", "verify").exit_code == 1
    open_database(str(trail))
    assert not AuditEvent.select().where(AuditEvent.action == "audit.acknowledge").exists()


# -- the file of heads -------------------------------------------------------------------------------------------------


def test_heads_that_are_gone_are_missed_once_by_the_night(trail: Path, cli: Cli, at: Callable[[str], None]) -> None:
    assert night(cli).exit_code == 0
    path = heads.path_for(str(trail))
    kept = json.loads(path.read_bytes().splitlines()[-1])
    path.unlink()
    for told in (cli("audit", "verify"), cli("doctor"), night(cli)):
        assert path.name in told.output
        assert str(kept["last_id"]) in told.output
    at("2026-11-20T21:30")
    again = night(cli)
    assert (again.exit_code, path.name in again.stderr) == (0, False)
    assert "agentdesk audit head" not in cli("doctor").output
    open_database(str(trail))
    (lost,) = AuditEvent.select().where(AuditEvent.action == "audit.heads_lost")
    assert lost.entity_id == kept["last_id"]


def test_an_end_cut_off_the_file_of_heads_is_missed_too(trail: Path, cli: Cli) -> None:
    assert night(cli).exit_code == 0
    path = heads.path_for(str(trail))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    lost = json.loads(cli("audit", "verify", "--json").stdout)["heads_lost"]
    assert lost["event"] == json.loads(lines[-1])["last_id"]
    told = cli("audit", "head")
    assert (told.exit_code, path.name in told.stderr) == (0, True)
    assert json.loads(cli("audit", "verify", "--json").stdout)["heads_lost"] is None


def test_a_second_night_keeps_no_second_head(trail: Path, cli: Cli) -> None:
    assert night(cli).exit_code == 0
    cli("audit", "head")
    path = heads.path_for(str(trail))
    before = path.read_bytes()
    assert cli("audit", "head").exit_code == 0
    assert path.read_bytes() == before
    open_database(str(trail))
    newest = AuditEvent.select().order_by(AuditEvent.id.desc()).get()
    assert newest.action == "audit.head"
