"""Whose list a task stands in: a customer's calls stay with one agent, and the agents' loads stay even."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import JOIN, SQL, ModelSelect, Value, fn

from agentdesk.common import clock
from agentdesk.queue.candidates import groups_of, in_lists, loads_of, spoke_last, wanted_of
from agentdesk.queue.job import Job
from agentdesk.queue.presence import AGENT, back_on, desks
from agentdesk.queue.sharing import Wanted, share
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import Person, Promise, Task, Vehicle

MANAGED = "care_manager"


def assign(job: Job, day: date) -> int:
    """Put every unassigned open call due by `day` in somebody's list; returns how many were put.

    Who is present shares them after `sharing.share`; calls that an absent agent would come back too late for go to
    colleagues, but for those that agent alone has promised.
    """
    for taker, tasks in _of_absent(day):
        _hand_over(job, taker, tasks)
    return sum(_put(job, agent, tasks) for plan in (_share_out(day), _to_managers(day)) for agent, tasks in plan)


def _share_out(day: date) -> list[tuple[int, list[int]]]:
    """Each agent's new calls."""
    waiting = (
        _unassigned(day, AGENT, Task.customer, Task.id, Task.kind_code, Vehicle.brand)
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .order_by(Task.weight.desc(), Task.latest_on, Task.id)
    )
    return _shared(wanted_of(tuples(waiting), groups_of(day)), day)


def _of_absent(day: date) -> list[tuple[int, list[int]]]:
    """The calls of absent agents that can't wait until they are back, by who gets them."""
    own = Promise.select(Value(1)).where((Promise.task == Task.id) & Promise.ended_at.is_null() & Promise.mine_only)
    rows: list[tuple[Any, ...]] = []
    for desk in desks(day):
        if desk.absent:
            late = (Task.agent == desk.person_id) & (Task.latest_on <= back_on(desk.person_id, day))
            found = in_lists(day, Task.customer, Task.id, Task.kind_code, Vehicle.brand)
            joined = found.join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
            rows += tuples(joined.where(late & ~fn.EXISTS(own)).order_by(Task.weight.desc(), Task.id))
    return _shared(wanted_of(rows, groups_of(day)), day) if rows else []


def _shared(wanted: dict[int, Wanted], day: date) -> list[tuple[int, list[int]]]:
    present = desks(day)
    stands, last = _agents_of([desk.person_id for desk in present]), spoke_last(list(wanted))
    known = [one._replace(stands_with=stands.get(id_), spoke_last=last.get(id_)) for id_, one in wanted.items()]
    return list(share(known, present, loads_of(day)).lists.items())


def _unassigned(day: date, owner_role: str, *columns: Any) -> ModelSelect[Task]:
    return Task.select(*columns).where(
        (Task.state == SQL("'open'"))  # a literal, as in the partial index
        & Task.agent.is_null()
        & (Task.owner_role == owner_role)
        & (Task.channel == "phone")
        & (Task.due_effective <= day)
    )


def _agents_of(agents: list[int]) -> dict[int, int]:
    """The agent in whose list a customer's open calls already stand."""
    rows = Task.select(Task.customer, Task.agent).where((Task.state == SQL("'open'")) & Task.agent.in_(agents))
    return pairs(rows)


def _to_managers(day: date) -> list[tuple[int, list[int]]]:
    """Key-customer calls belong to the customer-care manager (CB-12)."""
    managers = column(Person.select(Person.id).where(Person.active & (Person.position == MANAGED)))
    tasks = column(_unassigned(day, MANAGED, Task.id)) if managers else []
    return [(manager, tasks[place :: len(managers)]) for place, manager in enumerate(managers)]


def _put(job: Job, agent: int, tasks: list[int]) -> int:
    """Put the tasks in the agent's list, those that are still open and in nobody's."""
    put = 0
    for some in job.pace.parts(tasks):
        with job.change("queue.assign") as audit:
            free = Task.id.in_(list(some)) & (Task.state == "open") & Task.agent.is_null()
            put += Task.update(agent=agent).where(free).execute()
            audit("task", None, after={"assigned": len(some), "agent": agent, "day": job.run.day})
    return put


def _hand_over(job: Job, taker: int, tasks: list[int]) -> None:
    """Put an absent agent's calls in a colleague's list, those that nobody has on the line."""
    free = Task.claimed_by.is_null() | (Task.lease_until < clock.now())
    for some in job.pace.parts(tasks):
        with job.change("queue.absence") as audit:
            Task.update(agent=taker).where(Task.id.in_(list(some)) & (Task.state == "open") & free).execute()
            audit("task", None, after={"handed_over": len(some), "agent": taker, "day": job.run.day})
