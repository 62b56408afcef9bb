"""What somebody does to the audit trail who has the database file alone, or whose clock is wrong: it is found out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from agentdesk.store import heads
from agentdesk.store.database import open_database
from agentdesk.store.soundness import broken
from tests.cli.said import Cli
from tests.store.attacker import past_the_guards
from tests.store.test_acknowledged_breaks import event, night, overwritten, trail

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
