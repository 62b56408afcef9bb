"""The clock of a call: it stands while the call is parked, and goes on while a complaint is noted."""

from __future__ import annotations

from datetime import datetime

from agentdesk.common import clock
from agentdesk.interview import contacts
from agentdesk.interview.parked import parked
from agentdesk.store.tables import Contact
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.widgets.call_head import CallHead
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")


def at(minute: int, second: int = 0) -> datetime:
    """Friday at 9 and so many minutes."""
    return datetime(2026, 11, 20, 9, minute, second)


async def test_a_parked_call_takes_no_time(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        with clock.travel(at(42)):
            await hands.press(*TO_FIRST_QUESTION)
        with clock.travel(at(43, 30)):
            await hands.press("1")
            assert hands.head.endswith("01:30")
            await hands.press("escape")
        with clock.travel(at(55)):
            await hands.press("r")
            assert hands.calling
            assert hands.head.endswith("01:30")
        with clock.travel(at(56)):
            await hands.press("1")
            assert hands.head.endswith("02:30")


async def test_parked_twice_and_at_another_terminal(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        with clock.travel(at(42)):
            await hands.press(*TO_FIRST_QUESTION)
        for minute in (43, 45):
            with clock.travel(at(minute)):
                await hands.press("escape")
            with clock.travel(at(minute + 1)):
                await hands.press("r")
    assert [(span.back - span.left).seconds for span in parked(Contact.get().id)] == [60, 60]
    with clock.travel(at(47)):  # the line dropped meanwhile: that is no parking, the customer is on the telephone
        async with sit_down() as second:
            await second.press("enter")
            assert second.head.endswith("03:00")


async def test_a_call_that_was_taken_up_before_anything_was_dialled(office: Desk) -> None:
    task = office.callback()
    contact_id = contacts.open_contact(office.li, task.id)
    assert parked(contact_id) == ()


async def test_the_clock_goes_on_over_a_complaint(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        with clock.travel(at(42)):
            await hands.press(*TO_FIRST_QUESTION, "c")
            assert isinstance(hands.screen, ComplaintScreen)
            below = hands.pilot.app.screen_stack[-2]
            head = below.query_one(CallHead)
            assert shown(head).endswith("00:00")
        with clock.travel(at(44, 5)):
            await hands.press("down")
            assert shown(head).endswith("02:05")


def shown(head: CallHead) -> str:
    """What is drawn of the head, not what it would draw."""
    return "".join(segment.text for segment in head.render_line(0)).rstrip()
