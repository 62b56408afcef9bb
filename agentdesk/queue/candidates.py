"""Customers with calls to be shared out: what they are about, who knows them, and how full the lists are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from peewee import SQL, ModelSelect, Value, fn

from agentdesk.playbook.current import current
from agentdesk.queue.presence import AGENT
from agentdesk.queue.sharing import Wanted
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Attempt, Contact, Task

AT_ONCE = 512  # customers named in one statement


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
    calls: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for customer_id, *call in rows:
        calls[customer_id].append(tuple(call))
    kept: dict[tuple[Any, ...], frozenset[str]] = {}  # customers are many, sets of kinds and of brands are few

    def one_of(words: tuple[Any, ...]) -> frozenset[str]:
        return kept.get(words) or kept.setdefault(words, frozenset(filter(None, words)))

    found = {}
    for customer_id, of_customer in calls.items():
        ids, kinds, named = zip(*of_customer, strict=True)
        wanted = one_of(tuple([groups.get(kind, kind) for kind in kinds]))
        found[customer_id] = Wanted(customer_id, ids, wanted, one_of(named))
    return found


def groups_of(day: date) -> dict[str, str]:
    """The group of the queue each kind belongs to."""
    return {kind.code: kind.group for kind in current(day).kinds}


def spoke_last(customer_ids: Sequence[int]) -> dict[int, int]:
    """Who had each of these customers on the line the last time, where the call reached them."""
    return {customer: person for some in _parts(customer_ids) for customer, person in _reached.rows(some)}


def stands_with(customer_ids: Sequence[int], agents: Collection[int]) -> dict[int, int]:
    """The one of these agents in whose list the customer's open calls already stand, the last ones where several do."""
    rows = (row for some in _parts(customer_ids) for row in _listed.rows(some))
    return {customer: agent for customer, agent in rows if agent in agents}


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield list(ids[start : start + AT_ONCE])


@prepared
def _reached(customer_ids: Any) -> ModelSelect[Contact]:
    reached = Attempt.select(Value(1)).where((Attempt.contact == Contact.id) & Attempt.contacted)
    rows = Contact.select(Contact.customer, Contact.person).where(
        Contact.customer.in_(customer_ids) & fn.EXISTS(reached)
    )
    return rows.order_by(Contact.started_at, Contact.id)


@prepared
def _listed(customer_ids: Any) -> ModelSelect[Task]:
    listed = Task.customer.in_(customer_ids) & (Task.state == "open") & Task.agent.is_null(False)
    return Task.select(Task.customer, Task.agent).where(listed).order_by(Task.id)
