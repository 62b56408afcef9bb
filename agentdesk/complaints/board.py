"""The supervisor's board: open complaints by state and by what runs out next, quick with ten thousand of them.

The order of a view is read as ids only, from an index; rows are read for the lines that are looked at::

    found = ids(actor, "breached")          # all of them, in their order
    page(actor, found[40:60])               # twenty rows
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import and_, or_

from peewee import JOIN, Expression, fn

from agentdesk.common import clock, names, plates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints import listing
from agentdesk.complaints.model import subject_name
from agentdesk.complaints.rows import SOONEST, ComplaintRow, rows
from agentdesk.complaints.steps import MERGEABLE, OPEN_STATES, STATES
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import Complaint, Customer, Person, Vehicle

# Each view by the digit that shows it.
VIEWS: dict[str, str] = {
    "open": N_("All open"),
    "new": N_("To accept"),
    "in_hand": N_("In hand"),
    "special": N_("Special"),
    "recall": N_("Re-call due"),
    "breached": N_("Overdue"),
    "closed": N_("Closed lately"),
}
# The views of open complaints as a line of figures calls them.
COUNTED: dict[str, str] = {
    "new": N_("to be accepted"),
    "in_hand": N_("in hand"),
    "special": N_("special handling"),
    "recall": N_("to re-call"),
    "breached": N_("past a limit"),
}
_STATES: dict[str, tuple[str, ...]] = {
    "open": OPEN_STATES,
    "new": ("new",),
    "special": ("special",),
    "recall": ("recall_due",),
    "breached": OPEN_STATES,
}
_STATES["in_hand"] = tuple(state for state in OPEN_STATES if state not in ("new", "special", "recall_due"))
LATELY = timedelta(days=14)  # how long a closed complaint stays in sight


@dataclass(frozen=True)
class BoardRow:
    """A complaint on the board; the customer's name is whole, as the supervisor may have to call."""

    row: ComplaintRow
    customer: str  # 王建国 先生
    about: str  # whom it is about; empty where it is nobody
    subject: str  # product, service, staff as the desk calls them
    vehicle: str  # model and masked plate
    words: str
    remedy_sought: str


@dataclass(frozen=True)
class Twin:
    """A complaint that may be the same as another one: of the same customer, or about the same vehicle."""

    id: int
    no: str
    state: str
    customer: str
    vehicle: str
    words: str
    same_vehicle: bool


def open_counts() -> dict[str, int]:
    """How many open complaints stand in each view, here and wherever else they are counted in the views' words."""
    found = listing.counts()
    number = {view: sum(found[state] for state in states) for view, states in _STATES.items()}
    return number | {"breached": found["breached"]}


def counts(actor: Actor) -> dict[str, int]:
    """How many complaints stand in each view."""
    _require(actor)
    number = open_counts() | {"closed": Complaint.select().where(_fits("closed")).count()}
    return {view: number[view] for view in VIEWS}


def ids(actor: Actor, view: str = "open", text: str = "") -> list[int]:
    """The complaints of a view in their order: what runs out next first, closed ones newest first.

    `text` narrows them: each of its words is part of the number, the customer's name or initials, the plate, the
    severity, the state, or the name of the person responsible or complained about.
    """
    _require(actor)
    query = Complaint.select(Complaint.id).where(_fits(view))
    order = (Complaint.closed_at.desc(), Complaint.id.desc()) if view == "closed" else SOONEST
    if wanted := text.split():
        people = tuples(Person.select(Person.id, Person.name))
        query = query.join(Customer, on=(Complaint.customer == Customer.id)).switch(Complaint)
        query = query.join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        query = query.where(reduce(and_, (_has(word, people) for word in wanted)))
    return column(query.order_by(*order))


def page(actor: Actor, wanted: Sequence[int]) -> list[BoardRow]:
    """The rows of some complaints, in the order of their ids given."""
    _require(actor)
    if not wanted:
        return []
    these = Complaint.id.in_(list(wanted))
    found = {row.id: row for row in rows(these)}
    about = Person.alias()
    query = (
        Complaint.select(
            Complaint.id, Customer.name, Customer.title, about.name, Vehicle.model, Vehicle.plate, Complaint.words,
            Complaint.remedy_sought,
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(about, JOIN.LEFT_OUTER, on=(Complaint.about == about.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .where(these)
    )  # fmt: skip
    made = {
        complaint_id: BoardRow(
            found[complaint_id], names.display(name, title), whom or "",
            subject_name(found[complaint_id].subject), _car(model, plate), words, remedy,
        )
        for complaint_id, name, title, whom, model, plate, words, remedy in tuples(query)
        if complaint_id in found
    }  # fmt: skip
    return [made[complaint_id] for complaint_id in wanted if complaint_id in made]


def twins(actor: Actor, complaint_id: int, limit: int = 9) -> list[Twin]:
    """Complaints that may be the same one: open, of its customer or about its vehicle; the newest first."""
    _require(actor)
    one = Complaint.get_by_id(complaint_id)
    same = Complaint.customer == one.customer_id
    if one.vehicle_id is not None:
        same |= Complaint.vehicle == one.vehicle_id
    others = same & (Complaint.id != one.id) & Complaint.state.in_(MERGEABLE)
    query = (
        Complaint.select(
            Complaint.id, Complaint.no, Complaint.state, Customer.name, Customer.title, Vehicle.model, Vehicle.plate,
            Complaint.words, Complaint.vehicle,
        )
        .join(Customer, on=(Complaint.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Complaint.vehicle == Vehicle.id))
        .where(others)
        .order_by(Complaint.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Twin(found, no, state, names.display(name, title), _car(model, plate), words,
             vehicle_id is not None and vehicle_id == one.vehicle_id)
        for found, no, state, name, title, model, plate, words, vehicle_id in tuples(query)
    ]  # fmt: skip


def loads() -> dict[int, int]:
    """How many open complaints each person answers for."""
    query = Complaint.select(Complaint.responsible, fn.COUNT(Complaint.id)).where(Complaint.state.in_(OPEN_STATES))
    return pairs(query.where(Complaint.responsible.is_null(False)).group_by(Complaint.responsible))


def people() -> dict[int, str]:
    """Everybody's name by id, for what a step says of a colleague."""
    return pairs(Person.select(Person.id, Person.name))


def _require(actor: Actor) -> None:
    actor.require("supervisor")


def _fits(view: str) -> Expression:
    if view == "closed":
        return Complaint.closed_at >= clock.now() - LATELY
    here: Expression = Complaint.state.in_(_STATES[view])
    return here & (Complaint.next_breach < clock.now()) if view == "breached" else here


def _has(word: str, people: Sequence[tuple[int, str]]) -> Expression:
    """A complaint in which the word is found; people are few and looked up before."""
    text = word.casefold()
    named = [person_id for person_id, name in people if text in name.casefold()]
    codes = [row.code for row in current.current().complaints.severities if text in f"{row.zh} {row.en}".casefold()]
    states = [state for state, name in STATES.items() if text in _(name).casefold()]
    places = (
        Complaint.no.contains(word),
        Customer.name.contains(word),
        Customer.name_initials.contains(word),
        Vehicle.plate.contains(word),
        Complaint.responsible.in_(named),
        Complaint.about.in_(named),
        Complaint.severity.in_(codes),
        Complaint.state.in_(states),
    )
    return reduce(or_, places)


def _car(model: str | None, plate: str | None) -> str:
    return f"{model or ''} {plates.mask(plate or '')}".strip()
