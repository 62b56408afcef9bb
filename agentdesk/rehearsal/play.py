"""Eight weeks of a dealer's days, played through the real functions under a clock that is set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.queue.build import build
from agentdesk.rehearsal import exports
from agentdesk.rehearsal.agent import Agent
from agentdesk.rehearsal.department import handle_complaints, sign_the_day
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Person, database

WEEKS = 8
MORNING = time(7, 0)


def rehearse(actor: Actor, progress: Callable[[str], None]) -> None:
    """Take the fixtures in, play the last eight weeks, and build today's queue."""
    today = clock.today()
    exports.take_in(actor, progress)
    days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
    people = list(Person.select().where(Person.active & (Person.position == "callback_agent")).order_by(Person.code))
    for number, day in enumerate(days, 1):
        progress(_("Playing {day}, {number} of {total}").format(day=day.isoformat(), number=number, total=len(days)))
        with database.atomic():  # a killed rehearsal leaves no database at all, so one commit a day is enough
            play_day(actor, people, day)
    with clock.travel(datetime.combine(today, MORNING)):
        progress(_("Building the queue"))
        build(actor, today)


def play_day(actor: Actor, people: list[Person], day: date) -> None:
    """One day: the night's build, the handlers' work, each agent's calls, the supervisor's signature."""
    with clock.travel(datetime.combine(day, MORNING)):
        build(actor, day)
    handle_complaints(day)
    for person in people:
        Agent(person, day).work()
    sign_the_day(day)
