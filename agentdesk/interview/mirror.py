"""A colleague's call as a supervisor looks on at it: what is stored, masked as in every list, and nothing to change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock, names, plates
from agentdesk.common.i18n import language
from agentdesk.interview.parked import Span, parked, without
from agentdesk.interview.reading import read
from agentdesk.interview.run import Run
from agentdesk.interview.sitting import AgendaEntry, PhoneLine, Sitting
from agentdesk.interview.stored import Filled, stored
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Contact, Person


@dataclass(frozen=True)
class Mirror:
    """A call at one moment. `run` is its questionnaire as far as it is stored, in the reader's language.

    `drafts` are texts being typed, as they were stored last; `person_id` holds the call by now.
    """

    person_id: int
    person: str
    sitting: Sitting
    interview_id: int | None
    run: Run | None
    drafts: dict[str, str]
    parked: tuple[Span, ...]

    @property
    def entry(self) -> AgendaEntry | None:
        """The entry of the agenda that is being worked on."""
        return self.sitting.current

    @property
    def identified(self) -> bool:
        """Whether the right person is on the line."""
        return self.sitting.reached

    @property
    def phone(self) -> PhoneLine | None:
        """The number on the line, or the one to dial next; masked."""
        return self.sitting.dialled or self.sitting.preferred

    @property
    def seconds(self) -> float:
        """How long it is talked or dialled, to now or to its end, without the time in which it was parked."""
        return without(self.parked, self.sitting.since, self.sitting.ended_at or clock.now())


def mirror(actor: Actor, contact_id: int) -> Mirror:
    """A call as it stands; Forbidden for who does not supervise, UserError where there is none."""
    actor.require("supervisor")
    sitting = _masked(read(contact_id))
    person_id, person = _holder.rows(contact_id)[0]
    entry = sitting.current
    interview_id = entry.interview_id if entry is not None else None
    found = stored(interview_id, language(), _veil) if interview_id is not None else None
    return Mirror(
        person_id, person, sitting, interview_id, found.run if found else None, found.drafts if found else {},
        parked(contact_id),
    )  # fmt: skip


@prepared
def _holder(contact_id: Any) -> ModelSelect[Contact]:
    return Contact.select(Person.id, Person.name).join(Person).where(Contact.id == contact_id)


def _masked(sitting: Sitting) -> Sitting:
    """Names, plates and numbers as in every list: the customer is on the agent's line, not on the reader's."""
    name, car = names.mask(sitting.customer_name), sitting.vehicle
    return replace(
        sitting,
        customer_name=name,
        customer_shown=names.display(name, sitting.title),
        company_contact=names.mask(sitting.company_contact),
        vehicle=replace(car, plate=car.masked) if car is not None else None,
        numbers=tuple(replace(number, shown=number.masked, e164="") for number in sitting.numbers),
    )


def _veil(facts: Filled) -> Filled:
    """The same for what the questionnaire's lines name."""
    hidden = {"customer_name": names.mask, "plate": plates.mask}
    return {name: hidden[name](text) if name in hidden else text for name, text in facts.items()}
