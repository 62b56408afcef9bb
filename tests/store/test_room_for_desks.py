"""Room for the desks between the turns of long writing: seen on a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest
from peewee import Database

from agentdesk.store import pace
from agentdesk.store.pace import EVERY, ROOM, Pace
from agentdesk.store.tables import Setting

pytestmark = pytest.mark.sqlite_only("a server's rows have locks of their own")


class Hands:
    """Stands for the module `time`: it passes as the test says, and a sleep is noted."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch, database: Database) -> Hands:
    made = Hands()
    monkeypatch.setattr(pace, "time", made)
    return made


@pytest.fixture
def desk(database: Database) -> Iterator[pysqlite3.Connection]:
    """Another connection to the same file."""
    with closing(pysqlite3.connect(str(Path(database.database)), isolation_level=None)) as opened:
        yield opened


def test_who_waits_unseen_gets_a_turn_after_a_second_of_writing(hands: Hands) -> None:
    spans = Pace().spans(1_000_000)
    for _turn in range(12):
        next(spans)
        hands.now += 0.2
    assert hands.slept == [ROOM, ROOM]
    assert hands.now == pytest.approx(100 + 12 * 0.2 + 2 * ROOM)


def test_nothing_is_slept_where_reading_leaves_the_lock_free(hands: Hands) -> None:
    paced = Pace()
    for _rule in range(12):
        for _turn in paced.spans(10):
            hands.now += EVERY / 2
        hands.now += ROOM + 0.01
    assert hands.slept == []


def test_a_desk_that_writes_gets_room_before_every_turn_and_what_was_free_counts(
    hands: Hands, desk: pysqlite3.Connection
) -> None:
    paced = Pace()
    for number in range(3):
        for _turn in paced.spans(10):
            hands.now += 0.05
            desk.execute("INSERT INTO setting (name, value) VALUES (?, '')", (f"written{number}",))
        hands.now += 0.04
    assert hands.slept == [round(ROOM - 0.04, 3)] * 2
    assert Setting.select().where(Setting.name.startswith("written")).count() == 3
