"""A call in small windows: nothing is cut without a mark, and the question and its keys come first."""

from __future__ import annotations

import pytest

from agentdesk.common import i18n
from agentdesk.store.tables import Vehicle
from agentdesk.tui.widgets.outline import Outline
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import SitDown

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")


async def test_in_english_each_question_keeps_its_word(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345", is_key=True)
    office.callback(customer=customer)
    office.reminder(customer)
    i18n.use_language("en")
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        rows = {row[2:].split(" ", 2)[1]: row for row in hands.outline.splitlines() if row[2:3] == "·"}
        required = [number for number in rows if number.isdigit() and rows[number].endswith("required")]
        assert required == [str(number) for number in range(2, 10)]
        hidden = hands.outline.split("Why dissatisfied")[1].splitlines()
        assert "Dissatisfied" in hidden[1] or hidden[0].endswith("…")
        assert "Maintenance reminder" in hands.outline
        assert "陈涛" in hands.head
        assert "Esc Leave" in hands.keys


async def test_a_head_without_room_keeps_the_number_longer_than_what_the_call_is_about(
    office: Desk, sit_down: SitDown
) -> None:
    office.callback(customer=office.person("0550-3012345", name="滁州宏达物流有限公司", is_key=True))
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        for width in (80, 60):
            await hands.pilot.resize_terminal(width, 24)
            await hands.rest()
            assert "滁州宏达物流有限公司" in hands.head
            assert "0550-3012345" in hands.head
            assert hands.head.endswith("00:00")
        assert "陈涛" not in hands.head
        assert "…" in hands.head
        await hands.pilot.resize_terminal(36, 24)
        await hands.rest()
        assert "…" in hands.head
        assert hands.head.endswith("00:00")


async def test_a_model_is_named_once(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        call = hands.screen.call
        model = call.sitting.vehicle.model
        object.__setattr__(call.sitting, "event", model)
        hands.screen.redraw()
        await hands.rest()
        assert hands.head.count(model) == 1
        assert "售后回访" in hands.head
    assert Vehicle.get().model == model


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_at_sixty_by_fifteen_the_question_has_its_keys(office: Desk, sit_down: SitDown, language: str) -> None:
    office.callback("0550-3012345", "138 1234 5678")
    i18n.use_language(language)
    async with sit_down((60, 15)) as hands:
        await hands.press("enter")
        assert not hands.screen.query_one(Outline).display
        first = hands.pane
        assert all(f" {key}  " in first for key in "12345")
        await hands.press("pagedown")
        assert all(f" {key}  " in first + hands.pane for key in "67890z")
        await hands.press("1", "1", "enter")
        assert all(f" {key}  " in hands.pane for key in "123489")
        await hands.press("o")
        assert "72" in hands.pane


async def test_what_can_wait_gives_its_rows_to_what_cannot(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down((60, 15)) as hands:
        await hands.press("enter", "1")
        while "注" not in hands.pane:
            await hands.press("1" if "1  " in hands.pane else "enter")
        assert "↓" not in hands.pane


async def test_a_window_too_small_says_so_and_loses_nothing(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION)
        before = hands.pane
        await hands.pilot.resize_terminal(30, 9)
        await hands.rest()
        assert "至少要 60 列" in hands.pane
        await hands.pilot.resize_terminal(80, 24)
        await hands.rest()
        assert hands.pane == before
