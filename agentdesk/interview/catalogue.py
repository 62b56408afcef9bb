"""The outcome catalogue at the desk: which outcomes can be chosen now, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.playbook.current import current
from agentdesk.playbook.schema import Outcome

if TYPE_CHECKING:
    from agentdesk.interview.run import Run
    from agentdesk.interview.sitting import AgendaEntry, Sitting


MISMATCH = "finding:contact_mismatch"  # the effect of an outcome that says the number is somebody else's


@dataclass(frozen=True, slots=True)
class Offered:
    """A row of the catalogue as the screen lists it; `why_not` is empty where it may be chosen."""

    code: str
    name: str
    key: str
    group: str  # not_reached, reached, reminder
    allowed: bool
    why_not: str
    note_required: bool
    effects: tuple[str, ...]


def outcome(code: str, *groups: str) -> Outcome:
    """The catalogue's row; UserError where there is none, or where it is not of one of these groups."""
    try:
        row = current().outcome(code)
    except KeyError:
        raise UserError(_("There is no outcome {code} in the playbook.").format(code=code)) from None
    if groups and row.group not in groups:
        raise UserError(_("{outcome} cannot be chosen here.").format(outcome=pick(row.zh, row.en)))
    return row


def outcome_name(code: str) -> str:
    """The outcome's name in the language in use; the code itself where the playbook no longer has it."""
    try:
        row = current().outcome(code)
    except KeyError:
        return code
    return pick(row.zh, row.en)


def wrong_person_outcome() -> Outcome:
    """The outcome that says the number is somebody else's (SC-02N, DA-02)."""
    return _the(lambda row: MISMATCH in row.effects)


def promise_outcome() -> Outcome:
    """The outcome of a call that ended with an agreed time."""
    return _the(lambda row: "promise" in row.effects)


def refusal_outcome(hard: bool) -> Outcome:
    """Soft: tried again after its delay. Hard: final, and the customer is not contacted again."""
    if hard:
        return _the(lambda row: row.klass == "R" and row.final and "do_not_contact" in row.effects)
    return _the(lambda row: row.klass == "R" and not row.final)


def _the(wanted: Callable[[Outcome], bool]) -> Outcome:
    row = next((row for row in current().outcomes if row.group != "rule" and wanted(row)), None)
    if row is None:
        raise UserError(_("The playbook's outcome catalogue lacks a row for this; ask the administrator."))
    return row


def is_success(row: Outcome) -> bool:
    """Whether the outcome counts the task as served: a completed interview or reminder."""
    return row.klass == "I"


def offered_outcomes(sitting: Sitting, task_id: int | None = None, run: Run | None = None) -> list[Offered]:
    """The catalogue for an entry of the agenda (the current one by default), impossible rows with their reason.

    `run` is the interview's state; without it a questionnaire counts as not begun.
    """
    entry = next((each for each in sitting.agenda if each.task_id == task_id), sitting.current)
    return [_offer(row, sitting, entry, run) for row in _rows(entry)]


def _rows(entry: AgendaEntry | None) -> tuple[Outcome, ...]:
    playbook = current()
    try:
        return playbook.outcomes_for(playbook.kind(entry.kind_code if entry else ""))
    except KeyError:  # the kind has left the playbook since the task was made
        return tuple(row for row in playbook.outcomes if row.group in ("not_reached", "reached"))


def _offer(row: Outcome, sitting: Sitting, entry: AgendaEntry | None, run: Run | None) -> Offered:
    why = _why_not(row, sitting, entry, run)
    name = pick(row.zh, row.en)
    return Offered(row.code, name, row.key, row.group, not why, why, row.note_required, tuple(row.effects))


def _why_not(row: Outcome, sitting: Sitting, entry: AgendaEntry | None, run: Run | None) -> str:
    if entry is None:
        return _("Everything on the agenda is decided.")
    if row.group == "not_reached":
        return _why_not_unreached(sitting)
    if sitting.attempt is None:
        return _("No number has been dialled.")
    if row.klass == "I":
        return _unless_reached(sitting) or (why_no_success(run) if entry.form_version_id is not None else "")
    if row.klass == "P":
        return _unless_reached(sitting) or why_not_partial(run)
    return ""


def _why_not_unreached(sitting: Sitting) -> str:
    """What can come of dialling is offered while it rings, and before: the desk notes the dial with its outcome."""
    if sitting.attempt is None:
        return "" if sitting.preferred is not None else _("There is no number to dial.")
    return _("The customer is on the line.") if sitting.reached else ""


def _unless_reached(sitting: Sitting) -> str:
    return "" if sitting.reached else _("The right person has not answered yet.")


def why_no_success(run: Run | None) -> str:
    """Why the interview is no success yet, in one line; "" where it is one (the engine's rule, SC-13)."""
    if run is None:
        return _("The questionnaire has not been begun.")
    reasons = run.can_complete()
    if reasons:
        listed = [reason.text for reason in reasons[:3]] + (["…"] if len(reasons) > 3 else [])
        return _("{count} still missing: {list}").format(count=len(reasons), list=_("; ").join(listed))
    over = current().head.settings.complete_over
    if run.share_answered() * 100 <= over:
        return _("Complete only above {limit} % of the questions.").format(limit=over)
    return ""


def why_not_partial(run: Run | None) -> str:
    """Why the interview is not even partly complete; "" where it is."""
    limit = current().head.settings.partial_from
    share = run.share_answered() * 100 if run else 0
    return "" if share >= limit else _("Partly complete only from {limit} % of the questions.").format(limit=limit)
