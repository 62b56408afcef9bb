"""Codes in the trail are read as words, in both languages; JSON keeps the codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import i18n
from agentdesk.complaints import action_list, steps
from agentdesk.complaints.text import CLOCK_NAMES
from agentdesk.queue.consents import PURPOSE_NAMES
from agentdesk.store.audit import SYSTEM, actor_of, change
from agentdesk.store.tables import Person
from agentdesk.store.trail import Event, Wanted, events, named_person
from agentdesk.store.trail_filter import parse
from agentdesk.store.trail_text import as_json, brief, who
from agentdesk.store.trail_values import value_name
from tests.cli.said import Cli
from tests.dealership import Dealership


def newest(**said: object) -> Event:
    with change(SYSTEM, "complaint.assessed") as audit:
        audit("complaint", 7, **said)  # type: ignore[arg-type]
    return events(SYSTEM, Wanted(), limit=1)[0]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    """A dealer with a published playbook."""
    return Dealership(tmp_path)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("程序", "状态 待受理 → 处理中", "一般")),
        ("en", ("program", "state to be accepted → in hand", "Ordinary")),
    ],
)
def test_words_instead_of_codes(house: Dealership, language: str, words: tuple[str, ...]) -> None:
    i18n.use_language(language)
    event = newest(before={"state": "new", "severity": None}, after={"state": "in_progress", "severity": "ordinary"})
    said = f"{who(event)} {brief(event)}"
    for part in words:
        assert part in said
    assert {"in_progress", "ordinary"} <= {each["after"] for each in as_json(event)["changes"]}


def test_a_reason_that_is_a_code_of_the_playbook(house: Dealership) -> None:
    assert brief(newest(reason="other")) == value_name("skip", "reason", "other") != "other"
    assert brief(newest(reason="no such code")) == "no such code"


def test_what_has_no_name_stands_as_it_is(database: Database) -> None:
    """Before a playbook is published, and for a code of long ago."""
    assert value_name("complaint", "severity", "ordinary") == "ordinary"
    assert value_name("task", "state", "no_such") == "no_such"


def test_the_program_is_found_by_its_name(house: Dealership, cli: Cli, at: Callable[[str], None]) -> None:
    newest(reason="x")
    assert parse("程序").person == named_person("程序") == "system"
    with change(actor_of(Person.get(Person.name == "李娜"), "desk"), "task.skip") as audit:
        audit("task", 1)
    told = cli("audit", "list", "--person", "程序").stdout
    assert "程序" in told
    assert "李娜" not in told


def test_the_words_are_those_of_the_screens(database: Database) -> None:
    """The trail lies below the rooms that have these codes and keeps words of its own, which must not come apart."""
    i18n.use_language("zh")
    for entity, field, named in (
        ("complaint", "state", steps.STATES),
        ("improvement_action", "status", action_list.STATUSES),
        ("complaint", "next_clock", CLOCK_NAMES),
        ("consent", "purpose", PURPOSE_NAMES),
    ):
        for code, words in named.items():
            assert value_name(entity, field, code) == i18n._(words), (field, code)
