"""The supervisor's board by keys: views, filter, decisions over one complaint and over several, with their preview."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from agentdesk.store.audit import Actor
from agentdesk.store.tables import AuditEvent, Complaint, ComplaintEvent
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.bulk import BulkAsk, BulkScreen
from agentdesk.tui.screens.complaint_board import ComplaintBoard
from agentdesk.tui.screens.complaint_file import ComplaintFileScreen
from agentdesk.tui.screens.rows import RowsScreen
from agentdesk.tui.screens.scoreboard import ScoreboardScreen
from agentdesk.tui.widgets.board_list import BoardList
from agentdesk.tui.widgets.board_pane import BoardPane
from agentdesk.tui.widgets.bulk_list import BulkList
from tests.tui.screens.board_world import actor, build_board, complain

Steps = Callable[["Board"], Awaitable[None]]


class Board:
    """Hands on a supervisor's board, and what they see."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.pilot.press(*text)

    @property
    def screen(self) -> Any:
        return self.pilot.app.screen

    @property
    def names(self) -> list[str]:
        """The customers in the list's order."""
        listed = self.screen.query_one(BoardList)
        return [listed.row_of(item).customer.split()[0] for item in listed.items]

    @property
    def effects(self) -> dict[str, str]:
        """What the preview or the result says of each complaint."""
        return {each.customer.split()[0]: each.why_not or each.text for each in self.screen.query_one(BulkList).items}

    @property
    def asked(self) -> str:
        return str(self.screen.query_one(BulkAsk).text)


def use(desk: AgentDesk, steps: Steps) -> None:
    async def run() -> None:
        async with desk.run_test(size=(80, 24), notifications=True) as pilot:
            hands = Board(pilot)
            await pilot.app.workers.wait_for_complete()
            await hands.press("c")
            await steps(hands)

    asyncio.run(run())


@pytest.fixture
def made(world: Any) -> dict[str, Complaint]:
    """The board's complaints by their customer."""
    return build_board()


def test_views_order_and_the_way_back(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        assert isinstance(hands.screen, ComplaintBoard)
        assert hands.names == ["王建国", "何丽", "周敏", "吴秀英", "杨帆", "赵磊", "冯晓刚"]  # by what runs out next
        for digit, names in (
            ("2", ["王建国", "何丽", "杨帆"]),
            ("3", ["周敏", "吴秀英", "冯晓刚"]),
            ("4", ["赵磊"]),
            ("5", []),
            ("6", ["王建国", "何丽", "周敏"]),
            ("7", []),
        ):
            await hands.press(digit)
            assert hands.names == names, digit
        assert "1" in hands.screen.query_one(BoardPane).empty  # the key that shows all
        await hands.press("escape")
        assert len(hands.names) == 7
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintFileScreen)
        await hands.press("escape", "escape")
        assert isinstance(hands.screen, ScoreboardScreen)

    use(scoreboard, steps)


def test_filter_by_initials_plate_and_colleague(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        found = {"wjg": ["王建国"], "8K72": ["周敏"], "升级": ["周敏"], "陈涛 待受理": ["王建国", "何丽"]}
        for text, names in found.items():
            await hands.press("slash")
            await hands.type(text)
            await hands.press("enter")
            assert hands.names == names, text
            await hands.press("escape")
        assert len(hands.names) == 7

    use(scoreboard, steps)


def test_several_are_given_to_a_colleague_after_a_preview(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        await hands.press("space", "space", "space", "a")
        assert isinstance(hands.screen, BulkScreen)
        people = [option.text.split()[0] for option in hands.screen.query_one(BulkList).items]
        assert people[0] == "吴敏"
        assert "7" in hands.screen.query_one(BulkList).items[0].detail
        await hands.press(str(people.index("陈涛") + 1))
        await hands.press("enter")
        assert not hands.screen.query_one(BulkList).items[0].text.startswith("T-")  # no preview without a reason
        await hands.type("吴敏请假")
        await hands.press("enter")
        assert set(hands.effects) == {"王建国", "何丽", "周敏"}
        assert "全部不可办理" in hands.asked  # they are about him
        await hands.press("escape", "escape")
        await hands.press(str(people.index("孙立") + 1), "enter")
        assert hands.effects["周敏"] == "吴敏 → 孙立"
        assert Complaint.get_by_id(made["周敏"].id).responsible_id == actor("吴敏").person_id  # not yet
        await hands.press("enter")
        assert isinstance(hands.screen, ComplaintBoard)
        assert not hands.screen.query_one(BoardList).marked

    use(scoreboard, steps)
    for name in ("王建国", "何丽", "周敏"):
        event = ComplaintEvent.select().where(ComplaintEvent.complaint == made[name]).order_by(ComplaintEvent.id.desc())
        assert (event.first().kind, event.first().note) == ("assigned", "吴敏请假")
        assert Complaint.get_by_id(made[name].id).responsible_id == actor("孙立").person_id
    assert AuditEvent.select().where(AuditEvent.action == "complaint.assigned").count() == 3


def test_what_is_refused_stays_and_says_why(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        await hands.press("asterisk", "g")
        await hands.press("1", "enter")  # approving needs no reason
        effects = hands.effects
        assert "300.00" in effects["赵磊"]
        assert "待受理" in effects["王建国"]
        assert "可办 1 件，不可办 6 件" in hands.asked
        await hands.press("enter")
        assert "已办 1 件" in hands.asked
        await hands.press("enter")
        assert len(hands.screen.query_one(BoardList).marked) == 6

    use(scoreboard, steps)
    stored = Complaint.get_by_id(made["赵磊"].id)
    assert (stored.state, stored.goodwill_cents) == ("in_progress", 30_000)
    assert Complaint.select().where(Complaint.state == "new").count() == 3


def test_a_duplicate_is_merged_into_its_twin(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    twin = complain("何丽", "又来问一次，漆划了", datetime(2026, 11, 20, 9, 30))

    async def steps(hands: Board) -> None:
        await hands.press("slash")
        await hands.type(twin.no)
        await hands.press("enter", "m")
        (option,) = hands.screen.query_one(BulkList).items
        assert option.into == made["何丽"].id
        assert "同一车辆" in option.detail
        await hands.press("enter")
        await hands.type("同一件事")
        await hands.press("enter", "enter")
        assert isinstance(hands.screen, ComplaintBoard)
        await hands.press("escape", "7")
        assert hands.names == ["何丽"]

    use(scoreboard, steps)
    assert Complaint.get_by_id(twin.id).state == "closed"
    assert Complaint.get_by_id(twin.id).merged_into_id == made["何丽"].id


def test_a_reason_that_was_typed_is_there_again(scoreboard: AgentDesk, made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        await hands.press("a", "1")
        await hands.type("先不派")
        await hands.press("escape", "escape")
        assert isinstance(hands.screen, ComplaintBoard)
        await hands.press("a")
        assert hands.screen.query_one("#note").text == "先不派"

    use(scoreboard, steps)
    assert Complaint.get_by_id(made["王建国"].id).responsible_id == actor("吴敏").person_id


def test_the_board_is_a_supervisors(person: Callable[[str], Actor], made: dict[str, Complaint]) -> None:
    async def steps(hands: Board) -> None:
        assert isinstance(hands.screen, RowsScreen)

    use(AgentDesk(person("吴敏"), "scoreboard"), steps)
