"""Reading the audit trail: newest first, by person, action, row, customer and day, a page at a time.

Each filter is read along its own index and ends after a page, so that a page of a million events costs what a page of a
thousand does. Of several actions or rows each is read by itself, and the pages are merged.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from peewee import Expression, ForeignKeyField, ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.tables import ALL, AuditEvent, Complaint, Contact, Customer, Interview, Person, Task, Vehicle
from agentdesk.store.trail_actions import ACTIONS
from agentdesk.store.trail_names import ENTITIES

READERS = ("supervisor",)
PEOPLE = {
    "agent",
    "against",
    "by",
    "claimed_by",
    "given_to",
    "owner",
    "owner_id",
    "person",
    "person_id",
    "responsible",
    "responsible_id",
    "taker",
}  # fields that hold a person's number
PAGE = 100
_DIGITS = 15  # of a row's number
_MANY = 20_000
_AT_ONCE = 400  # ids in a statement
_PARENTS = (Contact, Task, Interview, Complaint, Vehicle)  # what belongs to a customer and has rows of its own
_COLUMNS = (
    AuditEvent.id, AuditEvent.at, AuditEvent.person_name, AuditEvent.role, AuditEvent.origin, AuditEvent.action,
    AuditEvent.entity, AuditEvent.entity_id, AuditEvent.before, AuditEvent.after, AuditEvent.reason,
    AuditEvent.session, AuditEvent.address,
)  # fmt: skip


class Event(NamedTuple):
    """One audit event; `at` is naive UTC, before and after are as stored: JSON with whatever it holds, unmasked."""

    id: int
    at: datetime
    person: str
    role: str
    origin: str
    action: str
    entity: str
    entity_id: int | None
    before: str | None
    after: str | None
    reason: str
    session: str | None
    address: str | None
    people: tuple[tuple[int, str], ...] = ()  # whom its fields name by number

    @property
    def place(self) -> tuple[datetime, int]:
        """Where it stands in the list."""
        return self.at, self.id


@dataclass(frozen=True)
class Wanted:
    """What to look for; an empty filter lets everything through. Days are the dealer's, both included."""

    person: str = ""  # as the trail names them
    actions: tuple[str, ...] = ()
    entity: str = ""
    entity_id: int | None = None
    customer: int | None = None
    first: date | None = None
    last: date | None = None


def events(actor: Actor, wanted: Wanted, *, after: Event | None = None, limit: int = PAGE) -> list[Event]:
    """A page of the trail, newest first; `after` is the last event of the page before. Supervisors, administrators."""
    actor.require(*READERS)
    branches = [_page(each, wanted, after, limit) for each in _branches(wanted)]
    merged = heapq.merge(*branches, key=lambda event: event.place, reverse=True)
    return _with_people(list(islice(merged, limit)))


def _with_people(found: list[Event]) -> list[Event]:
    """The events with the names of the people that their fields give by number."""
    named = [_numbers(event) for event in found]
    everybody = sorted(set().union(*named))
    known = pairs(Person.select(Person.id, Person.name).where(Person.id.in_(everybody))) if everybody else {}
    return [
        event._replace(people=tuple((number, known[number]) for number in sorted(numbers) if number in known))
        for event, numbers in zip(found, named, strict=True)
    ]


def _numbers(event: Event) -> set[int]:
    both = (*values(event.before).items(), *values(event.after).items())
    return {value for key, value in both if key in PEOPLE and isinstance(value, int)}


def _branches(wanted: Wanted) -> Iterator[Expression | None]:
    """The conditions that are each read along an index; together they are what is wanted."""
    if wanted.customer is not None:
        for entity, ids in _of_customer(wanted.customer):
            for start in range(0, len(ids), _AT_ONCE):
                some = ids[start : start + _AT_ONCE]
                yield (AuditEvent.entity == entity) & AuditEvent.entity_id.in_(some)
    elif wanted.entity and wanted.entity_id is not None:
        yield (AuditEvent.entity == wanted.entity) & (AuditEvent.entity_id == wanted.entity_id)
    elif wanted.actions:
        yield from (AuditEvent.action == action for action in wanted.actions)
    elif wanted.person:
        yield AuditEvent.person_name == wanted.person
    else:
        yield None


def _page(branch: Expression | None, wanted: Wanted, after: Event | None, limit: int) -> list[Event]:
    query = AuditEvent.select(*_COLUMNS).order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(limit)
    for condition in (branch, *_rest(wanted, after)):
        if condition is not None:
            query = query.where(condition)
    return [Event(*row) for row in tuples(query)]


def _rest(wanted: Wanted, after: Event | None) -> Iterator[Expression]:
    if wanted.first:
        yield AuditEvent.at >= clock.day_span(wanted.first)[0]
    if wanted.last:
        yield AuditEvent.at < clock.day_span(wanted.last)[1]
    if after:
        yield AuditEvent.at <= after.at
        yield (AuditEvent.at < after.at) | (AuditEvent.id < after.id)
    if wanted.person:
        yield AuditEvent.person_name == wanted.person
    if wanted.entity and wanted.entity_id is None and wanted.customer is None and _has_many(wanted.entity):
        yield AuditEvent.entity.concat("") == wanted.entity  # no index serves it: a page of them is soon found by time
    elif wanted.entity:
        yield AuditEvent.entity == wanted.entity
    if wanted.entity_id is not None:
        yield AuditEvent.entity_id == wanted.entity_id
    if wanted.actions and (wanted.customer is not None or wanted.entity_id is not None):
        yield AuditEvent.action.in_(wanted.actions)


def _has_many(entity: str) -> bool:
    """Whether sorting all events of a table would take longer than meeting a page of them by time."""
    some = AuditEvent.select(AuditEvent.entity_id).where(AuditEvent.entity == entity).limit(_MANY)
    return bool(AuditEvent.select(fn.COUNT(1)).from_(some).scalar() == _MANY)


def _of_customer(customer_id: int) -> list[tuple[str, list[int]]]:
    """The rows that are a customer's: their own, and those of their calls, tasks, complaints and cars."""
    found: dict[str, set[int]] = {"customer": {customer_id}}
    _add(found, Customer, [customer_id])
    for parent in _PARENTS:
        _add(found, parent, sorted(found.get(parent._meta.table_name, ())))
    return [(entity, sorted(ids)) for entity, ids in found.items()]


def _add(found: dict[str, set[int]], parent: Any, ids: Sequence[int]) -> None:
    for table in ALL if ids else ():
        links = [f for f in table._meta.sorted_fields if isinstance(f, ForeignKeyField) and f.rel_model is parent]
        key = table._meta.primary_key
        if links and key and not table._meta.composite_key:
            for each in links:
                found.setdefault(table._meta.table_name, set()).update(column(table.select(key).where(each.in_(ids))))


@prepared
def newest(action: str) -> ModelSelect[AuditEvent]:
    """The last written event of an action: id, instant, row, what was after. Not by its instant: a clock is set back.

    The sum keeps both databases from walking the whole trail backwards for an action that is rare or was never done.
    """
    columns = (AuditEvent.id, AuditEvent.at, AuditEvent.entity_id, AuditEvent.after)
    found = AuditEvent.select(*columns).where(AuditEvent.action == action)
    return found.order_by((AuditEvent.id + 0).desc()).limit(1)


def named_person(text: str) -> str:
    """A person's name by name or staff code, or the program's; who is unknown may still be named as typed."""
    if text == _("program"):
        return "system"
    found = Person.get_or_none(Person.code == text)
    return found.name if found else text


def named_actions(text: str) -> tuple[str, ...]:
    """The actions of a code (task.move) or of a noun (task); UsageError where there is none."""
    found = tuple(code for code in ACTIONS if text in (code, code.partition(".")[0]))
    if found or "." in text:
        return found or (text,)
    nouns = ", ".join(sorted({code.partition(".")[0] for code in ACTIONS}))
    raise UsageError(_("There is no such action: {name}. Try one of: {names}").format(name=text, names=nouns))


def named_row(text: str) -> tuple[str, int | None]:
    """A table, or a row of it as task:17; UsageError where it is neither."""
    entity, colon, number = text.partition(":")
    if entity not in ENTITIES and entity not in {table._meta.table_name for table in ALL}:
        raise UsageError(_("There are no such rows: {name}. Write them as task or task:17.").format(name=text))
    if colon and not (number.isdecimal() and len(number) <= _DIGITS):
        raise UsageError(_("There are no such rows: {name}. Write them as task or task:17.").format(name=text))
    return entity, int(number) if colon else None


def values(text: str | None) -> dict[str, Any]:
    """What was before or after, by field; what is no JSON stands as it is."""
    if not text:
        return {}
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return {"": text}
    return found if isinstance(found, dict) else {"": found}
