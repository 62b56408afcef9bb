"""The supervisor's screen beside an agent's desk: it follows, it costs nothing at rest, and both sides know of it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from agentdesk.store.tables import Answer, AuditEvent, Notice, Onlook, Pause, database
from agentdesk.tui import following
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.messages import MinutePassed
from agentdesk.tui.screens import mirror as mirror_screen
from agentdesk.tui.screens import scoreboard as scoreboard_screen
from agentdesk.tui.screens.help import HelpList
from agentdesk.tui.screens.mirror import MirrorHead, MirrorScreen
from agentdesk.tui.screens.paused import Paused, PauseScreen
from agentdesk.tui.screens.queue import QueueScreen
from agentdesk.tui.screens.rows import PlainList
from agentdesk.tui.screens.scoreboard import ScoreboardScreen
from agentdesk.tui.widgets.nudge_rule import NudgeRule
from agentdesk.tui.widgets.score_agents import AgentLine, PromisesLine
from agentdesk.tui.widgets.score_head import Explanation
from agentdesk.tui.widgets.score_list import ScoreList
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands, SitDown

PATIENCE = 200  # looks at the screen, of a tenth of what a desk waits between two


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screens look often, so that a test waits for what they show and not for the clock."""
    for screen in (mirror_screen, scoreboard_screen):
        monkeypatch.setattr(screen, "LOOK_SECONDS", 0.05)


@asynccontextmanager
async def supervising(office: Desk, name: str = "方慧") -> AsyncIterator[Hands]:
    async with AgentDesk(office.actor(name), "scoreboard").run_test(size=(80, 24), notifications=True) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        yield hands


def row_of(hands: Hands, name: str) -> str:
    listed = hands.screen.query_one(ScoreList)
    place = next(i for i, row in enumerate(listed.items) if isinstance(row, AgentLine) and row.day.person == name)
    return "".join(text for text, _style in listed.spans(listed.items[place], 78))


def stand_on(hands: Hands, name: str) -> None:
    listed = hands.screen.query_one(ScoreList)
    listed.go_to(next(i for i, row in enumerate(listed.items) if isinstance(row, AgentLine) and row.day.person == name))


async def until(hands: Hands, seen: Callable[[], bool]) -> None:
    """Wait until a screen that looks by itself shows it."""
    for _look in range(PATIENCE):
        if seen():
            return
        await asyncio.sleep(0.02)
        await hands.rest()
    raise AssertionError("it never came")


def rule(hands: Hands) -> str:
    """The line below the head, as it is painted."""
    return hands.screen.query_one(NudgeRule).render_line(0).text


def toasts(hands: Hands) -> set[str]:
    return {str(toast.render()) for toast in hands.screen.query("Toast")}


async def test_ten_looks_at_rest_are_ten_statements_and_a_commit_elsewhere_is_seen(office: Desk) -> None:
    office.callback()
    async with supervising(office) as chief:
        assert isinstance(chief.screen, ScoreboardScreen)
        chief.screen.follower.stop()
        chief.screen.follower.look()  # this desk's own sign of life has been read by now
        await chief.rest()
        chief.screen.follower.stop()
        sent: list[str] = []
        database.obj.query_hooks.append(lambda event: sent.append(event.sql))
        for _look in range(10):
            chief.screen.follower.look()
            await chief.rest()
            chief.screen.follower.stop()
        assert sent == ["PRAGMA data_version"] * 10
        program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        change = "UPDATE person SET name = '李娜娜' WHERE code = 'A001'"
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", program, database.obj.database, change)
        assert await other.wait() == 0
        chief.screen.follower.look()
        await chief.rest()
        assert "李娜娜" in row_of(chief, "李娜娜")
        assert len(sent) > 20


async def test_who_rests_is_looked_at_with_the_minute_only(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "QUIET", 0.0)
    async with supervising(office) as chief:
        follower = chief.screen.follower
        follower._quiet = 0.0
        follower.look()
        assert follower._timer is None
        office.callback()
        chief.screen.post_message(MinutePassed())
        await chief.rest()
        assert "0/1" in row_of(chief, "李娜")


async def test_a_call_is_followed_mirrored_and_known_to_its_agent(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent, supervising(office) as chief:
        await until(chief, lambda: "队列 09:42" in row_of(chief, "李娜"))
        await agent.press("enter")
        await until(chief, lambda: "拨号 00:00" in row_of(chief, "李娜"))
        await agent.press("1", "1", "enter", "1")
        await until(chief, lambda: "通话 2/10 00:00" in row_of(chief, "李娜"))
        stand_on(chief, "李娜")
        await chief.rest()
        assert "理解需要" in chief.text(Explanation)
        await chief.press("v")
        await until(chief, lambda: "旁观 李娜" in chief.text(MirrorHead) and "理解需要" in chief.pane)
        assert "王** 先生" in chief.head
        assert "0550-30***45" in chief.head
        assert "皖M12345" not in chief.head
        assert "✓ 1 接车" in chief.outline
        assert "必说 1/3" in chief.outline
        before = Answer.select().count()
        await agent.press("1")
        assert "方慧 旁观" in agent.head
        await until(chief, lambda: "3/10  休息区" in chief.pane)
        answered = Answer.select().count()
        assert answered > before
        for key in ("1", "enter", "c", "r", "backspace", "x"):
            await chief.press(key)
            assert isinstance(chief.screen, MirrorScreen)
        assert "只能旁观" in chief.pane
        assert Answer.select().count() == answered
        await agent.press("escape")
        await until(chief, lambda: chief.screen.query_one(MirrorHead) is not None)
        await chief.press("escape")
        assert isinstance(chief.screen, ScoreboardScreen)
        await until(chief, lambda: "挂起" in row_of(chief, "李娜"))
    assert Onlook.get().ended_at is not None
    looked = [row.action for row in AuditEvent.select().where(AuditEvent.action.startswith("call.look"))]
    assert looked == ["call.look", "call.look_away"]


async def test_the_mirror_of_a_call_that_ends_says_so_and_looks_no_more(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent, supervising(office) as chief:
        await agent.press("enter")
        await until(chief, lambda: "拨号" in row_of(chief, "李娜"))
        stand_on(chief, "李娜")
        await chief.press("v")
        await until(chief, lambda: "还没有拨号" in chief.pane)
        await agent.press("4", "enter")  # nobody answers
        await until(chief, lambda: "通话已结束" in chief.pane and "无人接听" in chief.pane)
        await until(chief, lambda: Onlook.get().ended_at is not None)


async def test_a_line_reaches_the_agent_and_comes_back_as_read(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as agent, supervising(office) as chief:
        stand_on(chief, "李娜")
        await chief.press("m")
        await chief.press(*"x" * 49, "enter")
        assert Notice.select().count() == 0  # longer than the line that it has
        await chief.press("ctrl+u", *"go [/] slow", "enter")
        await until(chief, lambda: "go [/] slow  未看" in chief.text(Explanation))
        await agent.press("enter", "1", "1", "enter")  # in a call, at its first question
        question = agent.pane
        agent.pilot.app._minute_passed()
        await until(agent, lambda: "方慧 09:42 go [/] slow" in rule(agent))
        assert agent.pane == question
        await agent.press("f3")
        await until(agent, lambda: "go" not in rule(agent))
        assert agent.pane == question
        await until(chief, lambda: "已看" in chief.text(Explanation))
        await agent.press("f3")
        assert "这里没有 F3 键的操作" in agent.pane


async def test_a_pause_covers_the_queue_and_any_key_comes_back(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with supervising(office) as chief:
        async with sit_down() as agent:
            await agent.press("p", "9")
            assert Pause.select().count() == 0  # no reason has that digit
            await agent.press("1")
            assert isinstance(agent.screen, PauseScreen)
            assert "用餐" in agent.text(Paused)
            assert "王建国" not in agent.text(Paused)
            await until(chief, lambda: "暂停 用餐 09:42" in row_of(chief, "李娜"))
            await agent.press("f2", "f2")
            assert isinstance(agent.screen, PauseScreen)
        async with sit_down() as agent:  # the desk was closed meanwhile: the pause goes on
            await until(agent, lambda: isinstance(agent.screen, PauseScreen))
            await agent.press("k")
            assert isinstance(agent.screen, QueueScreen)
            await until(chief, lambda: "队列" in row_of(chief, "李娜"))
    assert Pause.get().ended_at is not None


async def test_a_key_that_does_nothing_here_says_why_and_help_has_them_all(office: Desk) -> None:
    async with supervising(office) as chief:
        stand_on(chief, "李娜")
        for key in ("v", "t"):
            await chief.press(key)
        assert toasts(chief) == {"李娜没有进行中的通话。"}
        listed = chief.screen.query_one(ScoreList)
        listed.action_edge(-1)
        await chief.rest()
        for key in ("m", "a", "x"):
            await chief.press(key)
        assert "请先把光标放在一位座席上。" in toasts(chief)
        await chief.press("question_mark")
        keys = {line.keys for line in chief.screen.query_one(HelpList).items}
        assert {"m", "v", "a", "b", "t", "x", "c", "n"} <= keys
        await chief.press("escape")
        names = {command.title.split("  ")[0] for command in chief.pilot.app.get_system_commands(chief.screen)}
        assert {"提醒", "旁观", "改派", "均衡", "接手", "释放"} <= names


async def test_promises_open_to_a_list_and_an_agent_sees_no_supervisors_keys(office: Desk) -> None:
    from datetime import timedelta

    from agentdesk.common import clock
    from agentdesk.store.tables import Promise

    task = office.callback()
    Promise.create(
        task=task, person=office.li.id, promised_at=clock.now() - timedelta(minutes=20), work_date=clock.today(),
        created_at=clock.now(),
    )  # fmt: skip
    async with supervising(office) as chief:
        listed = chief.screen.query_one(ScoreList)
        listed.go_to(next(i for i, row in enumerate(listed.items) if isinstance(row, PromisesLine)))
        await chief.press("enter")
        (row,) = chief.screen.query_one(PlainList).items
        text = " ".join(cell for cell, _style in row.cells)
        assert "已过 20 分" in text
        assert "王**" in text
        await chief.press("enter")
        assert chief.screen.target == ("task", task.id)
    async with supervising(office, "李娜") as agent:
        active: dict[str, Any] = agent.screen.active_bindings
        assert not {"m", "v", "a", "b", "t", "x", "n"} & set(active)
