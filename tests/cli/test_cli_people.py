"""`agentdesk people`: who works here, and adding to them."""

from __future__ import annotations

import json

import pytest
from peewee import Database

from agentdesk.common.cells import cell_len
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent, Person
from tests.cli.said import Cli, refused, rows

pytestmark = pytest.mark.both_databases


@pytest.fixture
def file(database: Database, url: str) -> str:
    close_database()
    return url


def test_a_person_is_added_with_an_audit_event(file: str, cli: Cli) -> None:
    result = cli("people", "add", "li.na", "李娜", "--position", "callback_agent")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "李娜" in result.stdout
    assert json.loads(cli("people", "list", "--json").stdout) == [
        {"code": "li.na", "name": "李娜", "position": "callback_agent", "role": "agent", "active": True}
    ]
    open_database(file)
    (event,) = AuditEvent.select()
    assert (event.action, event.entity, event.entity_id) == ("person.add", "person", Person.get().id)
    assert json.loads(event.after)["name"] == "李娜"


def test_the_table_names_positions_in_the_language_in_use(file: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("people", "add", "s1", "陈𠮷", "--position", "service_advisor", "--role", "handler")
    head, rule, line = cli("people", "list").stdout.splitlines()
    assert line.split() == ["s1", "陈𠮷", "服务顾问", "处理"]
    assert cell_len(head) <= len(rule)
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    assert "service advisor" in cli("people", "list").stdout


def test_a_code_belongs_to_one_person(file: str, cli: Cli) -> None:
    assert cli("people", "add", "a1", "李娜").exit_code == 0
    before = rows(file)
    assert "a1" in refused(cli("people", "add", "a1", "孙悦"), 2)
    assert rows(file) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("a1",),
        ("a1", "李娜", "--role", "king"),
        ("a1", "李娜", "--position", "cook"),
        ("a1", "李娜", "--language", "fr"),
    ],
)
def test_wrong_use_adds_nobody(file: str, cli: Cli, arguments: tuple[str, ...]) -> None:
    refused(cli("people", "add", *arguments), 2)
    assert rows(file)["person"] == 0


@pytest.mark.parametrize("arguments", [("", "李娜"), ("a1", ""), ("  ", "李娜"), ("a1", " \t")])
def test_a_person_has_a_code_and_a_name(file: str, cli: Cli, arguments: tuple[str, ...]) -> None:
    refused(cli("people", "add", *arguments), 2)
    assert rows(file)["person"] == 0


def test_only_administrators_add_people(file: str, cli: Cli) -> None:
    cli("people", "add", "m1", "方慧", "--position", "care_manager", "--role", "supervisor")
    before = rows(file)
    refused(cli("--as", "方慧", "people", "add", "a9", "新人"), 1)
    assert rows(file) == before
    cli("people", "add", "root2", "管理员", "--position", "administrator", "--role", "administrator")
    assert cli("--as", "管理员", "people", "add", "a9", "新人").exit_code == 0
    open_database(file)
    last = AuditEvent.select().order_by(AuditEvent.id.desc()).get()
    assert (last.person_name, last.role) == ("管理员", "administrator")


def test_a_name_is_shown_with_its_control_characters_as_marks(file: str, cli: Cli) -> None:
    assert "\x1b" not in cli("people", "add", "a1", "李\x1b[2J娜").stdout
    shown = cli("people", "list").stdout
    assert "李␛[2J娜" in shown
    assert "\x1b" not in shown


def test_ones_own_language_is_spoken_once_one_is_known(file: str, cli: Cli) -> None:
    cli("people", "add", "a1", "Anna", "--language", "en")
    cli("people", "add", "a2", "李娜")
    assert "callback agent" in cli("--as", "Anna", "people", "list").stdout
    assert "回访专员" in cli("--as", "李娜", "people", "list").stdout
