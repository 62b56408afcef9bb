"""What is held of a customer, for who answers their question; in full only with a reason (PIPL art. 45)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from agentdesk.common import clock, names, phones, plates, vins
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.privacy import held
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Customer, Erasure, Phone, Vehicle

STARS = "***"


@dataclass(frozen=True)
class Car:
    """A car with the dates that are kept of it."""

    plate: str
    vin: str
    model: str


@dataclass(frozen=True)
class Shown:
    """A customer's data, masked unless `full`; `rows` says how much of what is held besides."""

    customer: int
    full: bool
    name: str
    number: str  # of the dealer's system
    contact_name: str
    birthday: str
    address: str
    occupation: str
    note: str
    call_note: str
    phones: tuple[str, ...]
    cars: tuple[Car, ...]
    restricted_since: date | None
    erased_on: date | None
    erase_due: date | None
    rows: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return asdict(self)


def show(actor: Actor, customer_id: int, *, full: bool = False, reason: str = "") -> Shown:
    """A customer's data: masked for who works here, in full for a supervisor who says why; that is audited."""
    actor.require("agent", "handler", "supervisor")
    if not full:
        return _shown(customer_id, full=False)
    actor.require("supervisor")
    if not reason.strip():
        raise UserError(_("Say why: --reason; it is kept in the audit trail."))
    with change(actor, "customer.show") as audit:
        audit("customer", customer_id, after={"full": True}, reason=reason.strip())
        return _shown(customer_id, full=True)


def _shown(customer_id: int, *, full: bool) -> Shown:
    row = Customer.get_by_id(customer_id)
    numbers = Phone.select().where(Phone.customer == customer_id).order_by(Phone.rank, Phone.id)
    cars = Vehicle.select().where(Vehicle.customer == customer_id).order_by(Vehicle.id)
    asked = Erasure.select().where(Erasure.customer == customer_id).order_by(Erasure.id.desc()).first()

    def hidden(text: str) -> str:
        return text if full else STARS if text else ""

    def named(text: str) -> str:
        return text if full else names.mask(text)

    return Shown(
        customer=row.id,
        full=full,
        name=named(row.name),
        number=row.source_key if full else _number(row.source_key),
        contact_name=named(row.contact_name),
        birthday=hidden(row.birthday.isoformat() if row.birthday else row.birth_md),
        address=hidden(row.address),
        occupation=hidden(row.occupation),
        note=hidden(row.note),
        call_note=hidden(row.call_note),
        phones=tuple(_phone(phone, full=full) for phone in numbers),
        cars=tuple(
            Car(car.plate if full else plates.mask(car.plate), car.vin if full else vins.mask(car.vin), car.model)
            for car in cars
        ),
        restricted_since=clock.local(row.restricted_at).date() if row.restricted_at else None,
        erased_on=clock.local(asked.done_at).date() if asked and asked.done_at else None,
        erase_due=asked.due_on if asked and not asked.done_at else None,
        rows=held.counts(customer_id),
    )


def _number(source_key: str) -> str:
    """The dealer's number is no telephone number as a rule; where one serves as the key it is masked."""
    return phones.hidden_in(source_key)


def _phone(row: Phone, *, full: bool) -> str:
    if full:
        return phones.display(row.e164) or row.written
    return phones.mask(row.e164) if row.e164 else STARS
