"""The house's plan: which room may import which, what a light command may load, what stands at the top."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from agentdesk.store.database import close_database
from tests.dealership import publish_without_forms

ROOT = Path(__file__).resolve().parent.parent

TOP = {"pyproject.toml", "README.md", "agentdesk", "scripts", "fixtures", "tests"}
HEAVY = {
    *("textual", "rich", "pyxform", "openpyxl", "elementpath", "python_calamine", "xlsxwriter", "jinja2"),
    *("chinese_calendar", "lunar_python", "pypinyin", "apprise", "requests"),
}

LOADED = """
import json, runpy, sys
sys.argv = json.loads(sys.argv[1])
try:
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
except SystemExit as end:
    code = end.code or 0
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""


def loaded(*command: str) -> set[str]:
    """The top-level modules in memory when the command has ended well."""
    probe = [sys.executable, "-c", LOADED, json.dumps(command)]
    done = subprocess.run(probe, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    code, names = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stderr
    assert done.stdout
    return set(names)


@pytest.mark.parametrize(
    "command",
    [
        ("agentdesk", "--help"),
        ("agentdesk", "queue", "build", "--help"),
        ("scripts/nightly_queue.py", "--help"),
        ("scripts/complaint_clock.py", "--help"),
    ],
    ids=" ".join,
)
def test_a_command_without_a_screen_loads_no_screen(command):
    assert loaded(*command) & HEAVY == set()


def test_a_real_build_loads_no_screen(database, tmp_path, monkeypatch):
    """What the night runs, on a dealer without a single customer: the help alone would load less."""
    publish_without_forms(tmp_path, date(2026, 1, 1))
    close_database()
    monkeypatch.setenv("AGENTDESK_DATABASE", database.database)
    found = loaded("agentdesk", "queue", "build", "--date", "2026-11-20")
    assert found & {"textual", "rich", "pyxform"} == set()
    assert "peewee" in found  # it did open the database


def test_help_opens_no_database_library():
    assert loaded("agentdesk", "--help") & {"peewee", "sqlite3", "pysqlite3"} == set()


def test_the_probe_sees_what_is_loaded():
    assert "click" in loaded("agentdesk", "--help")


def test_the_rooms_import_downwards_only():
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout


def test_the_top_level_holds_only_what_was_agreed():
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    found = {name.strip('"').partition("/")[0] for name in done.stdout.splitlines()}
    assert {name for name in found if not name.startswith(".")} - TOP == set()
