"""Long writing in short turns: each holds the write lock for a moment, and between two the desks get theirs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from peewee import SqliteDatabase

from agentdesk.store.tables import database

T = TypeVar("T")
HOLD = 0.1  # seconds a turn should take while others are at work, below what a person notices
ALONE = 0.2  # seconds where nobody else writes: fewer and longer turns write less
FIRST, LEAST, MOST = 500, 50, 20_000  # rows in a turn
ROOM = 0.11  # seconds: SQLite lets who waits look again after at most 0.1
EVERY = 1.0  # seconds of writing after which somebody who waits gets a turn, whether we have seen them or not
BUSY = 5.0  # seconds for which a colleague's commit counts as somebody being at work


class Pace:
    """How many rows a turn takes, by what the last ones took, and whether somebody else is writing.

    SQLite's lock has no queue: who waits for it looks again after a sleep, so a job that takes it back at once would
    keep a desk waiting for the whole night. A server's rows have locks of their own, and need no room.
    """

    def __init__(self) -> None:
        self._rows = FIRST
        self._seen = _foreign_commits()
        self._busy_until = 0.0
        self._room_at = self._ended = time.monotonic()

    def spans(self, total: int) -> Iterator[tuple[int, int]]:
        """Cut `total` rows into half-open spans; the caller does one turn with each."""
        low = 0
        while low < total:
            self._make_room()
            high = min(low + self._rows, total)
            start = time.monotonic()
            yield low, high
            self._ended = time.monotonic()
            self._note(high - low, self._ended - start)
            low = high

    def parts(self, rows: Sequence[T]) -> Iterator[Sequence[T]]:
        """The rows themselves in such spans."""
        for low, high in self.spans(len(rows)):
            yield rows[low:high]

    def _note(self, rows: int, seconds: float) -> None:
        hold = HOLD if time.monotonic() < self._busy_until else ALONE
        wanted = int(rows * hold / max(seconds, 0.001))
        self._rows = max(LEAST, min(wanted, 2 * self._rows, MOST))

    def _make_room(self) -> None:
        """Before a turn, see that the lock was free for long enough while others write, and now and then in any case.

        What is read and reckoned between two turns leaves it free too, so only what is missing is slept.
        """
        if not isinstance(database.obj, SqliteDatabase):
            return
        now, seen = time.monotonic(), _foreign_commits()
        if seen != self._seen:
            self._seen, self._busy_until = seen, now + BUSY
        free = now - self._ended
        if free < ROOM and (now < self._busy_until or now > self._room_at + EVERY):
            time.sleep(ROOM - free)
            free = ROOM
        if free >= ROOM:
            self._room_at = time.monotonic()


def _foreign_commits() -> Any:
    """A number that changes when another connection has committed."""
    opened = database.obj
    return opened.execute_sql("PRAGMA data_version").fetchone()[0] if isinstance(opened, SqliteDatabase) else None
