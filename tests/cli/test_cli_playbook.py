"""`agentdesk playbook` as a manager calls it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.playbook.read import SHIPPED
from agentdesk.store.tables import Form, FormVersion

Cli = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A playbook of one's own."""
    return shutil.copytree(SHIPPED / "appliance_branch", tmp_path / "mine")


def test_check_says_that_all_is_well(cli: Cli, folder: Path) -> None:
    result = cli("playbook", "check", folder)
    assert result.exit_code == 0
    assert result.stdout.strip().endswith("mine 没有错误。")


def test_check_names_file_line_and_key(cli: Cli, folder: Path) -> None:
    path = folder / "kinds.toml"
    path.write_text(path.read_text("utf-8").replace('group = "recall"', 'group = "nobody"\nred = 1'), "utf-8")
    line = path.read_text("utf-8").splitlines().index("red = 1") + 1
    result = cli("playbook", "check", folder, "--json")
    assert result.exit_code == 1
    assert [(row["file"], row["line"], row["key"]) for row in json.loads(result.stdout)] == [
        ("kinds.toml", line - 1, "kind[5].group"),
        ("kinds.toml", line, "kind[5].red"),
    ]
    assert f"kinds.toml:{line}: kind[5].red: " in cli("playbook", "check", folder).stdout


def test_check_compiles_the_forms(cli: Cli, folder: Path) -> None:
    (folder / "forms").mkdir(exist_ok=True)
    (folder / "forms" / "odd.md").write_text("| survey |\n| | type | name | label |\n| | hologram | x | X |\n", "utf-8")
    result = cli("playbook", "check", folder, "--json")
    assert result.exit_code == 1
    assert {row["file"] for row in json.loads(result.stdout)} == {"forms/odd.md"}


def test_check_names_the_faults_of_the_tables_and_of_every_form_together(cli: Cli, folder: Path) -> None:
    path = folder / "targets.toml"
    path.write_text(path.read_text("utf-8") + "\n[[target]]\n", "utf-8")
    (folder / "forms" / "a.md").write_bytes("| survey |\n".encode("utf-16") + b"\x00")
    (folder / "forms" / "b.md").write_text("| survey |\n| | type | name | label |\n| | hologram | x | X |\n", "utf-8")
    found = json.loads(cli("playbook", "check", folder, "--json").stdout)
    assert {row["file"] for row in found} == {"targets.toml", "forms/a.md", "forms/b.md"}
    assert [row["key"] for row in found if row["file"] == "forms/b.md"] == ["A2"]


def test_a_folder_that_is_not_there_is_wrong_usage(cli: Cli) -> None:
    result = cli("playbook", "check", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_publish_and_show(cli: Cli, folder: Path, database: Database, at: Callable[[str], None]) -> None:
    at("2026-11-20T09:00")
    assert cli("playbook", "show").exit_code == 1
    for _again in range(2):
        result = cli("playbook", "publish", folder, "--from", "2026-11-01")
        assert result.exit_code == 0, result.stderr
        assert "appliance_branch" in result.stdout
    shown = json.loads(cli("playbook", "show", "--json").stdout)
    assert (shown["version"], shown["effective_from"]) == (1, "2026-11-01")
    assert {kind["code"] for kind in shown["kinds"]} >= {"CB-13S", "CB-13L", "CB-13A", "CB-14", "CB-10"}
    assert "来店未购回访" in cli("playbook", "show").stdout


def test_a_faulty_playbook_is_one_line_on_stderr(cli: Cli, folder: Path, database: Database) -> None:
    (folder / "targets.toml").write_text("goal = [", "utf-8")
    result = cli("playbook", "publish", folder)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("targets.toml:1: ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_shipped_dealership_goes_into_force_with_its_forms(cli: Cli, database: Database) -> None:
    assert cli("playbook", "check", "car_dealership").exit_code == 0
    assert cli("playbook", "publish", "car_dealership").exit_code == 0
    kinds = json.loads(cli("playbook", "show", "--json").stdout)["kinds"]
    named = {kind["form"] for kind in kinds if kind["form"]}
    assert named == {row.name for row in Form.select().join(FormVersion).distinct()} & named
    assert len(named) >= 4
