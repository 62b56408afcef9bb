"""The scoreboard's line of complaints, on the screen and as text, says what their board counts."""

from __future__ import annotations

import itertools
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from peewee import Database

from agentdesk.common import clock, i18n
from agentdesk.complaints import board
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.steps import STATES
from agentdesk.scoreboard import render
from agentdesk.store.tables import Complaint
from agentdesk.tui.screens.board import read_live, read_month, rows_of
from agentdesk.tui.widgets.score_list import ComplaintsLine, ScoreList
from tests.dealership import Dealership

SAID = {"new": "待受理", "in_hand": "处理中", "special": "特批", "recall": "待复访", "breached": "已超时"}


def figures(text: str) -> dict[str, int]:
    """The names of a line of figures with what stands after each."""
    words = text.split()
    return {name: int(number) for name, number in itertools.pairwise(words) if number.isdecimal()}


def test_the_same_words_are_the_same_numbers(database: Database, tmp_path: Path) -> None:
    i18n.use_language("zh")
    house, chance = Dealership(tmp_path), random.Random(4711)
    with clock.travel(datetime(2026, 11, 20, 9, 42)):
        draft = draft_for(house.actor("李娜"), customer_id=house.customer("王建国").id, words="没人理我")
        whole = raise_complaint(house.actor("李娜"), draft).__data__
        for place in range(80):
            left = timedelta(hours=chance.randint(-9, 9), minutes=1)
            state = chance.choice([*STATES])
            breach = None if state == "closed" else clock.now() + left
            Complaint.create(**{**whole, "id": None, "no": f"X-{place}", "state": state, "next_breach": breach})
        chief = house.actor("方慧")
        counted, listed = board.counts(chief), {view: len(board.ids(chief, view)) for view in SAID}
        rows = rows_of(read_live(chief), read_month(date(2026, 11, 1)))
        (line,) = (row for row in rows if isinstance(row, ComplaintsLine))
        on_screen = figures("".join(text for text, _style in ScoreList().spans(line, 200)))
        as_text = figures(render.complaints())
    for view, name in SAID.items():
        assert on_screen[name] == as_text[name] == counted[view] == listed[view] > 0, view
