"""Duplicates: closed as such, counted nowhere, and taken back where they are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints.listing import counts, list_complaints, show
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rows import wall
from agentdesk.complaints.workflow import merge, recalled, record
from agentdesk.scoreboard.figures import definition, period
from agentdesk.scoreboard.today import agents_today
from agentdesk.store.tables import AuditEvent, Complaint, ComplaintEvent, Customer, Task
from tests.dealership import GIVEN, Dealership

pytestmark = pytest.mark.both_databases

Cli = Callable[..., Result]
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def raised(house: Dealership, customer: Customer, **more: Any) -> Complaint:
    draft = draft_for(house.actor("李娜"), customer_id=customer.id, words="没人理我")
    return raise_complaint(house.actor("李娜"), replace(draft, **{"responsible_id": house.people["吴敏"].id, **more}))


def handled(house: Dealership, complaint: Complaint) -> None:
    for kind in ("acknowledged", "assessed", "proposed", "handled", "answered"):
        record(house.actor("吴敏"), complaint.id, kind, "x", GIVEN.get(kind))


def counted(kpi: str) -> tuple[set[int], set[int]]:
    found, span = definition(kpi), period(*NOVEMBER)
    return {row.id for row in found.numerator(span)}, {row.id for row in found.denominator(span)}


def test_a_duplicate_is_closed_and_counts_nowhere(house: Dealership, cli: Cli) -> None:
    customer = house.customer()
    kept, again = raised(house, customer), raised(house, customer, words="还是没人理我")
    handled(house, again)
    house.build(date(2026, 11, 21))
    assert Task.select().where((Task.kind_code == "CB-10") & (Task.state == "open")).count() == 1
    after = merge(house.actor("方慧"), again.id, kept.id, "同一件事又说了一遍")
    assert (after.state, after.merged_into_id, after.handled_on, after.next_breach) == ("closed", kept.id, None, None)
    assert Task.select().where((Task.kind_code == "CB-10") & (Task.state == "open")).count() == 0
    kinds = [line.kind for line in show(again.no).history]
    assert kinds == ["raised", "acknowledged", "assessed", "proposed", "handled", "answered", "merged"]
    assert show(kept.no).history[-1].note == f"{again.no} 已并入本条：同一件事又说了一遍"
    assert show(again.no).words == "还是没人理我"
    stored = Complaint.get_by_id(again.id)
    assert (stored.state, stored.merged_into_id, stored.handled_on) == ("closed", kept.id, None)
    assert [row.no for row in list_complaints()] == [kept.no]
    assert counts()["open"] == 1
    assert counted("KP-08") == counted("KP-09") == (set(), set())
    (line,) = [line for line in agents_today(date(2026, 11, 20)) if line.person == "李娜"]
    assert line.complaints == 1
    assert f"与 {kept.no} 重复" in cli("complaint", "list", "--state", "closed").stdout
    audited = [row.action for row in AuditEvent.select().where(AuditEvent.action == "complaint.merged")]
    assert len(audited) == 2  # one change, both complaints


def test_the_survivor_is_closed_by_its_own_recall_only(house: Dealership) -> None:
    customer = house.customer()
    kept, again = raised(house, customer), raised(house, customer)
    merge(house.actor("方慧"), again.id, kept.id, "重复")
    with pytest.raises(UserError, match="重复"):
        recalled(house.actor("李娜"), again.id, satisfied=True)
    handled(house, kept)
    recalled(house.actor("李娜"), kept.id, satisfied=True)
    assert counted("KP-08") == counted("KP-09") == ({kept.id}, {kept.id})


def test_one_that_is_no_duplicate_begins_anew(house: Dealership) -> None:
    customer = house.customer()
    kept, again = raised(house, customer), raised(house, customer)
    handled(house, again)
    merge(house.actor("方慧"), again.id, kept.id, "重复")
    with clock.travel(datetime(2026, 11, 23, 9)):
        with pytest.raises(Forbidden):
            record(house.actor("吴敏"), again.id, "reopened", "不是一回事")
        after = record(house.actor("方慧"), again.id, "reopened", "不是一回事")
    assert (after.state, after.reopened, after.merged_into_id, after.severity) == ("new", 0, None, "ordinary")
    # to be accepted within 2, planned within 8, solved within 24 working hours of Monday 09:00
    dues = (after.acknowledge_by, after.plan_by, after.solve_by)
    assert [wall(due) for due in dues] == ["2026-11-23T11:00", "2026-11-24T09:00", "2026-11-26T09:00"]
    assert after.next_clock == "acknowledge"


def test_what_cannot_be_merged_says_why_and_changes_nothing(house: Dealership) -> None:
    customer, boss = house.customer(), house.actor("方慧")
    order = house.order(date(2026, 11, 18), customer=house.customer("赵磊"))
    kept, again, other = raised(house, customer), raised(house, customer), raised(house, house.customer("周敏"))
    about = raised(house, customer, about_id=house.people["方慧"].id)
    accused = raised(house, customer, about_id=house.people["吴敏"].id, responsible_id=house.people["高远"].id)
    asked = raised(house, customer)
    handled(house, asked)
    recalled(house.actor("李娜"), asked.id, satisfied=False, note="没有解决")
    events = ComplaintEvent.select().count()
    for actor, one, into, note, why in (
        (house.actor("吴敏"), again, kept, "x", "权限"),
        (house.actor("李娜"), again, kept, "x", "权限"),
        (boss, again, kept, " ", "说明"),
        (boss, again, again, "x", "自己"),
        (boss, other, kept, "x", "同一"),
        (boss, about, kept, "x", "本人"),
        (house.actor("高远"), accused, kept, "x", "被抱怨人"),
        (boss, asked, kept, "x", "复访"),
    ):
        with pytest.raises(UserError, match=why):
            merge(actor, one.id, into.id, note)
    assert ComplaintEvent.select().count() == events
    # the same car in other hands is enough in common
    mine = raised(house, order.customer, vehicle_id=order.vehicle_id)
    theirs = raised(house, customer, vehicle_id=order.vehicle_id)
    assert merge(boss, theirs.id, mine.id, "同一辆车").state == "closed"
    for one, into in ((theirs, kept), (again, theirs)):
        with pytest.raises(UserError, match="已关闭"):
            merge(boss, one.id, into.id, "x")
