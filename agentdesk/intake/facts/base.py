"""What the kinds of facts share: what is known already, and what a row makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from agentdesk.common.i18n import N_
from agentdesk.intake.rows import Row, RowRefused
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.reading import column, pairs, tuples
from agentdesk.store.retention import removed_before
from agentdesk.store.settings import setting
from agentdesk.store.tables import Customer, Person, Phone, Table, Vehicle

Facts = dict[str, Any]

UNKNOWN_CUSTOMER = N_("no such customer")
NO_CUSTOMER = N_("no customer and no known vehicle")
UNKNOWN_VEHICLE = N_("no such vehicle")
UNKNOWN_COLLEAGUE = N_("no such colleague")
BEFORE = N_("lies before the day it should follow")
SEVERAL_COLLEAGUES = N_("several colleagues of this name")


class Known:
    """The keys of what is in the database already, each read once for a file."""

    @cached_property
    def customers(self) -> dict[str, int]:
        """Customer ids by the dealer system's number."""
        return pairs(Customer.select(Customer.source_key, Customer.id))

    @cached_property
    def requested_kinds(self) -> set[str]:
        """Codes of the kinds of the playbook in force whose day another system gives."""
        return {step.kind.code for step in current.current().steps() if step.schedule.trigger == "import"}

    @cached_property
    def names(self) -> dict[int, str]:
        """The customers' names by id."""
        return pairs(Customer.select(Customer.id, Customer.name))

    @cached_property
    def phones(self) -> dict[str, set[int]]:
        """Ids of the customers by telephone number (E.164), retired numbers left out."""
        found: dict[str, set[int]] = {}
        usable = Phone.e164.is_null(False) & Phone.retired_at.is_null()
        for e164, customer in tuples(Phone.select(Phone.e164, Phone.customer).where(usable)):
            found.setdefault(e164, set()).add(customer)
        return found

    @cached_property
    def area(self) -> str:
        """The dealer's own telephone area, which completes numbers written without one."""
        return setting("area_code")

    @cached_property
    def companies(self) -> set[int]:
        """Ids of the customers that are companies."""
        return set(column(Customer.select(Customer.id).where(Customer.kind == "company")))

    @cached_property
    def _vehicles(self) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int] | None]]:
        by_vin: dict[str, tuple[int, int]] = {}
        by_plate: dict[str, tuple[int, int] | None] = {}
        fields = (Vehicle.id, Vehicle.customer, Vehicle.vin, Vehicle.plate)
        for id_, customer, vin, plate in tuples(Vehicle.select(*fields).where(Vehicle.sold_on.is_null())):
            if vin:
                by_vin[vin] = (id_, customer)
            if plate:
                by_plate[plate] = None if plate in by_plate else (id_, customer)  # two cars: nobody knows which
        return by_vin, by_plate

    def vehicle(self, vin: str, plate: str) -> tuple[int, int] | None:
        """Id and owner of the vehicle with this VIN, else with this plate where only one has it."""
        by_vin, by_plate = self._vehicles
        return by_vin.get(vin) or by_plate.get(plate)

    def removed_before(self, name: str) -> date | None:
        """The day before which files of a class were removed by their age; None where none was."""
        if name not in self._removed:
            self._removed[name] = removed_before(name)
        return self._removed[name]

    @cached_property
    def _removed(self) -> dict[str, date | None]:
        return {}

    @cached_property
    def people(self) -> dict[str, list[int]]:
        """Ids of colleagues by name and by staff number; those who left count only where nobody else fits."""
        found: dict[str, list[int]] = {}
        left: dict[str, list[int]] = {}
        for id_, name, code, active in tuples(Person.select(Person.id, Person.name, Person.code, Person.active)):
            for word in (name, code):
                (found if active else left).setdefault(word, []).append(id_)
        return left | found


def customer_of(row: Row, known: Known, vehicle: tuple[int, int] | None) -> int:
    """The row's customer by number, else the vehicle's owner; RowRefused where neither is known."""
    number = row.given("customer_no")
    if number:
        if number not in known.customers:
            raise RowRefused(row.titles["customer_no"], number, UNKNOWN_CUSTOMER)
        return known.customers[number]
    if vehicle is None:
        raise RowRefused(row.titles.get("customer_no", "customer_no"), "", NO_CUSTOMER)
    return vehicle[1]


def whom(row: Row, known: Known) -> Facts:
    """Key, customer, vehicle and advisor of something that happened with a car.

    A vehicle or colleague that is not known is a doubt, no more, and leaves what is known already as it is.
    """
    vehicle = vehicle_of(row, known)
    made: Facts = {"source_key": row.key, "customer": customer_of(row, known, vehicle)}
    if vehicle:
        made["vehicle"] = vehicle[0]
    if "advisor" in row.values:
        advisor = colleague(row, "advisor", known)
        if advisor or not row.given("advisor"):
            made["advisor"] = advisor
    return made


def vehicle_of(row: Row, known: Known) -> tuple[int, int] | None:
    """Id and owner of the row's vehicle; a doubt where the one it names is not known."""
    vin, plate = row.given("vin"), row.given("plate")
    vehicle = known.vehicle(vin, plate)
    if vehicle is None and (vin or plate):
        row.doubt("vin" if vin else "plate", vin or plate, UNKNOWN_VEHICLE)
    return vehicle


def colleague(row: Row, name: str, known: Known) -> int | None:
    """The colleague that a field names; a doubt, and None, where nobody or several are called that."""
    text = row.given(name)
    if not text:
        return None
    found = known.people.get(text, [])
    if len(found) != 1:
        row.doubt(name, text, SEVERAL_COLLEAGUES if found else UNKNOWN_COLLEAGUE)
        return None
    return found[0]


def columns_of(row: Row, *names: str) -> Facts:
    """The named fields the row has, under their own names."""
    return {name: row.values[name] for name in names if name in row.values}


def flags(facts: Facts, *names: str) -> None:
    """Turn the codes "1" and "0" of word fields into booleans, in place; a blank one is left out, as if not given."""
    for name in names:
        code = facts.pop(name, None)
        if code is not None:
            facts[name] = code == "1"


@dataclass(slots=True)
class Planned:
    """A row on its way into the database: the facts it brings, and what that changed."""

    row: Row
    facts: Facts
    id: int = 0
    change: str = ""  # created, updated or nothing
    before: dict[str, Any] = field(default_factory=dict)

    def touched(self, name: str, before: Any) -> None:
        """Note that something beside the fact's own columns was changed, and what it was."""
        if self.change != "created":
            self.change = "updated"
            self.before[name] = before


@dataclass(frozen=True)
class Target:
    """How a kind of fact gets into its table.

    `facts` makes a row's columns and may raise RowRefused; `new` completes those of a fact not seen before;
    `follows` gives the columns that follow from what is new or changed; `after` writes what hangs on the facts, inside
    the same transaction. A room above may have a door of its own for new facts: then `enter` takes the place of adding
    and updating rows and says what became of each, and `take_back` that of deleting them: it is given the keys and
    returns how many went, and those that stay with the reason (a message id).
    """

    table: type[Table]
    key: str
    facts: Callable[[Row, Known], Facts]
    new: Callable[[Facts, Known, datetime], Facts] = lambda facts, known, now: facts
    follows: Callable[[Facts], Facts] = lambda changed: {}
    after: Callable[[list[Planned], Actor, datetime], None] = lambda planned, actor, now: None
    stamp: str = ""  # column that takes the time of an update
    enter: Callable[[list[Planned], Actor], None] | None = None
    take_back: Callable[[list[str], Actor], tuple[int, list[tuple[str, str]]]] | None = None
    kept_as: str = ""  # its class of files (store/retention.py), where it is removed by its age
    day: Callable[[Facts], date | None] = lambda facts: None  # by which its age counts


def order_of_days(row: Row, earlier: str, later: str) -> None:
    """Doubt a row whose later day lies before its earlier one; both are kept."""
    first, second = row.values.get(earlier), row.values.get(later)
    if isinstance(first, date) and isinstance(second, date) and second < first:
        row.doubt(later, second.isoformat(), BEFORE)
