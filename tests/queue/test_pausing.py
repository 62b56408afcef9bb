"""Pauses: a reason of the playbook, one at a time, marked past its limit, ended by a key, a call or the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.interview import contacts
from agentdesk.queue import pausing
from agentdesk.store.tables import AuditEvent, Contact, Pause
from tests.dealership import Dealership

NOON = datetime(2026, 11, 20, 11, 30)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Dealership:
    return Dealership(tmp_path)


def test_a_pause_is_a_fact_with_its_limit_as_it_was(house: Dealership) -> None:
    agent = house.actor("李娜")
    assert [row.code for row in pausing.reasons()][:3] == ["meal", "rest", "meeting"]
    with clock.travel(NOON):
        begun = pausing.pause(agent, "meal")
        assert pausing.pause(agent, "rest") == begun  # one at a time
        assert pausing.running() == {agent.id: begun}
        assert pausing.reason_name(begun.reason) == "用餐"
    for minutes, is_over in ((60, False), (61, True)):
        with clock.travel(NOON + timedelta(minutes=minutes)):
            assert begun.is_over is is_over
    with clock.travel(NOON + timedelta(minutes=70)):
        assert pausing.come_back(agent)
        assert not pausing.come_back(agent)
    row = Pause.get()
    assert (row.reason, row.minutes, row.ended_at - row.began_at) == ("meal", 60, timedelta(minutes=70))
    assert [each.action for each in AuditEvent.select().order_by(AuditEvent.id)][-2:] == ["pause.begin", "pause.end"]


def test_a_reason_without_minutes_is_never_marked(house: Dealership) -> None:
    with clock.travel(NOON):
        begun = pausing.pause(house.actor("李娜"), "training")
    with clock.travel(NOON + timedelta(hours=5)):
        assert not begun.is_over


def test_what_is_no_pause(house: Dealership) -> None:
    agent = house.actor("李娜")
    with pytest.raises(UserError, match="golf"):
        pausing.pause(agent, "golf")
    with pytest.raises(Forbidden):
        pausing.pause(house.actor("陈涛"), "meal")
    call = Contact.create(
        customer=house.customer(), person=agent.id, work_date=clock.today(), started_at=clock.now(), desk="here:1:x"
    )
    with pytest.raises(UserError, match="客户还在线上"):
        pausing.pause(agent, "meal")
    Contact.update(desk="").where(Contact.id == call.id).execute()  # parked
    assert pausing.pause(agent, "meal").reason == "meal"


def test_a_call_ends_the_pause_and_a_pause_ends_with_its_day(house: Dealership) -> None:
    agent = house.actor("李娜")
    with clock.travel(NOON):
        customer = house.customer()
        order = house.order(clock.today() - timedelta(days=1), customer=customer)
        task = house.task("CB-01", "repair_order", order.id, customer, order.left_on)
        pausing.pause(agent, "meal")
        contacts.open_contact(agent, task.id)
        assert pausing.pause_of(agent.id) is None
    other = house.actor("孙悦")
    with clock.travel(NOON):
        pausing.pause(other, "meeting")
    with clock.travel(NOON + timedelta(days=3)):
        found = pausing.pause_of(other.id)
        assert found is not None
        assert not found.is_todays
        pausing.come_back(other)
    assert Pause.get(Pause.person == other.id).ended_at == clock.day_span(NOON.date())[1]
