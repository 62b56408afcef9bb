"""Fourteen months of a dealer's days, played through the real functions under a clock that is set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints.unanswered import close_unanswered
from agentdesk.interview.control import check_cards
from agentdesk.playbook.current import calendar
from agentdesk.queue.build import build
from agentdesk.rehearsal import exports
from agentdesk.rehearsal.agent import Agent
from agentdesk.rehearsal.bulletins import enter_bulletins
from agentdesk.rehearsal.cards import copy_cards
from agentdesk.rehearsal.chapters import first_day
from agentdesk.rehearsal.counter import Counter
from agentdesk.rehearsal.department import answer_notices, handle_complaints, read_what_came, sign, take_the_ladder
from agentdesk.rehearsal.house import House
from agentdesk.rehearsal.improving import Improving
from agentdesk.store import marks
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import database

LADDER_DAYS = 14  # from when the clock script runs: before, the house had no ladder
LOST_DAYS = 5  # open days before today from which some customers are out of reach
MORNING, OPENING = time(7, 0), time(8, 50)
ROUNDS = (time(11, 0), time(15, 0), time(17, 29))  # when the handlers and the ladder have their turns
CALLS = {"callback_agent": 28, "care_manager": 2}  # a day at most; the manager has other work


class Rehearsal:
    """The days before today, one after the other.

    On the last open one the agents leave early and the handlers leave a part undone, so that something of each kind is
    open today.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.house = House(clock.today())
        self.counter = Counter(self.house)
        self.improving = Improving(self.house)
        self.callers = [person for person in self.house.people.values() if person.position in CALLS]
        self.last, self.lost_from = self.house.back(1), self.house.back(LOST_DAYS)

    def play(self, day: date) -> None:
        """One day: the night's build, each caller's calls, and what the colleagues do about them."""
        last, with_ladder = day == self.last, day > self.house.today - timedelta(days=LADDER_DAYS)
        open_today = calendar(day).is_open(day)
        if open_today or with_ladder:
            night(self.actor, day)
        if day == self.lost_from:
            self.house.lose_customers(day)
        if open_today:
            copy_cards(self.house, day)
            self.counter.walk_in(day)
        if with_ladder:
            read_what_came(self.house, day)
        self._handle(day, OPENING)
        for person in self.callers:
            Agent(person, day, CALLS[person.position], self.house, last=last).work()
        for moment in ROUNDS if with_ladder else ROUNDS[-1:]:
            self._handle(day, moment)
            if with_ladder:
                take_the_ladder(day, moment)
        self.improving.play(day)
        answer_notices(self.house, day)
        enter_bulletins(self.house, day)
        sign(self.house, day)

    def _handle(self, day: date, until: time) -> None:
        self.counter.play(day, until)
        handle_complaints(self.house, day, until, self.counter.ids.values(), last=day == self.last)


def rehearse(actor: Actor, progress: Callable[[str], None]) -> None:
    """Take the fixtures in, play the month under way and the 13 whole ones before it, and build today's queue."""
    today = clock.today()
    exports.take_in(actor, progress)
    marks.begin_anew()
    database.close()  # the driver keeps the statements it sees first, and the import's are never run again
    database.connect()
    first = first_day(today)
    days = [first + timedelta(days=ahead) for ahead in range((today - first).days)]
    rehearsal = Rehearsal(actor)
    for number, day in enumerate(days, 1):
        progress(_("Playing {day}, {number} of {total}").format(day=day.isoformat(), number=number, total=len(days)))
        # Nobody waits, and a killed rehearsal leaves nothing: one change a day, which notes how that day began.
        with clock.travel(datetime.combine(day, MORNING)), change(actor, "rehearsal.day") as audit:
            audit.skip()
            rehearsal.play(day)
    progress(_("Building the queue"))
    night(actor, today)


def night(actor: Actor, day: date) -> None:
    """What cron does before a day."""
    with clock.travel(datetime.combine(day, MORNING)):
        build(actor, day)
        close_unanswered(actor)
        check_cards(actor)
