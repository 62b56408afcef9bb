"""The form of a complaint's step: a row to each field of steps.ACTIONS, and its note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from agentdesk.common import clock, dates
from agentdesk.common.i18n import N_, _, pick
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.fields import Field, cents, choices, of_action
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.step_drafts import Typed
from agentdesk.complaints.steps import ACTIONS
from agentdesk.playbook.current import current
from agentdesk.tui.stages.entry_form import EntryForm, Option, Row

NOTE = "note"
_NOTE_ROWS = 3


def step_form(kind: str, now: Standing, people: Sequence[PersonLine], typed: Typed) -> EntryForm:
    """The form of a step for a complaint as it stands; `people` may be made responsible for it."""
    action = ACTIONS[kind]
    fields = [_row(field, people, required=field.code in action.required) for field in of_action(action)]
    needs_note = action.note or kind == "recalled"
    note = Row(NOTE, N_("Note"), _NOTE_HINTS.get(kind, ""), required=needs_note, lines=_NOTE_ROWS)
    rows = [note, *fields] if action.note else [*fields, note]
    given = {**now.criteria, "severity": now.severity, "cause_gap": now.cause_gap or None}
    return EntryForm(
        lambda: _(action.name), rows, typed, {name: given[name] for name in action.fields if name in given},
        about=lambda: _(ABOUT[kind]) if kind in ABOUT else "",
    )  # fmt: skip


def money(text: str) -> tuple[int, str]:
    """An amount in yuan in cents, and as it is understood."""
    value = cents(text)
    return value, _("{amount} yuan").format(amount=f"{value / 100:,.2f}")


def moment(text: str) -> tuple[str, str]:
    """A time as it is said (interview/spoken.py) as a naive UTC instant in ISO form, and as it is understood."""
    from agentdesk.interview.spoken import parse

    wall = parse(text, clock.local_now())
    at: datetime = clock.to_utc(wall)
    return at.isoformat(), f"{dates.moment(at)}  {dates.weekday(wall.date())}"


def day(text: str) -> tuple[str, str]:
    """A day as it is said (tomorrow, 11-25, next Tuesday) in ISO form, and as it is understood."""
    from agentdesk.interview.spoken import parse

    wall = parse(f"{text.strip()} 23:59", clock.local_now())
    return wall.date().isoformat(), f"{dates.day_name(wall.date())}  {dates.weekday(wall.date())}"


def _row(field: Field, people: Sequence[PersonLine], *, required: bool) -> Row:
    only_if = ("reply", ("investigate",)) if field.code == "promised_at" else None
    row = partial(Row, field.code, field.name, required=required, only_if=only_if)
    if field.holds == "person":
        chosen = [Option(each.person_id, f"{each.name} {each.position}") for each in people]
        return row(options=lambda: chosen)
    if field.holds == "choice":
        return row(options=lambda: _options(field.code))
    if field.holds == "yes_no":
        return row(options=lambda: [Option(True, _("yes")), Option(False, _("no"))])
    hint, read = _READ.get(field.holds, ("", None))
    return row(hint, read=read)


def _options(code: str) -> list[Option]:
    """The codes of a choice; a cause with what it means."""
    meanings = {row.code: pick(row.meaning_zh, row.meaning_en) for row in current().complaints.gaps}
    known = meanings if code == "cause_gap" else {}
    return [Option(value, name, known.get(value, "")) for value, name in choices(code).items()]


_READ: dict[str, tuple[str, Callable[[str], tuple[Any, str]]]] = {
    "money": (N_("in yuan, such as: 500"), money),
    "day": (N_("such as: tomorrow, 11-25"), day),
    "moment": (N_("such as: tomorrow 3 pm"), moment),
}
_NOTE_HINTS = {
    "contacted": N_("what was said on both sides"),
    "proposed": N_("what is offered, by whom, until when"),
    "handled": N_("what was done"),
    "answered": N_("what the customer was told, and what the customer said"),
    "special_requested": N_("why the usual way does not do"),
    "recalled": N_("how the customer said it, and when"),
}
# What a step brings about that is not plain from its name.
ABOUT = {
    "acknowledged": N_("The customer hears that the complaint is taken up: answered at once, or by when."),
    "handled": N_("Ends the solving; the customer is to be answered next."),
    "answered": N_("Hands the complaint to the care agent, who asks the customer on the next working day."),
    "special_requested": N_("A supervisor other than you decides."),
    "recalled": N_("For a customer who rang or came in; the call in the queue is taken out."),
    "assigned": N_("It goes to this person's desk; whoever it is about cannot be chosen."),
}
