"""Complaints as reports need them: their department, and what became of them by their events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.complaints import cases
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.responsible import concerns_sales
from agentdesk.complaints.workflow import merge, recalled, record
from agentdesk.scoreboard.figures import definition, period
from agentdesk.store.tables import Complaint, Customer
from tests.dealership import GIVEN, Dealership

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("sale", "order", "about_seller", "of_sales"),
    [
        (True, False, False, True),
        (True, True, False, True),
        (False, True, True, False),
        (False, False, True, True),
        (False, False, False, False),
    ],
)
def test_a_complaint_belongs_to_the_department_of_what_it_is_about(
    *, sale: bool, order: bool, about_seller: bool, of_sales: bool
) -> None:
    assert concerns_sales(sale=sale, order=order, about_seller=about_seller) is of_sales


def raised(house: Dealership, at: datetime, *, sale: bool = False, customer: Customer | None = None) -> Complaint:
    with clock.travel(at):
        customer = customer or house.customer()
        draft = draft_for(house.actor("李娜"), customer_id=customer.id, words="慢")
        about = {"sale_id": house.sale(at.date(), customer=customer).id} if sale else {}
        return raise_complaint(house.actor("李娜"), replace(draft, responsible_id=house.people["吴敏"].id, **about))


def handled(house: Dealership, complaint: Complaint, at: datetime) -> None:
    with clock.travel(at):
        for kind in ("acknowledged", "assessed", "proposed", "handled", "answered"):
            record(house.actor("吴敏"), complaint.id, kind, "x", GIVEN.get(kind))


def numbers(found: list[cases.Case]) -> list[str]:
    return [case.no for case in found]


def test_the_loop_of_each_complaint_is_told_from_its_events(house: Dealership) -> None:
    """One closed after its re-call, one of a sale reopened by it, one of October still waiting, one merged into it."""
    old = raised(house, datetime(2026, 10, 28, 9))
    first = raised(house, datetime(2026, 11, 3, 9))
    second = raised(house, datetime(2026, 11, 4, 9), sale=True)
    twin = raised(house, datetime(2026, 11, 5, 9), customer=old.customer)
    with clock.travel(datetime(2026, 11, 6, 9)):
        merge(house.actor("方慧"), twin.id, old.id, "同一件事")
    for complaint in (first, second):
        handled(house, complaint, datetime(2026, 11, 9, 10))
    with clock.travel(datetime(2026, 11, 10, 10)):
        recalled(house.actor("李娜"), first.id, satisfied=True)
        recalled(house.actor("李娜"), second.id, satisfied=False, note="没有解决")
    assert numbers(cases.raised(*NOVEMBER)) == [first.no, second.no]
    assert numbers(cases.raised(*NOVEMBER, "sales")) == [second.no]
    assert numbers(cases.still_open(NOVEMBER[1])) == [old.no, second.no]
    assert numbers(cases.still_open(NOVEMBER[1], "service")) == [old.no]
    assert numbers(cases.closed(*NOVEMBER)) == [first.no]
    assert numbers(cases.recalled(*NOVEMBER)) == [first.no, second.no]
    assert numbers(cases.unreached(*NOVEMBER)) == []
    assert cases.raised(date(2026, 10, 1), date(2026, 10, 31))[0].is_open
    counted = definition("KP-08").observations(period(*NOVEMBER))
    assert [row.id for row in counted] == [case.id for case in cases.recalled(*NOVEMBER)], "the figure's own complaints"
