"""What stands on the screen is stored however the desk ends, also where the desk has not been told of it yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from signal import SIGHUP
from typing import Any

import pytest

from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.store.tables import ComplaintDraft
from agentdesk.tui.screens.complaint import ComplaintScreen
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
