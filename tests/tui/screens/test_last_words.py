"""What stands on the screen is stored however the desk ends, also where the desk has not been told of it yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from signal import SIGHUP, SIGTERM
from typing import Any

import pytest
from peewee import OperationalError

from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.store import pins
from agentdesk.store.desks import Elsewhere
from agentdesk.store.tables import ComplaintDraft
from agentdesk.tui import leaving
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.screens.complaint import ComplaintScreen
from agentdesk.tui.screens.locked import Locked
from agentdesk.tui.screens.queue import QueueScreen
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]
WORDS = "到店十分钟都没人理我"


async def write(hands: Hands) -> None:
    """A complaint of the call's, and in the field something that no message has told the screen of."""
    await hands.press("enter", "1", "1", "enter", "c")
    await hands.type(WORDS[:4])
    hands.field.insert(WORDS[4:])


def kept() -> str:
    """The fields of the form that is stored."""
    return str(ComplaintDraft.get().fields)


async def test_the_reader_of_the_keys_fails_before_any_signal_comes(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        app.call_later(app.panic, "as where reading the keys gives an error")
        await hands.rest()
        assert app.return_code == 128 + SIGHUP
    assert WORDS in kept()


async def test_the_line_drops_between_two_letters(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        app.hang_up(SIGHUP)
        assert WORDS in kept()


async def test_what_could_not_be_stored_is_not_called_saved(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk does not pass by waiting."""

    def full(screen: ComplaintScreen) -> None:
        raise DatabaseProblem("磁盘已满", fault="full")

    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        monkeypatch.setattr(ComplaintScreen, "keep", full)
        monkeypatch.setattr(leaving, "busy_seconds", lambda: 1.0)
        app.leave_now("此登录已失效。")
        assert app.farewell == "此登录已失效。最后输入的内容没有保存：磁盘已满"


async def test_a_passing_fault_is_waited_for(office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[UserError] = [DatabaseProblem(fault="unreachable"), DatabaseProblem(fault="busy")]
    keep = ComplaintScreen.keep

    def keep_the_third_time(screen: ComplaintScreen) -> None:
        if faults:
            raise faults.pop()
        keep(screen)

    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        monkeypatch.setattr(ComplaintScreen, "keep", keep_the_third_time)
        app.leave_now("此登录已失效。")
        assert app.farewell == "此登录已失效。输入的内容已保存。"
    assert WORDS in kept()


async def test_what_goes_on_elsewhere_is_not_called_saved(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def elsewhere(screen: ComplaintScreen) -> None:
        raise Elsewhere("这通电话在另一终端继续。")

    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        monkeypatch.setattr(ComplaintScreen, "keep", elsewhere)
        await hands.press("ctrl+q")
        assert app.return_code is None  # said first
        assert "这通电话在另一终端继续。" in str(next(iter(app._notifications)).message)
        app.leave_now("此登录已失效。")
        assert app.farewell == "此登录已失效。最后输入的内容没有保存：这通电话在另一终端继续。"


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), ValueError("王建国 13812345678")])
async def test_an_error_of_one_screen_keeps_no_desk_from_ending(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The others are asked, and the error's own words are nobody's."""

    def broken(screen: QueueScreen) -> None:
        raise error

    office.callback()
    monkeypatch.setattr(QueueScreen, "keep", broken)
    monkeypatch.setenv("AGENTDESK_BUSY_SECONDS", "0.3")
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        app.hang_up(SIGTERM)
        await hands.rest()
        assert app.return_code == 128 + SIGTERM
        assert "没有保存" in app.last_word
        assert "1381" not in app.last_word
    assert WORDS in kept()


async def test_a_screen_that_is_not_there_yet_holds_no_desk(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was put in front a moment ago and has nothing on it that could be asked."""
    office.callback()
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        stack = [*app.screen_stack, CallScreen(office.li, 1)]
        with monkeypatch.context() as for_now:
            for_now.setattr(type(app), "screen_stack", property(lambda _app: stack))
            app.hang_up(SIGHUP)
        await hands.rest()
        assert app.return_code == 128 + SIGHUP
    assert WORDS in kept()


async def test_a_locked_desk_says_why_it_does_not_open(
    office: Desk, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right PIN is looked at with a change that notes it, which a full disk does not take."""

    def full(*_given: object) -> None:
        raise DatabaseProblem("磁盘已满", fault="full")

    office.callback()
    pins.set_pin(office.li, "4071")
    async with sit_down() as hands:
        app: Any = hands.pilot.app
        await write(hands)
        monkeypatch.setattr(ComplaintScreen, "keep", full)
        app.lock()
        await hands.rest()
        assert "磁盘已满" in hands.text(Locked)  # what is typed is not stored
        await hands.press("4")
        assert "磁盘已满" not in hands.text(Locked)
        monkeypatch.setattr("agentdesk.store.pins.change", full)
        await hands.press("0", "7", "1", "enter")
        assert "磁盘已满" in hands.text(Locked)
        await hands.press("ctrl+q")
        assert "^Q" in hands.text(Locked)
        assert app.return_code is None
