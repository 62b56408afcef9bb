"""What somebody does to the audit trail who has the database file alone, or whose clock is wrong: it is found out."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from agentdesk.store import heads
from agentdesk.store.acknowledged import acknowledgements, mark_of
from agentdesk.store.chain import COLUMNS
from agentdesk.store.database import close_database, open_database
from agentdesk.store.soundness import broken
from tests.cli.said import Cli, refused
from tests.store.attacker import hashed, past_the_guards
from tests.store.test_acknowledged_breaks import acknowledge, event, night, overwritten, trail

__all__ = ["trail"]

# -- a clock that was set back -----------------------------------------------------------------------------------------


def test_a_clock_set_back_hides_no_break(trail: Path, cli: Cli, at: Callable[[str], None]) -> None:
    row = event(trail, 3)
    overwritten(trail, row)
    assert night(cli).exit_code == 1
    with past_the_guards(trail) as opened:
        opened.execute("UPDATE audit_event SET reason = '原因 3' WHERE id = ?", (row,))
    at("2026-11-20T21:30")
    assert night(cli).exit_code == 0
    overwritten(trail, row, "又改了一次")
    at("2026-11-18T21:30")
    assert night(cli).exit_code == 1
    open_database(str(trail))
    found = broken()
    assert found is not None, "the scoreboard says that the trail is broken"
    assert found.event == row


def test_a_clock_set_back_hides_no_lost_head(trail: Path, cli: Cli, at: Callable[[str], None]) -> None:
    at("2026-11-20T21:30")
    assert cli("audit", "head").exit_code == 0
    at("2026-11-18T21:30")
    assert night(cli).exit_code == 0
    path = heads.path_for(str(trail))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    lost = json.loads(cli("audit", "verify", "--json").stdout)["heads_lost"]
    assert lost["event"] == json.loads(lines[-1])["last_id"]


# -- an acknowledgement that nobody gave -------------------------------------------------------------------------------


def forged(path: Path, marks: list[str], at_event: int, **fields: Any) -> None:
    """A row as `audit acknowledge` writes it, hashed as it should be, put at the trail's end without agentdesk."""
    with past_the_guards(path) as opened:
        last = dict(opened.execute("SELECT * FROM audit_event ORDER BY id DESC LIMIT 1").fetchone())
        (count,) = opened.execute("SELECT COUNT(*) FROM audit_event").fetchone()
        after = {"marks": marks, "last": last["id"], "hash": last["hash"], "events": count, "left": 0}
        row = last | {
            "id": last["id"] + 1, "person_name": "方慧", "role": "supervisor", "origin": "cli",
            "action": "audit.acknowledge", "entity": "audit_event", "entity_id": at_event, "before": None,
            "reason": "硬盘坏道，已换盘", "session": None, "address": None, "form": 2,
            "after": json.dumps(after | fields), "previous_hash": last["hash"],
        }  # fmt: skip
        row["hash"] = hashed(row)
        names = ", ".join(f'"{name}"' for name in row)
        opened.execute(f"INSERT INTO audit_event ({names}) VALUES ({', '.join('?' * len(row))})", [*row.values()])


def content_mark(path: Path, row: int) -> str:
    """What a break at this row goes by, made of what stands in the database file alone."""
    columns = ", ".join(f'"{name}"' for name in ("id", *COLUMNS))
    with past_the_guards(path) as opened:
        found = tuple(opened.execute(f"SELECT {columns} FROM audit_event WHERE id = ?", (row,)).fetchone())
        (before,) = opened.execute("SELECT hash FROM audit_event WHERE id = ?", (row - 1,)).fetchone()
    return mark_of("content", row - 1, before, found)


def said_of(cli: Cli) -> str:
    """What `audit verify` says of a trail that it finds broken; the night and `db check` find it so too."""
    assert night(cli).exit_code == 1
    assert cli("db", "check").exit_code == 1
    verified = cli("audit", "verify")
    assert (verified.exit_code, verified.stdout) == (1, "")
    return verified.stderr


def test_an_acknowledgement_forged_in_the_database_excuses_no_changed_event(trail: Path, cli: Cli) -> None:
    row = event(trail, 3)
    overwritten(trail, row, "没做过")
    forged(trail, [content_mark(trail, row)], row)
    said = said_of(cli)
    assert f"第 {row} 条" in said
    assert "不算数" in said, "whoever reads it is told of the acknowledgement that is not one"
    assert heads.path_for(str(trail)).name in said


def test_an_acknowledgement_forged_in_the_database_excuses_no_trail_written_anew(trail: Path, cli: Cli) -> None:
    """Even with the seals of all heads, which the database does not have."""
    assert night(cli).exit_code == 0
    seals = [head.line for head in heads.read(heads.path_for(str(trail))).heads]
    with past_the_guards(trail) as opened:
        rows = opened.execute("SELECT after FROM audit_event WHERE action = 'audit.head'").fetchall()
    assert rows
    assert not any(seal in row["after"] for seal in seals for row in rows)
    overwritten(trail, event(trail, 3), "没做过", hashed=True)
    forged(trail, seals, 1)
    assert "不算数" in said_of(cli)


def test_an_acknowledgement_of_what_came_after_it_is_none(trail: Path) -> None:
    row = event(trail, 3)
    overwritten(trail, row, "没做过")
    mark = content_mark(trail, row)
    forged(trail, [mark], row, last=1_000_000)
    open_database(str(trail))
    assert acknowledgements() == []
    close_database()
    forged(trail, [mark], row)
    open_database(str(trail))
    assert len(acknowledgements()) == 1


@pytest.mark.parametrize("how", ["gone", "unreadable", "its line cut off"])
def test_an_acknowledgement_counts_only_with_the_file_of_heads(trail: Path, cli: Cli, how: str) -> None:
    row, path = event(trail, 3), heads.path_for(str(trail))
    overwritten(trail, row)
    assert acknowledge(cli, row).exit_code == 0
    whole = path.read_bytes()
    assert cli("audit", "verify").exit_code == 0
    path.unlink()
    if how == "unreadable":
        path.mkdir()
    elif how == "its line cut off":
        path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    verified = cli("audit", "verify")
    assert verified.exit_code == 1
    (line,) = [line for line in verified.stderr.splitlines() if f"第 {row} 条" in line]
    assert "不算数" in line
    assert path.name in line
    if how != "gone":
        os.rename(path, path.with_name("aside"))
    path.write_bytes(whole)
    assert cli("audit", "verify").exit_code == 0, "with its copy back it counts again"


def test_an_acknowledgement_is_a_line_of_the_file_of_heads_that_cannot_be_changed(trail: Path, cli: Cli) -> None:
    row, path = event(trail, 3), heads.path_for(str(trail))
    overwritten(trail, row)
    assert acknowledge(cli, row).exit_code == 0
    line = json.loads(path.read_bytes().splitlines()[-1])
    assert (line["why"], line["event"], len(line["marks"])) == ("acknowledge", row, 1)
    path.write_bytes(path.read_bytes().replace(line["marks"][0].encode(), b"0" * 64))
    assert json.loads(cli("audit", "verify", "--json").stdout)["faults"][-1]["what"] == "heads"


def test_where_the_file_of_heads_cannot_be_written_nothing_is_acknowledged(trail: Path, cli: Cli) -> None:
    row, path = event(trail, 3), heads.path_for(str(trail))
    overwritten(trail, row)
    path.unlink()
    path.mkdir()
    refused(acknowledge(cli, row), 1)
    with past_the_guards(trail) as opened:
        assert not opened.execute("SELECT 1 FROM audit_event WHERE action = 'audit.acknowledge'").fetchall()


# -- triggers that are there by name only ------------------------------------------------------------------------------

_REFUSES = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("changed", f"BEFORE UPDATE ON audit_event WHEN 0 {_REFUSES}"),
        ("removed", f"BEFORE DELETE ON audit_event WHEN OLD.id < 0 {_REFUSES}"),
        ("changed", f"BEFORE UPDATE OF session ON audit_event {_REFUSES}"),
        ("replaced", f"BEFORE INSERT ON person WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id) {_REFUSES}"),
        ("removed", "BEFORE DELETE ON audit_event BEGIN SELECT 'RAISE(ABORT'; END"),
    ],
)
def test_a_guard_that_refuses_nothing_is_missed(trail: Path, cli: Cli, name: str, made: str) -> None:
    guard = f"audit_event_not_{name}"
    assert cli("audit", "verify").exit_code == 0
    with closing(sqlite3.connect(trail)) as opened:
        opened.execute(f"DROP TRIGGER {guard}")
        opened.execute(f"CREATE TRIGGER {guard} {made}")
    said = refused(cli("audit", "verify"), 1)
    assert guard in said
    assert said.count("audit_event_not_") == 1, "the other two stand as they were made"
    assert cli("db", "check").exit_code == 1


# -- the file of heads taken away or changed ---------------------------------------------------------------------------


@pytest.mark.parametrize("begun_by", ["the command", "the night"])
def test_verify_fails_while_heads_are_gone_until_a_new_file_is_begun(trail: Path, cli: Cli, begun_by: str) -> None:
    assert night(cli).exit_code == 0
    path = heads.path_for(str(trail))
    whole = path.read_bytes()
    path.unlink()
    said = refused(cli("audit", "verify"), 1)
    assert path.name in said
    assert "agentdesk audit head" in said
    assert "db restore" not in said, "no backup helps against a lost file"
    result = cli("audit", "verify", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["sound"], [each["what"] for each in found["faults"]]) == (1, False, ["heads"])
    path.write_bytes(whole)
    assert cli("audit", "verify").exit_code == 0, "its copy is back"

    path.unlink()
    begun = cli("audit", "head") if begun_by == "the command" else night(cli)
    assert (begun.exit_code, path.name in begun.stderr) == (0, True)
    assert cli("audit", "verify").exit_code == 0
    assert cli("audit", "head").exit_code == 0
    with past_the_guards(trail) as opened:
        assert len(opened.execute("SELECT 1 FROM audit_event WHERE action = 'audit.heads_lost'").fetchall()) == 1


def test_a_changed_line_of_the_file_of_heads_is_told_with_its_own_mend(trail: Path, cli: Cli) -> None:
    assert night(cli).exit_code == 0
    path = heads.path_for(str(trail))
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"night"', b'"nighx"', 1))
    told = [night(cli).stderr, cli("audit", "verify").stderr, cli("audit", "head").stderr]
    for said in told:
        assert "第 1 行" in said
        assert "移到别处" in said
        assert "agentdesk audit head" in said
        assert "db restore" not in said
    path.write_bytes(whole)
    assert cli("audit", "verify").exit_code == 0, "its copy is back"

    path.write_bytes(whole.replace(b'"night"', b'"nighx"', 1))
    path.rename(path.with_name("aside"))
    assert cli("audit", "head").exit_code == 0
    assert night(cli).exit_code == 0
    assert cli("audit", "verify").exit_code == 0


def test_what_is_wrong_with_trail_and_file_is_told_with_the_mend_of_each(trail: Path, cli: Cli) -> None:
    assert night(cli).exit_code == 0
    overwritten(trail, event(trail, 3))
    heads.path_for(str(trail)).unlink()
    file, broken_event = cli("audit", "verify").stderr.splitlines()
    assert ("db restore" in file, "db restore" in broken_event) == (False, True)
    assert ("audit head" in file, "audit head" in broken_event) == (True, False)


# -- what is acknowledged together -------------------------------------------------------------------------------------


def test_whoever_acknowledges_a_head_is_told_which_others_go_with_it(
    trail: Path, cli: Cli, at: Callable[[str], None]
) -> None:
    for day in (20, 21):
        assert night(cli).exit_code == 0
        at(f"2026-11-{day}T21:30")
    assert night(cli).exit_code == 0
    first, *others = [head.last_id for head in heads.read(heads.path_for(str(trail))).heads]
    assert len(others) == 3
    overwritten(trail, event(trail, 3), "没做过", hashed=True)
    listed = ", ".join(map(str, others))
    before = refused(cli("audit", "verify"), 1)
    assert f"第 {first} 条与" in before
    assert listed in before, "before it is acknowledged"
    told = acknowledge(cli, 1)
    assert (told.exit_code, listed in told.stdout) == (0, True)
    assert listed in cli("audit", "verify").stderr
    overwritten(trail, event(trail, 5), hashed=True)
    assert cli("audit", "verify").exit_code == 1, "and no later break goes with it"


def test_of_many_heads_the_first_ones_and_the_last_are_told(trail: Path, cli: Cli) -> None:
    path = heads.path_for(str(trail))
    for number in range(40):
        end = heads.Head(at="2026-11-19T00:00:00", last_id=500 + number, hash="f" * 64, count=9, first="e" * 64)
        heads.keep(path, end)
    said = refused(cli("audit", "verify"), 1)
    assert "501, 502, " in said
    assert "539 (39)" in said
    assert "530" not in said
