"""Eight weeks of a dealer's days, played through the real functions under a clock that is set back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.complaints.unanswered import close_unanswered
from agentdesk.queue.build import build
from agentdesk.rehearsal import exports
from agentdesk.rehearsal.agent import Agent
from agentdesk.rehearsal.department import EVENING, answer_notices, handle_complaints, sign
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Person, database

WEEKS = 8
MORNING, OPENING, NOON = time(7, 0), time(8, 50), time(12, 0)
CALLS = {"callback_agent": 28, "care_manager": 2}  # a day at most; the manager has other work


def rehearse(actor: Actor, progress: Callable[[str], None]) -> None:
    """Take the fixtures in, play the last eight weeks, and build today's queue."""
    today = clock.today()
    exports.take_in(actor, progress)
    days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
    callers = list(Person.select().where(Person.active & Person.position.in_(list(CALLS))).order_by(Person.code))
    for number, day in enumerate(days, 1):
        progress(_("Playing {day}, {number} of {total}").format(day=day.isoformat(), number=number, total=len(days)))
        with database.atomic():  # a killed rehearsal leaves no database at all, so one commit a day is enough
            play_day(actor, callers, day, last=number == len(days))
    progress(_("Building the queue"))
    night(actor, today)


def play_day(actor: Actor, callers: list[Person], day: date, *, last: bool = False) -> None:
    """One day: the night's build, each caller's calls, and what the colleagues do about them.

    On the last one everybody leaves early, so that something of each kind is open today.
    """
    night(actor, day)
    handle_complaints(day, OPENING)
    for person in callers:
        Agent(person, day, CALLS[person.position], last=last).work()
    handle_complaints(day, NOON if last else EVENING)
    answer_notices(day)
    sign(day)


def night(actor: Actor, day: date) -> None:
    """What cron does before a day."""
    with clock.travel(datetime.combine(day, MORNING)):
        build(actor, day)
        close_unanswered(actor)
