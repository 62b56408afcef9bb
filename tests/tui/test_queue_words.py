"""What the queue says: in both languages, in help and among the commands, on any terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from agentdesk.common import i18n
from agentdesk.common.cells import cell_len
from agentdesk.common.settings import config_path, settings
from agentdesk.store.audit import Actor
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.help import HelpList, HelpScreen
from agentdesk.tui.widgets.customer_card import CustomerCard
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.queue_head import QueueHead, QueueViews
from agentdesk.tui.widgets.queue_list import QueueList
from tests.tui.queue_hands import queue, said, text, use


def test_f2_switches_every_text_at_once(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f2")
        await pilot.pause()
        screen = pilot.app.screen
        assert i18n.language() == "en"
        assert text(screen.query_one(QueueHead))[0].startswith(" Callback desk")
        assert "After-sales 12" in text(screen.query_one(QueueViews))[0]
        assert "n Next" in text(screen.query_one(KeyBar))[0]
        line = "".join(segment.text for segment in queue(pilot).render_line(0))
        assert "Mr 王建国" in line
        await pilot.press("f2")
        await pilot.pause()
        assert "n 下一位" in text(screen.query_one(KeyBar))[0]

    use(desk, steps)


def test_help_is_made_of_the_bindings_and_does_what_they_do(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        screen = pilot.app.screen
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        lines = [line for line in pilot.app.screen.query_one(HelpList).items if not line.heading]
        ours = {found.binding.id for found in screen.active_bindings.values() if found.binding.description}
        assert {"queue.next", "queue.view_9", "list.down", "app.quit"} <= ours
        assert all(line.sentence for line in lines)
        assert len({line.sentence for line in lines}) == len(lines)
        while pilot.app.screen.query_one(HelpList).current.name != "原因":
            await pilot.press("j")
        await pilot.press("enter")
        await pilot.pause()
        assert screen.query_one(CustomerCard).part == "why"

    use(desk, steps)


def test_the_palette_knows_the_commands_by_their_names(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+p")
        await pilot.pause()
        field = pilot.app.screen.query_one(Input)
        assert not field.cursor_blink
        await pilot.press(*"明日")
        await pilot.pause(0.4)
        await pilot.press("enter")
        await pilot.pause(0.2)
        assert "明天" in text(pilot.app.screen.query_one(QueueHead))[1]

    use(desk, steps)


def test_brackets_in_a_name_are_only_brackets(desk: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        pilot.app.notify("[/] [b]粗[/b] [@click=app.quit]")
        await pilot.pause()
        assert said(pilot) == ["[/] [b]粗[/b] [@click=app.quit]"]
        await pilot.press("slash", "c", "s", "enter")
        line = "".join(segment.text for segment in queue(pilot).render_line(0))
        assert "[/]测试[b]" in line

    use(desk, steps)


def test_ascii_borders_use_no_sign_of_uncertain_width(
    person: Callable[[str], Actor], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('borders = "ascii"', encoding="utf-8")
    settings.cache_clear()

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await pilot.pause(0.2)
        lines = [
            [segment.text for segment in strip]
            for strip in pilot.app.screen.query_one(QueueList).render_lines(Region(0, 0, 80, 10))
        ]
        shown = "".join(text for line in lines for text in line) + "".join(
            "".join(text(sheet)) for sheet in pilot.app.screen.query("Sheet") if sheet.size
        )
        uncertain = {letter for letter in shown if unicodedata.east_asian_width(letter) == "A"}
        assert not uncertain

    use(AgentDesk(person("李娜")), steps)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (60, 20)])
def test_every_line_is_exactly_as_wide_as_the_screen(desk: AgentDesk, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("d")
        await pilot.pause(0.2)
        shown = queue(pilot)
        room = shown.scrollable_content_region.width
        for y in range(shown.size.height):
            assert cell_len("".join(segment.text for segment in shown.render_line(y))) == room
        for widget in pilot.app.screen.query("Sheet"):
            if widget.size:
                assert {strip.cell_length for strip in map(widget.render_line, range(widget.size.height))} == {
                    widget.size.width
                }

    use(desk, steps, size)
