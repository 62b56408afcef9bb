"""Several agents who type open text at desks without a terminal, each in a process of its own, until they are killed.

`python -m tests.end_to_end.typing_agents DATABASE NAME` sits down once as this agent, so that everything is imported
and read, and then waits for lines `NAME SEED` on its standard input and forks a desk for each: that costs a few
milliseconds, a start of Python a second. The desk is the real one with its queue, its offer to resume and its timer,
only that nobody draws it. A line `NAME` kills that agent's desk. At the end of the input all desks are killed, and when
this process is gone they end by themselves. Lines it and the desks write, each of them JSON:

    {"agent": "李娜", "begun": true}     a desk is about to be forked
    {"agent": "李娜", "resumed": [1, "suggestion", "周末"]}   interview, question in front, what stands in its field
    {"agent": "李娜", "typed": "多", "at": 5127.3}            a letter that stands in the field, and when (monotonic)
    {"agent": "李娜", "end": -9}         how it ended: its exit code, or the signal that killed it
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

from agentdesk.store.audit import actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Person
from tests.tui.screens.at_the_desk import Hands, at_the_desk

FIRST, LETTERS = 0x4E00, 5000  # another letter each time
PAUSES = (0.05, 0.35)  # seconds between two letters
LIFE = 60.0  # seconds after which a desk that nobody kills ends by itself


def say(**line: Any) -> None:
    """One line on the pipe, whole or not at all."""
    os.write(1, (json.dumps(line) + "\n").encode())


async def sit_down(name: str) -> None:
    """Go on with the open call, and leave the desk."""
    async with at_the_desk(actor_of(Person.get(Person.name == name), "desk")) as hands:
        await hands.press("enter")


async def type_on(name: str, seed: str) -> None:
    """Sit down, go on with the open call and type, letter by letter, until somebody ends it."""
    chance, end, parent = random.Random(seed), time.monotonic() + LIFE, os.getppid()
    async with at_the_desk(actor_of(Person.get(Person.name == name), "desk")) as hands:
        await hands.press("enter")  # the offer to resume
        call = hands.screen.call
        say(agent=name, resumed=[call.interview_id, call.run.page.key, hands.field.text])
        while time.monotonic() < end and os.getppid() == parent:
            await _letter(hands, chr(FIRST + chance.randrange(LETTERS)), name)
            await asyncio.sleep(chance.uniform(*PAUSES))


async def _letter(hands: Hands, letter: str, name: str) -> None:
    before = len(hands.field.text)
    await hands.pilot.press(letter)
    while len(hands.field.text) == before:
        await hands.pilot.pause()
    assert hands.field.text.endswith(letter)
    say(agent=name, typed=letter, at=time.monotonic())


class Desks:
    """The forked desks that have not been reaped, and how each is told apart from a later one of the same pid."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._running: dict[int, tuple[int, str]] = {}  # by the descriptor that is readable once the desk has ended

    def obey(self, line: str) -> None:
        """Fork a desk, or kill one; a desk that has ended by itself meanwhile is not killed."""
        name, _space, seed = line.partition(" ")
        if not seed:
            for ended, (_pid, whose) in self._running.items():
                if whose == name:
                    signal.pidfd_send_signal(ended, signal.SIGKILL)
            return
        say(agent=name, begun=True)  # before it, or its desk might speak first
        pid = os.fork()
        if pid == 0:
            os.close(0)
            os._exit(_status(self._path, name, seed))
        self._running[os.pidfd_open(pid)] = pid, name

    def wait(self) -> bool:
        """Wait until there is something to read, or a desk has ended, which is said; whether there is."""
        ready = select.select([0, *self._running], [], [])[0]
        for ended in self._running.keys() & ready:
            pid, name = self._running.pop(ended)
            os.close(ended)
            say(agent=name, end=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        return 0 in ready

    def close(self) -> None:
        """Kill those that are left."""
        for ended in self._running:
            signal.pidfd_send_signal(ended, signal.SIGKILL)


def orders(desks: Desks) -> Iterator[str]:
    """The lines of the input, while the ends of desks are waited for."""
    rest = b""
    while True:
        if desks.wait():
            if not (read := os.read(0, 65536)):
                return
            *whole, rest = (rest + read).split(b"\n")
            yield from (line.decode() for line in whole)


def main(path: str, name: str) -> None:
    """Do what the lines say, and tell how each desk ended."""
    open_database(path)
    asyncio.run(sit_down(name))
    close_database()
    gc.freeze()  # what all desks share is not copied because a collection looks at it
    desks = Desks(path)
    for line in orders(desks):
        desks.obey(line)
    desks.close()


def _status(path: str, name: str, seed: str) -> int:
    try:
        open_database(path)
        asyncio.run(type_on(name, seed))
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main(*sys.argv[1:])
