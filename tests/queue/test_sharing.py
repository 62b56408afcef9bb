"""Sharing out and evening out, as pure functions of customers, desks and loads."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.queue.presence import Desk
from agentdesk.queue.sharing import Wanted, burden, even_out, share

GROUPS = ("after_sales", "new_car", "reminder")


def desk(number: int, calls: float = 10, skills: str = "", brands: str = "") -> Desk:
    return Desk(number, f"坐席{number}", calls * 6, calls, frozenset(skills.split()), frozenset(brands.split()))


def one(customer: int, *, group: str = "after_sales", calls: int = 1, brand: str = "", **more: int) -> Wanted:
    tasks = tuple(customer * 10 + place for place in range(calls))
    return Wanted(customer, tasks, frozenset([group]), frozenset(brand.split()), **more)


def test_loads_follow_the_capacity() -> None:
    lists = share([one(number) for number in range(1, 31)], [desk(1, 20), desk(2, 10)], {}).lists
    assert (len(lists[1]), len(lists[2])) == (20, 10)


def test_a_skill_and_a_brand_are_honoured_while_somebody_has_them() -> None:
    desks = [desk(1, skills="new_car"), desk(2, skills="after_sales", brands="大众"), desk(3, skills="after_sales")]
    wanted = [one(1, group="new_car"), one(2, brand="大众"), one(3, brand="奥迪"), one(4, group="reminder")]
    found = share(wanted, desks, {})
    assert found.lists[1][0] == 10
    assert 30 in found.lists[3]
    assert found.without_skill == 1  # the reminder goes to somebody all the same
    assert sorted(task for tasks in found.lists.values() for task in tasks) == [10, 20, 30, 40]


def test_the_agent_who_spoke_last_keeps_the_customer_as_long_as_there_is_room() -> None:
    wanted = [one(number, spoke_last=1) for number in range(1, 8)]
    lists = share(wanted, [desk(1, 3), desk(2, 10)], {}).lists
    assert len(lists[1]) == 3
    assert len(lists[2]) == 4
    assert share([one(1, stands_with=1)], [desk(1, 1), desk(2, 10)], {1: 9}).lists == {1: [10]}


def test_without_anybody_present_everybody_counts_and_without_agents_nobody() -> None:
    away = [replace(desk(1), minutes=0, capacity=0), replace(desk(2), minutes=0, capacity=0)]
    lists = share([one(1), one(2)], away, {}).lists
    assert sorted(map(len, lists.values())) == [1, 1]
    assert share([one(1)], [], {}).lists == {}


desks_of = st.lists(
    st.builds(
        lambda calls, skills: (calls, " ".join(sorted(skills))),
        st.sampled_from([0, 4, 8, 16]),
        st.sets(st.sampled_from(GROUPS), max_size=2),
    ),
    min_size=1, max_size=5,
).map(lambda rows: [desk(number, calls, skills) for number, (calls, skills) in enumerate(rows, 1)])  # fmt: skip
customers = st.lists(
    st.tuples(st.sampled_from(GROUPS), st.integers(1, 3), st.none() | st.integers(1, 5)), max_size=40
).map(
    lambda rows: [
        Wanted(number, tuple(number * 10 + place for place in range(calls)), frozenset([group]), spoke_last=last)
        for number, (group, calls, last) in enumerate(rows, 1)
    ]
)


@given(desks=desks_of, wanted=customers)
def test_everything_is_given_once_whole_customers_to_those_who_are_there(
    desks: list[Desk], wanted: list[Wanted]
) -> None:
    lists, without_skill = share(wanted, desks, {})
    assert (lists, without_skill) == share(wanted, desks, {})
    given_to = {task: agent for agent, tasks in lists.items() for task in tasks}
    assert sorted(given_to) == sorted(task for one in wanted for task in one.task_ids)
    assert sum(map(len, lists.values())) == len(given_to)
    by_id = {found.person_id: found for found in desks}
    present = [found for found in desks if found.capacity]
    for one in wanted:
        (agent,) = {given_to[task] for task in one.task_ids}
        assert by_id[agent].capacity or not present
        if any(found.can_take(one.groups, ()) for found in present):
            assert by_id[agent].can_take(one.groups, ())


def by_the_rule(wanted: list[Wanted], desks: list[Desk], loads: dict[int, int]) -> dict[int, list[int]]:
    """The policy as it is told to a supervisor, word for word: each customer looks at everybody who may take them."""
    present = [found for found in desks if found.capacity] or desks
    load = {found.person_id: loads.get(found.person_id, 0) for found in present}
    lists: dict[int, list[int]] = {}
    for each in wanted:
        able = [found for found in present if found.can_take(each.groups, each.brands)] or present
        capacity, calls = {found.person_id: found.capacity for found in able}, len(each.task_ids)
        agent = min(able, key=lambda found: (burden(found, load[found.person_id] + calls), found.person_id)).person_id
        if each.spoke_last in capacity and load[each.spoke_last] + calls <= capacity[each.spoke_last]:
            agent = each.spoke_last
        if each.stands_with in capacity:
            agent = each.stands_with
        load[agent] += calls
        lists.setdefault(agent, []).extend(each.task_ids)
    return lists


@given(desks=desks_of, wanted=customers, loads=st.dictionaries(st.integers(1, 5), st.integers(0, 9)))
def test_the_quick_way_gives_what_the_rule_says(desks: list[Desk], wanted: list[Wanted], loads: dict[int, int]) -> None:
    known = [each._replace(stands_with=each.customer_id % 7 or None) for each in wanted]
    for some in (wanted, known):
        assert share(some, desks, loads).lists == by_the_rule(some, desks, loads)


@given(desks=desks_of, wanted=customers)
def test_evening_out_moves_whole_customers_to_the_able_and_never_makes_it_worse(
    desks: list[Desk], wanted: list[Wanted]
) -> None:
    held = {desks[0].person_id: wanted}
    loads = {desks[0].person_id: sum(len(one.task_ids) for one in wanted)}
    moves = even_out(held, desks, loads)
    after: Counter[int] = Counter(loads)
    by_id = {found.person_id: found for found in desks}
    worst = max((burden(found, loads.get(found.person_id, 0)) for found in desks if found.capacity), default=0)
    for move in moves:
        after[move.giver] -= len(move.task_ids)
        after[move.taker] += len(move.task_ids)
        assert by_id[move.taker].capacity > 0
        assert by_id[move.taker].can_take(next(one.groups for one in wanted if one.customer_id == move.customer_id), ())
    assert min(after.values(), default=0) >= 0
    assert len({move.customer_id for move in moves}) == len(moves)
    if desks[0].capacity:
        assert max((burden(found, after[found.person_id]) for found in desks if found.capacity), default=0) <= worst
    elif any(found.capacity and not found.skills for found in desks):
        assert after[desks[0].person_id] == 0  # who is away gives all away


@pytest.mark.parametrize("calls", [30, 31, 40])
def test_evening_out_ends_even(calls: int) -> None:
    desks = [desk(1, 10), desk(2, 10)]
    moves = even_out({1: [one(number) for number in range(calls)]}, desks, {1: calls})
    assert len(moves) == calls // 2
