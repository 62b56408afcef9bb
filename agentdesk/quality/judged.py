"""Judgements as they are read: criteria as they read then, points, comments, score, and what became of them.

A score is the points given ÷ the points possible over the criteria that apply, each times its weight; a critical
criterion with no points makes it 0 (COPC). A judgement that a later one corrects counts for nothing any more.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from peewee import Expression

from agentdesk.common import clock, names
from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.quality.sampling import RANDOM, Reason
from agentdesk.store.audit import Actor
from agentdesk.store.reading import pairs, tuples
from agentdesk.store.tables import Contact, Customer, Judgement, JudgementEvent, JudgementLine, Person

DRAFT, CORRECTED = "draft", "corrected"
STATES: dict[str, str] = {
    DRAFT: N_("being judged"),
    "submitted": N_("not read yet"),
    "acknowledged": N_("taken note of"),
    "objected": N_("objected to"),
    "answered": N_("answered, not read yet"),
    CORRECTED: N_("corrected"),
}
CRITICALS: dict[str, str] = {
    "customer": N_("critical for the customer"),
    "business": N_("critical for the house"),
    "compliance": N_("critical for the rules"),
}


@dataclass(frozen=True)
class Line:
    """A criterion with what was given for it; `given` None: not judged yet, or it does not apply."""

    id: int
    code: str
    zh: str
    en: str
    points: int
    weight: int = 1
    critical: str = ""
    given: int | None = None
    applies: bool = True
    comment: str = ""

    @property
    def name(self) -> str:
        """The criterion in the language in use."""
        return pick(self.zh, self.en)

    @property
    def is_judged(self) -> bool:
        """Whether points were given, or it was said not to apply."""
        return self.given is not None or not self.applies

    @property
    def is_failed(self) -> bool:
        """Whether this line alone makes the call 0."""
        return bool(self.critical) and self.applies and self.given == 0


def score(lines: Iterable[Line]) -> Fraction | None:
    """The share of the possible points, 0 where a critical criterion failed; None where nothing was judged."""
    counted = [line for line in lines if line.applies and line.given is not None]
    if not counted:
        return None
    if any(line.is_failed for line in counted):
        return Fraction(0)
    possible = sum(line.weight * line.points for line in counted)
    return Fraction(sum(line.weight * (line.given or 0) for line in counted), possible)


@dataclass(frozen=True)
class Happened:
    """What was said of a judgement, by whom and when (naive UTC)."""

    kind: str
    at: datetime
    by: str
    text: str = ""


@dataclass(frozen=True)
class Judged:
    """A judgement of a call, which began at `started_at`; instants are naive UTC, the customer is masked."""

    id: int
    call: int
    customer: str
    started_at: datetime
    person_id: int
    person: str
    judge_id: int
    judge: str
    day: date
    reasons: tuple[Reason, ...]
    corrects: int | None
    corrected_by: int | None
    remark: str
    begun_at: datetime
    submitted_at: datetime | None
    lines: tuple[Line, ...]
    history: tuple[Happened, ...]

    @property
    def score(self) -> Fraction | None:
        """The share of the possible points."""
        return score(self.lines)

    @property
    def failed(self) -> tuple[Line, ...]:
        """The critical criteria that failed."""
        return tuple(line for line in self.lines if line.is_failed)

    @property
    def state(self) -> str:
        """A key of STATES."""
        if self.submitted_at is None:
            return DRAFT
        return CORRECTED if self.corrected_by else self.history[-1].kind

    @property
    def is_random(self) -> bool:
        """Whether it was drawn at random, so that it speaks for the agent's calls."""
        return any(reason.code == RANDOM for reason in self.reasons)

    def as_json(self) -> dict[str, Any]:
        """With stable keys; instants as the dealer's wall clock, the score as a share of 1."""
        value = self.score
        return {
            "judgement": self.id,
            "call": self.call,
            "customer": self.customer,
            "agent": self.person,
            "judge": self.judge,
            "date": self.day.isoformat(),
            "state": self.state,
            "score": None if value is None else round(float(value), 4),
            "failed": [line.code for line in self.failed],
            "reasons": [{**reason.as_json(), "text": reason.text} for reason in self.reasons],
            "corrects": self.corrects,
            "corrected_by": self.corrected_by,
            "remark": self.remark,
            "submitted_at": _wall(self.submitted_at),
            "lines": [
                {
                    "code": line.code, "name": line.name, "points": line.points, "weight": line.weight,
                    "critical": line.critical or None, "applies": line.applies, "given": line.given,
                    "comment": line.comment,
                }
                for line in self.lines
            ],
            "history": [
                {"what": row.kind, "at": _wall(row.at), "by": row.by, "text": row.text} for row in self.history
            ],
        }  # fmt: skip


def judgement(actor: Actor, judgement_id: int) -> Judged:
    """One judgement: supervisors read all, an agent her own that are submitted."""
    actor.require("agent", "handler", "supervisor")
    found = read(Judgement.id == judgement_id)
    if not found:
        raise UsageError(_("There is no judgement {id}; see: agentdesk quality list").format(id=judgement_id))
    if not (actor.person_id == found[0].person_id and found[0].submitted_at):
        require_judge(actor)
    return found[0]


def require_judge(actor: Actor) -> None:
    """Forbidden for who may not judge calls."""
    if actor.role not in ("supervisor", "administrator", "system"):
        raise Forbidden(_("Only a supervisor judges calls."))


def read(where: Expression) -> list[Judged]:
    """The judgements that fit, newest first, in a handful of queries."""
    rows = list(Judgement.select().where(where).order_by(Judgement.id.desc()))
    ids = [row.id for row in rows]
    lines, history = _lines(ids), _history(ids)
    corrected = pairs(
        Judgement.select(Judgement.corrects, Judgement.id).where(
            Judgement.corrects.in_(ids) & Judgement.submitted_at.is_null(False)
        )
    )
    people = pairs(Person.select(Person.id, Person.name))
    calls = _calls([row.contact_id for row in rows])
    return [
        Judged(
            row.id, row.contact_id, *calls[row.contact_id], row.person_id, people[row.person_id], row.judge_id,
            people[row.judge_id],
            row.work_date, tuple(Reason(**each) for each in json.loads(row.reasons)), row.corrects_id,
            corrected.get(row.id), row.remark, row.begun_at, row.submitted_at, tuple(lines[row.id]),
            tuple(history[row.id]),
        )
        for row in rows
    ]  # fmt: skip


def _calls(ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Of each call the masked customer, and when it began."""
    rows = Contact.select(Contact.id, Customer.name, Contact.started_at).join(Customer).where(Contact.id.in_(ids))
    return {call: (names.mask(name), at) for call, name, at in tuples(rows)}


def _lines(ids: Sequence[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    rows = JudgementLine.select().where(JudgementLine.judgement.in_(ids)).order_by(JudgementLine.position)
    for row in rows:
        found[row.judgement_id].append(
            Line(
                row.id, row.code, row.zh, row.en, row.points, row.weight, row.critical, row.given, row.applies,
                row.comment,
            )
        )  # fmt: skip
    return found


def _history(ids: Sequence[int]) -> dict[int, list[Happened]]:
    rows = (
        JudgementEvent.select(
            JudgementEvent.judgement, JudgementEvent.kind, JudgementEvent.at, Person.name, JudgementEvent.text
        )
        .join(Person)
        .where(JudgementEvent.judgement.in_(ids))
        .order_by(JudgementEvent.id)
    )
    found: dict[int, list[Happened]] = defaultdict(list)
    for judgement_id, *row in tuples(rows):
        found[judgement_id].append(Happened(*row))
    return found


def _wall(instant: datetime | None) -> str | None:
    return clock.local(instant).isoformat(timespec="seconds") if instant else None
