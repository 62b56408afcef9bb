"""What holds something back, told to people: the row of facts that a suppression names, and a day's list of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from agentdesk.common import clock, names, phones, plates
from agentdesk.common.i18n import _, pick
from agentdesk.playbook import current
from agentdesk.queue.suppression import reason
from agentdesk.store import code_words
from agentdesk.store.reading import dicts
from agentdesk.store.tables import (
    Consent,
    Contact,
    Customer,
    DoNotContact,
    Person,
    Phone,
    QueueRun,
    Suppression,
    Task,
    Vehicle,
)
from agentdesk.store.tables.privacy import ERASED, FROM_DEALER

CHANNELS: dict[str, str] = code_words.CHANNELS


@dataclass(frozen=True)
class Told:
    """A reason with the fact behind it: what it is, who said so, since when, in whose words."""

    code: str
    requirement: str
    words: str
    detail: str = ""
    who: str = ""
    since: date | None = None
    why: str = ""

    def line(self) -> str:
        """All of it in one line."""
        return _(": ").join(filter(None, (self.words, self.detail)))

    def as_json(self) -> dict[str, Any]:
        """With stable keys; the words are in the language in use."""
        return {
            "reason": self.code,
            "requirement": self.requirement,
            "words": self.words,
            "detail": self.detail,
            "who": self.who,
            "since": self.since,
            "why": self.why,
        }


def told(code: str, detail: str) -> Told:
    """What a stored or computed reason and its `table:id` say to people; a row that is gone says nothing."""
    row = reason(code)
    table, _colon, key = detail.partition(":")
    fact = _FACTS[table](int(key)) if table in _FACTS and key.isdigit() else {}
    return Told(code, row.requirement, _(row.words), **fact)


def held_back(day: date) -> list[dict[str, Any]]:
    """What was due on a day and was not queued, each with its reason, with stable keys.

    A suppression holds from its first to its last day; what was queued by a later build of the same day is left out.
    """
    task = Task.alias()
    queued = task.select(task.id).join(QueueRun, on=(task.run == QueueRun.id))
    queued = queued.where((task.dedupe_key == Suppression.dedupe_key) & (QueueRun.work_date <= day))
    rows = (
        Suppression.select(Suppression, Customer.name, Customer.title, Customer.source_key)
        .join(Customer, JOIN.LEFT_OUTER, on=(Suppression.customer == Customer.id))
        .where((Suppression.work_date <= day) & (Suppression.last_on >= day) & ~fn.EXISTS(queued))
        .order_by(Suppression.kind_code, Suppression.dedupe_key, Suppression.work_date.desc(), Suppression.id.desc())
    )
    latest = {record["dedupe_key"]: record for record in reversed(dicts(rows))}
    return [_as_json(latest[key]) for key in sorted(latest)]


def _as_json(record: dict[str, Any]) -> dict[str, Any]:
    kind, step, subject, subject_id, known_by = record["dedupe_key"].split(":", 4)
    name = next((pick(row.zh, row.en) for row in current.current().kinds if row.code == kind), kind)
    fact = told(record["reason"], record["detail"])
    return {
        "kind": kind,
        "kind_name": name,
        "step": step,
        "customer": names.mask(record["name"]) if record["name"] else None,
        "customer_key": record["source_key"],
        "subject": subject,
        "subject_id": int(subject_id),
        "known_by": known_by,
        "held_back_since": record["work_date"],
        **fact.as_json(),
    }


def kind_scope(kind_code: str, channel: str) -> str:
    """What a wish is about: every contact, calls, CB-01 by text message."""
    parts = [kind_code, _(CHANNELS[channel]) if channel in CHANNELS else channel]
    return " ".join(filter(None, parts)) or _("every contact")


def in_words(why: str) -> str:
    """A wish's reason as it is shown: the customer's words, or where it came from."""
    known = {FROM_DEALER: _("from the dealer's system"), ERASED: _("asked to be erased")}
    return known.get(why) or names.visible(why)


def _of_wish(key: int) -> dict[str, Any]:
    row = DoNotContact.get_or_none(DoNotContact.id == key)
    if row is None:
        return {}
    who = Person.select(Person.name).where(Person.id == row.person_id).scalar() or ""
    since, why = clock.local(row.since).date(), in_words(row.reason)
    said = why if row.reason in (FROM_DEALER, ERASED) else _("“{why}”").format(why=why)
    parts = (said, names.visible(who), since.isoformat(), kind_scope(row.kind_code, row.channel))
    return {"detail": _(", ").join(filter(None, parts)), "who": who, "since": since, "why": why}


def _of_consent(key: int) -> dict[str, Any]:
    row = Consent.get_or_none(Consent.id == key)
    if row is None or row.withdrawn_at is None:
        return {}
    since, why = clock.local(row.withdrawn_at).date(), names.visible(row.withdrawn_reason)
    parts = (_("“{why}”").format(why=why) if why else "", since.isoformat())
    return {"detail": _(", ").join(filter(None, parts)), "since": since, "why": why}


def _of_vehicle(key: int) -> dict[str, Any]:
    row = Vehicle.get_or_none(Vehicle.id == key)
    if row is None:
        return {}
    car = " ".join(filter(None, (names.visible(row.model), plates.mask(row.plate))))
    sold = _("since {day}").format(day=row.sold_on.isoformat()) if row.sold_on else ""
    return {"detail": _(", ").join(filter(None, (car, sold))), "since": row.sold_on}


def _of_phone(key: int) -> dict[str, Any]:
    """The numbers of the customer that proved wrong, the last one first."""
    owner = Phone.select(Phone.customer).where(Phone.id == key)
    gone = (Phone.customer == owner) & Phone.retired_at.is_null(False)
    rows = list(Phone.select().where(gone).order_by(Phone.retired_at.desc(), Phone.id))
    outcomes = {row.code: pick(row.zh, row.en) for row in current.current().outcomes}
    parts = [
        f"{phones.mask(row.e164) or names.visible(row.written)} {outcomes.get(row.retired_reason, '')}".strip()
        for row in rows
    ]
    last = rows[0].retired_at if rows else None
    since = clock.local(last).date() if last else None
    return {"detail": _(", ").join(parts), "since": since}


def _of_task(key: int) -> dict[str, Any]:
    row = Task.get_or_none(Task.id == key)
    if row is None:
        return {}
    name = next((pick(kind.zh, kind.en) for kind in current.current().kinds if kind.code == row.kind_code), "")
    text = _("task {id}, {kind}").format(id=row.id, kind=f"{row.kind_code} {name}".strip())
    return {"detail": text, "since": clock.local(row.created_at).date()}


def _of_contact(key: int) -> dict[str, Any]:
    row = Contact.get_or_none(Contact.id == key)
    if row is None:
        return {}
    who = Person.get_by_id(row.person_id).name
    at = f"{row.work_date.isoformat()} {clock.local(row.started_at):%H:%M}"
    return {"detail": _(", ").join((names.visible(who), at)), "who": who, "since": row.work_date}


def _of_customer(key: int) -> dict[str, Any]:
    row = Customer.get_or_none(Customer.id == key)
    if row is None or row.restricted_at is None:
        return {}
    since = clock.local(row.restricted_at).date()
    return {"detail": _("since {day}").format(day=since.isoformat()), "since": since}


_FACTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "do_not_contact": _of_wish,
    "consent": _of_consent,
    "vehicle": _of_vehicle,
    "phone": _of_phone,
    "task": _of_task,
    "contact": _of_contact,
    "customer": _of_customer,
}
