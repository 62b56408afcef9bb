"""A call at an hour that something speaks against: asked once, and each number dialled then keeps the warning."""

from __future__ import annotations

from datetime import datetime

from agentdesk.common import clock
from agentdesk.store.tables import AuditEvent
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.queue_hours import OutOfHoursScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown

NOON = datetime(2026, 11, 20, 12, 10)


async def test_what_was_confirmed_is_kept_with_the_call_and_with_the_dial(office: Desk, sit_down: SitDown) -> None:
    office.callback("0550-3000001")
    with clock.travel(NOON):
        async with sit_down() as hands:
            await hands.press("enter")
            assert isinstance(hands.screen, OutOfHoursScreen)
            await hands.press("escape")
            assert isinstance(hands.screen, QueueScreen)
            await hands.press("enter", "enter")
            assert isinstance(hands.screen, CallScreen)
            await hands.press("4", "enter")
    kept = {
        event.action: event.reason
        for event in AuditEvent.select().where(AuditEvent.action.in_(["contact.open", "attempt.dial"]))
    }
    assert kept["attempt.dial"] == kept["contact.open"]
    assert "14:00" in kept["attempt.dial"]
