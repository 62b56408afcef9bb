"""From a call back to the queue: the cursor stands on whom it was about; what is said covers neither card nor keys."""

from __future__ import annotations

import pytest

from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.widgets.customer_card import CustomerCard
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.pane import Pane
from agentdesk.tui.widgets.queue_list import QueueList
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown


@pytest.fixture
def people(office: Desk) -> list[str]:
    """Six customers to call."""
    names = ["王建国", "周敏", "赵磊", "孙立军", "何丽", "冯晓刚"]
    for place, name in enumerate(names):
        office.callback(customer=office.person(f"0550-301000{place}", name=name))
    return names


def under_cursor(hands: Hands) -> str:
    """The customer the cursor stands on."""
    current = hands.screen.query_one(QueueList).current
    return current.customer_name if current is not None else ""


@pytest.mark.parametrize("keys", [(), ("1",)], ids=["nothing dialled", "parked"])
async def test_the_cursor_stands_on_whom_the_call_was_about(
    people: list[str], sit_down: SitDown, keys: tuple[str, ...]
) -> None:
    async with sit_down() as hands:
        first = under_cursor(hands)
        await hands.press("down", "down", "down", "down")
        assert under_cursor(hands) != first
        await hands.press("n", *keys)
        about = next(name for name in people if name in hands.head)
        await hands.press("escape")
        assert isinstance(hands.screen, QueueScreen)
        assert under_cursor(hands) == about


async def test_a_customer_in_the_middle_keeps_the_cursor(people: list[str], sit_down: SitDown) -> None:
    async with sit_down() as hands:
        await hands.press("down", "down")
        name = under_cursor(hands)
        await hands.press("enter", "1", "escape")
        assert under_cursor(hands) == name


async def test_who_is_chosen_beside_a_call_that_is_not_over_is_named_with_it(
    people: list[str], sit_down: SitDown
) -> None:
    async with sit_down() as hands:
        parked = under_cursor(hands)
        await hands.press("enter", "1", "escape", "down")
        wanted = under_cursor(hands)
        assert wanted not in ("", parked)
        await hands.press("enter")
        assert parked in hands.head
        said = hands.pane.replace("\n", "").replace(" ", "")
        assert f"与{parked}先生的通话还没有结束，先把它打完；没有领取{wanted}先生。" in said
        assert not hands.screen.query("Toast")
        await hands.press("o")
        assert "还没有结束" not in hands.pane
        await hands.press("escape", "enter")
        assert f"与{parked} 先生的通话还没有结束。" in hands.pane  # opened from its own row


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_is_said_lies_on_a_rule(people: list[str], office: Desk, size: tuple[int, int]) -> None:
    async with AgentDesk(office.li).run_test(size=size, notifications=True) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        await hands.press("9")
        toast = hands.screen.query_one("Toast").region
        assert toast.height == 1
        assert toast.width == size[0]
        for part in (CustomerCard, QueueList, KeyBar):
            assert not toast.overlaps(hands.screen.query_one(part).region)
        await hands.press("enter", "1")
        pilot.app.notify("…")
        await hands.rest()
        toast = hands.screen.query("Toast").last().region
        for widget in (Pane, KeyBar):
            assert not toast.overlaps(hands.screen.query_one(widget).region)
