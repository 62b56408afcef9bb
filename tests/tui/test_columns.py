"""Room shared out among columns, and parts of a line that are shown whole or not at all."""

from __future__ import annotations

import pytest

from agentdesk.common.cells import cell_len
from agentdesk.tui.filtering import matching
from agentdesk.tui.widgets.columns import Column, fitted, row, widths
from agentdesk.tui.widgets.lines import length
from agentdesk.tui.widgets.packing import first_that_fits, flowing, whole

COLUMNS = (Column("a", 8), Column("b", 10, most=20), Column("c", 6, most=12, keep=10), Column("d", 4, keep=2))


@pytest.mark.parametrize(
    ("room", "expected"),
    [
        (31, (8, 10, 6, 4)),  # the least of each, and the gaps
        (35, (8, 10, 10, 4)),  # first the weightiest column
        (45, (8, 18, 12, 4)),
        (60, (8, 20, 12, 17)),  # the rest goes to the last
        (30, (8, 10, 10, 0)),  # too narrow: the lightest goes, and its room is shared out
        (9, (0, 0, 9, 0)),
    ],
)
def test_widths(room: int, expected: tuple[int, ...]) -> None:
    found = widths(COLUMNS, room)
    assert found == expected
    shown = [width for width in found if width]
    assert sum(shown) + len(shown) - 1 == room


def test_a_row_is_exactly_as_wide_as_its_room_and_cut_with_a_mark() -> None:
    cells = [("王建国 先生", ""), ("滁州宏达物流有限公司滁州宏达", ""), ("售后", "dim"), ("说明说明", "")]
    spans = row(COLUMNS, cells, 40)
    assert length(spans) == 40
    assert spans[0][0] == "王建国…" + " "
    assert "…" in spans[2][0]
    assert cell_len(spans[2][0]) == widths(COLUMNS, 40)[1]


def test_a_column_wants_no_more_than_its_longest_text() -> None:
    found = fitted(COLUMNS, [[("x", ""), ("王建国", ""), ("1234567890", ""), ("", "")]])
    assert [column.most for column in found] == [8, 10, 10, 4]


def test_parts_are_whole_or_missing() -> None:
    parts = [(("售后 18", ""),), (("新车 6", ""),), (("复访 3", ""),)]
    texts = {room: "".join(text for text, _ in whole(parts, room)) for room in (25, 23, 20, 12)}
    assert texts == {
        25: "售后 18   新车 6   复访 3",
        23: "售后 18  新车 6  复访 3",
        20: "售后 18  新车 6  …",
        12: "售后 18  …",
    }
    assert all(cell_len(text) <= room for room, text in texts.items())


def test_parts_flow_into_lines() -> None:
    numbers = [(("座机 0550-30***45", ""),), (("手机 138****5678", ""),), (("手机 139****0021", ""),)]
    assert [length(line.left) for line in flowing(numbers, 40)] == [17 + 3 + 16, 16]


def test_the_longest_saying_that_fits() -> None:
    ways = ["上次 11-12 售后回访 不满意", "上次 11-12 不满意", "上次 11-12"]
    assert first_that_fits(ways, 20) == ways[1]
    assert first_that_fits(ways, 3) == ""


def test_every_word_must_be_found_somewhere() -> None:
    people = [("王建国", "wjg", "朗逸"), ("周敏", "zm", "途观L"), ("王敏", "wm", "朗逸")]
    assert matching(people, "朗逸 敏", lambda each: each) == (people[2],)
    assert matching(people, "W", lambda each: each) == (people[0], people[2])
    assert matching(people, " ", lambda each: each) == tuple(people)
