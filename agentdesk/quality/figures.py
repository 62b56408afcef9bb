"""A month's scores by agent, as data for reports (SV-02): only what was drawn at random speaks for all of her calls.

Calls that were looked at for a flag or by choice are counted beside it and never averaged: their mean would say
something about the choice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common.intervals import SMALL, mean_interval, wilson
from agentdesk.quality.judged import CORRECTED, DRAFT, Judged, read
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Judgement


@dataclass(frozen=True)
class AgentScore:
    """An agent's scores; shares of 1. `failed` calls have a critical error, of the `judged` ones drawn at random.

    `lower` and `upper` are the mean's 95 % t interval, `fail_upper` the upper end of the failed share's Wilson
    interval; None where there is too little to say. `others` were looked at for another reason.
    """

    person_id: int
    person: str
    judged: int
    mean: Fraction | None
    lower: float | None
    upper: float | None
    failed: int
    fail_upper: float | None
    others: int

    @property
    def is_small(self) -> bool:
        """Whether there are too few calls to say much."""
        return self.judged < SMALL

    def as_json(self) -> dict[str, Any]:
        """With stable keys, shares rounded to four places."""
        return {
            "agent": self.person,
            "judged": self.judged,
            "score": None if self.mean is None else round(float(self.mean), 4),
            "interval": None if self.lower is None else [round(self.lower, 4), round(self.upper or 0, 4)],
            "failed": self.failed,
            "small": self.is_small,
            "others": self.others,
        }


def scores(actor: Actor, first: date, last: date) -> list[AgentScore]:
    """The scores of the calls of these days by agent's name; for supervisors."""
    actor.require("supervisor")
    found = read(Judgement.work_date.between(first, last))
    return of_judgements([row for row in found if row.state not in (DRAFT, CORRECTED)])


def of_judgements(found: Sequence[Judged]) -> list[AgentScore]:
    """The scores of these judgements, each of which counts."""
    by_person: dict[tuple[str, int], list[Judged]] = defaultdict(list)
    for row in found:
        by_person[row.person, row.person_id].append(row)
    return [_of_person(person_id, name, rows) for (name, person_id), rows in sorted(by_person.items())]


def _of_person(person_id: int, name: str, rows: Sequence[Judged]) -> AgentScore:
    drawn = [row for row in rows if row.is_random]
    values = [value for row in drawn if (value := row.score) is not None]
    failed = sum(bool(row.failed) for row in drawn)
    between = mean_interval([float(value) for value in values])
    of_failed = wilson(failed, len(drawn))
    return AgentScore(
        person_id,
        name,
        judged=len(values),
        mean=sum(values, Fraction(0)) / len(values) if values else None,
        lower=max(between[0], 0.0) if between else None,
        upper=min(between[1], 1.0) if between else None,
        failed=failed,
        fail_upper=of_failed[1] if of_failed else None,
        others=len(rows) - len(drawn),
    )
