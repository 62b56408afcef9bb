"""How the daily check, the samples, a call being judged and an agent's feedback look: both languages, both sizes."""

from __future__ import annotations

import pytest

from agentdesk.common import i18n
from agentdesk.tui.app import AgentDesk
from tests.interview.call_world import Desk
from tests.tui.pictures import Snap
from tests.tui.screens.at_the_desk import After, pressed
from tests.tui.screens.quality_world import build_calls, build_day, build_judgements

WINDOWS = pytest.mark.parametrize(
    ("language", "size"), [("zh", (80, 24)), ("en", (80, 24)), ("zh", (120, 36)), ("en", (120, 36))],
    ids=["zh-80x24", "en-80x24", "zh-120x36", "en-120x36"],
)  # fmt: skip


def board(office: Desk) -> AgentDesk:
    return AgentDesk(office.chief, "scoreboard")


@WINDOWS
def test_a_day_to_sign(office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    after(build_day)
    i18n.use_language(language)
    assert snap_compare(board(office), terminal_size=size, run_before=pressed("d", *["right"] * 4))


@WINDOWS
def test_a_signed_day(office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    after(build_day)
    i18n.use_language(language)
    assert snap_compare(board(office), terminal_size=size, run_before=pressed("d", "right", "end"))


@WINDOWS
def test_signed_and_unsigned_days(
    office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str
) -> None:
    after(build_day)
    i18n.use_language(language)
    assert snap_compare(board(office), terminal_size=size, run_before=pressed("d", "l"))


def test_a_finding_being_written(office: Desk, after: After, snap_compare: Snap) -> None:
    after(build_day)
    keys = ("d", "a", "text:午后无人拨号", "enter", "2", "2")
    assert snap_compare(board(office), run_before=pressed(*keys))


@WINDOWS
def test_samples(office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    after(build_judgements)
    i18n.use_language(language)
    assert snap_compare(board(office), terminal_size=size, run_before=pressed("q", "2", "down"))


@WINDOWS
def test_a_call_being_judged(
    office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str
) -> None:
    after(build_calls)
    i18n.use_language(language)
    keys = ("q", "enter", "2", "1", "x", "2", "c", "text:后半段偏快", "enter", "right")
    assert snap_compare(board(office), terminal_size=size, run_before=pressed(*keys))


@WINDOWS
def test_feedback(office: Desk, after: After, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    after(build_judgements)
    i18n.use_language(language)
    assert snap_compare(AgentDesk(office.li), terminal_size=size, run_before=pressed("f"))


def test_an_objection_being_written(office: Desk, after: After, snap_compare: Snap) -> None:
    after(build_judgements)
    assert snap_compare(AgentDesk(office.li), run_before=pressed("f", "o", "text:客户在开车"))
