"""Eight weeks of a dealer's days, played through the real functions under a clock that is set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints.unanswered import close_unanswered
from agentdesk.queue.build import build
from agentdesk.rehearsal import exports
from agentdesk.rehearsal.agent import PACE, Agent
from agentdesk.rehearsal.department import close_the_day
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Person, database

WEEKS = 8
MORNING = time(7, 0)
CALLERS = {"callback_agent": PACE, "care_manager": timedelta(hours=4)}  # the manager has other work, too


def rehearse(actor: Actor, progress: Callable[[str], None]) -> None:
    """Take the fixtures in, play the last eight weeks, and build today's queue."""
    today = clock.today()
    exports.take_in(actor, progress)
    days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
    callers = list(Person.select().where(Person.active & Person.position.in_(list(CALLERS))).order_by(Person.code))
    for number, day in enumerate(days, 1):
        progress(_("Playing {day}, {number} of {total}").format(day=day.isoformat(), number=number, total=len(days)))
        with database.atomic():  # a killed rehearsal leaves no database at all, so one commit a day is enough
            play_day(actor, callers, day)
    progress(_("Building the queue"))
    night(actor, today)


def play_day(actor: Actor, callers: list[Person], day: date) -> None:
    """One day: the night's build, each caller's calls, and what the colleagues do about them."""
    night(actor, day)
    for person in callers:
        Agent(person, day, CALLERS[person.position]).work()
    close_the_day(day)


def night(actor: Actor, day: date) -> None:
    """What cron does before a day."""
    with clock.travel(datetime.combine(day, MORNING)):
        build(actor, day)
        close_unanswered(actor)
