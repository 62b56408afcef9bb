"""Who gets which customers: pure, so that the same day is always shared out alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace
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
    teams: dict[tuple[frozenset[str], frozenset[str]], _Team] = {}  # customers are many, what they need is little
    without_skill = 0
    for one in wanted if present else ():
        needs = one.groups, one.brands
        if needs not in teams:
            able = [desk for desk in present if desk.can_take(*needs)]
            teams[needs] = _Team(able or present, load, skilled=bool(able))
        team, calls = teams[needs], len(one.task_ids)
        without_skill += 0 if team.skilled else calls
        agent = team.choose(one, calls)
        load[agent] += calls
        lists[agent].extend(one.task_ids)
    return Shared(dict(lists), without_skill)


class _Team:
    """Those who may take customers of one need; `load` is everybody's, and grows while customers are given away."""

    def __init__(self, able: Sequence[Desk], load: Mapping[int, int], *, skilled: bool) -> None:
        self.skilled = skilled
        self._able = {desk.person_id: desk for desk in able}
        self._load = load
        self._order: dict[int, list[tuple[float, int]]] = {}  # by number of calls: a heap of burden with them, agent

    def choose(self, one: Wanted, calls: int) -> int:
        """Who has the customer already, else who spoke to them last and has room, else the least loaded."""
        if one.stands_with is not None and one.stands_with in self._able:
            return one.stands_with
        last = self._able.get(one.spoke_last) if one.spoke_last else None
        if last and self._load[last.person_id] + calls <= last.capacity:
            return last.person_id
        return self._least_loaded(calls)

    def _least_loaded(self, calls: int) -> int:
        """The heap's burdens may have grown since, never shrunk: the first one that is still true is the least."""
        order = self._order.get(calls)
        if order is None:
            order = self._order[calls] = [(self._burden(person, calls), person) for person in self._able]
            heapify(order)
        while (true := (self._burden(order[0][1], calls), order[0][1])) != order[0]:
            heapreplace(order, true)
        return true[1]

    def _burden(self, person: int, calls: int) -> float:
        return burden(self._able[person], self._load[person] + calls)


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
