"""Lines measured in cells: wrapping Chinese and English, cutting with a mark, blocks in a height."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common.cells import cell_len
from agentdesk.common.names import visible
from agentdesk.common.wrapping import wrap
from agentdesk.tui.widgets.lines import Line, line
from agentdesk.tui.widgets.stack import Block, stack

TEXTS = st.text(alphabet="您好,，。王建国abc de 12（）\U0001f600\x1b[", max_size=60)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("您到店的时候", 6, ["您到店", "的时候"]),
        ("您到店了吗？好", 10, ["您到店了", "吗？好"]),
        ("接待了您？", 8, ["接待了", "您？"]),
        ("他说（很好）", 6, ["他说", "（很", "好）"]),
        ("Hello there, agent", 11, ["Hello", "there,", "agent"]),
        ("朗逸 ID.4 X 已交车", 10, ["朗逸 ID.4", "X 已交车"]),
        ("", 10, [""]),
        ("第一行\n第二行", 20, ["第一行", "第二行"]),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(TEXTS, st.integers(8, 30))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(each) <= width for each in lines)
    assert "".join("".join(lines).split()) == "".join(visible(text, lines=True).split())


@given(TEXTS, TEXTS, st.integers(1, 40))
def test_a_line_fills_its_width_exactly(left: str, right: str, width: int) -> None:
    drawn = "".join(text for text, _style in line(left, right=((right, "dim"),)).spans(width))
    assert cell_len(drawn) == width
    assert "\x1b" not in drawn


def test_the_right_side_stays_whole_and_the_left_is_cut_with_a_mark() -> None:
    drawn = "".join(text for text, _ in line("一个很长的名字", right=(("必答", "dim"),)).spans(12))
    assert drawn == "一个很… 必答"


def lines(count: int, name: str) -> list[Line]:
    return [line(f"{name}{place}") for place in range(count)]


def shown(found: list[Line]) -> list[str]:
    return ["".join(text for text, _ in each.left) for each in found]


def test_blank_lines_go_where_there_is_room_the_more_important_first() -> None:
    blocks = [Block(lines(1, "a")), Block(lines(1, "b"), 2), Block(lines(1, "c"), 9)]
    assert shown(stack(blocks, 3).lines) == ["a0", "b0", "c0"]
    assert shown(stack(blocks, 4).lines) == ["a0", "b0", "", "c0"]
    assert shown(stack(blocks, 9).lines) == ["a0", "", "b0", "", "c0"]


def test_what_does_not_fit_is_marked_and_the_focus_is_in_sight() -> None:
    blocks = [Block(lines(10, "a")), Block(lines(2, "b"), 5, "b"), Block(lines(10, "c"))]
    top = stack(blocks, 6)
    assert shown(top.lines)[0] == "a0"
    assert top.lines[-1].right
    focused = stack(blocks, 6, "b")
    assert shown(focused.lines)[focused.rows["b"]] == "b0"
    assert focused.lines[0].right
    assert shown(stack(blocks, 6, scrolled=100).lines)[-1] == "c9"
