"""What an agent hears of her calls: she reads it, takes note of it, or objects in a sentence, which is answered."""

from __future__ import annotations

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import _
from agentdesk.quality.judged import CORRECTED, Judged, judgement, read, require_judge
from agentdesk.quality.waiting import FOR_AGENT, ids_waiting
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column
from agentdesk.store.tables import Judgement, JudgementEvent

NEWEST = 30  # judgements that an agent's list goes back


def waiting(actor: Actor) -> list[Judged]:
    """The judgements of this person's calls that she has not answered to, oldest first."""
    actor.require("agent", "handler", "supervisor")
    if actor.person_id is None:
        return []
    ids = column(ids_waiting(actor.person_id))
    found = [row for row in read(Judgement.id.in_(ids)) if row.state in FOR_AGENT] if ids else []
    return found[::-1]


def own(actor: Actor) -> list[Judged]:
    """What was said of this person's calls, what waits first, then the newest."""
    actor.require("agent", "handler", "supervisor")
    mine = (Judgement.person == actor.id) & Judgement.submitted_at.is_null(False)
    newest = Judgement.select(Judgement.id).where(mine).order_by(Judgement.id.desc()).limit(NEWEST)
    found = [row for row in read(Judgement.id.in_(column(newest))) if row.state != CORRECTED]
    return sorted(found, key=lambda row: row.state not in FOR_AGENT)


def objections() -> list[Judged]:
    """What supervisors have to answer, oldest first."""
    ids = column(JudgementEvent.select(JudgementEvent.judgement).where(JudgementEvent.kind == "objected"))
    return [row for row in read(Judgement.id.in_(ids))[::-1] if row.state == "objected"] if ids else []


def acknowledge(actor: Actor, judgement_id: int) -> None:
    """Take note of a judgement of one's own call."""
    actor.require("agent", "handler", "supervisor")
    _step(actor, judgement_id, "acknowledged")


def object_to(actor: Actor, judgement_id: int, text: str) -> None:
    """Say in a sentence what one sees otherwise."""
    actor.require("agent", "handler", "supervisor")
    if not text.strip():
        raise UserError(_("Write down what you see otherwise."))
    _step(actor, judgement_id, "objected", text)


def answer(actor: Actor, judgement_id: int, text: str) -> None:
    """A supervisor's answer to an objection; the agent reads it. To change points, correct the judgement."""
    require_judge(actor)
    if not text.strip():
        raise UserError(_("Write an answer."))
    found = judgement(actor, judgement_id)
    if found.state != "objected":
        raise UserError(_("There is no objection to answer."))
    _event(actor, found, "answered", text)


def _step(actor: Actor, judgement_id: int, kind: str, text: str = "") -> None:
    found = judgement(actor, judgement_id)
    if found.person_id != actor.id:
        raise Forbidden(_("This is said of a colleague's call."))
    if found.state not in FOR_AGENT:
        raise UserError(_("You have answered to this already."))
    _event(actor, found, kind, text)


def _event(actor: Actor, found: Judged, kind: str, text: str) -> None:
    with change(actor, f"judgement.{kind}") as audit:
        made = JudgementEvent.create(judgement=found.id, kind=kind, at=clock.now(), person=actor.id, text=text.strip())
        audit(made, after={"judgement": found.id, "kind": kind})
