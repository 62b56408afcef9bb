"""One agent at two terminals: the call is offered, taken over, and the first terminal says so before it stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from agentdesk.common import clock
from agentdesk.interview import contacts
from agentdesk.interview.contacts import take_over
from agentdesk.store.tables import Answer, Attempt, Complaint, Contact
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.messages import MinutePassed
from agentdesk.tui.screens.call import HEARTBEAT_MINUTES
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.resume import Offer
from agentdesk.tui.screens.takeover import Asked
from agentdesk.tui.widgets.score_list import AgentLine, ScoreList
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown


def answers() -> list[str]:
    """The questions answered, in their order."""
    return [row.node for row in Answer.select().order_by(Answer.id) if not row.draft]


async def test_the_call_goes_on_at_the_second_terminal(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as first:
        await first.press("enter", "1", "1", "enter", "1")
        async with sit_down() as second:
            assert "正在另一个终端打开" in second.text(Offer)
            assert "第 2 题" in second.text(Offer)
            await second.press("enter")
            assert second.calling
            before = answers()
            await first.press("1")
            assert "本次通话已在另一个终端继续" in first.pane
            assert answers() == before
            await second.press("1")
            assert len(answers()) > len(before)
            await first.press("escape")
            assert isinstance(first.screen, QueueScreen)
            await second.press("1")
    assert Contact.select().count() == 1


async def test_a_complaint_being_written_goes_on_at_the_second_terminal(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as first:
        await first.press("enter", "1", "1", "enter", "1", "c")
        await first.type("等了很久")
        await first.press("enter")  # the next line: kept
        async with sit_down() as second:
            await second.press("enter")
            assert second.calling
            assert "理解需要" in second.pane
            assert "等了很久" in second.outline
            await first.press("up")
            await first.type("，没人理")
            await first.press("enter")
            assert "本次通话已在另一个终端继续" in first.pane
            await second.press("c")
            assert second.field.text == "等了很久"
            await second.press("enter", "enter", "enter", "1", "enter")
            assert "T-0001" in second.outline
            await first.press("enter")
            assert Complaint.select().count() == 1
    assert Complaint.get().words == "等了很久"


async def test_a_supervisor_takes_over_and_the_agent_is_told(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent:
        await agent.press("enter", "1", "1", "enter", "1", "c")
        await agent.type("等了很久")
        await agent.press("escape")  # kept
        async with supervising(office) as chief:
            await chief.press(*["down"] * place_of(chief, "李娜"))
            await chief.press("t")
            asked = chief.text(Asked)
            assert "接手李娜与 王** 的通话" in asked
            assert "第 2 题" in asked
            assert "3012345" not in asked
            await chief.press("enter")
            assert chief.calling
            assert "理解需要" in chief.pane
            assert "等了很久" in chief.outline
            before = answers()
            await agent.press("1")
            assert "方慧已接手本次通话" in agent.pane
            assert answers() == before
            await chief.press("1", "c", "enter", "enter", "enter", "1", "enter")
            assert "T-0001" in chief.outline
            await agent.press("escape")
            assert isinstance(agent.screen, QueueScreen)
            await chief.press("escape")  # parked: the scoreboard offers it
            assert "继续" in chief.keys
            await chief.press("g")
            assert chief.calling
    complaint = Complaint.get()
    assert (complaint.raised_by.name, complaint.words) == ("方慧", "等了很久")
    assert Contact.get().person.name == "方慧"


async def test_the_heartbeat_tells_a_desk_that_nobody_touches(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent:
        await agent.press("enter", "1", "1", "enter")
        take_over(office.chief, Contact.get().id)
        for _minute in range(HEARTBEAT_MINUTES):
            agent.screen.post_message(MinutePassed())
            await agent.rest()
        assert "方慧已接手本次通话" in agent.pane


async def test_what_was_taken_over_by_command_is_offered_at_log_in(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent:
        await agent.press("enter", "1", "1", "enter", "1")
        take_over(office.chief, Contact.get().id)
    async with supervising(office) as chief:
        assert "第 2 题" in chief.text(Offer)
        await chief.press("enter")
        assert chief.calling
        assert "理解需要" in chief.pane


async def test_a_complaint_left_behind_is_offered_when_a_colleague_has_the_customer(
    office: Desk, sit_down: SitDown
) -> None:
    task = office.callback()
    async with sit_down() as agent:
        await agent.press("enter", "1", "1", "enter", "1", "c")
        await agent.type("等了很久")
        await agent.press("escape", "e")  # kept
        contact = Contact.get()
        Attempt.update(ended_at=clock.now(), outcome="no_answer").execute()  # nothing is being dialled any more
    with clock.travel(datetime(2026, 11, 20, 10, 30)):
        contacts.open_contact(office.sun, task.id)
        async with sit_down() as agent:
            await agent.press("enter")  # to go on with the call: but a colleague has the customer by now
            assert isinstance(agent.screen, QueueScreen)
            await agent.press("r")
            assert isinstance(agent.screen, ComplaintScreen)
            assert agent.field.text == "等了很久"
            await agent.press("enter", "enter", "enter", "2", "enter")
            assert isinstance(agent.screen, QueueScreen)
    assert Contact.get_by_id(contact.id).ended_at is not None
    assert Complaint.get().words == "等了很久"


@asynccontextmanager
async def supervising(office: Desk) -> AsyncIterator[Hands]:
    """方慧's scoreboard, started."""
    async with AgentDesk(office.chief, "scoreboard").run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        yield hands


def place_of(hands: Hands, name: str) -> int:
    """How often the cursor goes down to an agent's row."""
    board = hands.screen.query_one(ScoreList)
    rows = [row for row in board.items if isinstance(row, AgentLine)]
    return next(place for place, row in enumerate(rows) if row.day.person == name)
