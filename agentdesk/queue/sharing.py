"""Who gets which customers: pure, so that the same day is always shared out alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from agentdesk.queue.presence import Desk


class Wanted(NamedTuple):
    """A customer's calls: they go to one agent."""

    customer_id: int
    task_ids: tuple[int, ...]
    groups: frozenset[str]  # of their kinds
    brands: frozenset[str] = frozenset()  # of the cars they are about
    stands_with: int | None = None  # in whose list other calls to this customer stand
    spoke_last: int | None = None  # who had this customer on the line the last time


class Shared(NamedTuple):
    """What came of sharing out."""

    lists: dict[int, list[int]]  # tasks by agent
    without_skill: int = 0  # calls that went to somebody although nobody present has the skill or the brand


def share(wanted: Iterable[Wanted], desks: Sequence[Desk], loads: Mapping[int, int]) -> Shared:
    """Give each customer to one of the agents who are present and have the skill.

    First who has the customer in the list already, then who spoke to them last as long as the day's capacity lasts,
    then who is the least loaded for their capacity. Where nobody present has the skill somebody present takes it, and
    where nobody is present everybody counts: no call is left in nobody's list while there are agents at all.
    """
    present = [desk for desk in desks if desk.capacity > 0] or list(desks)
    load = {desk.person_id: loads.get(desk.person_id, 0) for desk in present}
    lists: dict[int, list[int]] = defaultdict(list)
    without_skill = 0
    for one in wanted if present else ():
        able = [desk for desk in present if desk.can_take(one.groups, one.brands)]
        without_skill += 0 if able else len(one.task_ids)
        agent = _choose(one, able or present, load)
        load[agent] += len(one.task_ids)
        lists[agent].extend(one.task_ids)
    return Shared(dict(lists), without_skill)


def _choose(one: Wanted, able: Sequence[Desk], load: Mapping[int, int]) -> int:
    by_id = {desk.person_id: desk for desk in able}
    if one.stands_with in by_id:
        return by_id[one.stands_with].person_id
    last = by_id.get(one.spoke_last) if one.spoke_last else None
    if last and load[last.person_id] + len(one.task_ids) <= last.capacity:
        return last.person_id
    return min(
        able, key=lambda desk: (burden(desk, load[desk.person_id] + len(one.task_ids)), desk.person_id)
    ).person_id


def burden(desk: Desk, calls: int) -> float:
    """Calls as a share of the capacity; without any capacity each call weighs the same."""
    return calls / desk.capacity if desk.capacity else float(calls)


class Move(NamedTuple):
    """A customer's calls that another agent takes over."""

    customer_id: int
    task_ids: tuple[int, ...]
    giver: int
    taker: int


def even_out(held: Mapping[int, Sequence[Wanted]], desks: Sequence[Desk], loads: Mapping[int, int]) -> list[Move]:
    """The fewest moves found that take calls from agents over their share to those under it.

    `held` are each agent's customers that may be moved, the most willing first; `loads` all calls in the lists. Calls
    of who is away go first. No move makes its taker more burdened than its giver was.
    """
    by_id = {desk.person_id: desk for desk in desks}
    present = [desk for desk in desks if desk.capacity > 0]
    load = {desk.person_id: loads.get(desk.person_id, 0) for desk in desks}
    moves: list[Move] = []
    for giver in sorted(held, key=lambda person: _pressure(by_id[person], load[person]), reverse=True):
        for one in held[giver]:
            able = [desk for desk in present if desk.person_id != giver and desk.can_take(one.groups, one.brands)]
            if not able:
                continue
            size = len(one.task_ids)
            taker = min(able, key=lambda desk: (burden(desk, load[desk.person_id] + size), desk.person_id))
            if burden(taker, load[taker.person_id] + size) >= _pressure(by_id[giver], load[giver]):
                continue
            load[giver] -= size
            load[taker.person_id] += size
            moves.append(Move(one.customer_id, one.task_ids, giver, taker.person_id))
    return moves


def _pressure(desk: Desk, calls: int) -> float:
    """The burden an agent gives calls away from; who is away gives all away."""
    return burden(desk, calls) if desk.capacity else float("inf") if calls else 0.0
