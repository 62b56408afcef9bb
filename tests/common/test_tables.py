from __future__ import annotations

from agentdesk.common.cells import cell_len
from agentdesk.common.tables import table

LINES = [["T-0001", "处理中（暂停：等待配件）", "3"], ["T-0002", "待受理", "12"]]


def test_columns_are_aligned_by_cells_and_give_way_in_their_order() -> None:
    wide = table(["编号", "状态", "工时"], LINES, ["left", "left", "right"])
    assert wide.splitlines() == [
        "编号    状态                      工时",
        "------  ------------------------  ----",
        "T-0001  处理中（暂停：等待配件）     3",
        "T-0002  待受理                      12",
    ]
    narrow = table(["编号", "状态", "工时"], LINES, ["left", "left", "right"], width=24, gives={1: 8})
    assert narrow.splitlines()[2:] == ["T-0001  处理中（…      3", "T-0002  待受理        12"]
    assert {cell_len(line) for line in narrow.splitlines()} == {24}


def test_a_column_is_left_out_only_where_cutting_does_not_do() -> None:
    made = table(["编号", "状态", "工时"], LINES, ["left", "left", "right"], width=21, gives={1: 8}, drops=(2,))
    assert made.splitlines()[0].split() == ["编号", "状态"]
    assert made.splitlines()[2] == "T-0001  处理中（暂停…"  # what was freed goes to the columns that are left
    alone = table(["编号"], [["T-0001"]], ["left"], width=3)
    assert alone.splitlines()[-1] == "T-0001"
