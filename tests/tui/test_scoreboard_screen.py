"""The scoreboard by keys: what it shows, what opens, and who may open it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from textual.pilot import Pilot

from agentdesk.common import clock, i18n
from agentdesk.interview import contacts
from agentdesk.scoreboard.render import target_text
from agentdesk.store.audit import Actor
from agentdesk.store.desks import new_desk
from agentdesk.store.sessions import open_session
from agentdesk.store.tables import Complaint, Customer, Notice, Person, Task
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.screens.drilling import DrillList, DrillScreen
from agentdesk.tui.screens.handler import HandlerScreen
from agentdesk.tui.screens.scoreboard import ScoreboardScreen
from agentdesk.tui.widgets.score_list import AgentLine, ComplaintLine, FigureLine, ScoreList

Use = Callable[[Pilot[Any]], Awaitable[None]]


def use(desk: AgentDesk, steps: Use) -> None:
    async def run() -> None:
        async with desk.run_test(size=(80, 24), notifications=True) as pilot:
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
            await steps(pilot)

    asyncio.run(run())


def board(pilot: Pilot[Any]) -> ScoreList:
    return pilot.app.screen.query_one(ScoreList)


def lines(pilot: Pilot[Any]) -> list[str]:
    shown = board(pilot)
    return ["".join(segment.text for segment in shown.render_line(y)) for y in range(shown.size.height)]


async def go_to(pilot: Pilot[Any], wanted: Callable[[Any], bool]) -> None:
    await pilot.press("home")
    while not wanted(board(pilot).current):
        before = board(pilot).current
        await pilot.press("j")
        assert board(pilot).current != before, "there is no such row"


def test_agents_indicators_and_complaints_are_there(scoreboard: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        rows = board(pilot).items
        agents = {row.day.person: row for row in rows if isinstance(row, AgentLine) and not row.is_total}
        assert (agents["李娜"].day.done, agents["李娜"].day.due) == (2, 17)
        assert [row.figure.id for row in rows if isinstance(row, FigureLine)] == [f"KP-0{n}" for n in range(1, 10)]
        assert [row.row.no for row in rows if isinstance(row, ComplaintLine)] == ["T-0001", "T-0002"]
        assert any("无样本" in line and "–" in line for line in lines(pilot))
        assert any("样本不足" in line for line in lines(pilot))
        targets = {row.figure.id: target_text(row.figure) for row in rows if isinstance(row, FigureLine)}
        assert (targets["KP-01"], targets["KP-03"]) == ("≥95 %", "100 %")  # nothing lies above all of them
        for target in targets.values():
            assert any(f" {target} " in line for line in lines(pilot))
        assert not any("≥100" in line for line in lines(pilot))

    use(scoreboard, steps)


def test_the_cursor_passes_over_headings(scoreboard: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        seen = []
        for _ in range(20):
            seen.append(type(board(pilot).current).__name__)
            await pilot.press("j")
        assert "Heading" not in seen
        await pilot.press("home")
        assert board(pilot).scroll_offset.y == 0

    use(scoreboard, steps)


def test_a_figure_opens_to_what_it_counts(scoreboard: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await go_to(pilot, lambda row: isinstance(row, FigureLine) and row.figure.id == "KP-02")
        figure = board(pilot).current.figure
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DrillScreen)
        rows = pilot.app.screen.query_one(DrillList).items
        assert len(rows) == figure.denominator
        assert sum(row.cells[0][0] == "✓" for row in rows) == figure.numerator
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, ScoreboardScreen)

    use(scoreboard, steps)


def test_the_board_sees_figures_and_no_persons(world: Any, person: Callable[[str], Actor]) -> None:
    Person.update(role="board").where(Person.name == "高远").execute()

    async def steps(pilot: Pilot[Any]) -> None:
        for wanted in (FigureLine, AgentLine, ComplaintLine):
            await go_to(pilot, lambda row, kind=wanted: isinstance(row, kind))
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(pilot.app.screen, ScoreboardScreen)
        assert {toast.render().plain for toast in pilot.app.screen.query("Toast")} == {
            i18n._("Your role does not allow this.")
        }

    use(AgentDesk(person("高远"), "scoreboard"), steps)


def test_the_month_before(scoreboard: AgentDesk) -> None:
    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("right")
        await pilot.app.workers.wait_for_complete()
        assert any("本月指标" in line for line in lines(pilot))
        await pilot.press("left")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert any("2026-10 指标" in line for line in lines(pilot))
        assert all(
            row.figure.denominator == 0
            for row in board(pilot).items
            if isinstance(row, FigureLine) and row.figure.id == "KP-02"
        )

    use(scoreboard, steps)


def test_who_is_on_the_line_is_seen(scoreboard: AgentDesk, person: Callable[[str], Actor]) -> None:
    task = Task.select().join(Customer).where(Customer.name == "周敏").get()
    agent = replace(person("李娜"), desk=new_desk())
    open_session(agent)
    contacts.open_contact(agent, task.id)

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("f5")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        line = next(line for line in lines(pilot) if "李娜" in line)
        assert "拨号 00:00" in line

    use(scoreboard, steps)


def test_a_supervisor_reads_what_the_ladder_sent_them(scoreboard: AgentDesk, person: Callable[[str], Actor]) -> None:
    complaint = Complaint.select().order_by(Complaint.id).first()
    Notice.create(
        kind="nudge", dedupe_key="test", to_person=person("方慧").person_id, complaint=complaint,
        customer=complaint.customer_id, created_at=clock.now(),
    )  # fmt: skip

    async def steps(pilot: Pilot[Any]) -> None:
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HandlerScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ComplaintFileScreen)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ScoreboardScreen)

    use(scoreboard, steps)
    assert Notice.get().answer == "seen"
