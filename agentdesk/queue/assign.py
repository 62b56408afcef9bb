"""Whose list a task stands in: a customer's calls stay with one agent, and the agents' loads stay even."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from peewee import ModelSelect, fn

from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import Person, Task

MANAGED = "care_manager"


def assign(actor: Actor, day: date) -> int:
    """Put every unassigned open call due by `day` in somebody's list; returns how many were put.

    A customer who has open calls in an agent's list stays with that agent; others go to whoever has the fewest.
    """
    with change(actor, "queue.assign") as audit:
        put = _share_out(day) + _to_managers(day)
        if put:
            audit("task", None, after={"assigned": put, "day": day})
        else:
            audit.skip()
    return put


def _share_out(day: date) -> int:
    agents = column(Person.select(Person.id).where(Person.active & (Person.position == "callback_agent")))
    if not agents:
        return 0
    by_customer: dict[int, list[int]] = defaultdict(list)
    waiting = _unassigned(day, "callback_agent").order_by(Task.weight.desc(), Task.latest_on, Task.id)
    for task_id, customer_id in tuples(waiting):
        by_customer[customer_id].append(task_id)
    load: Counter[int] = Counter()
    load.update(_open_loads())
    known = _agents_of(agents)
    lists: dict[int, list[int]] = defaultdict(list)
    for customer_id, tasks in by_customer.items():
        agent = known.get(customer_id) or min(agents, key=lambda candidate: (load[candidate], candidate))
        load[agent] += len(tasks)
        lists[agent].extend(tasks)
    return sum(_put(agent, tasks) for agent, tasks in lists.items())


def _unassigned(day: date, owner_role: str) -> ModelSelect[Task]:
    return Task.select(Task.id, Task.customer).where(
        (Task.state == "open")
        & Task.agent.is_null()
        & (Task.owner_role == owner_role)
        & (Task.channel == "phone")
        & (Task.due_effective <= day)
    )


def _open_loads() -> dict[int, int]:
    rows = (
        Task.select(Task.agent, fn.COUNT(Task.id))
        .where((Task.state == "open") & Task.agent.is_null(False) & (Task.owner_role == "callback_agent"))
        .group_by(Task.agent)
    )
    return pairs(rows)


def _agents_of(agents: list[int]) -> dict[int, int]:
    """The agent in whose list a customer's open calls already stand."""
    rows = Task.select(Task.customer, Task.agent).where((Task.state == "open") & Task.agent.in_(agents))
    return pairs(rows)


def _to_managers(day: date) -> int:
    """Key-customer calls belong to the customer-care manager (CB-12)."""
    managers = column(Person.select(Person.id).where(Person.active & (Person.position == MANAGED)))
    tasks = [task_id for task_id, _customer in tuples(_unassigned(day, MANAGED))] if managers else []
    return sum(_put(manager, tasks[place :: len(managers)]) for place, manager in enumerate(managers))


def _put(agent: int, tasks: list[int]) -> int:
    for start in range(0, len(tasks), 500):
        Task.update(agent=agent).where(Task.id.in_(tasks[start : start + 500])).execute()
    return len(tasks)
