"""The doors that take texts, on PostgreSQL: the hostile dealer is moved there by `db copy`, then each door is tried.

A server stores no NUL; everything else comes back letter by letter, or is refused with a clear line and leaves nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agentdesk.common import i18n, log
from agentdesk.common.errors import UserError
from agentdesk.store import memory
from agentdesk.store.database import open_database
from agentdesk.store.tables import Customer, database
from tests.databases import OnServer
from tests.hostile import CORPUS, faults
from tests.hostile_world import NOW, unforeseen
from tests.test_hostile_doors import DOORS, GIVEN, PREPARED, House, rows

pytestmark = pytest.mark.on_a_server
AT_NIGHT = "2026-11-20T23:00"  # no desk is open any more


@pytest.fixture(scope="module")
def moved(engine: OnServer, hostile_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hostile dealer on the server, by the command that a dealer moves with."""
    path = tmp_path_factory.mktemp("moved") / "agentdesk.db"
    shutil.copy(hostile_file, path)
    made = engine.empty(path)
    here = {**os.environ, "AGENTDESK_DATABASE": str(path), "AGENTDESK_NOW": AT_NIGHT}
    command = [sys.executable, "-m", "agentdesk", "db", "copy", "--to", made, "--mark-nul"]
    done = subprocess.run(command, env=here, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert faults(done.stdout + done.stderr) == []
    return made


@pytest.fixture
def house(moved: str, hostile_file: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]) -> House:
    """The dealer; each test takes back what it did."""
    monkeypatch.setenv("AGENTDESK_DATABASE", moved)
    monkeypatch.setattr(log, "mishap", unforeseen)
    at(NOW)
    open_database(moved)
    i18n.use_language("zh")
    return House(json.loads(hostile_file.with_name("people.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", DOORS)
def test_door(house: House, name: str) -> None:
    """What was done with a text is taken back before the next one."""
    wrong, taken = [], 0
    for text in GIVEN:
        before = rows()
        with database.atomic() as whole:
            try:
                stored = DOORS[name](house, text)
                taken += 1
                if stored not in (text, text.strip()):
                    wrong.append(f"{text[:40]!r} became {stored[:40]!r}")
            except UserError as refusal:
                if text.strip() and len(text) < 200 and "\0" not in text:
                    wrong.append(f"{text[:40]!r}: {refusal}")
            finally:
                whole.rollback()
                memory.forget()
        assert rows() == before or name in PREPARED
    assert wrong == [], "\n".join(wrong)
    assert taken > len(GIVEN) // 2


def test_what_was_moved_is_what_it_was(house: House) -> None:
    """But for NUL, in whose place its sign stands."""
    names = {row.name for row in Customer.select(Customer.name)}
    assert names
    assert names <= {text.replace("\0", "␀") for text in CORPUS.values()} | {
        name for name in names if name.partition("#")[0] in CORPUS.values()
    }
