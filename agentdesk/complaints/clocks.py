"""The deadlines of a complaint, from the presets of its severity, in the house's working time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.calendar import BusinessCalendar, window
from agentdesk.playbook import current
from agentdesk.playbook.schema import Playbook, Severity

Deadlines = dict[str, datetime]


def working_clock(instant: datetime) -> BusinessClock:
    """The working time of the playbook in force at an instant (naive UTC)."""
    day = clock.local(instant).date()
    return BusinessClock(working_calendar(current.calendar(day), current.current(day).head.calendar.working))


def working_calendar(calendar: BusinessCalendar, ranges: tuple[str, ...]) -> BusinessCalendar:
    """The calendar with the house's working hours in place of its calling windows, the same on every open day."""
    hours = tuple(window(text) for text in ranges)
    return replace(calendar, calling=dict.fromkeys(calendar.open_weekdays, hours))


def deadlines(severity: Severity, start: datetime, working: BusinessClock) -> Deadlines:
    """When a complaint must be accepted, have a plan, and be solved: `acknowledge_by`, `plan_by`, `solve_by`."""
    hours = {
        "acknowledge_by": severity.acknowledge_hours,
        "plan_by": severity.plan_hours,
        "solve_by": severity.solve_hours,
    }
    return {name: working.add(start, timedelta(hours=number)) for name, number in hours.items()}


def recall_deadline(handled_on: date, playbook: Playbook, working: BusinessClock) -> datetime:
    """The end of the last day on which the customer is to be asked, by the playbook's kind for that (CB-10).

    A closed day moves it to the next open one, like the call itself (CB-26).
    """
    kind = playbook.kind(playbook.complaints.recall_kind)
    schedule = next(each for each in kind.schedules if each.trigger == "complaint.handled")
    return working.closing(schedule.dates(handled_on).latest)
