"""SIGKILL at random moments of scripted interviews: what the store has acknowledged is there, and nothing half.

`THOROUGH=1 pytest tests/end_to_end/test_killed_interviews.py` kills more often.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.interview import records
from agentdesk.store import checks
from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import pairs
from agentdesk.store.tables import AgendaItem, Confirmation, Contact, Interview, Task, database
from tests.interview.call_world import Desk, found_dealer
from tests.thorough import often

ROOT = Path(__file__).resolve().parent.parent.parent
NOW = "2026-11-20T09:42"
KILLS = often(40, 200)  # enough that some hit each step of a call; 200 is for a release
CALLS = 3  # of a life that nobody ends
PATIENCE = 30.0  # seconds; a slow machine is no failure


@dataclass
class Interviewed:
    """What is stored of an interview, by what its agent said; `apply` is one change."""

    position: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def apply(self, what: dict[str, Any]) -> Interviewed:
        """The state after a change."""
        made = Interviewed(what.get("position", self.position), {**self.answers}, {**self.drafts}, {*self.said})
        for key, value in what.get("answers", {}).items():
            made.drafts.pop(key, None)
            made.answers[key] = value
        made.answers = {key: value for key, value in made.answers.items() if value}
        made.drafts.update([what["draft"]] if "draft" in what else [])
        made.said |= {what["said"]} - {""} if "said" in what else set()
        return made


@dataclass
class Memory:
    """What an agent has said over all its lives."""

    interviews: dict[int, Interviewed] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)
    trying: dict[str, Any] | None = None
    touched: list[int] = field(default_factory=list)  # the interviews of the life under way
    on_its_way: int = 0  # kills that came between announcing and acknowledging

    def hear(self, line: dict[str, Any]) -> None:
        """A line from the pipe."""
        if "try" in line:
            self.trying = line["try"]
        elif "ok" in line:
            self.settle()
        elif "loaded" in line:
            interview_id, position = line["loaded"]
            self.touched.append(interview_id)
            known = self.interviews.setdefault(interview_id, Interviewed(position))
            assert position == known.position, "it goes on at another question"

    def settle(self) -> None:
        """What was tried is stored."""
        what, self.trying = self.trying, None
        assert what is not None
        if "task" in what:
            self.outcomes[what["task"]] = what["outcome"]
            here = self.touched[-1]  # what was typed there and not given is given at its end
            what = {"interview": here, "answers": {**self.interviews[here].drafts}}
        self.interviews[what["interview"]] = self.interviews[what["interview"]].apply(what)


class Agents:
    """The process that forks agents; one lives at a time."""

    def __init__(self, path: Path) -> None:
        environment = {**os.environ, "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
        command = [sys.executable, "-m", "tests.end_to_end.scripted_agent", str(path)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._rest = b""
        self._pid = 0
        self._ended: int | None = None

    def live(self, memory: Memory, seed: str, seconds: float | None = None) -> int:
        """One life, killed after so many seconds; how it ended: an exit code, or the signal as a negative number."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seed} {CALLS}\n".encode())
        self._process.stdin.flush()
        self._hear(memory, PATIENCE, until="_pid")
        self._hear(memory, PATIENCE if seconds is None else seconds)
        if self._ended is None and seconds is not None:
            os.kill(self._pid, signal.SIGKILL)
            self._hear(memory, PATIENCE)
        assert self._ended is not None, "the agent neither works nor ends"
        ended, self._ended, self._pid = self._ended, None, 0
        return ended

    def _hear(self, memory: Memory, seconds: float, until: str = "_ended") -> None:
        """Listen for so long, or until the agent has ended (or, before, has said who it is)."""
        end = time.monotonic() + seconds
        while self._ended is None and (until == "_ended" or not self._pid) and (left := end - time.monotonic()) > 0:
            for line in self._read(left):
                self._pid = line.get("pid", self._pid)
                self._ended = line.get("end")
                memory.hear(line)

    def _read(self, seconds: float) -> list[dict[str, Any]]:
        """The whole lines that have come, after waiting for some."""
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        if not select.select([pipe], [], [], seconds)[0]:
            return []
        *lines, self._rest = (self._rest + os.read(pipe, 65536)).split(b"\n")
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        """No more agents."""
        self._process.communicate(timeout=PATIENCE)


@pytest.fixture
def dealer(migrated_file: Path, tmp_path: Path) -> Path:
    """A dealer with calls enough for all kills; the path of its database, closed."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(migrated_file, path)
    open_database(str(path))
    found_dealer()
    with clock.travel(datetime.fromisoformat(NOW)):
        desk = Desk(tmp_path)
        with database.atomic():
            for place in range(2 * KILLS):
                desk.callback(f"0550-3{place:06d}")
    close_database()
    return path


@pytest.fixture
def agents(dealer: Path) -> Iterator[Agents]:
    """Agents on that dealer's database."""
    made = Agents(dealer)
    yield made
    made.close()


def stored(interview_id: int) -> Interviewed:
    """What the database holds of an interview."""
    found = records.stored(interview_id)
    said = {row.node for row in Confirmation.select().where(Confirmation.interview == interview_id)}
    return Interviewed(found.run.position, records.answers(interview_id), found.drafts, said)


def examine(memory: Memory, interviews: Iterable[int]) -> None:
    """Everything acknowledged is there; what was on its way when the kill came is there as a whole or not at all."""
    assert checks.examine() == []
    what = memory.trying or {}
    memory.on_its_way += bool(what)
    if "task" in what and Task.get_by_id(what["task"]).state == "closed":
        memory.settle()
    for interview_id in interviews:
        found = stored(interview_id)
        if what.get("interview") == interview_id and memory.trying and found != memory.interviews[interview_id]:
            memory.settle()
        assert found == memory.interviews[interview_id]
    memory.trying = None
    decided = AgendaItem.select(AgendaItem.task, AgendaItem.outcome).where(AgendaItem.outcome != "")
    assert pairs(decided) == memory.outcomes


def test_no_kill_takes_what_was_stored(dealer: Path, agents: Agents) -> None:
    chance, memory, lives, kills = random.Random(20261120), Memory(), 0, 0
    assert agents.live(memory, "the-first-life") == 0  # everything is imported and read
    begun = time.monotonic()
    assert agents.live(memory, "measured") == 0
    usual = time.monotonic() - begun
    while kills < KILLS:
        lives += 1
        memory.touched.clear()
        ended = agents.live(memory, f"life-{lives}", chance.uniform(0, usual / 2))
        assert ended in (0, -signal.SIGKILL)
        kills += ended != 0 and bool(memory.touched)
        open_database(str(dealer))
        examine(memory, memory.touched)
        close_database()
    assert agents.live(memory, "the-last-life") == 0
    open_database(str(dealer))
    examine(memory, memory.interviews)
    assert Interview.select().count() == Contact.select().count() == len(memory.interviews)
    assert len(memory.outcomes) == len(memory.interviews) > KILLS / 10
    assert memory.on_its_way > KILLS / 20  # kills did come while something was being stored
