"""The same thing twice (CB-25): a second visit on one day, and another task that serves for it, in SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Select, Value, fn

from agentdesk.playbook.kinds import Step
from agentdesk.queue.sources import Source
from agentdesk.store.tables import RepairOrder, Task
from agentdesk.store.tables.temporary import DueDay


def is_a_visit(step: Step) -> bool:
    """Whether the schedule follows up a visit to the workshop."""
    return step.schedule.trigger == "repair_order.left" and step.subject == "repair_order"


def is_second_visit(_step: Step, _found: Source) -> Any:
    """Another order of the same car left on the same day and is called for.

    No task is read here: an INSERT that reads its own table would first have to keep all its rows aside.
    """
    other = RepairOrder.alias()
    return fn.EXISTS(other.select(Value(1)).where(_same_visit(other)))


def task_of_first_visit(step: Step, _found: Source) -> Any:
    """The id of the task that the earlier order of that day has; 0 where it has none yet."""
    other, task = RepairOrder.alias(), Task.alias()
    of_rule = (task.kind_code == step.kind.code) & (task.step == step.schedule.step)
    subject = (task.subject == "repair_order") & task.subject_id.in_(other.select(other.id).where(_same_visit(other)))
    return fn.COALESCE(task.select(fn.MIN(task.id)).where(subject & of_rule), 0)


def _same_visit(other: Any) -> Any:
    """An earlier order of the same car and customer that left on the same day."""
    same_day = (other.vehicle == RepairOrder.vehicle) & (other.left_on == RepairOrder.left_on)
    return same_day & (other.customer == RepairOrder.customer) & (other.id < RepairOrder.id)


def merges(step: Step) -> bool:
    """Whether a task of another kind may serve for the schedule's."""
    return bool(step.schedule.merges_with)


def is_served(step: Step, found: Source) -> Any:
    """A task of such a kind is there for the same car about the same time."""
    return fn.EXISTS(_serving(step, found, lambda _task: Value(1)))


def serving_task(step: Step, found: Source) -> Any:
    """The id of that task."""
    return _serving(step, found, lambda task: fn.MIN(task.id))


def _serving(step: Step, found: Source, column: Callable[[Any], Any]) -> Select:
    """Tasks of the kinds this one is the same as, for the same car about the same time; not what expired unworked."""
    task = Task.alias()
    return task.select(column(task)).where(
        (task.vehicle == found.vehicle)
        & task.kind_code.in_(step.schedule.merges_with)
        & (task.due_nominal <= DueDay.expires_on)
        & (task.expires_on >= DueDay.due_nominal)
        & (task.disposition != "expired")
    )
