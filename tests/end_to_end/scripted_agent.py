"""An agent who works call after call without a screen, and says on a pipe what is to be stored and what is stored.

`python -m tests.end_to_end.scripted_agent DATABASE` waits for lines `SEED CALLS` on its standard input. The agent of
the first one works in this process itself, so that everything is imported and read, and one is forked for each of
the others: a fork costs a few milliseconds, a start of Python half a second. Lines it writes, each of them JSON:

    {"pid": 17}        the agent
    {"try": {...}}     what it is about to store, in one change
    {"ok": true}       the store has returned
    {"loaded": [1, "q"]}  an interview, and the question where it stood
    {"end": 9}         how the agent ended: its exit code, or the signal that killed it
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agentdesk.common.errors import UserError
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview import contacts, records
from agentdesk.interview.catalogue import why_no_success
from agentdesk.interview.model import Kind
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Verdict
from agentdesk.interview.walker import TRIES, guess
from agentdesk.queue.rows import best_next
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Complaint, Person

FIXED = {"opening": "yes"}  # the customer is on the line, or there would be no interview
BACK = 0.1  # the chance of going back a page, and of answering there again


def say(**line: Any) -> None:
    """One line on the pipe, whole or not at all."""
    os.write(1, (json.dumps(line) + "\n").encode())


class Agent:
    """李娜, in one life; what she stores she announces before and reports after."""

    def __init__(self, seed: str) -> None:
        self.actor: Actor = actor_of(Person.get(Person.name == "李娜"), "desk")
        self.chance = random.Random(seed)

    def work(self, calls: int) -> None:
        """So many calls, the open one first."""
        for _call in range(calls):
            self.call()

    def call(self) -> None:
        """One call from the claim to its outcome, or the rest of one that somebody killed."""
        contact_id = contacts.open_contact_of(self.actor.id)
        if contact_id is None:
            task_id = best_next(self.actor)
            assert task_id is not None, "the queue is empty"
            contact_id = contacts.open_contact(self.actor, task_id)
        sitting = contacts.read(contact_id)
        assert sitting.preferred is not None
        assert sitting.current is not None
        if sitting.attempt is None:
            contacts.dial(self.actor, contact_id, sitting.preferred.phone_id)
        if not sitting.reached:
            contacts.reached(self.actor, contact_id)
        run = self.interview(records.start_interview(self.actor, contact_id, sitting.current.task_id))
        self.end(contact_id, sitting.current.task_id, run)

    def end(self, contact_id: int, task_id: int, run: Run) -> None:
        """A success where the engine lets it be one; a complaint goes before it (CM-06)."""
        interview_id = records.interview_of(contact_id, task_id)
        noted = Complaint.select().where(Complaint.interview == interview_id).exists()
        if run.dissatisfied and not noted:
            draft = draft_for(self.actor, interview_id=interview_id)
            raise_complaint(self.actor, replace(draft, words="等得太久"))
        if not why_no_success(run):
            what = {"task": task_id, "outcome": "completed"}
            self.store(what, lambda: contacts.finish_item(self.actor, contact_id, task_id, "completed"))
        else:
            what = {"task": task_id, "outcome": "broken_off"}
            self.store(what, lambda: contacts.end_call(self.actor, contact_id, "broken_off"))

    def interview(self, interview_id: int) -> Run:
        """From the question where the interview stands to its end."""
        run = records.load(interview_id)
        say(loaded=[interview_id, run.position])
        while (page := run.page) is not None:
            for place, item in enumerate(page.items):
                if run.state.slots[item.key].relevant:
                    self.item(interview_id, run, run.item(item.key), last=place + 1 == len(page.items))
            if run.page is not None and run.page.key == page.key:  # its last question is not asked any more
                run.next()
                self.move(interview_id, run)
            if self.chance.random() < BACK and run.page is not None:
                run.back()
                self.move(interview_id, run)
        return run

    def item(self, interview_id: int, run: Run, item: Item, *, last: bool) -> None:
        """Say or ask one thing, and store what comes of it with the question that follows."""
        if item.kind is Kind.ACKNOWLEDGE:
            verdict, said = run.confirm(item.key), item.key
        elif item.kind is Kind.NOTE or item.read_only:
            verdict, said = Verdict(True), ""
        else:
            verdict, said = self.answer(interview_id, run, item), ""
        if last:
            run.next()
        changes = {each.key: each.new for each in verdict.changes if each.key != said}
        what = {"interview": interview_id, "answers": changes, "said": said, "position": run.position}

        def store() -> None:
            if said:
                records.confirm(self.actor, interview_id, said, verdict.changes, position=run.position)
            else:
                records.save_answers(self.actor, interview_id, verdict.changes, position=run.position)

        self.store(what, store)

    def answer(self, interview_id: int, run: Run, item: Item) -> Verdict:
        """A valid answer; open text is typed a piece at a time, each kept as the desk keeps it after a second."""
        for _try in range(TRIES):
            value = FIXED.get(item.name) or guess(run, item, self.chance)
            if item.kind is Kind.TEXT:
                self.type(interview_id, item.key, value)
            verdict = run.answer(item.key, value, confirmed=True)
            if verdict.ok:
                return verdict
        raise UserError(f"no answer found to {item.key}")

    def type(self, interview_id: int, key: str, text: str) -> None:
        """Keep the beginnings of a text."""
        for end in sorted({max(1, len(text) // 2), len(text)}):
            part = text[:end]
            what = {"interview": interview_id, "draft": [key, part]}
            self.store(what, lambda part=part: records.save_answer(self.actor, interview_id, key, part, draft=True))  # type: ignore[misc]

    def move(self, interview_id: int, run: Run) -> None:
        """Keep the question the desk stands at."""
        what = {"interview": interview_id, "position": run.position}
        self.store(what, lambda: records.save_position(self.actor, interview_id, run.position))

    @staticmethod
    def store(what: dict[str, Any], function: Callable[[], object]) -> None:
        """Say what is to be stored, store it, say that it is."""
        say(**{"try": what})
        function()
        say(ok=True)


def live(path: str, seed: str, calls: int) -> None:
    """One agent's life, in a process of its own."""
    say(pid=os.getpid())
    open_database(path)
    Agent(seed).work(calls)


def main(path: str) -> None:
    """Let an agent work for each line, one at a time, and say how it ended."""
    for place, line in enumerate(sys.stdin):
        seed, calls = line.split()
        if place == 0:
            say(end=_status(path, seed, int(calls)))
            close_database()
            gc.freeze()  # what all agents share is not copied because a collection looks at it
            continue
        pid = os.fork()
        if pid == 0:
            os._exit(_status(path, seed, int(calls)))
        _pid, ended = os.waitpid(pid, 0)
        say(end=os.waitstatus_to_exitcode(ended))


def _status(path: str, seed: str, calls: int) -> int:
    try:
        live(path, seed, calls)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
