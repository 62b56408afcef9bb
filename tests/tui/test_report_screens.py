"""Reports by keys: from the scoreboard to a report that is read, written to, saved, and in the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from agentdesk.reports import texts
from agentdesk.reports.periods import parse
from agentdesk.reports.registry import PROPOSALS
from agentdesk.store.audit import Actor
from agentdesk.store.tables import AuditEvent
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.report_reader import ReaderScreen
from agentdesk.tui.screens.report_saving import SavingScreen
from agentdesk.tui.screens.report_text import TextScreen
from agentdesk.tui.screens.reports import ReportsScreen
from agentdesk.tui.widgets.report_rows import ReportList
from agentdesk.tui.widgets.report_sheet import ReportHead, ReportSheet

OCTOBER = parse("month", "2026-10")


async def press(pilot: Pilot[object], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def read_now(pilot: Pilot[object]) -> str:
    """What stands on the reader's page."""
    sheet = pilot.app.screen.query_one(ReportSheet)
    return "\n".join("".join(text for text, _style in line.left) for line in sheet.lines(*sheet.size))


async def test_a_supervisor_reads_writes_and_saves_by_keys(scoreboard: AgentDesk, world: Path) -> None:
    """October's sales report: proposals kept on Esc, written with Ctrl+S, read in it, saved, replaced when asked."""
    async with scoreboard.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, ReportsScreen)
        await press(pilot, "down", "e")
        assert isinstance(pilot.app.screen, TextScreen)
        await press(pilot, *"1.", "A", "enter", *"2.", "B", "escape")
        shown = pilot.app.screen.query_one(ReportList).current
        assert shown is not None
        assert shown.text == "draft"
        assert texts.of_report("sales-monthly", OCTOBER) == {}
        await press(pilot, "e", "ctrl+s")
        assert texts.of_report("sales-monthly", OCTOBER)[PROPOSALS].text == "1.A\n2.B"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)
        await press(pilot, "end")
        assert "1.A" in read_now(pilot)
        assert "方慧" in read_now(pilot)
        await press(pilot, "s", "4", "enter")
        (saved,) = (world.parent / "reports").iterdir()
        assert saved.name == "sales-monthly_2026-10_zh.txt"
        first = saved.read_text(encoding="utf-8")
        assert "1.A" in first
        await press(pilot, "s", "4", "enter")
        assert isinstance(pilot.app.screen, SavingScreen), "a file that is there is asked about"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ReaderScreen)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ReportsScreen)
    assert AuditEvent.select().where(AuditEvent.action == "report.export").count() == 2


async def test_sections_and_periods_are_turned_and_the_place_is_told(scoreboard: AgentDesk) -> None:
    async with scoreboard.run_test(size=(120, 36)) as pilot:
        await press(pilot, "r", "down", "down", "down", "right", "enter")
        head, sheet = pilot.app.screen.query_one(ReportHead), pilot.app.screen.query_one(ReportSheet)
        assert head.made is not None
        assert head.made.document.period == "2026-11-20"
        assert (sheet.section, head.place) == (0, "1/5")
        await press(pilot, "tab", "tab")
        assert head.place == "3/5"
        await press(pilot, "shift+tab")
        assert head.place == "2/5"
        await press(pilot, "right")
        assert head.made.document.period == "2026-11-20", "tomorrow has not begun"
        await press(pilot, "left")
        assert head.made.document.period == "2026-11-19"
        await press(pilot, "escape")
        shown = pilot.app.screen.query_one(ReportList).current
        assert shown is not None
        assert shown.period.code == "2026-11-19", "the list stays where the reader was"


async def test_a_comment_belongs_to_the_section_at_the_top(scoreboard: AgentDesk) -> None:
    async with scoreboard.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "down", "down", "down", "enter", "tab", "c", *"ok", "ctrl+s")
        assert "ok" in texts.of_report("daily", parse("day", "2026-11-19"))["calls"].text
        await press(pilot, "c", "backspace", "escape")
        assert texts.kept(scoreboard.actor, "daily", parse("day", "2026-11-19"), "calls") == "o"
        await press(pilot, "c", "ctrl+t")
        assert texts.kept(scoreboard.actor, "daily", parse("day", "2026-11-19"), "calls") is None


async def test_the_language_is_switched_while_a_report_is_read(scoreboard: AgentDesk) -> None:
    async with scoreboard.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "down", "down", "down", "enter", "f2")
        assert "The day by agent" in read_now(pilot)


@pytest.mark.parametrize("name", ["高远", "方慧"])
async def test_no_text_is_asked_where_a_report_needs_none(person: Callable[[str], Actor], name: str) -> None:
    async with AgentDesk(person(name), "scoreboard").run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "end", "e")
        assert isinstance(pilot.app.screen, ReportsScreen)
