"""The table of states and steps: every legal one, every illegal one, and random histories recomputed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.complaints.derive import CLOCKS, Event, Illegal, Standing, advance, standing
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.steps import ACTIONS, STATES, TRANSITIONS
from agentdesk.complaints.workflow import DERIVED, history, recalled, record
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Complaint
from agentdesk.store.tables.complaints import COMPLAINT_EVENTS
from tests.dealership import Dealership

WHEN = datetime(2026, 11, 20, 1, 42)

# One line a state: what may come next, and where it leads. Everything that is not here is refused.
LEGAL = {
    "": "raised>new",
    "new": "acknowledged>acknowledged assigned>new contacted>new noted>new",
    "acknowledged": "assessed>assessed assigned>acknowledged contacted>acknowledged noted>acknowledged",
    "assessed": "assessed>assessed assigned>assessed accepted>in_progress contacted>in_progress proposed>in_progress "
    "noted>assessed",
    "in_progress": "assessed>in_progress assigned>assessed contacted>in_progress proposed>in_progress handled>handled "
    "special_requested>special noted>in_progress",
    "special": "special_approved>in_progress special_refused>in_progress contacted>special noted>special",
    "handled": "answered>recall_due contacted>handled noted>handled recalled:satisfied>cause_due "
    "recalled:unreachable>cause_due recalled:dissatisfied>dissatisfied",
    "recall_due": "answered>recall_due contacted>recall_due noted>recall_due recalled:satisfied>cause_due "
    "recalled:unreachable>cause_due recalled:dissatisfied>dissatisfied",
    "cause_due": "closed>closed noted>cause_due recalled:satisfied>cause_due recalled:dissatisfied>dissatisfied",
    "dissatisfied": "reopened>reopened",
    "reopened": "assessed>reopened assigned>reopened accepted>in_progress contacted>in_progress proposed>in_progress "
    "noted>reopened",
    "closed": "reopened>reopened noted>closed recalled:satisfied>closed recalled:dissatisfied>dissatisfied",
}
KEYS = [*(kind for kind in COMPLAINT_EVENTS if kind != "recalled"),
        *(f"recalled:{result}" for result in ("satisfied", "dissatisfied", "unreachable"))]  # fmt: skip


def event(key: str) -> Event:
    kind, _, result = key.partition(":")
    return Event(kind, WHEN, {"result": result} if result else {})


@pytest.mark.parametrize(("state", "key"), [*product(LEGAL, KEYS)])
def test_each_transition_is_legal_or_refused(state: str, key: str) -> None:
    after = dict(pair.split(">") for pair in LEGAL[state].split()).get(key)
    if after is None:
        with pytest.raises(Illegal):
            advance(Standing(state=state), event(key))
    else:
        assert advance(Standing(state=state), event(key)).state == after


def test_the_table_names_only_known_states_and_steps() -> None:
    assert {state for state, _key in TRANSITIONS} | set(TRANSITIONS.values()) == {"", "dissatisfied", *STATES}
    assert {key.partition(":")[0] for _state, key in TRANSITIONS} == set(ACTIONS) <= set(COMPLAINT_EVENTS)


def legal_walks() -> st.SearchStrategy[list[str]]:
    """Histories that the table allows, from the raising on."""

    def walk(seed: int, length: int) -> list[str]:
        chance, state, keys = random.Random(seed), "", []
        for _ in range(length):
            key = chance.choice([key for start, key in TRANSITIONS if start == state])
            keys.append(key)
            state = TRANSITIONS[state, key]
        return keys

    return st.builds(walk, st.integers(0, 10**6), st.integers(1, 40))


@given(legal_walks(), st.lists(st.integers(0, 900), min_size=40, max_size=40))
def test_a_history_has_at_most_one_next_breach_and_counts_every_reopening(keys: list[str], gaps: list[int]) -> None:
    now, at = Standing(), WHEN
    for key, gap in zip(keys, gaps, strict=False):
        at += timedelta(minutes=gap)
        due = {f"{name}_by": (at + timedelta(hours=place + 1)).isoformat() for place, name in enumerate(CLOCKS)}
        happened = event(key)
        data = (
            {**happened.data, "deadlines": due} if happened.kind in ("raised", "reopened", "handled") else happened.data
        )
        now = advance(now, happened._replace(at=at, data=data))
        running = [now.due(name) for name in CLOCKS if now.due(name)]
        assert now.next_breach == (min(running) if running else None)  # type: ignore[type-var]
        assert (now.handled_on is None) == (now.state in ("new", "acknowledged", "assessed", "in_progress", "special",
                                                          "reopened", "dissatisfied"))  # fmt: skip
    assert now.reopened == keys.count("reopened")
    assert ("recalled" in now.done) <= any(key.startswith("recalled") for key in keys)


def test_the_columns_repeat_what_random_histories_say(house: Dealership) -> None:
    customer = house.customer()
    responsible = house.people["吴敏"].id
    for seed in range(25):
        chance = random.Random(seed)
        with clock.travel(datetime(2026, 11, 20, 9)):
            draft = draft_for(house.actor("李娜"), customer_id=customer.id, words="慢")
            complaint = raise_complaint(house.actor("李娜"), draft)
            assert complaint.responsible_id == responsible
        wall = datetime(2026, 11, 20, 9)
        for _ in range(30):
            wall += timedelta(minutes=chance.randrange(400))
            with clock.travel(wall):
                step(complaint.id, chance, house)
        stored = Complaint.get_by_id(complaint.id)
        said = standing(history(complaint.id))
        assert {name: getattr(stored, name) for name in DERIVED} == {name: getattr(said, name) for name in DERIVED}


def step(complaint_id: int, chance: random.Random, house: Dealership) -> None:
    """Try something at random; refusals are part of it."""
    kind = chance.choice([kind for kind in ACTIONS if kind != "raised"])
    try:
        if kind == "recalled":
            recalled(SYSTEM, complaint_id, chance.choice([True, False, None]), "x")
        else:
            record(SYSTEM, complaint_id, kind, "x", some_data(kind, chance, house))
    except UserError:
        return


def some_data(kind: str, chance: random.Random, house: Dealership) -> dict[str, object]:
    if kind == "assigned":
        return {"responsible_id": chance.choice([house.people[name].id for name in ("吴敏", "方慧", "高远", "陈涛")])}
    if kind == "assessed":
        return {"severity": chance.choice(["ordinary", "major", "escalated"])}
    if kind in ("handled", "closed") and chance.random() < 0.7:
        return {"cause_gap": chance.choice(["procedure", "behaviour"])}
    if kind == "special_requested":
        return {"goodwill_cents": chance.randrange(1000)}
    return {}
