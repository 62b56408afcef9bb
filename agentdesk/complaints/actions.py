"""Improvement actions: what a department changes so that it does not happen again, who follows it up (RP-04, AU-01).

    action = add(actor, "...", owner_id=.., due_on=.., complaints=["T-0003"])
    follow_up(agent, action, "asked, half of it is done")     # the agent tracks it
    report(owner, action, "...")  done(owner, action, "...")
    check(supervisor, action, effective=True, note="...")     # by somebody other than the owner

`open -> doing -> done -> checked`; a check that finds it of no effect makes it `doing` again. Overdue is derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.action_list import RUNNING, STATUSES, ActionRow, show_action
from agentdesk.complaints.model import POSITIONS
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.responsible import candidates
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.tables import ActionComplaint, ActionEvent, Complaint, ImprovementAction, Person

MAKERS = ("supervisor", "handler")
FOLLOWERS = ("agent", "supervisor")


def possible(actor: Actor, row: ActionRow) -> tuple[str, ...]:
    """The kinds of step that this person may take on an action as it stands, the usual one first."""
    own, follows = _is_own(actor, row), _may(actor, FOLLOWERS)
    if row.status == "done":
        return ("checked",) if follows and not own else ()
    if row.status not in RUNNING:
        return ()
    steps = ("reported", "done") if own else ("followed_up",) if follows else ()
    return (*steps, "moved", "dropped") if _may(actor, ("supervisor",)) else steps


def why_nothing(actor: Actor, row: ActionRow) -> str:
    """Why this person can do nothing about an action now; "" where there is something."""
    if possible(actor, row):
        return ""
    if row.status == "done" and _is_own(actor, row):
        return _("Somebody other than its owner must check an action.")
    if row.status == "done":
        return _("It is done; an agent or a supervisor checks whether it had its effect.")
    if row.status in RUNNING:
        return _("Only its owner may report on an action; a follow-up is the agent's.")
    return _("Action {id} is {status}; this is not possible now.").format(id=row.id, status=_(STATUSES[row.status]))


def owners() -> list[PersonLine]:
    """Whom a desk offers as the owner of an action: handlers and supervisors, managers first."""
    return [PersonLine(found.id, found.name, _(POSITIONS[found.position])) for found in candidates(None)]


def may_make(actor: Actor) -> bool:
    """Whether this person may make an action."""
    return _may(actor, MAKERS)


def add(
    actor: Actor,
    title: str,
    *,
    owner_id: int,
    due_on: date,
    complaints: Iterable[str] = (),
    pattern: str = "",
    cost_cents: int | None = None,
) -> ImprovementAction:
    """Make an action for complaints by their numbers; supervisors and handlers.

    UserError for an empty title, an owner who has left, a due day in the past, or a complaint that is not there.
    """
    actor.require(*MAKERS)
    if not title.strip():
        raise UserError(_("Say what is to be changed."))
    _require_owner(owner_id)
    _require_future(due_on)
    if cost_cents is not None and cost_cents < 0:
        raise UsageError(_("A cost is not below nought."))
    ids = _complaint_ids(complaints)
    with change(actor, "action.add") as audit:
        made = ImprovementAction.create(
            title=title.strip(), owner=owner_id, due_on=due_on, pattern=pattern, cost_cents=cost_cents,
            complaint=ids[0] if ids else None, created_at=clock.now(),
        )  # fmt: skip
        _event(actor, made, "created")
        _link(made, ids)
        audit(made, after={"owner": owner_id, "due_on": due_on, "complaints": ids, "pattern": pattern})
    return made


def link(actor: Actor, action_id: int, complaints: Iterable[str]) -> int:
    """Say that an action is also for these complaints; returns how many were new."""
    actor.require(*MAKERS, *FOLLOWERS)
    with change(actor, "action.link") as audit:
        action = _found(action_id)
        new = _link(action, _complaint_ids(complaints))
        if new:
            audit(action, after={"complaints": new})
        else:
            audit.skip()
    return len(new)


def follow_up(actor: Actor, action_id: int, note: str) -> None:
    """The agent's or supervisor's note of how far it is; needs a text."""
    actor.require(*FOLLOWERS)
    _step(actor, action_id, "followed_up", note, RUNNING)


def report(actor: Actor, action_id: int, note: str) -> None:
    """The owner's report of progress; it is being worked on from then on."""
    actor.require("agent", "handler", "supervisor")
    _require_own(actor, action_id)
    _step(actor, action_id, "reported", note, RUNNING, status="doing")


def done(actor: Actor, action_id: int, note: str) -> None:
    """The owner says that it is done, and what was done."""
    actor.require("agent", "handler", "supervisor")
    _require_own(actor, action_id)
    _step(actor, action_id, "done", note, RUNNING, status="done", closed_on=clock.today())


def check(actor: Actor, action_id: int, *, effective: bool, note: str) -> None:
    """Whether it had its effect, by an agent or supervisor who is not its owner; of no effect, it goes on."""
    actor.require(*FOLLOWERS)
    action = _found(action_id)
    if actor.person_id is not None and actor.person_id == action.owner_id:
        raise Forbidden(_("Somebody other than its owner must check an action."))
    if show_action(action_id).status == "checked":
        raise UserError(_("Action {id} has been checked already.").format(id=action_id))
    again: dict[str, Any] = {} if effective else {"status": "doing", "closed_on": None}
    _step(actor, action_id, "checked", note, ("done",), effective=effective, **again)


def move(actor: Actor, action_id: int, due_on: date, note: str) -> None:
    """Give an action another due day, with the reason; supervisors."""
    actor.require("supervisor")
    _require_future(due_on)
    _step(actor, action_id, "moved", note, RUNNING, due_on=due_on)


def drop(actor: Actor, action_id: int, note: str) -> None:
    """Give an action up, with the reason; supervisors."""
    actor.require("supervisor")
    _step(actor, action_id, "dropped", note, RUNNING, status="dropped", closed_on=clock.today())


def _step(
    actor: Actor, action_id: int, kind: str, note: str, possible: Sequence[str], *, effective: bool | None = None,
    **columns: Any,
) -> None:  # fmt: skip
    if not note.strip():
        raise UserError(_("Write down how far it is."))
    with change(actor, f"action.{kind}") as audit:
        action = _found(action_id)
        if action.status not in possible:
            hint = _("Action {id} is {status}; this is not possible now.")
            raise UserError(hint.format(id=action_id, status=_(STATUSES[action.status])))
        _event(actor, action, kind, note, effective)
        _store(action, {**columns, "follow_up": note.strip()}, audit, effective)


def _is_own(actor: Actor, row: ActionRow) -> bool:
    return actor.person_id is not None and actor.person_id == row.owner_id


def _may(actor: Actor, roles: Sequence[str]) -> bool:
    return actor.role in (*roles, "system", "administrator")


def _store(action: ImprovementAction, columns: dict[str, Any], audit: Audit, effective: bool | None) -> None:
    before = {name: getattr(action, name) for name in columns}
    ImprovementAction.update(columns).where(ImprovementAction.id == action.id).execute()
    found = {} if effective is None else {"effective": effective}
    audit(action, before=before, after={**columns, **found})


def _event(actor: Actor, action: ImprovementAction, kind: str, note: str = "", effective: bool | None = None) -> None:
    ActionEvent.create(
        action=action, kind=kind, at=clock.now(), person=actor.person_id, note=note.strip(), effective=effective
    )


def _link(action: ImprovementAction, ids: list[int]) -> list[int]:
    have = {row.complaint_id for row in ActionComplaint.select().where(ActionComplaint.action == action.id)}
    new = [complaint_id for complaint_id in ids if complaint_id not in have]
    for complaint_id in new:
        ActionComplaint.create(action=action, complaint=complaint_id)
    return new


def _found(action_id: int) -> ImprovementAction:
    action: ImprovementAction | None = ImprovementAction.get_or_none(ImprovementAction.id == action_id)
    if action is None:
        raise UsageError(_("There is no action {id}; see: agentdesk action list").format(id=action_id))
    return action


def _complaint_ids(numbers: Iterable[str]) -> list[int]:
    ids = []
    for no in dict.fromkeys(number.strip().upper() for number in numbers):
        found = Complaint.get_or_none(Complaint.no == no)
        if found is None:
            raise UsageError(_("There is no complaint {no}.").format(no=no))
        ids.append(found.id)
    return ids


def _require_owner(owner_id: int) -> None:
    if Person.get_or_none((Person.id == owner_id) & Person.active) is None:
        raise UserError(_("An action needs an owner who works here."))


def _require_own(actor: Actor, action_id: int) -> None:
    action = _found(action_id)
    if actor.role not in ("administrator", "system") and actor.person_id != action.owner_id:
        raise Forbidden(_("Only its owner may report on an action; a follow-up is the agent's."))


def _require_future(due_on: date) -> None:
    if due_on < clock.today():
        raise UserError(_("{day} is over; an action is due today or later.").format(day=due_on.isoformat()))
