"""Several agents who type open text at desks without a terminal, each in a process of its own, until they are killed.

`python -m tests.end_to_end.typing_agents DATABASE NAME` sits down once as this agent, so that everything is imported
and read, and then waits for lines `NAME SEED` on its standard input and forks a desk for each: that costs a few
milliseconds, a start of Python a second. The desk is the real one with its queue, its offer to resume and its timer,
only that nobody draws it. Lines the desks write, each of them JSON:

    {"agent": "李娜", "pid": 17}         the forked desk
    {"agent": "李娜", "resumed": [1, "suggestion", "周末"]}   interview, question in front, what stands in its field
    {"agent": "李娜", "typed": "多", "at": 5127.3}            a letter that stands in the field, and when (monotonic)
    {"agent": "李娜", "end": -9}         how it ended: its exit code, or the signal that killed it
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
import traceback
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
    chance, end = random.Random(seed), time.monotonic() + LIFE
    async with at_the_desk(actor_of(Person.get(Person.name == name), "desk")) as hands:
        await hands.press("enter")  # the offer to resume
        call = hands.screen.call
        say(agent=name, resumed=[call.interview_id, call.run.page.key, hands.field.text])
        while time.monotonic() < end:
            await _letter(hands, chr(FIRST + chance.randrange(LETTERS)), name)
            await asyncio.sleep(chance.uniform(*PAUSES))


async def _letter(hands: Hands, letter: str, name: str) -> None:
    before = len(hands.field.text)
    await hands.pilot.press(letter)
    while len(hands.field.text) == before:
        await hands.pilot.pause()
    assert hands.field.text.endswith(letter)
    say(agent=name, typed=letter, at=time.monotonic())


def main(path: str, name: str) -> None:
    """Fork a desk for each line, and say how each ended."""
    open_database(path)
    asyncio.run(sit_down(name))
    close_database()
    running: dict[int, str] = {}

    def reap(*_: object) -> None:
        for pid in [*running]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                say(agent=running.pop(pid), end=os.waitstatus_to_exitcode(status))

    signal.signal(signal.SIGCHLD, reap)
    for line in sys.stdin:
        name, seed = line.split()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
            os._exit(_status(path, name, seed))
        running[pid] = name
        say(agent=name, pid=pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})


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
