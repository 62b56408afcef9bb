"""The forms of improvement actions: a new one, and the next step of one, by what its reader may do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.complaints import actions
from agentdesk.complaints.action_list import ActionRow
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.step_drafts import Place, Typed, ending
from agentdesk.store.audit import Actor
from agentdesk.tui.stages.entry_form import EntryForm, Option, Row
from agentdesk.tui.stages.step_form import NOTE, day

TITLE, OWNER, DUE, STEP, EFFECTIVE = "title", "owner", "due", "step", "effective"
_DAY_HINT = N_("such as: tomorrow, 11-25")
# Each kind of step: what it is called while it is chosen, and what it brings about.
STEPS: dict[str, tuple[str, str]] = {
    "reported": (N_("Report"), N_("how far it is")),
    "done": (N_("Done"), N_("somebody else then checks whether it had its effect")),
    "followed_up": (N_("Follow up"), N_("what the owner says of it")),
    "checked": (N_("Check"), N_("without an effect it goes on")),
    "moved": (N_("Another day"), N_("with the reason")),
    "dropped": (N_("Give up"), N_("with the reason")),
}


def place_of(action_id: int) -> Place:
    """Where the draft of an action's next step is kept."""
    return Place("improvement_action", action_id, STEP)


def place_of_new(pattern: str = "") -> Place:
    """Where the draft of a new action is kept: one for each pattern, and one for none."""
    return Place("improvement_action", 0, f"new {pattern}".strip())


def new_form(about: str, people: Sequence[PersonLine], typed: Typed, owner_id: int | None = None) -> EntryForm:
    """A new action: what, who sees to it, until when; `owner_id` sees to it where nobody is chosen."""
    owners = [Option(each.person_id, names.visible(f"{each.name} {each.position}")) for each in people]
    rows = (
        Row(TITLE, N_("What is to be changed"), required=True, lines=2),
        Row(OWNER, N_("Who sees to it"), options=lambda: owners, required=True),
        Row(DUE, N_("Done by"), _DAY_HINT, read=day, required=True),
    )
    given = {OWNER: owner_id} if any(each.person_id == owner_id for each in people) else {}
    return EntryForm(lambda: _("New improvement action"), rows, typed, given, about=lambda: about)


def make(actor: Actor, place: Place, complaints: Sequence[str], pattern: str, values: dict[str, Any]) -> object:
    """Make the action that a form describes, and end its draft."""
    due = date.fromisoformat(values[DUE])
    add = partial(actions.add, actor, values[TITLE], owner_id=values[OWNER], due_on=due)
    return ending(actor, place, partial(add, complaints=complaints, pattern=pattern))


def step_form(actor: Actor, row: ActionRow, typed: Typed) -> EntryForm:
    """The next step of an action; where there is a choice it comes first."""
    kinds = actions.possible(actor, row)
    choices = {name: value for name, value in typed.choices.items() if name != STEP or value in kinds}
    rows = (
        Row(STEP, N_("Step"), options=lambda: [Option(kind, *map(_, STEPS[kind])) for kind in kinds], required=True,
            listed=True),
        Row(DUE, N_("Done by"), _DAY_HINT, read=day, required=True, only_if=(STEP, ("moved",))),
        Row(EFFECTIVE, N_("Had its effect"), options=_yes_or_no, required=True, only_if=(STEP, ("checked",))),
        Row(NOTE, N_("Note"), required=True, lines=3),
    )  # fmt: skip
    shown = rows if len(kinds) > 1 else rows[1:]
    due = dates.day_name(row.due_on)
    about = _("{owner}, due {day}: {title}").format(owner=row.owner, day=due, title=names.visible(row.title))
    return EntryForm(lambda: _heading(kinds), shown, Typed(typed.texts, choices), {STEP: kinds[0]}, lambda: about)


def take(actor: Actor, row: ActionRow, values: dict[str, Any]) -> object:
    """Take the step that a form describes, and end its draft."""
    kind, note = values.get(STEP) or actions.possible(actor, row)[0], str(values.get(NOTE, ""))
    steps = {
        "reported": partial(actions.report, actor, row.id, note),
        "done": partial(actions.done, actor, row.id, note),
        "followed_up": partial(actions.follow_up, actor, row.id, note),
        "checked": partial(actions.check, actor, row.id, effective=bool(values.get(EFFECTIVE)), note=note),
        "dropped": partial(actions.drop, actor, row.id, note),
    }
    if kind == "moved":
        steps[kind] = partial(actions.move, actor, row.id, date.fromisoformat(values[DUE]), note)
    return ending(actor, place_of(row.id), steps[kind])


def _heading(kinds: Sequence[str]) -> str:
    return _(STEPS[kinds[0]][0]) if len(kinds) == 1 else _("Improvement action")


def _yes_or_no() -> list[Option]:
    return [Option(True, _("yes")), Option(False, _("no"), _("it goes on"))]
