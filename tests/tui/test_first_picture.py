"""What a desk does not load before its queue is seen: whoever opens it waits for every module on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from agentdesk.store.database import close_database
from tests.tui.desk_world import NOW, build_world

# A room's name stands for all that is in it.
LATER = (
    *("agentdesk.intake", "agentdesk.reports", "agentdesk.interview", "agentdesk.scoreboard", "agentdesk.quality"),
    *("agentdesk.care", "agentdesk.privacy", "agentdesk.rehearsal", "agentdesk.complaints.raising"),
    *("agentdesk.playbook.read", "agentdesk.playbook.publish", "agentdesk.playbook.check"),
    *("agentdesk.queue.build", "agentdesk.queue.explain_task", "agentdesk.queue.hours_now", "agentdesk.queue.pausing"),
    *("agentdesk.common.spoken_hours", "agentdesk.common.lunar", "agentdesk.store.scratch"),
    *("agentdesk.tui.stages", "agentdesk.tui.screens.call", "agentdesk.tui.screens.help"),
    *("agentdesk.tui.screens.palette", "agentdesk.tui.screens.paused", "agentdesk.tui.screens.register"),
    *("arrow", "dateutil", "tabulate", "pyxform", "openpyxl", "python_calamine", "xlsxwriter", "jinja2"),
    *("chinese_calendar", "lunar_python", "pypinyin", "apprise", "requests", "tomllib"),
)
# `sit_down` is what the app does right after its first picture.
DESK = """
import asyncio, json, sys
from agentdesk.cli import desk, second_desk, session
from agentdesk.tui.app import AgentDesk

class Noting(AgentDesk):
    def sit_down(self):
        queue = self.screen.query_one("QueueList")
        print(json.dumps([len(queue.rows), queue.size.height, sorted(sys.modules)]))
        self.exit()

with session.opened():
    asyncio.run(Noting(session.actor_of(session.person_named("李娜"))).run_async(headless=True, size=(120, 36)))
"""


def test_the_first_picture_of_the_queue_is_drawn_without_what_other_screens_need(url, database, tmp_path, monkeypatch):
    build_world(tmp_path)
    close_database()
    monkeypatch.setenv("AGENTDESK_DATABASE", url)
    monkeypatch.setenv("AGENTDESK_NOW", NOW)
    done = subprocess.run(
        [sys.executable, "-c", DESK], cwd=Path(__file__).parents[2], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    rows, height, names = json.loads(done.stdout.splitlines()[-1])
    assert rows > 5
    assert height > 5  # it was laid out
    assert [name for name in names if name in LATER or name.startswith(tuple(f"{one}." for one in LATER))] == []
