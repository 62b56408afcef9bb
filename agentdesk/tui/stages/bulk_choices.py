"""What a supervisor can decide about one complaint or several: to whom, yes or no, into which one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agentdesk.common import names
from agentdesk.common.i18n import _
from agentdesk.complaints import board
from agentdesk.complaints.bulk import APPROVE, ASSIGN, MERGE, NAMES, REFUSE, Deed
from agentdesk.complaints.listing import number_of
from agentdesk.complaints.model import POSITIONS
from agentdesk.complaints.responsible import candidates_for
from agentdesk.complaints.steps import ACTIONS, STATES
from agentdesk.store.audit import Actor

_MOST = 9  # complaints whose likely twins are looked for


@dataclass(frozen=True)
class Option:
    """One choice: what it does to which complaints, and how it is shown."""

    kind: str
    ids: tuple[int, ...]
    text: str
    detail: str
    person_id: int | None = None
    into: int | None = None
    needs_note: bool = True

    def deed(self, note: str) -> Deed:
        """The choice with its reason."""
        data = {} if self.person_id is None else {"responsible_id": self.person_id}
        return Deed(self.kind, note, data, self.into)


@dataclass(frozen=True)
class Offer:
    """The choices under one title; `empty` is said where there is none."""

    kind: str
    title: str
    options: Sequence[Option]
    empty: str


Offering = Callable[[Actor, Sequence[int]], Offer]


def people(actor: Actor, ids: Sequence[int]) -> Offer:
    """Everybody who may answer for them, with how many open complaints each has already; managers first."""
    actor.require("supervisor")
    loads = board.loads()
    options = [
        Option(
            ASSIGN, tuple(ids), f"{names.visible(person.name)}  {_(POSITIONS[person.position])}",
            _("{n} open").format(n=loads.get(person.id, 0)), person_id=person.id,
        )
        for person in candidates_for(ids[:1] if len(ids) == 1 else ())
    ]  # fmt: skip
    return Offer(ASSIGN, _title(_(NAMES[ASSIGN]), ids), options, _("Nobody can be made responsible."))


def decisions(actor: Actor, ids: Sequence[int]) -> Offer:
    """Yes or no to the special handling that was asked for (CP-11)."""
    actor.require("supervisor")
    options = [
        Option(kind, tuple(ids), _(NAMES[kind]), "", needs_note=ACTIONS[kind].note) for kind in (APPROVE, REFUSE)
    ]
    return Offer(APPROVE, _title(_("Special handling"), ids), options, "")


def targets(actor: Actor, ids: Sequence[int]) -> Offer:
    """Which complaint stays: one of several that are marked, else a likely twin of the one under the cursor."""
    options = _marked(actor, ids) if len(ids) > 1 else []
    seen = {option.into for option in options} | set(ids)
    for complaint_id in ids[:_MOST]:
        for twin in board.twins(actor, complaint_id):
            if twin.id not in seen:
                seen.add(twin.id)
                why = _("same vehicle") if twin.same_vehicle else _("same customer")
                shown = f"{twin.no}  {twin.customer}  {twin.vehicle}".strip()
                options.append(_into(twin.id, ids, shown, f"{why}  {_(STATES[twin.state])}  {twin.words}"))
    title = _title(_(NAMES[MERGE]), ids) + _(": which one stays?")
    return Offer(
        MERGE, title, options, _("No other open complaint has this customer or vehicle; mark two to merge them.")
    )


def _marked(actor: Actor, ids: Sequence[int]) -> list[Option]:
    """Each of the marked ones may stay; the oldest is the likeliest."""
    return [
        _into(
            found.row.id, [each for each in ids if each != found.row.id],
            f"{found.row.no}  {found.customer}  {found.vehicle}", f"{_(STATES[found.row.state])}  {found.words}",
        )
        for found in board.page(actor, sorted(ids)[:_MOST])
    ]  # fmt: skip


def _into(target: int, ids: Sequence[int], text: str, detail: str) -> Option:
    return Option(MERGE, tuple(ids), text, names.visible(detail), into=target)


def _title(what: str, ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return f"{what}  {number_of(ids[0])}"
    return _("{what}, {n} complaints").format(what=what, n=len(ids))
