"""What a schedule's task is about, and the key that lets it come into being once."""

from __future__ import annotations

from typing import Any

from peewee import Cast, Expression, Value, fn

from agentdesk.playbook.kinds import Step
from agentdesk.queue.sources import Source
from agentdesk.store.tables import CallRequest, Customer, Vehicle
from agentdesk.store.tables.temporary import DueDay


def subject_id(step: Step, found: Source) -> Any:
    """The fact a task of the schedule is about."""
    return found.subjects.get(step.subject, Customer.id)


def dedupe_key(step: Step, found: Source) -> Expression:
    """`CB-01:next_day:repair_order:17:2026-03-31`: the rule, its step, the subject and the day it is known by."""
    head = f"{step.kind.code}:{step.schedule.step}:{step.subject}:"
    subject = Cast(subject_id(step, found), "TEXT")
    key: Expression = Value(head).concat(subject).concat(":").concat(_known_by(step))
    return key


def _known_by(step: Step) -> Any:
    """The trigger day; a maintenance is known by another, since its own moves with every prediction (predicting.py).

    Of two calls that are asked for on one day each is known by its row too.
    """
    if step.schedule.trigger == "vehicle.next_service":
        return Cast(fn.COALESCE(Vehicle.service_from, DueDay.event_on), "TEXT")
    if step.schedule.trigger == "import":
        return Cast(DueDay.event_on, "TEXT").concat("/").concat(Cast(CallRequest.id, "TEXT"))
    return Cast(DueDay.event_on, "TEXT")
