"""Random days of calls: whatever happens, the facts hold together, and an ending that is taken back never was."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.catalogue import why_no_success
from agentdesk.queue import derive
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    Contact,
    DoNotContact,
    Finding,
    Interview,
    Phone,
    Promise,
    Task,
    Vehicle,
)
from tests.interview.call_world import Desk
from tests.thorough import often

DERIVED = (Task.id, Task.state, Task.disposition, Task.closed_on, Task.attempts, Task.last_outcome, Task.next_at,
           Task.promised_at)  # fmt: skip


class Day:
    """李娜 calls at random; the clock moves on a little with every step."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.random = desk, random.Random(seed)
        self.now = datetime(2026, 11, 20, 9, 0)
        for place in range(4):
            task = desk.callback(f"0550-300000{place}", f"1380000000{place}")
            if place % 2:
                desk.reminder(task.customer)

    def step(self) -> None:
        """One thing an agent may do now; what is refused changes nothing."""
        self.now += timedelta(seconds=self.random.randint(5, 80))
        with clock.travel(self.now):
            open_id = contacts.open_contact_of(self.desk.li.id)
            before = snapshot()
            try:
                ended = self._take() if open_id is None else self._act(open_id)
            except UserError:
                assert snapshot() == before
                return
            check()
            if ended is not None and self.random.random() < 0.4:
                self._take_back(open_id, before)

    def _take(self) -> None:
        due = [task.id for task in Task.select().where(Task.state == "open")]
        if due:
            contacts.open_contact(self.desk.li, self.random.choice(due))

    def _act(self, contact_id: int) -> contacts.Ended | None:
        sitting = contacts.read(contact_id)
        if sitting.attempt is None:
            line = self.random.choice([each for each in sitting.numbers if each.dialable] or [None])
            if line is None or self.random.random() < 0.1:
                contacts.close(self.desk.li, contact_id)
            else:
                contacts.dial(self.desk.li, contact_id, line.phone_id)
            return None
        if not sitting.reached and self.random.random() < 0.5:
            contacts.reached(self.desk.li, contact_id)
            return None
        return self.random.choice(self._endings(contact_id, sitting))()

    def _endings(self, contact_id: int, sitting: contacts.Sitting) -> list[Callable[[], Any]]:
        li, current = self.desk.li, sitting.current
        assert current is not None
        code = self.random.choice(("no_answer", "busy", "not_in_service", "out_of_service"))
        later = clock.now() + timedelta(minutes=self.random.randint(1, 300))
        return [
            lambda: contacts.end_unreached(li, contact_id, code, stay=self.random.random() < 0.3),
            lambda: contacts.wrong_person(li, contact_id),
            lambda: contacts.promise(li, contact_id, later, mine_only=self.random.random() < 0.5),
            lambda: contacts.refuse(li, contact_id, hard=self.random.random() < 0.3, note="不要打了"),
            lambda: contacts.end_call(li, contact_id, self.random.choice(("broken_off", "sold_car"))),
            lambda: self._serve(contact_id, current),
            lambda: contacts.leave(li, contact_id),
        ]

    def _serve(self, contact_id: int, current: contacts.AgendaEntry) -> None:
        contacts.reached(self.desk.li, contact_id)
        task = Task.get_by_id(current.task_id)
        self.desk.interview(contact_id, task, pages=self.random.choice((2, 5, 1000)))
        run = records.load(records.start_interview(self.desk.li, contact_id, task.id))
        code = "told" if current.kind_code == "RM-01" else "completed"
        if not why_no_success(run):
            contacts.finish_item(self.desk.li, contact_id, task.id, code)

    def _take_back(self, open_id: int | None, before: dict[str, Any]) -> None:
        self.now += timedelta(seconds=30)
        with clock.travel(self.now):
            try:
                assert contacts.undo_last(self.desk.li).contact_id == open_id
            except UserError:
                return  # a served entry between, or nothing that can be taken back
            assert snapshot() == before
            check()


def snapshot() -> dict[str, Any]:
    """Everything an ending may change, as those see it who count what is in force."""
    return {
        "tasks": list(Task.select(*DERIVED).order_by(Task.id).tuples()),
        "agenda": list(AgendaItem.select(AgendaItem.id, AgendaItem.outcome, AgendaItem.decided_at).tuples()),
        "attempts": list(Attempt.select(Attempt.id, Attempt.outcome, Attempt.ended_at).tuples()),
        "retired": list(Phone.select(Phone.id).where(Phone.retired_at.is_null(False)).tuples()),
        "promises": list(Promise.select(Promise.task, Promise.promised_at).where(Promise.ended_at.is_null()).tuples()),
        "findings": Finding.select().where(Finding.withdrawn_at.is_null()).count(),
        "opt_outs": DoNotContact.select().where(DoNotContact.lifted_at.is_null()).count(),
        "sold": Vehicle.select().where(Vehicle.sold_on.is_null(False)).count(),
        "interviews": list(Interview.select(Interview.id, Interview.ended_at).tuples()),
        "open": list(Contact.select(Contact.id).where(Contact.ended_at.is_null()).tuples()),
    }


def check() -> None:
    """The facts hold together, and the derived columns are those of the facts."""
    stored = list(Task.select(*DERIVED).order_by(Task.id).tuples())
    derive.refresh([row[0] for row in stored])
    assert list(Task.select(*DERIVED).order_by(Task.id).tuples()) == stored
    over = Contact.select(Contact.id).where(Contact.ended_at.is_null(False))
    assert not Attempt.select().where(Attempt.contact.in_(over) & Attempt.ended_at.is_null()).exists()
    assert (
        not Task.select().where(Task.claimed_by.is_null(False)).exists()
        or Contact.select().where(Contact.ended_at.is_null()).exists()
    )
    ended = Interview.select().where((Interview.ended_at.is_null(False)) != (Interview.result != ""))
    assert not ended.exists()


@pytest.mark.parametrize("seed", range(often(2, 6)))
def test_a_random_day(desk: Desk, seed: int) -> None:
    day = Day(desk, seed)
    for _step in range(60):
        day.step()
    assert Attempt.select().where(Attempt.outcome != "").exists()
