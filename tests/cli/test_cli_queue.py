"""`agentdesk queue` and the night's job, through imports and builds as a dealer makes them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.interview import contacts
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.settings import put
from agentdesk.store.tables import Person, Task
from tests.cli.said import ROOT, Cli, held, refused, rows
from tests.databases import Engine
from tests.queue.dealer import COMPANY, PRIVATE, Dealer

At = Callable[[str], None]
NIGHT = ROOT / "scripts" / "nightly_queue.py"
CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
OTHERS = [
    {
        **PRIVATE,
        "客户编号": f"C{number}",
        "客户名称": f"周{'一二三四五六'[number - 3]}",
        "移动电话": f"1380000001{number}",
    }
    for number in range(3, 9)
]
KEYS = {"id", "kind", "customer", "due_nominal", "due_effective", "owner_role", "agent", "state"}
BUILD_KEYS = {
    "date", "run", "dry_run", "added", "suppressed", "expired", "unreachable", "not_recorded", "assigned", "kinds",
    "warnings", "held_back", "missed",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dealer whose workshop eight cars have left; to be copied, never opened."""
    folder = tmp_path_factory.mktemp("shop")
    url = engine.copy(migrated, folder / "agentdesk.db", keep=True)
    open_database(url)
    dealer = Dealer(folder)
    dealer.take("customers", {**PRIVATE, "客户名称": "王𠮷[/]"}, {**COMPANY, "客户性质": "个人"}, *OTHERS)
    dealer.take("vehicles", CAR)
    orders = [
        {"委托书号": f"WX{number}", "客户编号": f"C{number}", "维修类型": "首保", "服务顾问": "陈涛",
         "竣工时间": "2026-05-12 15:30", "出厂时间": "2026-05-12 16:05"}
        for number in range(1, 9)
    ]  # fmt: skip
    dealer.take("repair-orders", *orders)
    close_database()
    return url


@pytest.fixture
def shop(made: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: At) -> str:
    """A dealer on the morning after eight cars left the workshop; the path of its database."""
    url = engine.copy(made, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", url)
    at("2026-05-13T07:30")
    return url


def built(cli: Cli, *options: str) -> dict[str, Any]:
    result = cli("queue", "build", "--json", *options)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def listed(cli: Cli, *options: str) -> list[dict[str, Any]]:
    result = cli("queue", "list", "--json", *options)
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


# -- build -------------------------------------------------------------------------------------------------------------


def test_a_second_build_adds_nothing(shop: str, cli: Cli) -> None:
    first = built(cli, "--date", "2026-05-13")
    assert set(first) == BUILD_KEYS
    assert (first["date"], first["added"], first["assigned"]) == ("2026-05-13", 8, 8)
    assert {row["kind"]: row["added"] for row in first["kinds"] if row["added"]} == {"CB-01": 8}
    before = rows(shop)["task"]
    again = built(cli, "--date", "2026-05-13")
    assert (again["added"], again["assigned"], again["expired"], again["suppressed"]) == (0, 0, 0, 0)
    assert rows(shop)["task"] == before == 8


def test_a_rehearsal_says_the_same_and_changes_nothing(shop: str, cli: Cli) -> None:
    before = rows(shop)
    rehearsed = built(cli, "--dry-run")
    assert rows(shop) == before
    done = built(cli)
    assert rehearsed["dry_run"]
    assert rehearsed["run"] is None
    changes = rehearsed.pop("changes")
    assert {**rehearsed, "dry_run": False, "run": done["run"]} == done
    assert {row["customer_key"] for row in changes["added"]} == {f"C{number}" for number in range(1, 9)}
    assert {row["kind"] for row in changes["added"]} == {"CB-01"}
    assert (changes["closed"], changes["suppressed"]) == ([], [])


def test_the_summary_for_people_has_a_line_per_kind_in_cells(shop: str, cli: Cli) -> None:
    lines = cli("queue", "build").stdout.splitlines()
    assert lines[2].split() == ["CB-01", "售后回访", "8", "8", "0", "0", "0"]
    assert lines[-1].startswith("2026-05-13")
    assert len({cell_len(line) for line in lines[:3]}) == 1
    assert cli("queue", "build").exit_code == 0


def test_only_supervisors_build(shop: str, cli: Cli) -> None:
    before = rows(shop)
    refused(cli("--as", "李娜", "queue", "build"), 1)
    assert rows(shop) == before
    assert cli("--as", "方慧", "queue", "build").exit_code == 0


# -- list --------------------------------------------------------------------------------------------------------------


def test_each_task_is_listed_with_its_keys(shop: str, cli: Cli) -> None:
    built(cli)
    found = listed(cli, "--date", "2026-05-13")
    assert len(found) == 8
    assert all(set(row) >= KEYS for row in found)
    (row,) = [row for row in found if row["customer_key"] == "C1"]
    assert row["customer"] == "王****"
    assert (row["kind"], row["owner_role"], row["state"]) == ("CB-01", "callback_agent", "open")
    assert row["due_nominal"] == row["due_effective"] == "2026-05-13"
    assert isinstance(row["id"], int)
    assert listed(cli, "--date", "2026-05-12") == []


def test_a_list_of_one_person_by_name_or_code(shop: str, cli: Cli) -> None:
    built(cli)
    by_name, by_code = listed(cli, "--agent", "李娜"), listed(cli, "--agent", "A001")
    assert by_name == by_code
    assert {row["agent"] for row in by_name} == {"李娜"}
    others = listed(cli, "--agent", "孙悦")
    assert len(by_name) + len(others) == 8
    assert abs(len(by_name) - len(others)) <= 1
    assert listed(cli, "--agent", "陈涛") == []


def test_two_people_of_one_name_are_told_apart_by_code(shop: str, cli: Cli) -> None:
    assert cli("people", "add", "A009", "李娜").exit_code == 0
    assert "李娜" in refused(cli("queue", "list", "--agent", "李娜"), 2)
    assert cli("queue", "list", "--agent", "A009").exit_code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_stands_in_columns(shop: str, cli: Cli, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    assert cli("queue", "list").stdout.strip() in ("没有任务。", "No tasks.")
    built(cli)
    head, rule, *lines = cli("queue", "list").stdout.splitlines()
    assert len(lines) == 8
    starts = [place for place in range(len(rule)) if rule[place] == "-" and (place == 0 or rule[place - 1] == " ")]
    for line in (head, *lines):
        cells = "".join(letter + " " * (cell_len(letter) - 1) for letter in line)
        assert all(cells[place - 1] == " " != cells[place] for place in starts[1:]), line
    assert ("回访专员" if language == "zh" else "callback agent") in lines[0]
    assert ("未完成" if language == "zh" else "open") in lines[0]


def test_a_name_is_never_a_control_sequence(database: Database, tmp_path: Path, at: At, cli: Cli) -> None:
    dealer = Dealer(tmp_path)
    dealer.take("customers", {**PRIVATE, "客户名称": "王\x1b[2J\x9b31m\u202e建", "出生日期": "1980-05-13"})
    at("2026-05-13T07:30")
    built(cli)
    result = cli("queue", "list")
    assert "王**" in result.stdout
    assert not {"\x1b", "\x9b", "\u202e"} & set(result.stdout)


def test_the_board_sees_no_names(shop: str, cli: Cli) -> None:
    assert cli("people", "add", "B1", "大屏", "--position", "other", "--role", "board").exit_code == 0
    built(cli)
    assert "周" not in refused(cli("--as", "大屏", "queue", "list"), 1)


# -- the night's job ---------------------------------------------------------------------------------------------------


def night(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The script as cron runs it: another folder, no terminal, hardly any environment."""
    kept = ("HOME", "AGENTDESK_DATABASE", "AGENTDESK_NOW", "AGENTDESK_BUSY_SECONDS", "AGENTDESK_LANG")
    env = {
        "PATH": "/usr/bin:/bin",
        "SHELL": "/bin/sh",
        **{name: os.environ[name] for name in kept if name in os.environ},
    }
    command = [sys.executable, str(NIGHT), *arguments]
    return subprocess.run(
        command,
        cwd="/",
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_the_night_builds_and_prints_the_summary_only(shop: str) -> None:
    done = night()
    assert (done.returncode, done.stderr) == (0, "")
    assert "CB-01" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2026-05-13")
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert rows(shop)["task"] == 8
    again = json.loads(night("--json").stdout)
    assert (again["date"], again["added"]) == ("2026-05-13", 0)


@pytest.mark.parametrize(
    ("moment", "built_day"),
    [("2026-05-12T17:59", "2026-05-12"), ("2026-05-12T18:00", "2026-05-13"), ("2026-05-12T23:30", "2026-05-13"),
     ("2026-05-13T00:30", "2026-05-13")],
)  # fmt: skip
def test_from_six_in_the_evening_on_it_is_the_next_day(
    shop: str, cli: Cli, at: At, moment: str, built_day: str
) -> None:
    """What the script calls; that it does so, the others here say."""
    at(moment)
    assert built(cli, "--ahead")["date"] == built_day
    assert built(cli, "--ahead", "--date", "2026-05-14")["date"] == "2026-05-14"
    assert built(cli, "--ahead", "--date=2026-05-14")["date"] == "2026-05-14"


def test_the_evening_is_the_dealers(shop: str, at: At) -> None:
    put_zone(shop, "Asia/Urumqi")
    at("2026-05-12T19:00+08:00")  # 17:00 in Urumqi
    assert json.loads(night("--json").stdout)["date"] == "2026-05-12"
    at("2026-05-12T20:30+08:00")
    assert json.loads(night("--json").stdout)["date"] == "2026-05-13"


def put_zone(path: Path, zone: str) -> None:
    open_database(str(path))
    put(SYSTEM, "time_zone", zone)
    close_database()


def test_the_nights_exit_codes(shop: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert night("--help").returncode == 0
    refused(night("--date", "morgen"), 2)
    refused(cli("queue", "build", "--ahead", "--nonsense"), 2)
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.05")
    with held(shop):
        refused(night(), 3)
    monkeypatch.setenv("AGENTDESK_DATABASE", str(tmp_path / "nowhere.db"))
    refused(cli("queue", "build", "--ahead"), 3)
    monkeypatch.setenv("AGENTDESK_NOW", "soon")
    monkeypatch.setenv("AGENTDESK_DATABASE", shop)
    refused(cli("queue", "build", "--ahead"), 2)


def test_a_night_without_a_playbook_says_so(database: Database, url: str) -> None:
    close_database()
    before = rows(url)
    refused(night(), 1)
    assert rows(url) == before


def test_the_night_loads_no_screen_and_no_compiler_of_forms(shop: str) -> None:
    code = (
        "import runpy, sys\n"
        "sys.argv = [sys.argv[1]]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({'textual', 'rich', 'pyxform', 'openpyxl'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(NIGHT)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert "CB-01" in done.stdout
    assert done.stderr.strip() == "[]"


def test_cron_may_start_the_script_itself() -> None:
    assert NIGHT.stat().st_mode & stat.S_IXUSR


def test_a_closed_task_shows_what_became_of_it(shop: str, cli: Cli) -> None:
    built(cli)
    open_database(shop)
    task = Task.get(Task.kind_code == "CB-01")
    agent = Person.get_by_id(task.agent_id)
    contact_id = contacts.open_contact(actor_of(agent), task.id)
    sitting = contacts.read(contact_id)
    assert sitting.preferred is not None
    contacts.dial(actor_of(agent), contact_id, sitting.preferred.phone_id)
    contacts.reached(actor_of(agent), contact_id)
    contacts.refuse(actor_of(agent), contact_id, hard=True, note="不要再打")
    close_database()
    row = next(row for row in listed(cli) if row["id"] == task.id)
    assert row["state"] == "closed"
    assert row["disposition"]
    line = next(line for line in cli("queue", "list").stdout.splitlines() if line.split()[0] == str(task.id))
    assert row["disposition"] not in line
    assert "拒" in line


def test_a_promise_outlives_its_task_and_is_not_counted_as_expired_each_night(shop: str, at: At, cli: Cli) -> None:
    built(cli)
    open_database(shop)
    task = Task.get(Task.kind_code == "CB-01")
    agent = actor_of(Person.get_by_id(task.agent_id))
    contact_id = contacts.open_contact(agent, task.id)
    line = contacts.read(contact_id).preferred
    assert line is not None
    contacts.dial(agent, contact_id, line.phone_id)
    contacts.promise(agent, contact_id, clock.to_utc(datetime(2026, 6, 1, 15)))
    close_database()
    at("2026-06-01T07:00")
    assert built(cli)["expired"] == 7
    again = built(cli)
    assert (again["expired"], again["added"]) == (0, 0)
