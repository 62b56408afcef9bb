"""What happened with the cars: sales, workshop visits, booked slots."""

from __future__ import annotations

from datetime import date, datetime, time

from agentdesk.common import clock, phones
from agentdesk.common.i18n import N_
from agentdesk.intake.facts.base import Facts, Known, Target, colleague, columns_of, customer_of, order_of_days, whom
from agentdesk.intake.rows import Row, RowRefused
from agentdesk.store.tables import Appointment, CallRequest, RepairOrder, Sale, StoreVisit

NO_SUCH_KIND = N_("the playbook in force makes no task of it")
OTHER_NAME = N_("another name than this customer has here")
SALES_LIST = "CB-21"  # 【当天需回访客户信息】
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


def store_visit(row: Row, known: Known) -> Facts:
    """The columns of a visit to the store or a call to it; where nothing is said of the deal, it is open (CB-14).

    Whose number the house does not know is a visitor without a file; a customer number must be known.
    """
    made: Facts = {"source_key": row.key}
    customer = _visitor(row, known)
    if customer:
        made["customer"] = customer
    advisor = colleague(row, "advisor", known)
    if advisor or ("advisor" in row.values and not row.given("advisor")):
        made["advisor"] = advisor
    made |= columns_of(row, "visited_on", "channel", "model", "lost_reason", "lost_note", "competitor")
    made |= {name: row.given(name) for name in ("kind", "state") if row.given(name)}
    if not row.given("state") and (row.given("lost_reason") or row.values.get("lost_on")):
        made["state"] = "lost"
    return {**made, **_decided(row, made.get("state", "open"))}


def _visitor(row: Row, known: Known) -> int | None:
    """The visitor by customer number, else by a telephone number that only one customer has; None for a stranger."""
    if row.given("customer_no"):
        return customer_of(row, known, None)
    number = phones.parse(row.given("phone"), known.area).e164
    found = known.phones.get(number, set()) if number else set()
    return next(iter(found)) if len(found) == 1 else None


def _decided(row: Row, state: str) -> Facts:
    """On which day it was bought or lost, from the column that speaks of it."""
    columns = {"bought": ("bought_on", "decided_on"), "lost": ("lost_on", "decided_on")}.get(state, ())
    name = next((name for name in columns if row.values.get(name)), "")
    if not name:
        return {"decided_on": None} if any(each in row.values for each in columns) else {}
    order_of_days(row, "visited_on", name)
    return {"decided_on": row.values[name]}


def call_request(row: Row, known: Known) -> Facts:
    """The columns of a call that is asked for; the sales department's where the row does not say whose.

    A list without numbers of its own repeats its customers every day and for each kind; day and kind are part of the
    key then (`per` in standard.toml). RowRefused for a kind of which the playbook in force makes no task.
    """
    kind = row.given("kind") or SALES_LIST
    if kind not in known.requested_kinds:
        raise RowRefused(row.titles.get("kind", "kind"), kind, NO_SUCH_KIND)
    made = whom(row, known)
    if row.given("customer_name") not in ("", known.names[made["customer"]]):
        row.doubt("customer_name", row.given("customer_name"), OTHER_NAME)
    return {**made, "kind_code": kind, **columns_of(row, "due_on", "note")}


def _visited(facts: Facts) -> date | None:
    """The day by which a repair order's age counts, as in store/retention.py."""
    return facts.get("left_on") or facts.get("completed_on") or facts.get("opened_on")


SALES = Target(Sale, "source_key", sale, kept_as="sale", day=lambda facts: facts.get("delivered_on"))
REPAIR_ORDERS = Target(RepairOrder, "source_key", repair_order, kept_as="repair_order", day=_visited)
APPOINTMENTS = Target(Appointment, "source_key", appointment)
STORE_VISITS = Target(StoreVisit, "source_key", store_visit)
CALL_REQUESTS = Target(CallRequest, "source_key", call_request)
