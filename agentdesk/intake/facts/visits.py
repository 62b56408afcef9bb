"""What happened with the cars: sales, workshop visits, booked slots."""

from __future__ import annotations

from datetime import datetime, time

from agentdesk.common import clock
from agentdesk.common.i18n import N_
from agentdesk.intake.facts.base import Facts, Known, Target, columns_of, order_of_days, whom
from agentdesk.intake.rows import Row, RowRefused
from agentdesk.store.tables import Appointment, RepairOrder, Sale

NO_TIME_OF_DAY = N_("no time of day")


def sale(row: Row, known: Known) -> Facts:
    """The columns of a sale."""
    return {**whom(row, known), **columns_of(row, "model", "delivered_on", "invoice_no", "amount_cents")}


def repair_order(row: Row, known: Known) -> Facts:
    """The columns of a workshop visit; one whose car has not left yet has no `left_on` (CB-01 waits for it)."""
    order_of_days(row, "opened_on", "left_on")
    plain = ("service_name", "opened_on", "completed_on", "left_on", "mileage_km", "amount_cents")
    return {**whom(row, known), **columns_of(row, *plain, "is_warranty", "re_repair_of")}


def appointment(row: Row, known: Known) -> Facts:
    """The columns of a booked slot; its time stands in a column of its own or with the date (RM-20)."""
    day, moment = row.values["starts_on"]
    start: time | None = row.values.get("starts_at") or moment
    if start is None:
        raise RowRefused(row.titles.get("starts_at", row.titles["starts_on"]), "", NO_TIME_OF_DAY)
    made = {**whom(row, known), **columns_of(row, "service_name")}
    if row.given("status"):
        made["status"] = row.given("status")
    return {**made, "starts_on": day, "starts_at": clock.to_utc(datetime.combine(day, start))}


SALES = Target(Sale, "source_key", sale)
REPAIR_ORDERS = Target(RepairOrder, "source_key", repair_order)
APPOINTMENTS = Target(Appointment, "source_key", appointment)
