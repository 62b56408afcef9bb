"""The register of colleagues' calls by keys: a card is copied, looked at, taken back."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from agentdesk.common import clock, i18n
from agentdesk.store.tables import CallRecord, Complaint, Finding, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.record import RecordScreen
from agentdesk.tui.screens.register import RegisterList, RegisterScreen
from tests.tui.pictures import LANGUAGES, Snap
from tests.tui.test_queue_snapshots import settled


async def test_a_card_is_copied_and_taken_back(desk: AgentDesk) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await settled("c")(pilot)
        assert isinstance(desk.screen, RegisterScreen)
        listed = desk.screen.query_one(RegisterList)
        entry = listed.items[0]
        assert entry.state == "not_recorded"
        await settled("enter")(pilot)
        assert isinstance(desk.screen, RecordScreen)
        await settled(*"18:05", "enter", "down", "1", "2", "3", *"ok")(pilot)
        await settled("escape")(pilot)
        assert isinstance(desk.screen, RegisterScreen)
        assert CallRecord.select().count() == 0
        await settled("enter", "ctrl+s")(pilot)
        assert isinstance(desk.screen, RegisterScreen)
        (record,) = CallRecord.select()
        assert (record.task_id, record.remark) == (entry.task_id, "ok")
        assert clock.local(record.called_at) == datetime.combine(entry.due_on, time(18, 5))
        assert record.answers == '{"arrived": "yes", "good_condition": "no", "helped": "unasked"}'
        assert Finding.get(Finding.task == entry.task_id).withdrawn_at is not None
        assert Complaint.get(Complaint.sale == record.task.subject_id).words == "ok"  # the customer was dissatisfied
        await settled("end", "u")(pilot)
        assert CallRecord.get().withdrawn_at is not None
        assert Task.get_by_id(entry.task_id).disposition == "not_recorded"
        await settled("escape")(pilot)
        assert not isinstance(desk.screen, RegisterScreen)


async def test_without_a_time_it_is_asked_for(desk: AgentDesk) -> None:
    async with desk.run_test(size=(80, 24)) as pilot:
        await settled("c", "enter", "down", "ctrl+s")(pilot)
        assert isinstance(desk.screen, RecordScreen)
        assert CallRecord.select().count() == 0


@LANGUAGES
def test_register(desk: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(desk, terminal_size=(80, 24), run_before=settled("c"))


@LANGUAGES
def test_copying_a_card(desk: AgentDesk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    keys: list[Any] = ["c", "enter", *"18:05", "enter", "down", "1", "2"]
    assert snap_compare(desk, terminal_size=(80, 24), run_before=settled(*keys))
