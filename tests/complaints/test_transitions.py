"""The table of states and steps: every legal one, every illegal one, and random histories recomputed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.derive import CLOCKS, Event, Illegal, Standing, advance, standing
from agentdesk.complaints.pauses import Pause
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.steps import ACTIONS, STATES, TRANSITIONS
from agentdesk.complaints.workflow import DERIVED, allowed, history, merge, recalled, record
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint
from agentdesk.store.tables.complaints import COMPLAINT_EVENTS
from tests.dealership import Dealership

WHEN = datetime(2026, 11, 20, 1, 42)

# One line a state: what may come next, and where it leads. Everything that is not here is refused.
LEGAL = {
    "": "raised>new",
    "new": "acknowledged>acknowledged assigned>new contacted>new noted>new merged>closed",
    "acknowledged": "assessed>assessed assigned>acknowledged contacted>acknowledged noted>acknowledged "
    "paused>acknowledged resumed>acknowledged merged>closed",
    "assessed": "assessed>assessed assigned>assessed accepted>in_progress contacted>in_progress proposed>in_progress "
    "noted>assessed paused>assessed resumed>assessed merged>closed",
    "in_progress": "assessed>in_progress assigned>assessed contacted>in_progress proposed>in_progress handled>handled "
    "special_requested>special external>in_progress noted>in_progress paused>in_progress resumed>in_progress "
    "merged>closed",
    "special": "special_approved>in_progress special_refused>in_progress contacted>special noted>special "
    "paused>special resumed>special merged>closed",
    "handled": "answered>recall_due answered:rejected>rejected contacted>handled noted>handled "
    "recalled:satisfied>cause_due recalled:unreachable>cause_due recalled:dissatisfied>dissatisfied merged>closed",
    "rejected": "external>external answered>recall_due answered:rejected>rejected assigned>rejected "
    "contacted>rejected noted>rejected merged>closed",
    "external": "external>external assessed>external assigned>external accepted>in_progress proposed>in_progress "
    "contacted>external special_requested>special handled>handled answered>recall_due answered:rejected>external "
    "noted>external paused>external resumed>external merged>closed",
    "recall_due": "answered>recall_due answered:rejected>rejected contacted>recall_due noted>recall_due "
    "recalled:satisfied>cause_due recalled:unreachable>cause_due recalled:dissatisfied>dissatisfied merged>closed",
    "cause_due": "closed>closed noted>cause_due recalled:satisfied>cause_due recalled:dissatisfied>dissatisfied",
    "dissatisfied": "reopened>reopened",
    "reopened": "assessed>reopened assigned>reopened accepted>in_progress contacted>in_progress proposed>in_progress "
    "noted>reopened paused>reopened resumed>reopened merged>closed",
    "closed": "reopened>reopened reopened:merged>new noted>closed recalled:satisfied>closed "
    "recalled:dissatisfied>dissatisfied",
}
KEYS = [*(kind for kind in COMPLAINT_EVENTS if kind != "recalled"),
        *(f"recalled:{result}" for result in ("satisfied", "dissatisfied", "unreachable")),
        "answered:rejected", "reopened:merged"]  # fmt: skip
HOUR = timedelta(hours=1)


def event(key: str) -> Event:
    """The event that a key of the table stands for."""
    kind, _, which = key.partition(":")
    if kind == "recalled":
        return Event(kind, WHEN, {"result": which})
    if kind == "answered":
        return Event(kind, WHEN, {"accepted": not which})
    return Event(kind, WHEN, {"into": 7} if kind == "merged" else {})


def before(state: str, key: str) -> Standing:
    """A complaint in a state, merged or paused where the key is about that."""
    if key == "reopened:merged":
        return Standing(state=state, merged_into_id=7)
    paused = (Pause("parts", WHEN - HOUR, WHEN + HOUR, ("solve",)),) if key == "resumed" else ()
    return Standing(state=state, pauses=paused)


@pytest.mark.parametrize(("state", "key"), [*product(LEGAL, KEYS)])
def test_each_transition_is_legal_or_refused(state: str, key: str) -> None:
    after = dict(pair.split(">") for pair in LEGAL[state].split()).get(key)
    if after is None:
        with pytest.raises(Illegal):
            advance(before(state, key), event(key))
    else:
        assert advance(before(state, key), event(key)).state == after


@pytest.mark.parametrize("state", LEGAL)
def test_clocks_that_run_are_not_resumed(state: str) -> None:
    with pytest.raises(Illegal):
        advance(Standing(state=state), event("resumed"))


def test_the_table_names_only_known_states_and_steps() -> None:
    assert {state for state, _key in TRANSITIONS} | set(TRANSITIONS.values()) == {"", "dissatisfied", *STATES}
    assert {key.partition(":")[0] for _state, key in TRANSITIONS} == set(ACTIONS) <= set(COMPLAINT_EVENTS)


NEW_TERMS = ("raised", "reopened", "handled", "answered")
UNHANDLED = ("new", "acknowledged", "assessed", "in_progress", "special", "rejected", "external", "reopened",
             "dissatisfied")  # fmt: skip


def possible(now: Standing, at: datetime) -> list[str]:
    """The keys of the table that may follow at an instant."""
    keys = [key for start, key in TRANSITIONS if start == now.state]
    if now.merged_into_id is not None:
        return ["reopened:merged", "noted"]
    return [key for key in keys if key != "reopened:merged" and (key != "resumed" or now.paused(at))]


def happening(key: str, at: datetime, chance: random.Random) -> Event:
    """What a key stands for at an instant, with the deadlines and the end of a pause that a record would give it."""
    found = event(key)
    data = dict(found.data)
    if found.kind in NEW_TERMS:
        data["deadlines"] = {f"{name}_by": (at + (place + 1) * HOUR).isoformat() for place, name in enumerate(CLOCKS)}
    if found.kind == "paused":
        data |= {"reason": "parts", "ends": (at + chance.random() * 20 * HOUR).isoformat(), "stops": ["solve"]}
    return found._replace(at=at, data=data)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 900), min_size=1, max_size=40))
def test_a_legal_history_never_has_two_open_steps_and_loses_none(seed: int, gaps: list[int]) -> None:
    chance, now, at = random.Random(seed), Standing(), WHEN
    events: list[Event] = []
    for gap in gaps:
        at += timedelta(minutes=gap)
        events.append(happening(chance.choice(possible(now, at)), at, chance))
        now = advance(now, events[-1])
        running = [now.due(name) for name in CLOCKS if now.due(name)]
        assert now.next_breach == (min(running) if running else None)  # type: ignore[type-var]
        assert (now.handled_on is None) == (now.state in UNHANDLED or now.merged_into_id is not None)
        assert (now.merged_into_id is None) or now.state == "closed"
        assert sum(pause.holds(at) for pause in now.pauses) <= 1
        assert all(earlier.end <= later.start for earlier, later in pairwise(now.pauses))
    assert standing(events) == now  # the state is its events, and nothing else
    kinds = [found.kind for found in events]
    assert len(now.pauses) == kinds.count("paused")
    assert now.reopened + (kinds.count("merged") - (now.merged_into_id is not None)) == kinds.count("reopened")


def test_the_columns_repeat_what_random_histories_say(house: Dealership) -> None:
    """Through the one door, on a real database: what is refused changes nothing, what is not is there for good."""
    customer = house.customer()
    people = {name: house.people[name].id for name in ("吴敏", "方慧", "高远", "陈涛")}
    with clock.travel(datetime(2026, 11, 20, 9)):
        other = raised_for(house, customer.id)
    for seed in range(10):
        chance, wall = random.Random(seed), datetime(2026, 11, 20, 9)
        with clock.travel(wall):
            complaint = raised_for(house, customer.id)
        kept = history(complaint.id)
        for _ in range(30):
            wall += timedelta(minutes=chance.randrange(400))
            with clock.travel(wall):
                done = step(complaint.id, other.id, chance, people)
            after = history(complaint.id)
            assert after[: len(kept)] == kept
            assert (len(after) > len(kept)) == done
            kept = after
        stored, said = Complaint.get_by_id(complaint.id), standing(kept)
        assert {name: getattr(stored, name) for name in DERIVED} == {name: getattr(said, name) for name in DERIVED}


def raised_for(house: Dealership, customer_id: int) -> Complaint:
    draft = draft_for(house.actor("李娜"), customer_id=customer_id, words="慢")
    return raise_complaint(house.actor("李娜"), draft)


def step(complaint_id: int, other_id: int, chance: random.Random, people: dict[str, int]) -> bool:
    """Try something, mostly what is offered; refusals are part of it. Whether it was done."""
    offered = [choice.kind for choice in allowed(SYSTEM, complaint_id) if not choice.why_not] + ["recalled"]
    kind = chance.choice(offered if chance.random() < 0.8 else [*ACTIONS])
    try:
        if kind == "recalled":
            recalled(SYSTEM, complaint_id, chance.choice([True, False, None]), "x")
        elif kind == "merged":
            merge(SYSTEM, complaint_id, other_id, "x")
        else:
            record(SYSTEM, complaint_id, kind, "x", some_data(kind, chance, people))
    except UserError:
        return False
    return True


def some_data(kind: str, chance: random.Random, people: dict[str, int]) -> dict[str, Any]:
    given: dict[str, dict[str, Any]] = {
        "assigned": {"responsible_id": chance.choice(list(people.values()))},
        "assessed": {"severity": chance.choice(["ordinary", "major", "escalated"]), "safety": True, "impact": "low"},
        "answered": {"accepted": chance.random() < 0.6},
        "special_requested": {"goodwill_cents": chance.randrange(1000), "preferential": True},
        "paused": {"reason": chance.choice(["parts", "customer"]), "until": chance.choice([None, "2026-11-27"])},
        "external": {"recourse": "line_12315"},
    }
    if kind in ("handled", "closed") and chance.random() < 0.7:
        return {"cause_gap": chance.choice(["procedure", "behaviour"])}
    return given.get(kind, {})
