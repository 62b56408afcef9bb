"""A simulated agent's day: works down the list, asks the questions, promises, notes complaints. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.complaints import raising
from agentdesk.complaints.proposing import propose
from agentdesk.interview import contacts, records
from agentdesk.interview.conventions import IDENTIFIED, RESULT
from agentdesk.interview.model import Kind
from agentdesk.interview.run import Run
from agentdesk.playbook.current import calendar, current
from agentdesk.queue.rows import best_next, rows
from agentdesk.queue.skips import reasons, skip
from agentdesk.rehearsal.customer import Customer
from agentdesk.rehearsal.house import House
from agentdesk.store.audit import actor_of
from agentdesk.store.tables import Complaint, Person, Task

FASTEST, SLOWEST = timedelta(minutes=14), timedelta(minutes=45)  # from one call to the next, with what else there is
SPARE = 1.4  # calls an agent makes room for, to each one in the list: some are tried again
ANSWERING = timedelta(seconds=18)  # from one answer to the next
EARLY = time(16, 0)
SKIPPED = 0.02  # how often an agent passes a customer over
AWAY = 0.01  # how often an agent is not there for a day


class Agent:
    """One agent on one day, for so many calls at most; the same person and day always work alike.

    On the `last` day before today the agent leaves early, and owes somebody a call: today has something of each kind.
    """

    def __init__(self, person: Person, day: date, most: int, house: House, *, last: bool = False) -> None:
        self.actor = actor_of(person, "desk")
        self.house = house
        self.last = last
        self.day = day
        self.most = most
        self.until = datetime.combine(day, EARLY if last else time.max)
        self.owes_a_call = last
        self.random = random.Random(f"{person.code}:{day.toordinal()}")
        self.recall_kind = current(day).complaints.recall_kind
        self.agreed: list[datetime] = []  # the promises that come up on this day, on the wall clock

    def work(self) -> None:
        """Call through the day's hours until nobody is left to call today, or there have been enough calls."""
        if self.random.random() < AWAY and not self.owes_a_call:
            return
        waiting = rows(self.day, self.actor.id)
        if not waiting:
            return
        self.agreed += [clock.local(row.promised_at) for row in waiting if row.promised_at]
        called, idle_until = 0, datetime.combine(self.day, time.min)
        for moment in self._moments(min(len(waiting), self.most)):
            if called == self.most or moment < idle_until:
                continue
            with clock.travel(moment):
                task_id = best_next(self.actor, self.day)
                if task_id is None:
                    idle_until = self._next_time()
                elif not self._passes_over(task_id):
                    self._call(task_id, moment)
                    called += 1

    def _moments(self, expected: int) -> Iterator[datetime]:
        """The wall-clock times at which this agent takes a customer: in turn, and when it was promised."""
        windows = calendar(self.day).windows(self.day)
        spans = [(datetime.combine(self.day, each.start), datetime.combine(self.day, each.end)) for each in windows]
        hours = sum((end - start for start, end in spans), timedelta())
        pace = min(max(hours / (SPARE * expected + 1), FASTEST), SLOWEST)
        for start, end in spans:
            turn = start
            while turn + pace <= min(end, self.until):
                agreed = min((at for at in self.agreed if turn <= at < turn + pace), default=None)
                yield agreed or turn + self.random.random() * pace * 0.8
                turn += pace

    def _passes_over(self, task_id: int) -> bool:
        """Now and then somebody else comes first: the customer waits for a while."""
        if self.random.random() >= SKIPPED or Task.get_by_id(task_id).promised_at is not None:
            return False
        skip(self.actor, task_id, self.random.choice([each.code for each in reasons() if not each.note_required]))
        return True

    def _next_time(self) -> datetime:
        """When the first of the retries and promises in the list comes up, on the wall clock."""
        now, evening = clock.now(), datetime.combine(self.day, time.max)
        times = [row.promised_at or row.next_at for row in rows(self.day, self.actor.id)]
        return min((clock.local(at) for at in times if at is not None and at > now), default=evening)

    def _call(self, task_id: int, moment: datetime) -> None:
        contact_id = contacts.open_contact(self.actor, task_id)
        sitting = contacts.read(contact_id)
        if sitting.preferred is None:
            contacts.close(self.actor, contact_id)
            return
        recall = sitting.agenda[0].kind_code == self.recall_kind
        customer = self._customer(sitting, moment, recall=recall)
        contacts.dial(self.actor, contact_id, sitting.preferred.phone_id)
        heard = customer.answers_the_phone()
        if heard != "reached":
            self._go_on(contacts.end_unreached(self.actor, contact_id, heard))
            return
        match self._opening(customer, recall=recall):
            case "wrong_person":
                self._go_on(contacts.wrong_person(self.actor, contact_id))
            case "not_now":
                contacts.promise(self.actor, contact_id, self._another_time(moment))
            case "refused":
                contacts.reached(self.actor, contact_id)
                contacts.refuse(self.actor, contact_id, hard=self.random.random() < 0.2, note="客户不愿继续")
            case _:
                contacts.reached(self.actor, contact_id)
                self._talk(sitting, customer, moment)

    def _customer(self, sitting: contacts.Sitting, moment: datetime, *, recall: bool) -> Customer:
        """Who is rung. On the last day the first one who is asked about a complaint is not satisfied."""
        department = self.house.department(sitting.advisor)
        content, prompt = self.house.content(sitting.advisor, self.day), self.house.chapter(self.day).prompt
        customer = Customer(sitting.customer_id, moment, department, content=content, prompt=prompt, recall=recall)
        if sitting.customer_id in self.house.gone:
            customer.reach = 0.0
        elif recall and self.last and not Complaint.select().where(Complaint.state == "reopened").exists():
            customer.reach, customer.content = 1.0, False
        return customer

    def _opening(self, customer: Customer, *, recall: bool) -> str:
        if recall and customer.reach == 1.0:
            return IDENTIFIED
        return "not_now" if self.owes_a_call else customer.at_the_opening()

    def _go_on(self, ended: contacts.Ended) -> None:
        """Try the customer's other numbers, where the outcome was the number's only."""
        while ended.next_phone_id is not None:
            contacts.dial(self.actor, ended.contact_id, ended.next_phone_id)
            ended = contacts.end_unreached(self.actor, ended.contact_id, "no_answer")

    def _another_time(self, moment: datetime) -> datetime:
        """A time customers like: later on the same day, else an hour of one of the next days; as an instant."""
        house = calendar(self.day)
        later = [moment.replace(minute=0) + timedelta(hours=hours) for hours in range(2, 7)]
        later = [at for at in later if at < self.until and house.is_calling_time(clock.to_utc(at))]
        if later and not self.owes_a_call and self.random.random() < 0.65:
            self.agreed.append(self.random.choice(later))
            return clock.to_utc(self.agreed[-1])
        days = 1 if self.owes_a_call else self.random.choice((1, 1, 1, 2))
        self.owes_a_call = False
        day = house.next_open(self.day + timedelta(days=days))
        return clock.at(day, self.random.choice((9, 10, 15, 16)), self.random.choice((0, 30)))

    def _talk(self, sitting: contacts.Sitting, customer: Customer, moment: datetime) -> None:
        """Serve the agenda, entry by entry, on the clock's time."""
        for entry in sitting.agenda:
            with clock.travel(moment):
                if entry.form_version_id is None:
                    contacts.finish_item(self.actor, sitting.contact_id, entry.task_id, "completed")
                    continue
                interview_id = records.start_interview(self.actor, sitting.contact_id, entry.task_id)
                run = records.load(interview_id)
            complains = entry.kind_code != self.recall_kind  # a re-call's answer goes to the complaint it asks about
            moment = self._ask(interview_id, run, customer, moment, complains)
            with clock.travel(moment):
                if run.can_complete():
                    contacts.end_call(self.actor, sitting.contact_id, "broken_off")
                    return
                said = run.results().get(RESULT, "completed")
                contacts.finish_item(self.actor, sitting.contact_id, entry.task_id, said)

    def _ask(self, interview_id: int, run: Run, customer: Customer, moment: datetime, complains: bool) -> datetime:
        """Walk the form to its end; every answer is stored as the desk stores it. Returns when that was done."""
        page = run.page
        while page is not None and not customer.hangs_up():
            for item in page.items:
                moment += ANSWERING
                with clock.travel(moment):
                    if item.kind is Kind.ACKNOWLEDGE:
                        said = run.confirm(item.key)
                        records.confirm(self.actor, interview_id, item.key, said.changes)
                    elif not item.read_only and item.kind is not Kind.NOTE:
                        given = run.answer(item.key, customer.answer(item), confirmed=True)
                        records.save_answers(self.actor, interview_id, given.changes, position=run.position)
                    if complains and run.dissatisfied:
                        complains = False
                        self._complain(interview_id, item.key, customer)
            page = run.next()
        return moment

    def _complain(self, interview_id: int, question: str, customer: Customer) -> None:
        story = customer.complains(question.rpartition("/")[2])
        draft = raising.draft_for(
            self.actor, interview_id=interview_id, question=question, words=story.words, dissatisfied=True
        )
        proposed = propose(draft)
        filled = replace(
            draft,
            subject=story.subject,
            severity=proposed.severity if proposed else draft.severity,
            remedy_sought=story.remedy,
            remedy_asked=True,
            wants_callback=self.random.random() < 0.7,
        )
        raising.raise_complaint(self.actor, filled)
