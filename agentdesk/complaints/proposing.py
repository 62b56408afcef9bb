"""Which severity is proposed for a complaint, and why: words, marks, repairs. A person confirms it; nothing is set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import ModelSelect

from agentdesk.common.i18n import _, pick
from agentdesk.complaints import in_call
from agentdesk.complaints.counters import repairs_of
from agentdesk.complaints.model import Draft, Proposal, Reason
from agentdesk.complaints.severity import by_words
from agentdesk.playbook import current
from agentdesk.playbook.schema import Complaints, Counters
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Answer


def propose(draft: Draft) -> Proposal | None:
    """The most serious severity that anything proposes, with every reason; None where nothing does. Reads only.

    By the playbook in force: its words in the customer's own ones, the marks given in the interview, the form's own
    `dissatisfied`, and the vehicle's repairs within the warranty (SAMR order 43). The texts are in the language in use.
    """
    rows = current.current().complaints
    rank = {row.code: place for place, row in enumerate(rows.severities)}
    reasons = sorted(_reasons(draft, rows), key=lambda reason: -rank[reason.severity])
    return Proposal(reasons[0].severity, tuple(reasons)) if reasons else None


def _reasons(draft: Draft, rows: Complaints) -> Iterator[Reason]:
    yield from by_words(draft.words, rows.severities)
    yield from _low_marks(draft, rows)
    if draft.vehicle_id is not None and rows.counters is not None:
        yield from _repairs(draft.vehicle_id, rows.counters)
    if draft.dissatisfied and rows.dissatisfied is not None:
        yield Reason(rows.dissatisfied, _("the customer is dissatisfied"))


def _low_marks(draft: Draft, rows: Complaints) -> Iterator[Reason]:
    if draft.interview_id is None or not rows.low_marks or in_call.recalled_in(draft) is not None:
        return  # the marks of a re-call are given to the complaint it is about
    marks: dict[str, str | None] = dict(_answers.rows(draft.interview_id))  # the last answer to a question stands
    for limit in rows.low_marks:
        mark = marks.get(limit.question) or ""
        if mark.isascii() and mark.isdigit() and int(mark) <= limit.at_most:
            yield Reason(limit.severity, f"{pick(limit.zh, limit.en)} {mark}")


def _repairs(vehicle_id: int, limits: Counters) -> Iterator[Reason]:
    found = repairs_of(vehicle_id, limits)
    if found.same_fault > limits.same_fault_repairs:
        yield Reason(limits.severity, _("{count} repairs of one fault").format(count=found.same_fault))
    if found.days > limits.workshop_days:
        yield Reason(limits.severity, _("{count} days in the workshop").format(count=found.days))


@prepared
def _answers(interview_id: Any) -> ModelSelect[Answer]:
    return Answer.select(Answer.node, Answer.value).where(Answer.interview == interview_id).order_by(Answer.id)
