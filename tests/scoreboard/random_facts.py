"""Random facts for property tests of figures, reports and roll-ups: drawn as plain data, then stored as a dealer's own.

`stored` and `store` are in stored_facts.py, `publish_questions` in questions_form.py.

    @given(facts())
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_something(house: Dealership, drawn: Facts) -> None:
        with stored(house, drawn):            # everything is gone again after the block
            assert figure("KP-02", *PERIOD) ...

`some(random.Random(11), 24)` gives one large set of facts without Hypothesis, in which every indicator has a subject.
`facts(size, reach)` draws at most `size` of each sort of fact, on the `reach` days before today; 400 of them reach the
same month of the year before. Facts know nothing of a playbook: `stored` reads in the one in force which calls a fact
owes and what its questions may be answered, so the same facts fill a car dealer and `Dealership(folder,
playbook="appliance_branch")`. A house whose questionnaires are to be answered has `publish_questions(house)` once.
The task columns are derived by the real function from calls, notices and builds; complaints from their events.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

AGENTS, ADVISORS = ("李娜", "孙悦"), ("陈涛", "何平")
MODELS = ("朗逸", "途观", "帕萨特")
ENDED = (
    *("completed",) * 8, "partial", "partial", "broken_off", "refused_do_not_contact", "refused", "language",
    "not_in_service", "promised", "away", "told", "will_come", "declined", "",
)  # fmt: skip
STATUSES = ("booked", "arrived", "arrived", "no_show", "cancelled")
ANSWERED = ("completed", "partial")
STEPS = ("acknowledged", "assessed", "accepted", "proposed", "handled")


@dataclass(frozen=True)
class Call:
    """What came of a call that is owed: `outcome` "" is none at all; `after` days from the first day it is due.

    `tries` numbers rang in vain before, one more was undone; `given_up` is the three-day rule; `marks` are the answers,
    each the place among those that its question may have, the first also the call's length.
    """

    outcome: str
    after: int
    tries: int
    undone: bool
    given_up: bool
    agent: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Owed:
    """An order or a sale so many days ago, by whom, for whom; `task` says whether a task was made for it."""

    ago: int
    customer: int
    use_type: str
    model: str
    advisor: str
    again: bool  # an order: a re-repair; a sale: its callback found a wrong number
    task: bool
    call: Call


@dataclass(frozen=True)
class Booked:
    """An appointment; `call` is what its confirmation came to, None where nobody was to confirm it."""

    ago: int
    customer: int
    status: str
    call: str | None


@dataclass(frozen=True)
class Grievance:
    """A complaint: which step comes late or not at all, what the re-calls found, whether it was a duplicate."""

    ago: int
    customer: int
    severity: str
    agent: str
    late: str  # a step of STEPS, or ""
    left_out: str  # assessed cannot be; answered, the cause
    recalls: tuple[str, ...]  # results, a reopening after each dissatisfied one
    merged: bool


@dataclass(frozen=True)
class Reminder:
    """A car reminded of its maintenance; it came so many days from the day, or not."""

    ago: int
    customer: int
    twice: bool
    came: int | None


@dataclass(frozen=True)
class Facts:
    """Everything that is stored; `lost` are calls of the half year's list, `reported` figures by place and value."""

    customers: tuple[bool, ...]  # whether it is a key customer
    orders: tuple[Owed, ...]
    sales: tuple[Owed, ...]
    booked: tuple[Booked, ...]
    grievances: tuple[Grievance, ...]
    reminders: tuple[Reminder, ...]
    lost: tuple[Call, ...]
    reported: tuple[tuple[int, int], ...]


def facts(size: int = 8, reach: int = 60) -> st.SearchStrategy[Facts]:
    """Any facts; a failure is made small by their number, as each is a matter of chance."""
    return st.builds(some, st.integers(0, 1_000_000).map(Random), st.integers(0, size), st.just(reach))


def some(chance: Random, size: int, reach: int = 60) -> Facts:
    """Facts from a source of chance: `size` of the common sorts, the rare ones in proportion."""
    customers = tuple(chance.random() < 0.3 for _ in range(max(size, 1)))

    def whose() -> int:
        return chance.randrange(len(customers))

    def grievance() -> Grievance:
        return Grievance(
            chance.randrange(reach), whose(), chance.choice(["ordinary", "serious"]), chance.choice(AGENTS),
            chance.choice(["", "", *STEPS[:1], *STEPS[3:]]), chance.choice(["", "", "answered", "cause"]),
            chance.choice([(), ("satisfied",), ("satisfied",), ("unreachable",), ("dissatisfied", "satisfied"),
                           ("unreachable", "satisfied"), ("dissatisfied",)]),
            chance.random() < 0.15,
        )  # fmt: skip

    return Facts(
        customers,
        tuple(_owed(chance, whose(), reach) for _ in range(size)),
        tuple(_owed(chance, whose(), reach) for _ in range(size)),
        tuple(
            Booked(
                chance.randrange(reach), whose(),
                chance.choice(STATUSES),
                chance.choice([None, "told", "will_come", "declined", "unreachable", ""]),
            )
            for _ in range(size)
        ),
        tuple(grievance() for _ in range(size // 2)),
        tuple(
            Reminder(60 + chance.randrange(reach), whose(), chance.random() < 0.5, chance.choice([None, -3, 0, 44, 46]))
            for _ in range(size // 3)
        ),
        tuple(_call(chance) for _ in range(size // 3)),
        tuple((chance.randrange(50), chance.randrange(1, 9999)) for _ in range(size)),
    )  # fmt: skip


def _owed(chance: Random, customer: int, reach: int) -> Owed:
    return Owed(
        chance.randrange(reach), customer, chance.choice(["private", "private", "official"]), chance.choice(MODELS),
        chance.choice(ADVISORS), chance.random() < 0.2, chance.random() < 0.85, _call(chance),
    )  # fmt: skip


def _call(chance: Random) -> Call:
    return Call(
        chance.choice(ENDED), chance.choice([0, 0, 0, 1, 3]), chance.choice([0, 0, 1, 2]), chance.random() < 0.1,
        chance.random() < 0.1, chance.choice(AGENTS), tuple(chance.randrange(1001) for _ in range(7)),
    )  # fmt: skip
