"""The night's job on PostgreSQL: the lease, a rehearsal and a replay hold there as they do on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.queue import job, nudging, pausing
from agentdesk.queue.build import build
from agentdesk.queue.predicting import predict_changed
from agentdesk.queue.replay import replay
from agentdesk.scoreboard.now import look
from agentdesk.store import sessions
from agentdesk.store.audit import SYSTEM
from agentdesk.store.desks import new_desk
from agentdesk.store.differing import change_token
from agentdesk.store.tables import Customer, HistoryChange, Prediction, QueueRun, RepairOrder, Task
from tests.dealership import Dealership

pytestmark = pytest.mark.on_a_server
DAY = date(2026, 11, 20)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[Dealership]:
    """A dealer on a server, with facts of three weeks."""
    made = Dealership(tmp_path)
    for back in range(-1, 20):
        customer = made.customer(f"顾客{back}")
        made.order(DAY - timedelta(days=back), customer=customer)
        made.sale(DAY - timedelta(days=back), customer=customer)
    with clock.travel(datetime(2026, 11, 20, 7)):
        yield made


def test_a_rehearsal_says_what_a_build_does_and_a_replay_finds_it_again(house: Dealership) -> None:
    rehearsed = build(SYSTEM, DAY, dry_run=True)
    assert rehearsed.changes is not None
    assert (Task.select().count(), QueueRun.select().count()) == (0, 0)
    done = build(SYSTEM, DAY)
    assert {row["key"] for row in rehearsed.changes["added"]} == {task.dedupe_key for task in Task.select()}
    assert done.added == rehearsed.added > 20
    assert build(SYSTEM, DAY).added == 0
    house.order(DAY - timedelta(days=1))
    Customer.update(restricted_at=clock.now() + timedelta(hours=1)).execute()
    before = Task.select().count()
    first, second = replay(SYSTEM, DAY)
    assert (first.differences, second.differences) == ([], [])
    assert first.computed == done.added
    assert Task.select().count() == before
    assert build(SYSTEM, DAY, dry_run=True).added == 0


def test_a_history_that_was_written_to_is_predicted_anew(house: Dealership) -> None:
    first, second = RepairOrder.select().order_by(RepairOrder.id).limit(2)
    RepairOrder.update(service_name="常规保养").where(RepairOrder.id.in_([first.id, second.id])).execute()
    build(SYSTEM, DAY)
    assert not HistoryChange.select().exists()
    assert predict_changed(SYSTEM, DAY).predicted == 0
    RepairOrder.update(left_on=DAY - timedelta(days=40), completed_on=None).where(RepairOrder.id == first.id).execute()
    second.delete_instance()
    assert HistoryChange.select().count() == 2
    assert predict_changed(SYSTEM, DAY).predicted == 2
    found = Prediction.select().where(Prediction.vehicle.in_([first.vehicle_id, second.vehicle_id]))
    assert [(row.vehicle_id, row.serviced_on) for row in found] == [(first.vehicle_id, DAY - timedelta(days=40))]
    assert predict_changed(SYSTEM, DAY).predicted == HistoryChange.select().count() == 0


def test_one_at_a_time(house: Dealership) -> None:
    under_way = job.begin(SYSTEM, DAY, dict)
    with pytest.raises(job.Busy):
        build(SYSTEM, DAY)
    QueueRun.update(beat_at=clock.now() - job.SILENCE).execute()
    assert build(SYSTEM, DAY).added
    with pytest.raises(job.Busy), under_way.change("task.expire"):
        Task.delete().execute()
    assert Task.select().exists()


def test_the_scoreboard_looks_at_a_server_too(house: Dealership) -> None:
    chief, agent = house.actor("方慧"), replace(house.actor("李娜"), desk=new_desk())
    sessions.open_session(agent)
    pausing.pause(agent, "meal")
    nudging.nudge(chief, agent.id, "好")
    onlooked = look(chief, DAY)
    assert (onlooked.states[agent.id].state, onlooked.states[agent.id].reason) == ("paused", "用餐")
    assert onlooked.nudges[agent.id].seen_at is None
    before = change_token()
    assert look(chief, DAY) == onlooked
    pausing.come_back(agent)
    assert change_token() != before
    assert look(chief, DAY).states[agent.id].state == "queue"
