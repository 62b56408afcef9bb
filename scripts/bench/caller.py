"""An agent without a screen: call after call through the functions a desk uses, each write noted once it is stored.

What the store has acknowledged goes into a ledger, a file outside the database, as one JSON line. Afterwards `missing`
looks for each line in the database: what is not there was promised and lost.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview import contacts, records
from agentdesk.interview.catalogue import why_no_success
from agentdesk.interview.model import Kind
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Verdict
from agentdesk.interview.walker import TRIES, guess
from agentdesk.queue.claim import Taken
from agentdesk.queue.rows import best_next
from agentdesk.queue.skips import reasons, skip
from agentdesk.store.audit import actor_of, change
from agentdesk.store.tables import AgendaItem, Answer, Attempt, Complaint, Confirmation, Contact, Person

FIXED = {"opening": "yes"}  # the customer is on the line
UNREACHED = 0.25  # the share of calls that nobody answers


class Ledger:
    """What one writer knows to be stored. With `sure` a line is on the disk before the writer goes on."""

    def __init__(self, path: Path, *, sure: bool = False) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._sure = sure

    def note(self, *line: Any) -> None:
        """One line, behind the commit it tells of."""
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
        if self._sure:
            os.fsync(self._file.fileno())


class Caller:
    """One agent; `think` is the mean pause before each key in seconds, 0 for none."""

    def __init__(self, code: str, seed: str, ledger: Ledger, think: float = 0.0) -> None:
        self.actor = actor_of(Person.get(Person.code == code), "desk")
        self.chance = random.Random(seed)
        self.ledger = ledger
        self.think = think
        self.seconds: dict[str, list[float]] = {"claim": [], "answer": [], "other": [], "breath": []}
        self.calls = self.taken = 0
        self.until = float("inf")

    def begin_anew(self) -> None:
        """Count and time from here on."""
        self.seconds, self.calls, self.taken = {kind: [] for kind in self.seconds}, 0, 0

    def work(self, until: float = float("inf")) -> None:
        """Call after call until the moment (time.monotonic) or the end of the list."""
        self.until = until
        while time.monotonic() < until and self._call():
            self.calls += 1

    def _call(self) -> bool:
        """One entry of a call, from the claim or from where it stood; False where nobody is left to call."""
        contact_id = contacts.open_contact_of(self.actor.id) or self._claim()
        if contact_id is None:
            return False
        sitting = contacts.read(contact_id)
        assert sitting.current is not None
        if sitting.attempt is None and sitting.preferred is None:
            # A build brought a task of a customer whose number rang in vain a moment ago.
            self._store("other", partial(self._pass_over, contact_id, sitting.current.task_id))
            return True
        if sitting.attempt is None:
            assert sitting.preferred is not None
            attempt = self._store("other", partial(contacts.dial, self.actor, contact_id, sitting.preferred.phone_id))
            self.ledger.note("dial", contact_id, attempt)
        if sitting.reached or self.chance.random() >= UNREACHED:
            if not sitting.reached:
                self._store("other", partial(contacts.reached, self.actor, contact_id))
            self._interview(contact_id, sitting.current.task_id)
        else:
            ended = self._store("other", partial(contacts.end_unreached, self.actor, contact_id, "no_answer"))
            if ended.closed:
                self.ledger.note("end", contact_id, sitting.current.task_id, ended.outcome)
        return True

    def _pass_over(self, contact_id: int, task_id: int) -> None:
        """Give a customer back who cannot be dialled now, and let them wait: one change, so that nobody else claims."""
        code = next(each.code for each in reasons() if not each.note_required)
        with change(self.actor, "task.skip") as audit:
            contacts.close(self.actor, contact_id)
            skip(self.actor, task_id, code)
            audit.skip()

    def _claim(self) -> int | None:
        while (task_id := best_next(self.actor)) is not None:
            try:
                contact_id: int = self._store("claim", partial(contacts.open_contact, self.actor, task_id))
            except Taken:
                self.taken += 1
            else:
                self.ledger.note("claim", contact_id, task_id)
                return contact_id
        return None

    def _interview(self, contact_id: int, task_id: int) -> None:
        interview_id = self._store("other", partial(records.start_interview, self.actor, contact_id, task_id))
        run = records.load(interview_id)
        while (page := run.page) is not None:
            if time.monotonic() >= self.until:
                return
            for place, item in enumerate(page.items):
                if run.state.slots[item.key].relevant:
                    self._item(interview_id, run, run.item(item.key), last=place + 1 == len(page.items))
            if run.page is not None and run.page.key == page.key:  # its last question is not asked any more
                run.next()
                self._store("other", partial(records.save_position, self.actor, interview_id, run.position))
        self._end(contact_id, task_id, interview_id, run)

    def _end(self, contact_id: int, task_id: int, interview_id: int, run: Run) -> None:
        """A success where the form lets it be one; a complaint goes before it (CM-06)."""
        if run.dissatisfied and not Complaint.select().where(Complaint.interview == interview_id).exists():
            draft = replace(draft_for(self.actor, interview_id=interview_id), words="等得太久")
            self._store("other", partial(raise_complaint, self.actor, draft))
            self.ledger.note("complaint", interview_id)
        if why_no_success(run):
            ended = self._store("other", partial(contacts.end_call, self.actor, contact_id, "broken_off"))
        else:
            finish = partial(contacts.finish_item, self.actor, contact_id, task_id, "completed")
            ended = self._store("other", finish)
        self.ledger.note("end", contact_id, task_id, ended.outcome)

    def _item(self, interview_id: int, run: Run, item: Item, *, last: bool) -> None:
        """Say or ask one thing, and store what comes of it with the question that follows."""
        said = item.key if item.kind is Kind.ACKNOWLEDGE else ""
        if said:
            verdict = run.confirm(item.key)
        elif item.kind is Kind.NOTE or item.read_only:
            verdict = Verdict(True)
        else:
            verdict = self._answer(interview_id, run, item)
        if last:
            run.next()
        keep = partial(records.confirm, node=said) if said else records.save_answers
        self._store("answer", partial(keep, self.actor, interview_id, changes=verdict.changes, position=run.position))
        given = {each.key: each.new for each in verdict.changes if each.key != said}
        self.ledger.note("answer", interview_id, said, given)

    def _answer(self, interview_id: int, run: Run, item: Item) -> Verdict:
        """A valid answer; of a text its first half is kept before, as the desk keeps it after a second."""
        for _try in range(TRIES):
            value = FIXED.get(item.name) or guess(run, item, self.chance)
            if item.kind is Kind.TEXT and value:
                half = value[: len(value) // 2 + 1]
                keep = partial(records.save_answer, self.actor, interview_id, item.key, half, draft=True)
                self._store("answer", keep)
            verdict = run.answer(item.key, value, confirmed=True)
            if verdict.ok:
                return verdict
        raise AssertionError(f"no answer found to {item.key}")

    def _store(self, what: str, function: Callable[[], Any]) -> Any:
        """Think, and store."""
        if self.think:
            time.sleep(min(self.chance.expovariate(1 / self.think), 5 * self.think))
        self._breathe()
        start = time.perf_counter()
        given = function()
        self.seconds[what].append(time.perf_counter() - start)
        return given

    def _breathe(self) -> None:
        """A little computing that needs nothing but the machine: what it takes at worst is not the store's doing."""
        start = time.perf_counter()
        sum(range(20_000))
        self.seconds["breath"].append(time.perf_counter() - start)


def lines(paths: Iterable[Path]) -> list[list[Any]]:
    """The whole lines of ledgers; a line that a kill has torn tells of nothing."""
    return [json.loads(line) for path in paths for line in path.read_bytes().split(b"\n")[:-1]]


def missing(told: Iterable[list[Any]]) -> list[list[Any]]:
    """The lines of which something is not in the database that is open."""
    agenda = set(AgendaItem.select(AgendaItem.contact, AgendaItem.task, AgendaItem.outcome).tuples())
    held = {(contact, task) for contact, task, _outcome in agenda}
    dialled = set(Attempt.select(Attempt.contact, Attempt.id).tuples())
    answers = Answer.select(Answer.interview, Answer.node, Answer.value).where(~Answer.draft)
    answered = {(interview, node, value or "") for interview, node, value in answers.tuples()}
    said = set(Confirmation.select(Confirmation.interview, Confirmation.node).tuples())
    raised = {interview for (interview,) in Complaint.select(Complaint.interview).tuples()}

    def is_stored(what: str, first: int, *rest: Any) -> bool:
        if what == "answer":
            prompt, given = rest
            kept = all((first, node, value or "") in answered for node, value in given.items())
            return kept and (not prompt or (first, prompt) in said)
        where: Any = {"claim": held, "dial": dialled, "end": agenda, "complaint": raised}[what]
        return ((first, *rest) if rest else first) in where

    return [line for line in told if not is_stored(*line)]


def claimed_twice() -> list[int]:
    """The tasks that two people have had on their agenda, by the database itself."""
    holders: dict[int, set[int]] = {}
    for task_id, person_id in AgendaItem.select(AgendaItem.task, Contact.person).join(Contact).tuples():
        holders.setdefault(task_id, set()).add(person_id)
    return sorted(task_id for task_id, people in holders.items() if len(people) > 1)
