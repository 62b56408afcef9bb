"""What must not be lost: the question after a second handling of a day, a late solution, a complaint without a manager.

And nobody decides on what they did not see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints import ladder
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.step_drafts import record_step
from agentdesk.complaints.unanswered import close_unanswered
from agentdesk.complaints.workflow import allowed, history, recalled, record
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import open_database
from agentdesk.store.tables import Complaint, ComplaintEvent, Person, Task
from tests.complaints.test_workflow import MANAGER, raised, walk
from tests.dealership import Dealership

Cli = Callable[..., Result]
MANAGERS = ("service_manager", "general_manager", "care_manager")


def test_a_handling_that_is_finished_twice_on_a_day_is_asked_about_once(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint)
    house.build(date(2026, 11, 21))
    recalls = Task.select().where((Task.kind_code == "CB-10") & (Task.state == "open"))
    record(house.actor(MANAGER), complaint.id, "answered", "客户不同意", {"accepted": False})
    assert recalls.count() == 0
    record(house.actor(MANAGER), complaint.id, "answered", "客户又同意了", {"accepted": True})
    assert recalls.count() == 1
    house.build(date(2026, 11, 21))
    assert (recalls.count(), close_unanswered(SYSTEM)) == (1, [])
    assert Complaint.get_by_id(complaint.id).state == "recall_due"


@pytest.mark.parametrize(
    ("comes_round", "late"), [(datetime(2026, 11, 22, 15), frozenset()), (datetime(2026, 12, 7, 9), {"solve"})]
)
def test_a_customer_who_comes_round_too_late_is_no_timely_solution(
    house: Dealership, comes_round: datetime, late: frozenset[str]
) -> None:
    complaint = raised(house)
    walk(house, complaint)
    record(house.actor(MANAGER), complaint.id, "answered", "客户不同意", {"accepted": False})
    with clock.travel(comes_round):
        after = record(house.actor(MANAGER), complaint.id, "answered", "客户同意了", {"accepted": True})
        assert after.late == late
        after = recalled(house.actor("李娜"), complaint.id, satisfied=True)
    assert after.timely_and_proper == (not late)


def test_a_house_without_a_manager_still_has_somebody_who_answers(house: Dealership) -> None:
    Person.update(active=False).where(Person.position.in_(MANAGERS)).execute()
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id)
    assert draft.responsible_id == house.people["孙立"].id  # the other department's manager
    Person.update(active=False).where(Person.name == "孙立").execute()
    draft = draft_for(house.actor("李娜"), customer_id=house.customer().id)
    assert draft.responsible_id in {house.people["陈涛"].id, house.people["何平"].id}
    assert raise_complaint(house.actor("李娜"), replace(draft, words="慢")).state == "new"


def test_whoever_comes_back_and_leaves_again_owns_nothing(house: Dealership) -> None:
    complaint, wu = raised(house), Person.name == MANAGER
    for role in ("agent", "handler", "agent"):  # an agent handles no complaint
        Person.update(role=role).where(wu).execute()
        if role == "handler":
            data = {"responsible_id": house.people[MANAGER].id}
            record(house.actor("方慧"), complaint.id, "assigned", data=data)
            assert ladder.take_due() == 0
        else:
            assert ladder.take_due() == 1
            assert Complaint.get_by_id(complaint.id).responsible_id != house.people[MANAGER].id
    with clock.travel(datetime(2026, 12, 1, 9)):
        assert ladder.take_due() > 5  # the other rungs go on


def test_nobody_decides_on_what_they_did_not_see(house: Dealership) -> None:
    complaint, wu, boss = raised(house), house.actor(MANAGER), house.actor("高远")
    for kind in ("acknowledged", "assessed", "accepted"):
        record(wu, complaint.id, kind)
    record(wu, complaint.id, "special_requested", "老客户", {"goodwill_cents": 50000})
    seen = len(history(complaint.id))
    record(house.actor("李娜"), complaint.id, "noted", "客户又来电")
    record(house.actor("方慧"), complaint.id, "special_refused", "先谈")
    record(wu, complaint.id, "special_requested", "谈过了", {"goodwill_cents": 500000})
    with pytest.raises(UserError, match=r"已有新进展.*吴敏"):
        record_step(boss, complaint.id, "special_approved", seen=seen)
    assert Complaint.get_by_id(complaint.id).goodwill_cents is None
    with pytest.raises(Forbidden, match="责任人"):
        record_step(house.actor("孙立"), complaint.id, "contacted", "x", seen=seen)
    record_step(boss, complaint.id, "special_approved", seen=len(history(complaint.id)))
    seen = len(history(complaint.id))
    record(house.actor("李娜"), complaint.id, "noted", "客户又来电")
    record_step(wu, complaint.id, "handled", "已补偿", {"cause_gap": "procedure"}, seen=seen)  # a note stops nobody


def test_a_customer_who_rings_is_heard_by_a_supervisor(house: Dealership, cli: Cli) -> None:
    complaint = raised(house)
    walk(house, complaint)
    house.build(date(2026, 11, 21))
    offered = {name: [c.why_not for c in allowed(house.actor(name), complaint.id) if c.kind == "recalled"]
               for name in ("方慧", MANAGER, "李娜")}  # fmt: skip
    assert offered["方慧"] == [""]
    assert offered[MANAGER] != [""] != offered["李娜"]
    for who, note, data in (("方慧", "", {"satisfied": True}), ("方慧", "x", {}), ("李娜", "x", {"satisfied": True}),
                            ("方慧", "x", {"result": "satisfied"})):  # fmt: skip
        with pytest.raises(UserError):
            record(house.actor(who), complaint.id, "recalled", note, data)
    said = cli("--as", "方慧", "complaint", "step", complaint.no, "recalled", "--satisfied", "no", "--note", "又响了")
    assert said.exit_code == 0, said.stderr
    assert "重新打开" in said.stdout
    open_database()
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.reopened, stored.severity) == ("reopened", 1, "escalated")
    assert not Task.select().where((Task.kind_code == "CB-10") & (Task.state == "open")).exists()
    kinds = [row.kind for row in ComplaintEvent.select().order_by(ComplaintEvent.id)][-2:]
    assert kinds == ["recalled", "reopened"]
