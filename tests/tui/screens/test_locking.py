"""A desk nobody touches: it locks, and shows nothing of any customer; the PIN opens it; later it ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.common import clock, i18n
from agentdesk.interview import contacts
from agentdesk.store.pins import set_pin
from agentdesk.store.tables import Answer, AuditEvent, Contact, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.locked import Locked, LockScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown
from tests.tui.screens.conftest import FRIDAY

PIN = "4071"


async def idle(hands: Hands, minutes: int) -> None:
    """Nobody touches the desk for so long, and its minute's tick comes."""
    with clock.travel(FRIDAY + timedelta(minutes=minutes)):
        app: Any = hands.pilot.app
        app.give_a_sign()
        await hands.rest()


async def in_a_call(hands: Hands) -> None:
    """A call at its first question."""
    app: Any = hands.pilot.app
    await hands.press("enter", "1", "1", "enter")
    app.give_a_sign()
    await hands.rest()


async def test_the_desk_locks_in_a_call_and_opens_with_the_pin(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    set_pin(office.li, PIN)
    async with sit_down() as hands:
        await in_a_call(hands)
        await hands.press("c")
        await hands.type("等了很久")
        await idle(hands, 9)
        assert not isinstance(hands.screen, LockScreen)
        await idle(hands, 10)
        assert isinstance(hands.screen, LockScreen)
        shown = hands.text(Locked)
        assert "李娜" in shown
        assert "王" not in shown
        hands.pilot.app.notify("王建国 13800000001")
        await hands.rest()
        assert not hands.screen.query("Toast")
        await hands.press("f1", "ctrl+p", "escape", "x", "n", "enter")
        assert isinstance(hands.screen, LockScreen)
        await hands.press(*"1234", "enter")
        assert "还可试 4 次" in hands.text(Locked)
        await hands.press(*"40713", "backspace", "enter")
        assert not isinstance(hands.screen, LockScreen)
        assert hands.field.text == "等了很久"
        await hands.press("enter")
    noted = [event.action for event in AuditEvent.select().order_by(AuditEvent.id)]
    assert [action for action in noted if action in ("desk.lock", "pin.wrong", "desk.unlock")] == [
        "desk.lock", "pin.wrong", "desk.unlock",
    ]  # fmt: skip


async def test_five_wrong_pins_end_the_session_and_nothing_typed_is_lost(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    set_pin(office.li, PIN)
    async with sit_down() as hands:
        await in_a_call(hands)
        await hands.press("1")
        await idle(hands, 30)
        for _try in range(5):
            await hands.press(*"9999", "enter")
        app: Any = hands.pilot.app
        assert "连错五次" in app.farewell
        assert app.return_code == 1
    assert contacts.open_contact_of(office.li.id) is not None
    assert Answer.select().where(Answer.node == "reception").exists()


async def test_an_hour_without_a_key_parks_the_call_and_frees_the_customer(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down() as hands:  # without a PIN nothing locks
        await in_a_call(hands)
        assert Task.get_by_id(task.id).claimed_by_id == office.li.id
        await idle(hands, 59)
        assert not isinstance(hands.screen, LockScreen)
        await idle(hands, 60)
        app: Any = hands.pilot.app
        assert "无人操作" in app.farewell
    assert Task.get_by_id(task.id).claimed_by_id is None
    call = Contact.get()
    assert (call.desk, call.ended_at) == ("", None)
    async with sit_down() as hands:
        await hands.press("enter")
        assert hands.calling


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["80x24", "120x36"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_locked(office: Desk, snap_compare: Callable[..., bool], size: tuple[int, int], language: str) -> None:
    office.callback()
    set_pin(office.li, PIN)
    i18n.use_language(language)

    async def lock(pilot: Pilot[Any]) -> None:
        hands = Hands(pilot)
        await hands.rest()
        pilot.app.lock()
        await hands.press(*"123", "enter", *"40")

    assert snap_compare(AgentDesk(office.li), terminal_size=size, run_before=lock)
