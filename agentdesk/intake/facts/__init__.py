"""Which facts each kind of export becomes."""

from __future__ import annotations

from agentdesk.intake.facts import customers, people, vehicles, visits
from agentdesk.intake.facts.base import Known, Planned, Target

TARGETS: dict[str, Target] = {
    "people": people.TARGET,
    "customers": customers.TARGET,
    "vehicles": vehicles.TARGET,
    "sales": visits.SALES,
    "repair-orders": visits.REPAIR_ORDERS,
    "appointments": visits.APPOINTMENTS,
    "store-visits": visits.STORE_VISITS,
    "callback-list": visits.CALL_REQUESTS,
}

__all__ = ["TARGETS", "Known", "Planned", "Target"]
