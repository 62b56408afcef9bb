"""Customers with calls to be shared out: what they are about, who knows them, and how full the lists are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import SQL, ModelSelect, Value, fn

from agentdesk.playbook.current import current
from agentdesk.queue.presence import AGENT
from agentdesk.queue.sharing import Wanted
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Attempt, Contact, Task


def in_lists(day: date, *columns: Any) -> ModelSelect[Task]:
    """Columns of the open calls of the care department that stand in a list and are due by `day`."""
    return Task.select(*columns).where(
        (Task.state == SQL("'open'"))
        & Task.agent.is_null(False)
        & (Task.owner_role == AGENT)
        & (Task.channel == "phone")
        & (Task.due_effective <= day)
    )


def loads_of(day: date) -> dict[int, int]:
    """How many open calls due by `day` stand in each list."""
    return pairs(in_lists(day, Task.agent, fn.COUNT(Task.id)).group_by(Task.agent))


def wanted_of(rows: Sequence[tuple[Any, ...]], groups: dict[str, str]) -> dict[int, Wanted]:
    """Customers with their calls, from rows of customer, task, kind and brand, in the rows' order."""
    tasks: dict[int, list[int]] = defaultdict(list)
    kinds: dict[int, set[str]] = defaultdict(set)
    brands: dict[int, set[str]] = defaultdict(set)
    for customer_id, task_id, kind, brand in rows:
        tasks[customer_id].append(task_id)
        kinds[customer_id].add(groups.get(kind, kind))
        if brand:
            brands[customer_id].add(brand)
    return {
        customer_id: Wanted(customer_id, tuple(ids), frozenset(kinds[customer_id]), frozenset(brands[customer_id]))
        for customer_id, ids in tasks.items()
    }


def groups_of(day: date) -> dict[str, str]:
    """The group of the queue each kind belongs to."""
    return {kind.code: kind.group for kind in current(day).kinds}


def spoke_last(customer_ids: Sequence[int]) -> dict[int, int]:
    """Who had each of these customers on the line the last time, where the call reached them."""
    found: dict[int, int] = {}
    for start in range(0, len(customer_ids), 500):
        some = list(customer_ids[start : start + 500])
        reached = Attempt.select(Value(1)).where((Attempt.contact == Contact.id) & Attempt.contacted)
        rows = Contact.select(Contact.customer, Contact.person).where(Contact.customer.in_(some) & fn.EXISTS(reached))
        found.update(pairs(rows.order_by(Contact.started_at, Contact.id)))
    return found
