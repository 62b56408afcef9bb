"""One agent at two terminals: the call is offered, taken over, and the first terminal says so before it stores."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from agentdesk.store.tables import Answer, Contact
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.resume import Offer
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]


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
