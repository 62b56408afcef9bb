"""Calls from the queue by keys alone, and what is said when something cannot be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from agentdesk.interview import contacts
from agentdesk.queue.claim import claim
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import Actor
from agentdesk.store.tables import AuditEvent, Contact, Customer, Promise, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.resume import ResumeScreen
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.queue_list import QueueList
from tests.tui.queue_hands import here, queue, said, text, use


def test_enter_claims_and_opens_the_call(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "m", "enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        contact = Contact.get(Contact.ended_at.is_null())
        assert contact.customer.name == "周敏"
        assert {
            task.claimed_by_id
            for task in Task.select().where(Task.customer == contact.customer_id, Task.state == "open")
        } == {person("李娜").id}

    use(desk, steps)


def test_n_takes_the_best_next(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    expected = Task.get_by_id(best_next(person("李娜"))).customer_id

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("G", "n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert Contact.get(Contact.ended_at.is_null()).customer_id == expected

    use(desk, steps)


def test_who_is_on_a_colleagues_line_is_said(desk: AgentDesk, person: Callable[[str], Actor]) -> None:
    task = Task.select().join(Customer).where(Customer.name == "周敏").get()
    claim(person("孙悦"), task.id)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "m", "enter", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert len(said(pilot)) == 1
        assert "孙悦" in said(pilot)[0]

    use(desk, steps)


def test_a_call_that_is_not_over_is_offered(person: Callable[[str], Actor]) -> None:
    actor = person("李娜")
    task = Task.select().join(Customer).where(Customer.name == "欧阳明月").get()
    contact_id = contacts.open_contact(actor, task.id)

    async def later(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, ResumeScreen)
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, QueueScreen)
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)

    async def at_work(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        below = pilot.app.screen_stack[-2].query_one(QueueList).current
        await pilot.press("down")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert here(pilot) not in ("", below.customer_name)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert contacts.open_contact_of(actor.id) == contact_id

    async def at_once(pilot: Pilot[Any]) -> None:
        await pilot.pause(0.2)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)
        assert contacts.open_contact_of(actor.id) == contact_id

    use(AgentDesk(actor), at_work)
    use(AgentDesk(actor), later)
    use(AgentDesk(actor), at_once)


def test_nothing_to_resume_shows_no_key(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        assert "继续" not in text(pilot.app.screen.query_one(KeyBar))[0]
        await pilot.press("r")
        assert isinstance(pilot.app.screen, QueueScreen)

    use(desk, steps)


def test_a_skipped_customer_goes_down_and_the_cursor_stays(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j")
        names = [row.customer_name for row in queue(pilot).rows]
        await pilot.press("s", "2")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert here(pilot) == names[2]
        row = next(row for row in queue(pilot).rows if row.customer_name == names[1])
        assert (row.lane, row.attempts) == ("later", 0)

    use(desk, steps)


def test_a_closed_hour_is_said_and_asked_about_once(desk: AgentDesk, at: Callable[[str], None]) -> None:
    at("2026-11-20T12:20")
    Task.update(promised_at=None, next_at=None).execute()
    Promise.update(ended_at=Promise.created_at, ended_how="withdrawn").execute()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await pilot.pause()
        assert any("非拨打时段，今天 14:00 再打" in each for each in said(pilot))
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.press("escape")
        assert Contact.select().where(Contact.ended_at.is_null()).count() == 0
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallScreen)

    use(desk, steps)
    kept = AuditEvent.select().where((AuditEvent.entity == "contact") & AuditEvent.reason.startswith("非拨打时段"))
    assert kept.count() == 1


def test_a_customers_hours_are_typed_and_shown(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("j")
        customer = queue(pilot).current
        assert customer is not None
        await pilot.press("t", "晚", "上", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert Customer.get_by_id(customer.customer_id).own_hours == "0123456|18:00-20:30|"

    use(desk, steps)
