"""A simulated agent's day: dials down the list, asks the questions, promises, notes complaints. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.complaints import raising
from agentdesk.interview import contacts, records
from agentdesk.interview.run import Run
from agentdesk.playbook.current import calendar
from agentdesk.queue.rows import best_next
from agentdesk.rehearsal.customer import Customer
from agentdesk.store.audit import actor_of
from agentdesk.store.tables import Person

PACE = timedelta(minutes=11)  # from one call to the next
ANSWERING = timedelta(seconds=18)  # from one answer to the next
MISSED_DAYS = 0.03  # how often an agent is away
REACH = 0.74


class Agent:
    """One agent on one day; the same person and day always work alike."""

    def __init__(self, person: Person, day: date) -> None:
        self.actor = actor_of(person, "desk")
        self.day = day
        self.random = random.Random(f"{person.code}:{day.toordinal()}")

    def work(self) -> None:
        """Call through the day's hours until the list is done."""
        if self.random.random() < MISSED_DAYS:
            return
        for moment in self._moments():
            with clock.travel(moment):
                task_id = best_next(self.actor, self.day)
                if task_id is not None:
                    self._call(task_id, moment)

    def _moments(self) -> Iterator[datetime]:
        """The wall-clock times at which this agent takes a customer."""
        for window in calendar(self.day).windows(self.day):
            moment = datetime.combine(self.day, window.start)
            end = datetime.combine(self.day, window.end)
            while moment + PACE <= end:
                yield moment + timedelta(seconds=self.random.randint(0, 180))
                moment += PACE

    def _call(self, task_id: int, moment: datetime) -> None:
        contact_id = contacts.open_contact(self.actor, task_id)
        sitting = contacts.read(contact_id)
        customer = Customer(f"{sitting.customer_id}:{moment:%Y%m%d%H}")
        line = sitting.preferred
        if line is None:
            contacts.close(self.actor, contact_id)
            return
        contacts.dial(self.actor, contact_id, line.phone_id)
        heard = customer.answers_the_phone(REACH)
        if heard != "reached":
            self._unreached(contact_id, heard)
            return
        match customer.at_the_opening():
            case "wrong_person":
                contacts.wrong_person(self.actor, contact_id)
                self._leave_if_open(contact_id)
            case "not_now":
                contacts.promise(self.actor, contact_id, self._another_time(moment))
            case "refused":
                contacts.reached(self.actor, contact_id)
                contacts.refuse(self.actor, contact_id, hard=self.random.random() < 0.2, note="客户不愿继续")
            case _:
                contacts.reached(self.actor, contact_id)
                self._talk(contact_id, customer, moment)

    def _unreached(self, contact_id: int, heard: str) -> None:
        ended = contacts.end_unreached(self.actor, contact_id, heard)
        while not ended.closed and ended.next_phone_id is not None:
            contacts.dial(self.actor, contact_id, ended.next_phone_id)
            ended = contacts.end_unreached(self.actor, contact_id, "no_answer")

    def _leave_if_open(self, contact_id: int) -> None:
        if contacts.open_contact_of(self.actor.id) == contact_id:
            sitting = contacts.read(contact_id)
            if sitting.preferred:
                contacts.dial(self.actor, contact_id, sitting.preferred.phone_id)
                self._unreached(contact_id, "no_answer")

    def _another_time(self, moment: datetime) -> datetime:
        """The next day at an hour customers like, as an instant."""
        day = calendar(self.day).next_open(moment.date() + timedelta(days=self.random.choice((1, 1, 2))))
        return clock.to_utc(datetime.combine(day, time(self.random.choice((10, 11, 15, 16)))))

    def _talk(self, contact_id: int, customer: Customer, moment: datetime) -> None:
        for entry in contacts.read(contact_id).agenda:
            if entry.form_version_id is None:
                contacts.finish_item(self.actor, contact_id, entry.task_id, "completed")
                continue
            interview_id = records.start_interview(self.actor, contact_id, entry.task_id)
            run = records.load(interview_id)
            moment = self._ask(interview_id, run, customer, moment)
            with clock.travel(moment):
                if run.can_complete():
                    contacts.refuse(self.actor, contact_id, note="客户中途挂断")
                    return
                result = run.results().get("reminder_result", "completed")
                contacts.finish_item(self.actor, contact_id, entry.task_id, OUTCOMES.get(result, "completed"))

    def _ask(self, interview_id: int, run: Run, customer: Customer, moment: datetime) -> datetime:
        """Walk the form to its end; every answer is stored as the desk would store it."""
        complained = False
        while run.page is not None:
            for item in run.page.items:
                moment += ANSWERING
                with clock.travel(moment):
                    if item.kind == "acknowledge":
                        run.confirm(item.key)
                        records.confirm(self.actor, interview_id, item.key)
                    elif not item.read_only and item.kind != "note":
                        verdict = run.answer(item.key, customer.answer(item, run), confirmed=True)
                        if verdict.ok:
                            records.save_answers(self.actor, interview_id, verdict.changes, position=run.position)
                    if run.dissatisfied and not complained:
                        complained = True
                        self._complain(interview_id, item.key, customer)
            if customer.hangs_up():
                break
            run.next()
        return moment

    def _complain(self, interview_id: int, question: str, customer: Customer) -> None:
        draft = raising.draft_for(self.actor, interview_id=interview_id, question=question)
        filled = replace(draft, words=customer.words(), subject=self.random.choice(("service", "staff", "product")),
                         wants_callback=self.random.random() < 0.7)  # fmt: skip
        raising.raise_complaint(self.actor, filled)


OUTCOMES = {"told": "told", "will_come": "will_come", "appointment_made": "appointment_made", "declined": "declined"}
