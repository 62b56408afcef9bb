"""The queue by keys alone: moving, finding, looking."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.widgets.customer_card import CustomerCard
from agentdesk.tui.widgets.queue_head import QueueHead, QueueViews
from tests.tui.queue_hands import here, queue, said, text, use


def test_the_cursor_stays_within_the_rows(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        names = [row.customer_name for row in queue(pilot).items]
        assert len(names) == 15
        await pilot.press("k")
        assert here(pilot) == names[0]
        await pilot.press("j", "down", "j", "k")
        assert here(pilot) == names[2]
        await pilot.press("G", "j")
        assert here(pilot) == names[-1]
        await pilot.press("home")
        assert here(pilot) == names[0]

    use(desk, steps)


def test_the_last_row_is_in_sight_on_a_small_screen(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("end")
        await pilot.pause()
        shown = queue(pilot)
        assert shown.scroll_offset.y == len(shown.items) - shown.scrollable_content_region.height > 0

    use(desk, steps)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wjg", {"王建国"}),
        ("明月", {"欧阳明月"}),
        ("OYM", {"欧阳明月"}),
        ("途观", {"周敏", "沈国强"}),
        ("首保 zm", {"周敏"}),
    ],
)
def test_the_filter_finds_by_initials_and_by_parts(desk: AgentDesk, typed: str, found: set[str]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash")
        for letter in typed:
            await pilot.press("space" if letter == " " else letter)
        assert {row.customer_name for row in queue(pilot).items} == found
        await pilot.press("enter")
        assert pilot.app.screen.focused is queue(pilot)
        assert typed in text(pilot.app.screen.query_one(QueueViews))[0]
        await pilot.press("escape")
        assert len(queue(pilot).items) == 15

    use(desk, steps)


@pytest.mark.parametrize("keys", [("enter", "escape"), ("escape",)])
def test_who_was_found_is_in_sight_when_the_filter_is_cleared(desk: AgentDesk, keys: tuple[str, ...]) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        names = [row.customer_name for row in queue(pilot).items]
        last = queue(pilot).items[-1]
        await pilot.press("slash", *last.initials)
        await pilot.pause()
        assert [row.task_id for row in queue(pilot).items] == [last.task_id]
        await pilot.press(*keys)
        await pilot.pause()
        assert [row.customer_name for row in queue(pilot).items] == names
        assert here(pilot) == last.customer_name
        height = queue(pilot).scrollable_content_region.height
        drawn = [queue(pilot).render_line(y).text for y in range(height)]
        assert height < len(names)
        assert [last.customer_name in line for line in drawn if line.startswith("▌")] == [True]

    use(desk, steps)


def test_digits_typed_into_the_filter_choose_no_view(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "2", "n")
        assert pilot.app.screen.query_one(QueueViews).chosen == "all"
        assert isinstance(pilot.app.screen, QueueScreen)

    use(desk, steps)


def test_views_and_one_step_back(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("2")
        assert [row.lane for row in queue(pilot).items] == ["promise"]
        await pilot.press("5")
        assert not queue(pilot).items
        await pilot.pause()
        assert "1" in "".join(text(pilot.app.screen.query_one(CustomerCard)))
        await pilot.press("escape")
        assert len(queue(pilot).items) == 15
        await pilot.press("9")
        await pilot.pause()
        assert said(pilot) == ["没有第 9 类。"]

    use(desk, steps)


def test_the_card_follows_the_cursor(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("slash", "z", "l", "enter", "d")
        await pilot.pause(0.3)
        card = "\n".join(text(pilot.app.screen.query_one(CustomerCard)))
        assert "赵磊 先生" in card
        assert "150****7788" in card
        assert "15012347788" not in card
        assert "无人接听" in card

    use(desk, steps)


def test_tomorrow_is_for_looking(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("v")
        await pilot.pause()
        assert "明天" in text(pilot.app.screen.query_one(QueueHead))[1]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, QueueScreen)
        assert "回到今天" in said(pilot)[0]
        await pilot.press("left")
        assert text(pilot.app.screen.query_one(QueueHead))[1].startswith(" 今日 2/17")

    use(desk, steps)


def test_a_promise_that_was_missed_stands_in_a_lane_of_its_own(desk: AgentDesk, at: Callable[[str], None]) -> None:
    at("2026-11-20T10:20")

    async def steps(pilot: Pilot[Any]) -> None:
        assert next((row.customer_name, row.lane) for row in queue(pilot).rows) == ("王建国", "missed")
        assert here(pilot) == "王建国"
        await pilot.press("j")
        assert here(pilot) == queue(pilot).rows[1].customer_name

    use(desk, steps)
