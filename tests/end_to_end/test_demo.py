"""The demo dealer as a whole, made once by the command a newcomer types: ready to work with, and alive."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentdesk.complaints.board import VIEWS, counts, twins
from agentdesk.complaints.derive import standing
from agentdesk.complaints.waiting import WaitingComplaint, WaitingNotice, waiting
from agentdesk.complaints.workflow import DERIVED, allowed, history
from agentdesk.playbook.current import calendar
from agentdesk.scoreboard import incentives, trend
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import (
    Appointment,
    Attempt,
    CallRecord,
    Complaint,
    ComplaintEvent,
    DailyCheck,
    Finding,
    Notice,
    Person,
    Skip,
    Task,
)
from tests.conftest import in_process

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = "2026-11-20"
AGENT = "A001"


class Demo:
    """The demo's database, and the command line on it at nine o'clock of a working day."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "demo.db"

    def call(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        env = {
            **os.environ,
            "HOME": str(self.folder),
            "AGENTDESK_DATABASE": str(self.path),
            "AGENTDESK_NOW": f"{TODAY}T09:00",
        }
        command = [sys.executable, "-m", "agentdesk", *arguments]
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "capture_output": True, "encoding": "utf-8"}
        return subprocess.run(command, cwd=ROOT, env=env, timeout=timeout, check=False, **quiet)

    def read(self, *arguments: str) -> Any:
        """What a command prints as JSON, asked in this process."""
        with pytest.MonkeyPatch.context() as here:
            here.setenv("AGENTDESK_DATABASE", str(self.path))
            here.setenv("AGENTDESK_NOW", f"{TODAY}T09:00")
            done = in_process(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """`agentdesk init --demo`, as a script calls it; played once for all workers, each has a copy of its own."""
    mine = tmp_path_factory.getbasetemp()
    played = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "played"
    with (played.parent / "played.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not played.exists():
            made = Demo(played.parent / f"play-{os.getpid()}")
            made.folder.mkdir()
            done = made.call("init", "--demo", timeout=600)
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            assert [path.name for path in made.folder.iterdir() if path.name != ".local"] == [
                "demo.db"
            ]  # there is its log
            made.folder.rename(played)
    copied = Demo(tmp_path_factory.mktemp("demo"))
    shutil.copy(played / "demo.db", copied.path)
    return copied


def test_today_is_a_lively_day_for_the_demo_agent(demo: Demo) -> None:
    tasks = demo.read("queue", "list", "--date", TODAY, "--agent", AGENT)
    waiting = [row for row in tasks if row["state"] == "open" and row["channel"] == "phone"]
    assert len(waiting) >= 15
    assert len({row["kind"] for row in waiting}) >= 4
    assert any(row["latest_on"] < TODAY for row in waiting), "nothing is overdue"
    assert any(row["latest_on"] >= TODAY for row in waiting)
    assert any((row["promised_at"] or "").startswith(TODAY) for row in waiting), "nobody was promised a call today"
    assert any(row["attempts"] for row in waiting)
    assert {row["agent"] for row in tasks} == {"李娜"}


def test_colleagues_have_their_part(demo: Demo) -> None:
    tasks = demo.read("queue", "list", "--date", TODAY)
    agents = Counter(row["agent"] for row in tasks if row["owner_role"] == "callback_agent" and row["state"] == "open")
    assert len([name for name in agents if name]) == 4
    assert {"sales_advisor"} <= {row["owner_role"] for row in tasks}
    people = demo.read("people", "list")
    assert Counter(row["position"] for row in people)["callback_agent"] == 4


def test_building_again_adds_nothing(demo: Demo) -> None:
    again = demo.read("queue", "build", "--date", TODAY)
    assert (again["added"], again["expired"], again["assigned"]) == (0, 0, 0)


def test_histories_and_figures_are_alive(demo: Demo) -> None:
    board = demo.read("scoreboard")
    assert board["total"]["due"] > 0
    assert {"李娜", "孙悦"} <= {row["person"] for row in board["agents"]}
    figures = {row["id"]: row for row in board["figures"]}
    alive = [name for name, row in figures.items() if row["denominator"]]
    assert len(alive) >= 7, figures
    assert any(0 < row["numerator"] < row["denominator"] for row in figures.values())
    yesterday = demo.read("scoreboard", "--date", "2026-11-19")
    assert yesterday["total"]["done"] > 0
    assert yesterday["total"]["reached"] > 0
    first = demo.read("call", "show", "1")
    assert first["attempts"]


def test_complaints_have_come_and_gone(demo: Demo) -> None:
    found = demo.read("complaint", "list", "--state", "all")
    states = Counter(row["state"] for row in found)
    assert len(found) >= 8
    assert states["closed"] > 0
    assert len(states) >= 2
    shown = demo.read("complaint", "show", found[0]["no"])
    assert shown["history"]


def test_today_finds_complaints_in_each_state(demo: Demo) -> None:
    found = demo.read("complaint", "list")
    states = {row["state"] for row in found}
    alive = {"new", "acknowledged", "assessed", "in_progress", "special", "handled", "rejected", "recall_due"}
    assert alive <= states, alive - states
    again = [row for row in found if row["state"] == "reopened"]
    assert all(row["reopened"] and row["severity"] != "ordinary" for row in again)
    assert again, "no customer was dissatisfied with a handling"
    assert {"major", "channel", "escalated", "ordinary"} <= {row["severity"] for row in found}
    late = [row for row in found if row["next_breach"] and row["next_breach"] < f"{TODAY}T09:00"]
    assert 3 <= len(late) < len(found) / 2
    tasks = demo.read("queue", "list", "--date", TODAY)
    assert any(row["kind"] == "CB-10" and row["state"] == "open" for row in tasks)


def test_the_ladder_went_its_way(demo: Demo) -> None:
    (filmed,) = [row for row in demo.read("complaint", "list", "--state", "new") if row["severity"] == "channel"]
    rungs = demo.read("complaint", "ladder", filmed["no"])
    assert ("reassign", "宋建国") in {(row["action"], row["to"]) for row in rungs if row["taken"]}
    assert filmed["responsible"] == "宋建国"
    assert any(not row["taken"] for row in rungs)
    actions = demo.read("action", "list", "--all")
    assert {"open", "doing", "done", "checked"} <= {row["status"] for row in actions}
    assert [row["overdue"] for row in actions].count(True) == 1
    assert all(row["complaints"] for row in actions)


@pytest.fixture
def at_nine(demo: Demo, at: Callable[[str], None]) -> Iterator[None]:
    """The demo's file open in this process, at nine o'clock."""
    at(f"{TODAY}T09:00")
    open_database(str(demo.path))
    yield
    close_database()


@pytest.mark.usefixtures("at_nine")
def test_each_desk_has_its_work() -> None:
    people = {person.name: actor_of(person) for person in Person.select()}
    mine = waiting(people["陈涛"])
    states = {each.row.state for each in mine if isinstance(each, WaitingComplaint)}
    assert {"assessed", "in_progress", "handled"} <= states
    assert any(isinstance(each, WaitingComplaint) and each.row.paused == "parts" for each in mine)
    assert {"unreachable", "nudge"} <= {each.kind for each in mine if isinstance(each, WaitingNotice)}
    board = counts(people["方慧"])
    assert all(board[view] for view in VIEWS), board
    special = Complaint.get(Complaint.state == "special")
    assert {each.kind for each in allowed(people["方慧"], special.id) if not each.why_not} >= {"special_approved"}
    assert any(twins(people["方慧"], row.id) for row in Complaint.select().where(Complaint.state == "new"))


@pytest.mark.usefixtures("at_nine")
def test_what_complaints_show_is_what_their_histories_say() -> None:
    for row in Complaint.select():
        now = standing(history(row.id))
        assert {name: getattr(row, name) for name in DERIVED} == {name: getattr(now, name) for name in DERIVED}, row.no


MONTHS = [date(2025, month, 1) for month in (10, 11, 12)] + [date(2026, month, 1) for month in range(1, 12)]
LAST = date(2026, 10, 31)


def by_month(rows: Any) -> Counter[str]:
    """How many rows there are of each month; the query gives their days or instants."""
    return Counter(f"{day:%Y-%m}" for day in column(rows))


@pytest.mark.usefixtures("at_nine")
def test_each_of_fourteen_months_has_facts_of_every_kind() -> None:
    kinds = {
        "attempts": by_month(Attempt.select(Attempt.work_date)),
        "reached": by_month(Attempt.select(Attempt.work_date).where(Attempt.contacted)),
        "complaints": by_month(Complaint.select(Complaint.raised_at)),
        "handled": by_month(ComplaintEvent.select(ComplaintEvent.at).where(ComplaintEvent.kind == "handled")),
        "re-called": by_month(ComplaintEvent.select(ComplaintEvent.at).where(ComplaintEvent.kind == "recalled")),
        "findings": by_month(Finding.select(Finding.work_date)),
        "cards": by_month(CallRecord.select(CallRecord.work_date)),
        "arrivals": by_month(Appointment.select(Appointment.starts_on).where(Appointment.status == "arrived")),
        "checks": by_month(DailyCheck.select(DailyCheck.work_date)),
    }
    lacking = [(kind, month) for kind, found in kinds.items() for month in MONTHS if not found[f"{month:%Y-%m}"]]
    assert not lacking
    for seldom in (
        Appointment.select(Appointment.starts_on).where(Appointment.status == "no_show"),
        ComplaintEvent.select(ComplaintEvent.at).where(ComplaintEvent.kind == "reopened"),
        Skip.select(Skip.work_date),
        Task.select(Task.closed_on).where(Task.disposition.startswith("refused")),
        Task.select(Task.closed_on).where(Task.disposition == "unreachable"),
    ):
        assert len(by_month(seldom)) >= 4
    days = set(column(DailyCheck.select(DailyCheck.work_date)))
    today = date.fromisoformat(TODAY)
    open_days = calendar(today).open_days(date(2026, 1, 1), today - timedelta(days=1))
    assert days.issuperset(open_days)


@pytest.mark.usefixtures("at_nine")
def test_month_and_year_can_be_compared() -> None:
    """The last whole month has the month before and the same month of the year before; the spring was bad."""
    for code in ("KP-01", "KP-02", "KP-03", "KP-08", "KP-13P", "CSI", "AB-04", "CSS", "BSSI", "KP-15A", "KP-15B"):
        found = [row.figure.value for row in trend.months(code, LAST)]
        assert None not in (found[0], found[-2], found[-1]), code
    received = [float(row.figure.value or 0) for row in trend.months("KP-13P", LAST)]
    assert sum(received[4:7]) / 3 < sum(received[8:11]) / 3 - 0.1, "the measure of the spring does not show"
    complaints = [int(row.figure.value or 0) for row in trend.months("AB-04", LAST)]
    assert sum(complaints[4:7]) > 1.3 * sum(complaints[8:11])
    lines = incentives.proposals(SYSTEM, LAST)
    assert {"IN-01", "IN-02", "IN-03"} <= {line.code for line in lines if line.band}


@pytest.mark.usefixtures("at_nine")
def test_nothing_of_the_months_before_is_left_open() -> None:
    lately = date.fromisoformat(TODAY) - timedelta(days=14)
    old = Complaint.select(Complaint.no, Complaint.state).where(Complaint.raised_at < lately)
    assert {state for _no, state in tuples(old)} == {"closed"}
    overdue = Task.select().where((Task.state == "open") & (Task.expires_on < TODAY) & Task.promised_at.is_null())
    assert not overdue.count()
    assert not Notice.select().where(Notice.answered_at.is_null() & (Notice.created_at < lately)).count()


def test_it_is_sound(demo: Demo) -> None:
    assert demo.read("db", "check") == {"sound": True, "findings": []}
    assert demo.read("doctor")["findings"] == []


def test_a_report_is_made_again_as_it_was_known_on_a_past_day(demo: Demo) -> None:
    yesterday = demo.call("report", "daily", "--of", "2026-11-19", "--as-of", "2026-11-19", "--json")
    assert yesterday.returncode == 0, yesterday.stderr
    assert json.loads(yesterday.stdout)["seen_on"] == "2026-11-19"
    before_us = demo.call("report", "aftersales-monthly", "--month", "2024-01")
    assert (before_us.returncode, before_us.stdout) == (1, "")
    assert "2024年1月还没有任何记录" in before_us.stderr
