"""Improvement actions as rows, as views of a desk, and as text. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from peewee import JOIN, Expression

from agentdesk.common import clock, names
from agentdesk.common.cells import fit
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.rows import wall
from agentdesk.store import code_words
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import ActionComplaint, ActionEvent, Complaint, ImprovementAction, Person

STATUSES: dict[str, str] = code_words.ACTION_STATES
RUNNING = ("open", "doing")
READERS = ("agent", "handler", "supervisor")
# Each view of a desk by the digit that shows it.
VIEWS: dict[str, str] = {
    "running": N_("To be done"),
    "overdue": N_("Overdue"),
    "check": N_("Check due"),
    "finished": N_("Settled"),
}
STEPS: dict[str, str] = {
    "created": N_("Made"),
    "followed_up": N_("Follow-up"),
    "reported": N_("Owner's report"),
    "moved": N_("Due day moved"),
    "done": N_("Done"),
    "checked": N_("Checked"),
    "dropped": N_("Given up"),
}


@dataclass(frozen=True)
class ActionStep:
    """One step of an action's history; `at` is naive UTC."""

    at: datetime
    kind: str
    person: str
    note: str
    effective: bool | None


@dataclass(frozen=True)
class ActionRow:
    """An action with its complaints and its history; `status` is one of STATUSES."""

    id: int
    title: str
    owner_id: int
    owner: str
    due_on: date
    status: str
    closed_on: date | None
    pattern: str
    cost_cents: int | None
    complaints: tuple[str, ...]
    history: tuple[ActionStep, ...]

    @property
    def overdue(self) -> bool:
        """Its due day is over and nobody has said that it is done."""
        return self.status in RUNNING and self.due_on < clock.today()

    @property
    def last_note(self) -> str:
        """What was written of it last."""
        return self.history[-1].note if self.history else ""

    def as_json(self) -> dict[str, Any]:
        """The action with stable keys."""
        return {
            "id": self.id,
            "title": self.title,
            "owner": self.owner,
            "due_on": self.due_on,
            "status": self.status,
            "overdue": self.overdue,
            "closed_on": self.closed_on,
            "pattern": self.pattern,
            "cost_cents": self.cost_cents,
            "complaints": list(self.complaints),
            "history": [
                {"at": wall(step.at), "kind": step.kind, "person": step.person, "note": step.note,
                 "effective": step.effective}
                for step in self.history
            ],
        }  # fmt: skip


def list_actions(
    *, owner_id: int | None = None, everything: bool = False, overdue: bool = False, complaint: str = ""
) -> list[ActionRow]:
    """Actions by due day: those neither checked nor given up, or all; of an owner, a complaint, or past their day."""
    where: Expression = ImprovementAction.id > 0
    if owner_id is not None:
        where &= ImprovementAction.owner == owner_id
    if complaint:
        linked = ActionComplaint.select(ActionComplaint.action).join(Complaint)
        where &= ImprovementAction.id.in_(linked.where(Complaint.no == complaint.strip().upper()))
    found = _rows(where)
    if not everything:
        found = [row for row in found if row.status not in ("checked", "dropped")]
    return [row for row in found if row.overdue or not overdue]


class Counts(NamedTuple):
    """How many actions are running, how many of these are past their day, and how many are done but not checked."""

    running: int
    overdue: int
    unchecked: int


def counts(owner_id: int | None = None) -> Counts:
    """How the actions stand, of everybody or of one owner; three counts, quick enough for the head of a desk."""
    whose: Expression = ImprovementAction.owner == owner_id if owner_id is not None else ImprovementAction.id > 0
    found = ImprovementAction.select().where(whose)
    running = found.where(ImprovementAction.status.in_(RUNNING))
    effective = ActionEvent.select(ActionEvent.action).where((ActionEvent.kind == "checked") & ActionEvent.effective)
    done = found.where((ImprovementAction.status == "done") & ImprovementAction.id.not_in(effective))
    return Counts(running.count(), running.where(ImprovementAction.due_on < clock.today()).count(), done.count())


def desk_rows(actor: Actor) -> list[ActionRow]:
    """All actions by due day, a handler's own first; Forbidden for who may see figures only."""
    actor.require(*READERS)
    found = list_actions(everything=True)
    return sorted(found, key=lambda row: row.owner_id != actor.person_id) if actor.role == "handler" else found


def of_view(rows: Sequence[ActionRow], view: str) -> list[ActionRow]:
    """The rows of one of VIEWS, in their order; what is finished with the latest first."""
    if view == "finished":
        done = [row for row in rows if row.status in ("checked", "dropped")]
        return sorted(done, key=lambda row: row.closed_on or row.due_on, reverse=True)
    if view == "check":
        return [row for row in rows if row.status == "done"]
    return [row for row in rows if row.status in RUNNING and (row.overdue or view == "running")]


def show_action(action_id: int) -> ActionRow:
    """One action; UsageError where there is none."""
    found = _rows(ImprovementAction.id == action_id)
    if not found:
        raise UsageError(_("There is no action {id}; see: agentdesk action list").format(id=action_id))
    return found[0]


def follow_up_text() -> str:
    """What the agent is to follow up (RP-04), in a few words: overdue 2, to check 1; "" for nothing."""
    found = counts()
    overdue = _("overdue {n}").format(n=found.overdue) if found.overdue else ""
    unchecked = _("to check {n}").format(n=found.unchecked) if found.unchecked else ""
    return _(", ").join(filter(None, (overdue, unchecked)))


def table(rows: Sequence[ActionRow]) -> str:
    """The list as a table; one line that says so where it is empty."""
    if not rows:
        return _("No improvement actions.")
    from tabulate import tabulate

    titles = [
        _("No."),
        _("What is to be changed"),
        _("Who sees to it"),
        _("Due"),
        _("State"),
        _("Complaints"),
        _("Last note"),
    ]
    lines = [
        [str(row.id), fit(names.visible(row.title), 24), row.owner, due_text(row), _(STATUSES[row.status]),
         fit(", ".join(row.complaints), 15), fit(names.visible(row.last_note), 20)]
        for row in rows
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


def page(row: ActionRow) -> str:
    """One action with its history."""
    from tabulate import tabulate

    facts = [
        [_("What is to be changed"), names.visible(row.title)],
        [_("Who sees to it"), row.owner],
        [_("Due"), due_text(row)],
        [_("State"), _(STATUSES[row.status])],
        [_("Complaints"), ", ".join(row.complaints)],
        [_("Pattern"), names.visible(row.pattern)],
        [_("Cost"), f"{row.cost_cents / 100:.2f}" if row.cost_cents is not None else ""],
    ]
    steps = [
        [clock.local(step.at).strftime("%Y-%m-%d %H:%M"), step_name(step), step.person, names.visible(step.note)]
        for step in row.history
    ]
    head = tabulate([fact for fact in facts if fact[1]], tablefmt="plain", disable_numparse=True)
    history = tabulate(
        steps, [_("When"), _("Step"), _("Who"), _("Note")], tablefmt="simple", disable_numparse=True,
        maxcolwidths=[None, None, None, 50],
    )  # fmt: skip
    return f"{head}\n\n{history}"


def due_text(row: ActionRow) -> str:
    """The due day, with a mark where it is past."""
    return f"! {row.due_on.isoformat()}" if row.overdue else row.due_on.isoformat()


def step_name(step: ActionStep) -> str:
    """A step's name, a check's with what it found."""
    if step.effective is None:
        return _(STEPS[step.kind])
    return _("Checked: it had its effect") if step.effective else _("Checked: of no effect")


def _rows(where: Expression) -> list[ActionRow]:
    chosen = ImprovementAction.select(ImprovementAction.id).where(where)
    steps = _history(chosen)
    linked: dict[int, list[str]] = {}
    numbers = ActionComplaint.select(ActionComplaint.action, Complaint.no).join(Complaint)
    for action_id, no in tuples(numbers.where(ActionComplaint.action.in_(chosen)).order_by(Complaint.id)):
        linked.setdefault(action_id, []).append(no)
    records: Any = (
        ImprovementAction.select(ImprovementAction, Person.name.alias("owner_name"))
        .join(Person, on=(ImprovementAction.owner == Person.id))
        .where(where)
        .order_by(ImprovementAction.due_on, ImprovementAction.id)
        .objects()
    )
    return [_row(record, tuple(linked.get(record.id, ())), tuple(steps.get(record.id, ()))) for record in records]


def _row(record: Any, complaints: tuple[str, ...], steps: tuple[ActionStep, ...]) -> ActionRow:
    checked = record.status == "done" and bool(steps) and steps[-1].kind == "checked"
    return ActionRow(
        id=record.id,
        title=record.title,
        owner_id=record.owner_id,
        owner=names.visible(record.owner_name),
        due_on=record.due_on,
        status="checked" if checked else record.status,
        closed_on=record.closed_on,
        pattern=record.pattern,
        cost_cents=record.cost_cents,
        complaints=complaints,
        history=steps,
    )


def _history(chosen: Any) -> dict[int, list[ActionStep]]:
    events = (
        ActionEvent.select(
            ActionEvent.action, ActionEvent.at, ActionEvent.kind, Person.name, ActionEvent.note, ActionEvent.effective
        )
        .join(Person, JOIN.LEFT_OUTER, on=(ActionEvent.person == Person.id))
        .where(ActionEvent.action.in_(chosen))
        .order_by(ActionEvent.id)
    )
    found: dict[int, list[ActionStep]] = {}
    for action_id, at, kind, person, note, effective in tuples(events):
        found.setdefault(action_id, []).append(ActionStep(at, kind, names.visible(person), note, effective))
    return found
