"""A complaint noted outside a call: from the palette of the desk, for a customer that is looked up first (CP-12)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import Input

from agentdesk.store.audit import Actor
from agentdesk.store.tables import Complaint, ComplaintDraft
from agentdesk.tui.app import FIRST_SCREENS, AgentDesk
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.screens.noting import FindCustomerScreen, FindTitle, MatchList
from agentdesk.tui.widgets.field import TextField
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands


@asynccontextmanager
async def noting(actor: Actor, first: FIRST_SCREENS) -> AsyncIterator[Hands]:
    """The desk of a person, the customer being asked for."""
    async with AgentDesk(actor, first).run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        await hands.press("ctrl+p")
        hands.screen.query_one(Input).value = "登记抱怨"
        for _turn in range(50):
            await pilot.pause(0.02)
            if hands.screen.query_one("OptionList").option_count:
                break
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, FindCustomerScreen)
        yield hands


async def look_up(hands: Hands, text: str) -> list[str]:
    """Type and look up; what is found."""
    field = hands.screen.query_one(TextField)
    field.insert(text)
    await hands.press("enter")
    return [line for _id, line in hands.screen.query_one(MatchList).items]


@pytest.mark.parametrize(("name", "first"), [("li", "queue"), ("chief", "scoreboard"), ("wu", "handler")])
async def test_whoever_stands_at_the_desk_is_heard(office: Desk, name: str, first: FIRST_SCREENS) -> None:
    customer = office.callback().customer
    other = office.person("0550-3019999", name="周敏")
    actor = office.actor("吴敏") if name == "wu" else getattr(office, name)
    async with noting(actor, first) as hands:
        assert await look_up(hands, "没有这人") == []
        assert "没有这位客户" in hands.text(FindTitle)
        hands.screen.query_one(TextField).show("")
        found = await look_up(hands, "王建国")
        assert len(found) == 1
        assert "王建国" in found[0]
        assert "皖M12345" not in found[0]  # masked, as for everybody who is not on the line
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintScreen)
        await hands.type("在前台等了一小时")
        await hands.press("enter", "6", "2", "1")  # a visit; the service; ordinary
        await hands.type("道歉")
        await hands.press("enter", "1", "enter")
        assert not isinstance(hands.screen, ComplaintScreen)
    raised = Complaint.get()
    assert (raised.customer_id, raised.origin, raised.words) == (customer.id, "visit", "在前台等了一小时")
    assert (raised.remedy_sought, raised.raised_by_id, raised.interview_id) == ("道歉", actor.person_id, None)
    assert raised.customer_id != other.id


async def test_esc_notes_nothing(office: Desk) -> None:
    office.callback()
    async with noting(office.li, "queue") as hands:
        await look_up(hands, "王建国")
        await hands.press("escape")
        assert hands.screen is hands.pilot.app.screen_stack[0]
    assert not ComplaintDraft.select().exists()
