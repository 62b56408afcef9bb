"""Supervision of calls (SV-01, SV-02): for how long a day may wait for its check, which calls are looked at, by what.

A flag is a neutral reason to look at a call, computed from stored facts; it says nothing about anybody. What its
`limit` counts depends on its `rule`:

    seconds_per_answer    fewer seconds than `limit` for each answer, in a call of at least `answers` answers
    same_in_a_call        at least `limit` equal answers in a row in one call
    same_in_calls         at least `limit` calls in a row with the same answers to all questions
    unreached_in_a_row    at least `limit` numbers dialled within `minutes`, all in vain
    completed_undialled   a call completed without a dialled number; the limit counts nothing
    wrap_up_seconds       more seconds than `limit` from the last number's end to the end of the call
    promises_at_once      at least `limit` promises of a day for the same minute
"""

from typing import Annotated, Literal

from msgspec import Meta, field

from agentdesk.playbook.rows import Named, Row
from agentdesk.playbook.vocabulary import Count, Percent, Positive

Rule = Literal[
    "seconds_per_answer", "same_in_a_call", "same_in_calls", "unreached_in_a_row", "completed_undialled",
    "wrap_up_seconds", "promises_at_once",
]  # fmt: skip
Critical = Literal["customer", "business", "compliance"]


class Check(Row, frozen=True, kw_only=True):
    """The daily check: a work day that is not signed is asked for as long."""

    days: Positive = 31


class Sample(Row, frozen=True, kw_only=True):
    """How many finished calls of each agent are looked at, of a day or a week that is over.

    `flagged_at_most` of them are calls with a flag, where there are any; the others are drawn from all calls. What is
    not judged within `within_days` is not asked for any more.
    """

    per: Literal["day", "week"] = "week"
    calls: Count = 0
    flagged_at_most: Count = 0
    within_days: Positive = 21


class Flag(Named, frozen=True, kw_only=True):
    """A reason to look at a call."""

    rule: Rule
    limit: Positive = 1
    answers: Positive = 1
    minutes: Positive = 5


class Criterion(Named, frozen=True, kw_only=True):
    """What a call is judged by: 0 to `points`, each times `weight`. At a critical one 0 makes the whole call 0 (COPC).

    `rule` names what it comes from: CM-03.
    """

    points: Annotated[int, Meta(ge=1, le=9)]
    weight: Positive = 1
    critical: Critical | None = None
    rule: str = ""


class Quality(Row, frozen=True, kw_only=True):
    """quality.toml; without it nothing is sampled."""

    good_from: Percent = 80  # the score from which a call is as it should be
    check: Check = Check()
    sample: Sample = Sample()
    flags: tuple[Flag, ...] = field(default=(), name="flag")
    criteria: tuple[Criterion, ...] = field(default=(), name="criterion")
