"""Greeting messages of a month that went out late or not at all, by whose list they stand in (CA-05, IN-06).

A greeting is planned: its task has a last day, and it belongs to the month of that day (KP-23). One that was sent
afterwards is late; one that was not sent when that day is over is missed.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.scoreboard.queries import kind_ids
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Message, Task


class Greetings(NamedTuple):
    """How many greetings were due by now, and of those how many came late or were missed."""

    due: int
    late: int
    missed: int


def greetings(first: date, last: date) -> dict[int | None, Greetings]:
    """The greeting messages whose last day lies in a period, by the colleague in whose list they stand; None: nobody's.

    Empty where no greeting of the period was planned as a message: then nothing can be said.
    """
    greeting = Task.kind.in_(kind_ids(lambda kind: kind["purpose"] == "greeting"))
    rows = (
        Message.select(Task.agent, Task.latest_on, Message.sent_at)
        .join(Task, on=(Message.task == Task.id))
        .where((Message.channel == "sms") & greeting & Task.latest_on.between(first, last))
    )
    due: Counter[int | None] = Counter()
    late: Counter[int | None] = Counter()
    missed: Counter[int | None] = Counter()
    for agent, last_day, sent_at in tuples(rows):
        if sent_at is None and last_day >= clock.today():
            continue
        due[agent] += 1
        if sent_at is None:
            missed[agent] += 1
        elif clock.local(sent_at).date() > last_day:
            late[agent] += 1
    return {agent: Greetings(number, late[agent], missed[agent]) for agent, number in due.items()}
