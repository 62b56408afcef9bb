"""The calls that are looked at as rows: what is to be judged, what is judged, what stands out, what was objected to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from agentdesk.common import clock, names
from agentdesk.common.i18n import N_, _
from agentdesk.playbook import current
from agentdesk.quality.feedback import objections
from agentdesk.quality.flags import Flagged, flags
from agentdesk.quality.judged import CORRECTED, DRAFT, STATES, Judged, read, require_judge
from agentdesk.quality.sampling import Reason, reasons_of, sampled
from agentdesk.store.audit import Actor
from agentdesk.store.reading import pairs
from agentdesk.store.tables import Contact, Customer, Judgement

TO_JUDGE, JUDGED, FLAGGED, OBJECTED = "to_judge", "judged", "flags", "objected"
VIEWS: dict[str, str] = {
    TO_JUDGE: N_("To judge"),
    JUDGED: N_("Judged"),
    FLAGGED: N_("Numbers to look at"),
    OBJECTED: N_("Objections"),
}
_WAITING = "waiting"
_JUDGED_DAYS = 92


@dataclass(frozen=True)
class SampleRow:
    """A call in the list; `state` is a key of judged.STATES, or waiting. The customer is masked."""

    call: int
    day: date
    agent_id: int
    agent: str
    customer: str
    reasons: tuple[Reason, ...]
    state: str = _WAITING
    judgement: int | None = None
    judge: str = ""
    score: Fraction | None = None
    found: Judged | None = field(default=None, compare=False)  # the judgement itself

    @property
    def state_text(self) -> str:
        """The state in the language in use."""
        return _(STATES[self.state]) if self.state in STATES else _("to be judged")

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return {
            "call": self.call,
            "date": self.day.isoformat(),
            "agent": self.agent,
            "customer": self.customer,
            "state": self.state,
            "judgement": self.judgement,
            "judge": self.judge or None,
            "score": None if self.score is None else round(float(self.score), 4),
            "reasons": [{**reason.as_json(), "text": reason.text} for reason in self.reasons],
        }


def views(actor: Actor) -> dict[str, list[SampleRow]]:
    """The rows of each view, for supervisors; judged calls go back three months, flagged ones as far as samples."""
    require_judge(actor)
    today = clock.today()
    since = today - timedelta(days=_JUDGED_DAYS)
    waits = today - timedelta(days=current.current(today).quality.sample.within_days)
    done = read((Judgement.work_date >= since) | Judgement.submitted_at.is_null())
    standing = {row.call: row for row in done[::-1] if row.state != CORRECTED}
    drafts = {row.call: row for row in done if row.state == DRAFT}
    drawn = [row for row in sampled() if row.call.id not in standing or row.call.id in drafts]
    to_judge = [
        SampleRow(row.call.id, row.call.day, row.call.person_id, row.call.person, "", row.reasons) for row in drawn
    ]
    begun = [_of_judged(row) for row in drafts.values() if row.call not in {each.call for each in to_judge}]
    found = {
        TO_JUDGE: [*begun, *to_judge],
        JUDGED: [_of_judged(row) for row in done if row.state not in (DRAFT, CORRECTED)],
        FLAGGED: _of_flags(flags(actor, waits, today)),
        OBJECTED: [_of_judged(row) for row in objections()],
    }
    return {view: _whole(rows, standing) for view, rows in found.items()}


def _of_judged(row: Judged) -> SampleRow:
    score = row.score if row.state != DRAFT else None
    return SampleRow(
        row.call,
        row.day,
        row.person_id,
        row.person,
        row.customer,
        row.reasons,
        row.state,
        row.id,
        row.judge,
        score,
        row,
    )


def _of_flags(found: Sequence[Flagged]) -> list[SampleRow]:
    """A row for each call with a flag, newest first, with all its flags."""
    rows: dict[int, SampleRow] = {}
    for flag in sorted(found, key=lambda flag: flag.day, reverse=True):
        for call in flag.calls:
            reasons = reasons_of(call, found, at_random=False)
            rows.setdefault(call, SampleRow(call, flag.day, flag.person_id, flag.person, "", reasons))
    return list(rows.values())


def _whole(rows: Sequence[SampleRow], standing: dict[int, Judged]) -> list[SampleRow]:
    """The rows with their judgements, where there are any, else with their customers."""
    rows = [row if row.judgement or row.call not in standing else _judged(row, standing[row.call]) for row in rows]
    ids = [row.call for row in rows if not row.customer]
    names_of = Contact.select(Contact.id, Customer.name).join(Customer).where(Contact.id.in_(ids))
    customers = pairs(names_of) if ids else {}
    return [row if row.customer else replace(row, customer=names.mask(customers[row.call])) for row in rows]


def _judged(row: SampleRow, found: Judged) -> SampleRow:
    return replace(_of_judged(found), reasons=row.reasons)
