"""`agentdesk form`: findings with their cells, versions that never change, the XLSForm back, a walk by prompts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from peewee import Database

from agentdesk import cli as package
from agentdesk.interview.compile import check_form
from agentdesk.playbook.read import SHIPPED
from agentdesk.store.tables import FormVersion, Person

Cli = Callable[..., Result]
AFTERSALES = SHIPPED / "car_dealership" / "forms" / "aftersales.md"

FIVE_FAULTS = """| survey |
|   | type           | name | label | relevant       | constraint |
|   | integer        | a    | A     |                | . <=       |
|   | text           | b    | B     | shout(${a}) = 1 |           |
|   | text           | c    | C     | ${nobody} = 1  |            |
|   | select_one zzz | d    | D     |                |            |
|   | hologram       | e    | E     |                |            |
"""
SMALL = """| survey |
|   | type          | name    | label::中文 (zh) | label::English (en) | relevant          | required |
|   | hidden        | nobody  |                  |                     |                   |          |
|   | select_one yn | content | 您满意吗?        | Are you content?    |                   | yes      |
|   | text          | why     | 为什么呢?        | Why is that?        | ${content} = 'no' | yes      |

| choices |
|   | list_name | name | label::中文 (zh) | label::English (en) |
|   | yn        | yes  | 满意             | Yes                 |
|   | yn        | no   | 不满意           | No                  |
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path / "small.md", SMALL)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def typed(*arguments: object, lines: str) -> Result:
    """The command line with lines typed at its prompts, and then Ctrl-D."""

    class Door:
        name = "agentdesk"

        @staticmethod
        def main(args: list[str], **_: object) -> None:
            package.main([str(argument) for argument in args])

    return CliRunner().invoke(Door, [str(each) for each in arguments], input=lines)  # type: ignore[arg-type]


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_names_sheet_row_and_column_of_every_finding(cli: Cli, tmp_path: Path) -> None:
    faulty = written(tmp_path / "faulty.md", FIVE_FAULTS)
    result = cli("form", "check", faulty, "--json")
    assert result.exit_code == 1
    found = [(row["sheet"], row["row"], row["column"], row["cell"]) for row in json.loads(result.stdout)]
    assert found == [
        ("survey", 2, "constraint", "E2"),
        ("survey", 3, "relevant", "D3"),
        ("survey", 4, "relevant", "D4"),
        ("survey", 5, "type", "A5"),
        ("survey", 6, "type", "A6"),
    ]
    shown = cli("form", "check", faulty)
    assert shown.exit_code == 1
    assert all(f"{row} " in shown.stdout for row in ("E2", "D3", "D4", "A5", "A6"))
    assert "5 个错误" in shown.stdout


def test_check_of_a_good_form_and_of_one_with_a_warning(cli: Cli, tmp_path: Path) -> None:
    assert cli("form", "check", AFTERSALES).exit_code == 0
    assert json.loads(cli("form", "check", AFTERSALES, "--json").stdout) == []
    half = written(tmp_path / "half.md", SMALL.replace("Why is that?", "            "))
    result = cli("form", "check", half, "--json")
    assert result.exit_code == 0
    assert [(row["cell"], row["warning"]) for row in json.loads(result.stdout)] == [("D4", True)]


def test_check_of_what_is_no_form_is_one_line(cli: Cli, tmp_path: Path) -> None:
    for path in (tmp_path / "absent.md", written(tmp_path / "notes.txt", "x")):
        result = cli("form", "check", path)
        assert result.exit_code == 1
        assert len(result.stderr.strip().splitlines()) == 1


# -- publish -----------------------------------------------------------------------------------------------------------


def test_a_faulty_form_is_not_published(cli: Cli, tmp_path: Path, database: Database) -> None:
    result = cli("form", "publish", written(tmp_path / "faulty.md", FIVE_FAULTS))
    assert result.exit_code == 1
    assert "survey E2" in result.stderr
    assert FormVersion.select().count() == 0


def test_only_supervisors_publish_and_a_name_is_a_name(cli: Cli, small: Path, database: Database) -> None:
    Person.create(code="A001", name="李娜", position="callback_agent", role="agent")
    assert cli("--as", "李娜", "form", "publish", small).exit_code == 1
    assert cli("form", "publish", small, "--name", "a b/c").exit_code == 2
    assert FormVersion.select().count() == 0


# -- list and show -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("compiled")
def test_list_names_the_kinds_that_ask_a_form(cli: Cli, database: Database) -> None:
    assert cli("playbook", "publish", "car_dealership").exit_code == 0
    rows = {row["name"]: row for row in json.loads(cli("form", "list", "--json").stdout)}
    assert rows["aftersales"]["kinds"] == ["CB-01"]
    assert rows["lost_customer"]["kinds"] == ["CB-11"]
    assert rows["first_service"]["kinds"] == ["RM-05"]


def test_show_says_what_is_asked_in_both_languages(cli: Cli, small: Path, database: Database, monkeypatch) -> None:
    cli("form", "publish", small, "--unapproved")
    assert "您满意吗?" in cli("form", "show", "small").stdout
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    shown = cli("form", "show", "small", "--version", "1").stdout
    assert "Are you content?" in shown
    assert "asked when: ${content} = 'no'" in shown
    assert cli("form", "show", "small", "--version", "9").exit_code == 1
    assert cli("form", "show", "nothing").exit_code == 1


def test_show_as_json_is_the_xlsform(cli: Cli, small: Path, database: Database) -> None:
    cli("form", "publish", small, "--unapproved")
    shown = json.loads(cli("form", "show", "small", "--json").stdout)
    assert (shown["name"], shown["version"]) == ("small", 1)
    assert [row["name"] for row in shown["survey"]] == ["nobody", "content", "why"]
    assert shown["choices"][0]["label::中文 (zh)"] == "满意"


def test_show_gives_the_xlsform_back_and_it_is_the_same_form(cli: Cli, tmp_path: Path, database: Database) -> None:
    assert cli("form", "publish", AFTERSALES, "--unapproved").exit_code == 0
    out = tmp_path / "back.xlsx"
    assert cli("form", "show", "aftersales", "--xlsx", out).exit_code == 0
    again = cli("form", "publish", out, "--name", "aftersales")
    assert again.exit_code == 0, again.stderr
    assert FormVersion.select().count() == 1
    assert cli("form", "show", "aftersales", "--xlsx", out).exit_code == 1
    assert check_form(out).problems == []


# -- preview -----------------------------------------------------------------------------------------------------------


def test_preview_walks_to_the_end_without_a_database(small: Path, monkeypatch) -> None:
    monkeypatch.setenv("AGENTDESK_DATABASE", str(small.parent / "no" / "such.db"))
    result = typed("form", "preview", small, lines="2\n等得太久\n")
    assert result.exit_code == 0
    assert "nobody" in result.stdout
    assert "您满意吗?" in result.stdout
    assert "why: 等得太久" in result.stdout


def test_ctrl_d_ends_a_preview_and_says_what_is_missing(small: Path) -> None:
    result = typed("form", "preview", small, lines="2\n")
    assert result.exit_code == 0
    assert "content: no" in result.stdout
    assert "为什么呢?" in result.stdout.partition("content: no")[2]


def test_preview_of_a_faulty_form_names_the_cells(cli: Cli, tmp_path: Path) -> None:
    result = cli("form", "preview", written(tmp_path / "faulty.md", FIVE_FAULTS))
    assert result.exit_code == 1
    assert "survey D3" in result.stderr


@pytest.mark.parametrize("name", ["check", "publish", "sign", "list", "show", "preview", "export"])
def test_help_has_an_example(cli: Cli, name: str) -> None:
    assert f"agentdesk form {name} " in cli("form", name, "--help").stdout
