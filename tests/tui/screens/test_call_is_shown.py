"""What the call screen shows and says, and what it must not show yet."""

from __future__ import annotations

from datetime import datetime

import pytest

from agentdesk.common import clock, settings
from agentdesk.store.tables import (
    Attempt,
    Interview,
    RepairOrder,
    Task,
)
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import NINE_ANSWERS, TO_FIRST_QUESTION, SitDown, answers


async def test_nothing_of_the_car_is_shown_before_the_customer_is_known(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down((120, 36)) as hands:
        await hands.press("enter")
        ringing = hands.head + hands.pane + hands.outline
        assert "皖M" not in ringing
        assert "朗逸" not in ringing
        assert "首保" not in ringing
        await hands.press("1")
        assert "朗逸 皖M12345" in hands.head
        assert "首保" in hands.head


async def test_a_refusal_at_the_opening_line_shows_nothing_of_the_car(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down((120, 36)) as hands:
        await hands.press("enter")
        assert "r 拒访" in hands.keys
        await hands.press("r")
        assert "抱歉打扰您了，再见" in hands.pane
        shown = hands.head + hands.pane + hands.outline
        assert not [private for private in ("皖M", "朗逸", "首保", "陈涛") if private in shown]
        await hands.press("enter")
        assert isinstance(hands.screen, QueueScreen)
    attempt = Attempt.get()
    assert (attempt.outcome, attempt.contacted, attempt.phone_id) == ("refused", True, office.number(task))
    assert Task.get_by_id(task.id).last_outcome == "refused"
    assert not Interview.select().exists()


@pytest.mark.parametrize(
    ("key", "why"),
    [("e", "先选接听的是谁"), ("backspace", "这是第一页"), ("j", "这里没有 j 键"), ("f7", "这里没有 F7 键")],
)
async def test_a_key_that_does_nothing_while_it_rings_says_why(
    office: Desk, sit_down: SitDown, key: str, why: str
) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter", key)
        assert why in hands.pane
    assert not Attempt.select().exists()


async def test_what_came_before_says_what_it_is_about(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345")
    office.callback(customer=customer)
    async with sit_down() as hands:
        await hands.press("enter", "4", "enter")
    office.reminder(customer)
    with clock.travel(datetime(2026, 11, 20, 14, 30)):
        async with sit_down((120, 36)) as hands:
            await hands.press("enter")
            assert "此号码上次：无人接听" in hands.pane
            assert "本次事由：" in hands.outline


async def test_an_answer_that_is_not_offered_says_so(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "7")
        assert "这里没有答案 7" in hands.pane
        await hands.press("enter")
        assert "未回答：接车" in hands.pane
        assert "reception" not in answers()


async def test_f2_asks_in_the_other_language(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "1", "f2")
        assert "Did the service advisor understand" in hands.pane
        assert "Complaint" in hands.keys
        await hands.press("1")
        assert "lounge" in hands.pane
    assert Interview.get().language == "en"
    assert answers()["needs"] == "yes"


async def test_the_customers_words_are_never_markup(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345", name="[/]测试[b]", title="", call_note="[red]\x1b[2J别打[/red]")
    office.callback(customer=customer)
    async with sit_down() as hands:
        await hands.press("enter")
        assert "[/]测试[b]" in hands.head
        assert "[red]␛[2J别打[/red]" in hands.pane
        await hands.press("1", "1", "enter", *NINE_ANSWERS)
        await hands.type("[/b][@click=app.quit]x")
        await hands.press("enter")
        assert hands.calling
    assert answers()["suggestion"] == "[/b][@click=app.quit]x"


async def test_what_a_line_would_lack_is_said_before_anybody_answers(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    RepairOrder.update(service_name="").execute()
    async with sit_down() as hands:
        await hands.press("enter")
        assert "service_name" in hands.pane


async def test_a_terminal_with_wide_signs_gets_plain_ones(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "settings", lambda: settings.Settings(borders="ascii"))
    monkeypatch.setattr("agentdesk.tui.glyphs.settings", settings.settings)
    monkeypatch.setattr("agentdesk.tui.widgets.digits.settings", settings.settings)
    office.callback()
    async with sit_down() as hands:
        await hands.press("enter")
        assert "0 5 5 0 - 3 0 1 2 3 4 5" in hands.pane
        await hands.press("1", "1", "enter", "1")
        assert not set("─│▸✓·–┏") & set(hands.pane + hands.outline)


async def test_the_outline_gives_way_to_the_question(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "o")
        assert hands.screen.query_one("Outline").size.width == 0
        assert hands.screen.query_one("Pane").size.width == 80
        await hands.press("o")
        assert hands.screen.query_one("Outline").size.width == 30
