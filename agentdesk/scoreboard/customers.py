"""Complaints and data quality over the customers served: KP-17, KP-19 and the counts of AB-04."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Expression, Select, Value, fn

from agentdesk.common.i18n import N_
from agentdesk.scoreboard.definition import OWN_DAY, Definition
from agentdesk.scoreboard.queries import Query, Span, sales_called, worked
from agentdesk.store.retention import removed_before
from agentdesk.store.tables import Complaint, Customer, Finding, RepairOrder, Sale, Task

_WRONG = ("wrong_number", "contact_mismatch")


def raised(span: Span) -> Select:
    """Complaints raised in the period; a duplicate counts with the one it was merged into."""
    found: Select = Complaint.select(Complaint.id).where(Complaint.raised_on.between(span.first, span.last) & counts())
    return found


def counts() -> Expression:
    """A complaint that is no duplicate; said so that no index of duplicates, who are few, is used to find the rest."""
    counts: Expression = fn.COALESCE(Complaint.merged_into, 0) == 0
    return counts


def served(span: Span) -> Select:
    """Customers who bought, had a service done or complained in the period."""
    bought = _of(Sale, Sale.delivered_on, "sale", span)
    came = _of(RepairOrder, RepairOrder.left_on, "repair_order", span)
    found: Select = Customer.select(Customer.id).where(Customer.id.in_(bought | came | _complaining(span)))
    return found


def complained(span: Span) -> Select:
    """Customers who complained in the period."""
    found: Select = Customer.select(Customer.id).where(Customer.id.in_(_complaining(span)))
    return found


def _of(fact: Any, day: Any, name: str, span: Span) -> Select:
    removed = removed_before(name)
    first = max(span.first, removed) if removed else span.first
    found: Select = fact.select(fact.customer).where(day.between(first, span.last))
    return found


def _complaining(span: Span) -> Select:
    return raised(span).select(Complaint.customer)


def _with_finding(*kinds: str) -> Query:
    """Sales whose callback found one of these errors in the customer's data (DA-02)."""
    return lambda span: sales_called(worked)(span).where(_found(kinds))


def _sales_without_findings(span: Span) -> Select:
    """The callback of the new car found neither a wrong number nor somebody else's."""
    return sales_called(worked)(span).where(~_found(_WRONG))


def _found(kinds: Sequence[str]) -> Any:
    called = (Task.subject == "sale") & (Task.subject_id == Sale.id)
    found = Finding.kind.in_(kinds) & Finding.withdrawn_at.is_null()
    of_call = Finding.select(Value(1)).join(Task, on=(Finding.task == Task.id))
    return fn.EXISTS(of_call.where(called & found))


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "KP-17",
        N_("Customer data that match"),
        N_("new cars whose callback found no wrong number or contact ÷ new cars whose second callback was worked"),
        "sale",
        sales_called(worked),
        _sales_without_findings,
        requirements=("KP-17", "DA-02"),
        source="sales",
        ground="sale",
    ),
    Definition(
        "KP-17P",
        N_("Wrong telephone numbers"),
        N_("new cars whose callback found a number not in service ÷ new cars whose second callback was worked"),
        "sale",
        sales_called(worked),
        _with_finding("wrong_number"),
        sense="at_most",
        requirements=("KP-17", "DA-02"),
        source="sales",
        ground="sale",
    ),
    Definition(
        "KP-17Q",
        N_("Number and contact differ"),
        N_("new cars whose callback reached somebody else's number ÷ new cars whose second callback was worked"),
        "sale",
        sales_called(worked),
        _with_finding("contact_mismatch"),
        sense="at_most",
        requirements=("KP-17", "DA-02"),
        source="sales",
        ground="sale",
    ),
    Definition(
        "KP-19",
        N_("Customers who complained"),
        N_("customers who complained ÷ customers who bought, had a service done or complained in the period"),
        "customer",
        served,
        complained,
        sense="below",
        requirements=("KP-19", "AB-05", "AB-09"),
        period=OWN_DAY,
        ground="served",
    ),
    Definition(
        "AB-04",
        N_("Complaints raised"),
        N_("complaints by the day they were raised, without duplicates"),
        "complaint",
        raised,
        raised,
        measure="count",
        unit="number",
        sense="at_most",
        requirements=("AB-04",),
        period=OWN_DAY,
        ground="complaint",
    ),
)
