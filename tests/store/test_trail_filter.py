"""What a reader types is understood in both languages, whatever its order; what is not is named."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from agentdesk.common import i18n
from agentdesk.common.errors import UsageError
from agentdesk.store import trail
from agentdesk.store.audit import SYSTEM, actor_of, change
from agentdesk.store.people import add_person
from agentdesk.store.trail import Wanted
from agentdesk.store.trail_filter import parse, word_for
from agentdesk.store.trail_text import differences

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def people(database: Database, at: Callable[[str], None]) -> None:
    """Two people on a Friday."""
    at("2026-11-20T09:00")
    add_person(SYSTEM, code="A001", name="李娜", role="agent")
    add_person(SYSTEM, code="M001", name="方慧", role="supervisor")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Wanted()),
        ("  李娜 ", Wanted(person="李娜")),
        ("a001", Wanted(person="李娜")),
        ("system", Wanted(person="system")),
        ("task.move", Wanted(actions=("task.move",))),
        ("任务改派 李娜", Wanted(person="李娜", actions=("task.move",))),
        ("抱怨 指派", Wanted(actions=("complaint.assigned",))),
        ("task:17", Wanted(entity="task", entity_id=17)),
        ("任务17 方慧", Wanted(person="方慧", entity="task", entity_id=17)),
        ("客户:12", Wanted(customer=12)),
        ("customer:12 task:3", Wanted(entity="task", entity_id=3, customer=12)),
        ("11-20", Wanted(first=DAY, last=DAY)),
        ("今天", Wanted(first=DAY, last=DAY)),
        ("昨天..11-20", Wanted(first=date(2026, 11, 19), last=DAY)),
        ("12-24", Wanted(first=date(2025, 12, 24), last=date(2025, 12, 24))),
        ("2026-1-2..2026-02-03", Wanted(first=date(2026, 1, 2), last=date(2026, 2, 3))),
    ],
)
def test_what_is_meant(text: str, wanted: Wanted) -> None:
    assert parse(text) == wanted


def test_in_english() -> None:
    i18n.use_language("en")
    assert parse("moved today").first == DAY
    assert "task.move" in parse("moved").actions


@pytest.mark.parametrize(
    "text", ["没有的", "李娜 xyz", "13-40", "task:", "抱怨 改派", "..", "spoons:7", "task:" + "9" * 30]
)
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(UsageError):
        parse(text)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    with suppress(UsageError):
        assert trail.events(SYSTEM, parse(text), limit=3) is not None


@pytest.mark.parametrize("by", ["person", "action", "row", "day"])
def test_an_events_own_words_find_it(by: str) -> None:
    lina = actor_of(trail.Person.get(trail.Person.name == "李娜"), "desk")
    with change(lina, "task.move") as audit:
        audit("task", 17, before={"agent": 1}, after={"agent": 2})
        audit("setting")
    about, task = trail.events(SYSTEM, Wanted(), limit=2)
    assert task in trail.events(SYSTEM, parse(word_for(task, by)))
    assert (word_for(about, "row"), word_for(task, "row")) == ("", "task:17")
    assert [(each.before, each.after) for each in differences(task)] == [("李娜", "方慧")]
