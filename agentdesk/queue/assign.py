"""Whose list a task stands in: a customer's calls stay with one agent, and the agents' loads stay even."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from peewee import JOIN, SQL, ModelSelect, ModelUpdate, Value, fn

from agentdesk.common import clock
from agentdesk.queue.candidates import groups_of, in_lists, loads_of, spoke_last, stands_with, wanted_of
from agentdesk.queue.job import Job
from agentdesk.queue.presence import AGENT, back_on, desks
from agentdesk.queue.sharing import Wanted, share
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Person, Promise, Task, Vehicle, database
from agentdesk.store.tables.temporary import Given

MANAGED = "care_manager"


def assign(job: Job, day: date) -> int:
    """Put every unassigned open call due by `day` in somebody's list; returns how many were put.

    Who is present shares them after `sharing.share`; calls that an absent agent would come back too late for go to
    colleagues, but for those that agent alone has promised.
    """
    for taker, tasks in _of_absent(day):
        _hand_over(job, taker, tasks)
    return _put(job, [*_share_out(day), *_to_managers(day)])


def _share_out(day: date) -> list[tuple[int, list[int]]]:
    """Each agent's new calls."""
    return _shared(wanted_of(_waiting.rows(day), groups_of(day)), day)


@prepared
def _waiting(day: Any) -> ModelSelect[Task]:
    """Calls in nobody's list, the weightiest and most urgent first."""
    found = _unassigned(day, AGENT, Task.customer, Task.id, Task.kind_code, Vehicle.brand)
    joined = found.join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
    return joined.order_by(Task.weight.desc(), Task.latest_on, Task.id)


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
    return _shared(wanted_of(rows, groups_of(day)), day)


def _shared(wanted: dict[int, Wanted], day: date) -> list[tuple[int, list[int]]]:
    if not wanted:
        return []
    present, customers = desks(day), list(wanted)
    stands, last = stands_with(customers, {desk.person_id for desk in present}), spoke_last(customers)
    known = [one._replace(stands_with=stands.get(id_), spoke_last=last.get(id_)) for id_, one in wanted.items()]
    return list(share(known, present, loads_of(day)).lists.items())


def _unassigned(day: Any, owner_role: str, *columns: Any) -> ModelSelect[Task]:
    return Task.select(*columns).where(
        (Task.state == SQL("'open'"))  # a literal, as in the partial index
        & Task.agent.is_null()
        & (Task.owner_role == owner_role)
        & (Task.channel == "phone")
        & (Task.due_effective <= day)
    )


def _to_managers(day: date) -> list[tuple[int, list[int]]]:
    """Key-customer calls belong to the customer-care manager (CB-12)."""
    managers = column(Person.select(Person.id).where(Person.active & (Person.position == MANAGED)))
    tasks = column(_unassigned(day, MANAGED, Task.id)) if managers else []
    return [(manager, tasks[place :: len(managers)]) for place, manager in enumerate(managers)]


def _put(job: Job, plan: Iterable[tuple[int, list[int]]]) -> int:
    """Put the tasks in the agents' lists, those that are still open and in nobody's; returns how many.

    In the order in which the tasks are stored, so that each page of the table is written once and not for every agent.
    """
    whose = sorted((task, agent) for agent, tasks in plan for task in tasks)
    if not whose:
        return 0
    _note(whose)
    put = 0
    for some in job.pace.parts(whose):
        with job.change("queue.assign") as audit:
            put += _give.run(some[0][0], some[-1][0])
            for agent, calls in Counter(agent for _task, agent in some).items():
                audit("task", None, after={"assigned": calls, "agent": agent, "day": job.run.day})
    return put


def _note(whose: Iterable[tuple[int, int]]) -> None:
    """Note who gets which call where one statement finds it for a whole turn; no desk waits for that."""
    database.create_tables([Given])
    Given.delete().execute()
    insert_rows(Given, ("id", "agent"), whose)


@prepared
def _give(first: Any, last: Any) -> ModelUpdate:
    """Of these calls, from the first to the last, those that are still open and in nobody's list."""
    agent = Given.select(Given.agent).where(Given.id == Task.id)
    calls = Given.select(Given.id).where((Given.id >= first) & (Given.id <= last))
    return Task.update(agent=agent).where(Task.id.in_(calls) & (Task.state == "open") & Task.agent.is_null())


def _hand_over(job: Job, taker: int, tasks: list[int]) -> None:
    """Put an absent agent's calls in a colleague's list, those that nobody has on the line."""
    free = Task.claimed_by.is_null() | (Task.lease_until < clock.now())
    for some in job.pace.parts(tasks):
        with job.change("queue.absence") as audit:
            Task.update(agent=taker).where(Task.id.in_(list(some)) & (Task.state == "open") & free).execute()
            audit("task", None, after={"handed_over": len(some), "agent": taker, "day": job.run.day})
