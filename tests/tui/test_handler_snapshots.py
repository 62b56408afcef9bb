"""How the handler's desk and a complaint's file look: both languages, both sizes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import clock, i18n
from agentdesk.complaints import workflow
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, Notice, Task
from agentdesk.tui.app import AgentDesk
from tests.tui.pictures import LANGUAGES, SIZES, Snap


def settled(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Press the keys, each when the one before has had its effect."""

    async def press(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.app.workers.wait_for_complete()
            await pilot.pause(0.15)
        await pilot.pause(0.15)

    return press


@pytest.fixture
def handler(person: Callable[[str], Actor]) -> AgentDesk:
    """吴敏's desk."""
    return AgentDesk(busy(person("吴敏")), "handler")


def busy(wu: Actor) -> Actor:
    """吴敏 has two complaints, of which one is past a limit, and a customer whom nobody reached."""
    first = Complaint.select().order_by(Complaint.id).first()
    with clock.travel(datetime(2026, 11, 19, 14, 0)):
        workflow.record(wu, first.id, "assessed", data={"severity": "major"})
        workflow.record(wu, first.id, "contacted", "客户说周末才有空，愿意把车送来再查一次。")
    task = Task.get(Task.kind_code == "CB-01")
    Task.update(attempts=3, expires_on=date(2026, 11, 24)).where(Task.id == task.id).execute()
    Notice.create(
        kind="unreachable", dedupe_key="unreachable:test", to_person=wu.person_id, task=task, customer=task.customer_id,
        created_at=clock.now() - timedelta(hours=1), since_on=date(2026, 11, 19),
    )  # fmt: skip
    return wu


@SIZES
@LANGUAGES
def test_desk(handler: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(handler, terminal_size=size, run_before=settled())


@SIZES
@LANGUAGES
def test_file(handler: AgentDesk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(handler, terminal_size=size, run_before=settled("enter"))


@LANGUAGES
def test_a_step_being_written(handler: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(handler, run_before=settled("enter", "1"))


@LANGUAGES
def test_a_notice_being_answered(handler: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(handler, run_before=settled("3", "enter", "1"))
