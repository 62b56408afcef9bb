"""Judging a call by the playbook's criteria (SV-02): a draft that is kept at each key, submitted once.

    draft = begin(supervisor, call_id)
    give(supervisor, draft.id, "voice", 2)     leave_out(supervisor, draft.id, "landline")     comment(...)
    submit(supervisor, draft.id)
    again = correct(supervisor, draft.id)      # what was submitted stays; the new version names it

The criteria are copied as they read when the draft is begun: a later playbook changes no judgement.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.quality.facts import calls, promises
from agentdesk.quality.flags import found_in
from agentdesk.quality.judged import Judged, Line, judgement, read, require_judge
from agentdesk.quality.sampling import Reason, reasons_of, sampled
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.tables import Contact, Judgement, JudgementEvent, JudgementLine

_COPIED = ("code", "zh", "en", "points", "weight", "critical", "given", "applies", "comment")


class Lack(NamedTuple):
    """What a draft lacks: the criterion and a sentence."""

    line: Line
    why: str


def begin(actor: Actor, contact_id: int) -> Judged:
    """The draft of a finished call, begun where there is none; the reasons are those of the sample and the flags.

    Forbidden for a call of one's own. UserError where it is not finished, is judged already or by somebody else now,
    or the playbook has no criteria.
    """
    _require_person(actor)
    call = Contact.get_or_none(Contact.id == contact_id)
    if call is None:
        raise UserError(_("There is no call {id}.").format(id=contact_id))
    found = _standing(contact_id)
    if found is not None:
        _require_own_draft(actor, found)
        return found
    _require_finished(actor, call)
    reasons = why(call)
    criteria = current.current().quality.criteria
    if not criteria:
        raise UserError(_("The playbook has no criteria; publish its new edition."))
    lines = [
        {"code": row.code, "zh": row.zh, "en": row.en, "points": row.points, "weight": row.weight,
         "critical": row.critical or ""}
        for row in criteria
    ]  # fmt: skip
    return _create(actor, call, reasons, lines)


def why(call: Contact) -> tuple[Reason, ...]:
    """Why a call is looked at: its sample, its flags, or that the supervisor chose it."""
    of_sample = next((row for row in sampled() if row.call.id == call.id), None)
    if of_sample is not None:
        return of_sample.reasons
    day = call.work_date
    flags = found_in(calls(day, day), promises(day, day), current.current(day).quality.flags)
    return reasons_of(call.id, flags, at_random=False)


def give(actor: Actor, judgement_id: int, code: str, points: int) -> None:
    """Give a criterion of a draft its points."""
    with change(actor, "judgement.give") as audit:
        line = _line(actor, judgement_id, code)
        if not 0 <= points <= line.points:
            raise UserError(_("From 0 to {points} points.").format(points=line.points))
        _set(audit, line, given=points, applies=True)


def leave_out(actor: Actor, judgement_id: int, code: str) -> None:
    """Say that a criterion does not apply to this call: it counts neither for nor against."""
    with change(actor, "judgement.leave_out") as audit:
        _set(audit, _line(actor, judgement_id, code), given=None, applies=False)


def comment(actor: Actor, judgement_id: int, code: str, text: str) -> None:
    """Say something of a criterion."""
    with change(actor, "judgement.comment") as audit:
        _set(audit, _line(actor, judgement_id, code), comment=text.strip())


def lacking(draft: Judged) -> Lack | None:
    """What a draft lacks before it can be handed over: the criterion where it is to be mended, and why."""
    left = [line for line in draft.lines if not line.is_judged]
    if left:
        why = _("{n} criteria are not judged yet: {first}").format(n=len(left), first=left[0].name)
        return Lack(left[0], why)
    if all(not line.applies for line in draft.lines):
        return Lack(draft.lines[0], _("A call to which nothing applies cannot be judged."))
    silent = next((line for line in draft.failed if not line.comment), None)
    if silent is not None:
        return Lack(silent, _("Say what happened, as it makes the whole call 0: {name}").format(name=silent.name))
    return None


def submit(actor: Actor, judgement_id: int, remark: str = "") -> Judged:
    """Hand a judgement over to the agent; it is not changed any more.

    UserError where a criterion is not judged, a failed critical one has no comment, or a correction does not say why.
    """
    draft = _draft(actor, judgement_id)
    missing = lacking(draft)
    if missing is not None:
        raise UserError(missing.why)
    if draft.corrects and not remark.strip():
        raise UserError(_("Say why the judgement is corrected."))
    with change(actor, "judgement.submit") as audit:
        now = clock.now()
        waiting = (Judgement.id == judgement_id) & Judgement.submitted_at.is_null()
        if not Judgement.update(submitted_at=now, remark=remark.strip()).where(waiting).execute():
            raise UserError(_("This judgement is submitted already; a correction is a new one."))
        JudgementEvent.create(judgement=judgement_id, kind="submitted", at=now, person=actor.id)
        value = draft.score
        audit("judgement", judgement_id, after={"score": str(value), "corrects": draft.corrects})
    return judgement(actor, judgement_id)


def correct(actor: Actor, judgement_id: int) -> Judged:
    """Begin a new version of a submitted judgement, filled in as it was; the old one stays as it is."""
    _require_person(actor)
    old = judgement(actor, judgement_id)
    if old.submitted_at is None or old.corrected_by:
        raise UserError(_("Only the last submitted judgement of a call can be corrected."))
    call = Contact.get_by_id(old.call)
    standing = read((Judgement.contact == old.call) & Judgement.submitted_at.is_null())
    if standing:
        _require_own_draft(actor, standing[0])
        return standing[0]
    _require_finished(actor, call)
    lines = [{name: getattr(line, name) for name in _COPIED} for line in old.lines]
    return _create(actor, call, old.reasons, lines, corrects=old.id)


def discard(actor: Actor, judgement_id: int) -> None:
    """Throw a draft away."""
    _draft(actor, judgement_id)
    with change(actor, "judgement.discard") as audit:
        JudgementLine.delete().where(JudgementLine.judgement == judgement_id).execute()
        Judgement.delete().where(Judgement.id == judgement_id).execute()
        audit("judgement", judgement_id)


def _create(
    actor: Actor, call: Contact, reasons: tuple[Reason, ...], lines: list[dict[str, Any]], corrects: int | None = None
) -> Judged:
    with change(actor, "judgement.begin") as audit:
        if Judgement.get_or_none((Judgement.contact == call.id) & Judgement.submitted_at.is_null()):
            raise UserError(_("Somebody has just begun to judge this call."))
        row = Judgement.create(
            contact=call.id, person=call.person_id, judge=actor.id, work_date=call.work_date, corrects=corrects,
            reasons=json.dumps([reason.as_json() for reason in reasons], ensure_ascii=False), begun_at=clock.now(),
        )  # fmt: skip
        for position, line in enumerate(lines, 1):
            JudgementLine.create(judgement=row, position=position, **line)
        audit(row, after={"contact": call.id, "person": call.person_id, "corrects": corrects})
    return judgement(actor, row.id)


def _set(audit: Audit, line: JudgementLine, **columns: Any) -> None:
    before = {name: getattr(line, name) for name in columns}
    if before == columns:
        audit.skip()
        return
    JudgementLine.update(columns).where(JudgementLine.id == line.id).execute()
    audit(line, before=before, after=columns)


def _line(actor: Actor, judgement_id: int, code: str) -> JudgementLine:
    _draft(actor, judgement_id)
    line: JudgementLine | None = JudgementLine.get_or_none(
        (JudgementLine.judgement == judgement_id) & (JudgementLine.code == code)
    )
    if line is None:
        raise UserError(_("This judgement has no criterion {code}.").format(code=code))
    return line


def _draft(actor: Actor, judgement_id: int) -> Judged:
    """The draft to work on; it belongs to who began it."""
    _require_person(actor)
    found = judgement(actor, judgement_id)
    if found.submitted_at is not None:
        raise UserError(_("This judgement is submitted already; a correction is a new one."))
    _require_own_draft(actor, found)
    return found


def _standing(contact_id: int) -> Judged | None:
    """The draft of a call; UserError where it is judged and nobody corrects that."""
    found = read(Judgement.contact == contact_id)
    draft = next((row for row in found if row.submitted_at is None), None)
    if draft is None and found:
        raise UserError(_("This call is judged already; a correction is a new version."))
    return draft


def _require_own_draft(actor: Actor, found: Judged) -> None:
    if found.judge_id != actor.person_id:
        raise UserError(_("{name} is judging this call.").format(name=found.judge))


def _require_person(actor: Actor) -> None:
    require_judge(actor)
    assert actor.id  # Forbidden for who is no person


def _require_finished(actor: Actor, call: Contact) -> None:
    if call.person_id == actor.person_id:
        raise Forbidden(_("Nobody judges a call of their own."))
    if call.ended_at is None:
        raise UserError(_("This call is not over yet."))
