"""The daily check and what was said of calls, by keys: what Enter and Esc do, and a day that is not over asks first."""

from __future__ import annotations

from datetime import datetime

import pytest

from agentdesk.common import clock
from agentdesk.store.tables import DailyCheck
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.daily_check import DailyCheckScreen
from agentdesk.tui.screens.entry import EntryScreen
from agentdesk.tui.screens.feedback import FeedbackScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import After, Hands
from tests.tui.screens.quality_world import build_day, build_judgements

pytestmark = pytest.mark.asyncio


def keys_shown(hands: Hands) -> dict[str, str]:
    found = hands.screen.active_bindings.values()
    return {each.binding.key: each.binding.description for each in found if each.binding.show}


def said(hands: Hands) -> list[str]:
    return [toast.render().plain for toast in hands.screen.query("Toast")]


async def test_a_day_that_is_not_over_is_signed_by_a_choice(office: Desk, after: After) -> None:
    after(build_day)
    async with AgentDesk(office.chief, "scoreboard").run_test(size=(80, 24), notifications=True) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        await hands.press("d", *["right"] * 4, "s")
        assert keys_shown(hands)["enter"] == "签核"
        await hands.press("enter")
        assert isinstance(hands.screen, EntryScreen), "nothing is chosen yet"
        await hands.press("1", "enter")
        assert isinstance(hands.screen, EntryScreen), "no means no"
        assert DailyCheck.select().where(DailyCheck.work_date == clock.today()).count() == 0
        await hands.press("up", "2", "enter")
        assert isinstance(hands.screen, DailyCheckScreen)
        assert DailyCheck.select().where(DailyCheck.work_date == clock.today()).count() == 1
        assert "s" not in keys_shown(hands), "a signed day is not signed again"
        assert said(hands) == [f"{clock.today()} 已签核。"]


async def test_a_day_that_is_over_is_signed_at_once(office: Desk, after: After) -> None:
    after(build_day)
    with clock.travel(datetime(2026, 11, 20, 22, 30)):
        async with AgentDesk(office.chief, "scoreboard").run_test(size=(80, 24)) as pilot:
            hands = Hands(pilot)
            await hands.rest()
            await hands.press("d", *["right"] * 4, "s", "enter")
            assert isinstance(hands.screen, DailyCheckScreen)
    assert DailyCheck.select().where(DailyCheck.work_date == datetime(2026, 11, 20).date()).count() == 1


async def test_esc_leads_from_a_calls_record_back_to_what_was_said_of_it(office: Desk, after: After) -> None:
    after(build_judgements)
    async with AgentDesk(office.li).run_test(size=(80, 24)) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        await hands.press("f", "enter", "escape")
        assert isinstance(hands.screen, FeedbackScreen)
        await hands.press("escape")
        assert not isinstance(hands.screen, FeedbackScreen)
