"""Cars and the dates that make somebody ring their owner."""

from __future__ import annotations

from datetime import datetime

from agentdesk.common import clock
from agentdesk.intake.facts.base import Facts, Known, Target, columns_of, customer_of
from agentdesk.intake.rows import Row
from agentdesk.store.tables import Vehicle

_PLAIN = (
    "plate", "vin", "brand", "model", "delivered_on", "mileage_km", "insurance_expires_on", "inspection_expires_on",
    "first_service_on", "sold_on",
)  # fmt: skip


def facts(row: Row, known: Known) -> Facts:
    """The columns of a vehicle; its customer must be known."""
    made: Facts = {"source_key": row.key, "customer": customer_of(row, known, None), **columns_of(row, *_PLAIN)}
    if "next_service_on" in row.values:
        made["given_service_on"] = row.values["next_service_on"]
    if row.given("use_type"):
        made["use_type"] = row.given("use_type")
    return made


def new(made: Facts, known: Known, now: datetime) -> Facts:
    """A vehicle not seen before; where nothing says otherwise a company's car is official (AU-15)."""
    return {"use_type": "official" if made["customer"] in known.companies else "private", **made}


def follows(changed: Facts) -> Facts:
    """The day of the next maintenance is the given one at once; the night's build decides how long it holds."""
    if "given_service_on" not in changed:
        return {}
    given = changed["given_service_on"]
    return {"next_service_on": given, "given_on": clock.today() if given else None}


TARGET = Target(Vehicle, "source_key", facts, new, follows=follows)
