"""Cars and the dates that make somebody ring their owner."""

from __future__ import annotations

from datetime import datetime

from agentdesk.intake.facts.base import Facts, Known, Target, columns_of, customer_of
from agentdesk.intake.rows import Row
from agentdesk.store.tables import Vehicle

_PLAIN = (
    "plate", "vin", "brand", "model", "delivered_on", "mileage_km", "insurance_expires_on", "inspection_expires_on",
    "next_service_on", "first_service_on", "sold_on",
)  # fmt: skip


def facts(row: Row, known: Known) -> Facts:
    """The columns of a vehicle; its customer must be known."""
    made: Facts = {"source_key": row.key, "customer": customer_of(row, known, None), **columns_of(row, *_PLAIN)}
    if row.given("use_type"):
        made["use_type"] = row.given("use_type")
    return made


def new(made: Facts, known: Known, now: datetime) -> Facts:
    """A vehicle not seen before; where nothing says otherwise a company's car is official (AU-15)."""
    return {"use_type": "official" if made["customer"] in known.companies else "private", **made}


TARGET = Target(Vehicle, "source_key", facts, new)
