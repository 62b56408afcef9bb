"""Which customer is meant: by the dealer's number, our own number, telephone, plate or name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agentdesk.common import names, phones, plates
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.tables import Customer, Phone, Vehicle

SHOWN = 5


def customer_named(text: str) -> Customer:
    """The one customer that is meant; UsageError where there is none, or several, who are listed then."""
    found = customers(text)
    if not found:
        raise UsageError(_("There is no such customer: {name}").format(name=names.visible(text)))
    if len(found) > 1:
        listed = _(", ").join(_one(row, names.mask(row.name)) for row in found[:SHOWN])
        more = _(" and more") if len(found) > SHOWN else ""
        message = _("Several customers are meant by {name}: {listed}; give a number.")
        raise UsageError(message.format(name=names.visible(text), listed=f"{listed}{more}"))
    return found[0]


def customers(text: str) -> list[Customer]:
    """The customers of the first way of naming that fits anybody: numbers, then plate, then name; some at most."""
    wanted = text.strip()
    for way in _WAYS if wanted else ():
        condition = way(wanted)
        if condition is None:
            continue
        found = list(Customer.select().where(condition).order_by(Customer.id).limit(SHOWN + 1))
        if found:
            return found
    return []


def matches(text: str) -> list[tuple[int, str]]:
    """The same for a screen to choose from: each one's id, and number, name and masked plate in a line."""
    return [(row.id, _one(row, names.visible(row.name))) for row in customers(text)]


def _by_number(text: str) -> Any:
    return Customer.id == int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _by_phone(text: str) -> Any:
    e164 = phones.parse(text).e164
    return Customer.id.in_(Phone.select(Phone.customer).where(Phone.e164 == e164)) if e164 else None


def _by_plate(text: str) -> Any:
    plate = plates.normalise(text)
    return Customer.id.in_(Vehicle.select(Vehicle.customer).where(Vehicle.plate == plate)) if plate else None


_WAYS: tuple[Callable[[str], Any], ...] = (
    lambda text: Customer.source_key == text,
    _by_phone,
    _by_number,
    _by_plate,
    lambda text: Customer.name == text,
    lambda text: Customer.name.contains(text),
)


def _one(customer: Customer, name: str) -> str:
    """C17 王建国 皖M1**45; the name as it is given, masked in a line of the command."""
    plate = Vehicle.select(Vehicle.plate).where(Vehicle.customer == customer.id).order_by(Vehicle.id).scalar()
    parts = (customer.source_key, name, plates.mask(plate))
    return " ".join(filter(None, parts))
