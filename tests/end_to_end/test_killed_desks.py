"""SIGKILL at random moments while open text is typed at several desks: at most the last second of it is gone.

`THOROUGH=1 pytest tests/end_to_end/test_killed_desks.py` kills more often; it prints the figures with -s.
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
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.interview import records
from agentdesk.store import checks
from agentdesk.store.audit import actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Interview, Person
from tests.interview.call_world import Desk, found_dealer
from tests.thorough import often

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the desks are killed by Linux's pidfd")
ROOT = Path(__file__).resolve().parent.parent.parent
NOW = "2026-11-20T09:42"
KILLS = often(24, 200)  # three at each desk: to sit down again costs half a second of work
DESKS = 8  # that type at once on one database
A_SECOND = 1.0
GRACE = 0.7  # seconds for the way from the key to the disk on a slow machine
LIVES = (0.1, 3.0)  # seconds of typing before the kill
PATIENCE = 120.0
QUESTION = "suggestion"
WARM = "热身"  # the agent at whose desk the forking process warms its caches


@dataclass
class Typist:
    """What one agent has typed over all lives, and when in the life under way."""

    name: str
    interview: int
    kept: str = ""  # what the database held when the last life ended
    text: str = ""
    seen: list[tuple[float, str]] = field(default_factory=list)
    dies_at: float = 0.0
    kills: int = 0

    def hear(self, line: dict[str, Any], chance: random.Random) -> None:
        """A line of this agent's desk."""
        if "begun" in line:
            self.text, self.seen, self.dies_at = self.kept, [], 0.0
        elif "resumed" in line:
            assert line["resumed"] == [self.interview, QUESTION, self.kept], (
                "it goes on elsewhere, or with another text"
            )
            self.dies_at = time.monotonic() + chance.uniform(*LIVES)
        elif "typed" in line:
            self.text += line["typed"]
            self.seen.append((line["at"], self.text))
        else:
            assert line["end"] == -signal.SIGKILL, "a desk ended that nobody killed"
            self.dies_at = 0.0
            self.kills += 1

    def examine(self) -> float:
        """What is stored after the kill is what was typed, but for the last second; the seconds that are gone.

        They count up to the last letter, the last sign that the machine let the desk run at all.
        """
        stored, last = records.drafts(self.interview).get(QUESTION, ""), self.seen[-1][0] if self.seen else 0.0
        # a letter may have reached the field, and even the disk, without being told any more
        assert stored[: len(self.text)] == self.text[: len(stored)], f"{stored!r} of {self.text!r}"
        assert len(stored) <= len(self.text) + 1
        lost = [at for at, text in self.seen if len(text) > len(stored)]
        seconds = last - lost[0] if lost else 0.0
        assert seconds <= A_SECOND + GRACE, f"{seconds:.2f} s are gone: stored {stored!r} of {self.text!r}"
        assert records.stored(self.interview).run.position == QUESTION
        self.kept = stored
        return seconds


@pytest.fixture
def typists(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Typist]]:
    """Agents whose interviews stand at the open question, on one database that is open."""
    path = tmp_path / "agentdesk.db"
    shutil.copy(migrated_file, path)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(path))
    open_database(str(path))
    found_dealer()
    found = {}
    with clock.travel(datetime.fromisoformat(NOW)):
        desk = Desk(tmp_path)
        for place, name in enumerate((WARM, *(f"座席{number}" for number in range(DESKS)))):
            person = Person.create(code=f"T{place}", name=name, position="callback_agent", role="agent")
            desk.li = actor_of(person, "desk")
            task = desk.callback(f"0550-30000{place:02d}")
            contact_id = desk.on_the_line(task)
            interview_id = desk.interview(contact_id, task, pages=_pages_before(desk, contact_id, task.id))
            found[name] = Typist(name, interview_id)
            assert records.stored(interview_id).run.position == QUESTION
        del found[WARM]
        yield found


def _pages_before(desk: Desk, contact_id: int, task_id: int) -> int:
    """How many pages stand before the open question where everybody is content."""
    run, pages = records.preview(desk.li, contact_id, task_id, "zh"), 0
    assert run is not None
    while run.page is not None and run.page.key != QUESTION:
        for item in run.page.items:
            run.answer(item.key, item.choices[0].name if item.choices else "OK")
        run.next()
        pages += 1
    return pages


@pytest.fixture
def server(typists: dict[str, Typist]) -> Iterator[subprocess.Popen[bytes]]:
    """The process that forks the desks."""
    environment = {**os.environ, "AGENTDESK_NOW": NOW, "AGENTDESK_LANG": "zh"}
    command = [sys.executable, "-m", "tests.end_to_end.typing_agents", os.environ["AGENTDESK_DATABASE"], WARM]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as made:
        try:
            yield made
            made.communicate(timeout=PATIENCE)  # at the end of its input it kills the desks that are left
        finally:
            made.kill()


def lines(server: subprocess.Popen[bytes], seconds: float, rest: list[bytes]) -> list[dict[str, Any]]:
    """The whole lines that have come, after waiting for some; what is not whole yet is kept in `rest`."""
    assert server.stdout is not None
    pipe = server.stdout.fileno()
    if not select.select([pipe], [], [], seconds)[0]:
        return []
    read = os.read(pipe, 65536)
    assert read, "the process that forks the desks is gone"
    *whole, rest[0] = (rest[0] + read).split(b"\n")
    return [json.loads(line) for line in whole]


def test_a_kill_takes_at_most_the_last_second_of_what_is_typed(
    typists: dict[str, Typist], server: subprocess.Popen[bytes]
) -> None:
    chance, rest, gone = random.Random(20261120), [b""], []
    begun = kills = 0
    last_sign = started = time.monotonic()

    def order(line: str) -> None:
        assert server.stdin is not None
        server.stdin.write(f"{line}\n".encode())
        server.stdin.flush()

    for typist in typists.values():
        order(f"{typist.name} {typist.name}-0")
        begun += 1
    while kills < KILLS:
        for line in lines(server, 0.02, rest):
            last_sign, typist = time.monotonic(), typists[line["agent"]]
            typist.hear(line, chance)
            if "end" not in line:
                continue
            kills += 1
            gone.append(typist.examine())
            if begun < KILLS:
                order(f"{typist.name} {typist.name}-{typist.kills}")
                begun += 1
        for typist in typists.values():
            if 0 < typist.dies_at < time.monotonic():
                order(typist.name)
                typist.dies_at = 0.0
        assert time.monotonic() < last_sign + PATIENCE, "the desks neither type nor end"
    assert checks.examine() == []
    letters = sum(len(typist.kept) for typist in typists.values())
    seconds = time.monotonic() - started
    print(f"\n{kills} kills at {DESKS} desks in {seconds:.0f} s, {letters} letters kept")
    print(f"gone at a kill: {max(gone):.2f} s at most, {sum(gone) / kills:.2f} s on average")
    assert letters > kills
    assert Interview.select().count() == DESKS + 1
    close_database()
