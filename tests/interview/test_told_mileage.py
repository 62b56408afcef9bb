"""What the customer says of the mileage: from the question on the call to the next night's prediction."""

from __future__ import annotations

from datetime import date

import pytest

from agentdesk.common import clock
from agentdesk.interview import contacts, records
from agentdesk.queue.predicting import predict_changed
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import Prediction, RepairOrder, Task, ToldMileage
from tests.interview.call_world import Desk


@pytest.fixture
def reminder(desk: Desk) -> Task:
    """A reminder of a car that was last read 79,800 km, where some 19,800 were to be expected."""
    task = desk.reminder(desk.person("0550-3012345"))
    days = (date(2026, 1, 24), date(2026, 5, 4), date(2026, 8, 15), date(2026, 11, 19))
    for number, (day, km) in enumerate(zip(days, (5000, 9900, 15100, 79800), strict=True)):
        RepairOrder.create(
            source_key=f"W{number}", customer=task.customer_id, vehicle=task.vehicle_id, service_name="常规保养",
            opened_on=day, left_on=day, mileage_km=km,
        )  # fmt: skip
    predict_changed(SYSTEM, clock.today())
    assert (Prediction.get().doubt_km, Prediction.get().asked) == (79800, False)
    return task


def say(desk: Desk, contact_id: int, task: Task, km: str) -> int:
    interview_id = desk.interview(contact_id, task)
    run = records.load(interview_id)
    assert run.item("mileage").kind == "integer"
    verdict = run.answer("mileage", km)
    assert verdict.ok
    records.save_answers(desk.li, interview_id, verdict.changes)
    return interview_id


def test_a_figure_settles_the_doubt(desk: Desk, reminder: Task) -> None:
    contact_id = desk.on_the_line(reminder)
    say(desk, contact_id, reminder, "19900")
    contacts.finish_item(desk.li, contact_id, reminder.id, "told")
    (told,) = ToldMileage.select()
    assert (told.vehicle_id, told.km, told.told_on) == (reminder.vehicle_id, 19900, clock.today())
    assert predict_changed(SYSTEM, clock.today()).predicted == 1
    assert (Prediction.get().doubt_km, Prediction.get().asked) == (79800, True)
    assert predict_changed(SYSTEM, clock.today()).predicted == 0


def test_not_knowing_says_nothing(desk: Desk, reminder: Task) -> None:
    contact_id = desk.on_the_line(reminder)
    say(desk, contact_id, reminder, "dk")
    contacts.finish_item(desk.li, contact_id, reminder.id, "told")
    assert ToldMileage.select().count() == 0
    assert predict_changed(SYSTEM, clock.today()).predicted == 0


def test_an_answer_given_anew_replaces_the_first_and_one_taken_back_is_withdrawn(desk: Desk, reminder: Task) -> None:
    """A refusal within the last minutes can be taken back; the call then goes on with the same interview."""
    contact_id = desk.on_the_line(reminder)
    interview_id = say(desk, contact_id, reminder, "19900")
    contacts.refuse(desk.li, contact_id)
    assert ToldMileage.get().km == 19900
    contacts.undo_last(desk.li)
    for km, expected in (("20100", (20100, False)), ("", (20100, True))):
        verdict = records.load(interview_id).answer("mileage", km)
        records.save_answers(desk.li, interview_id, verdict.changes)
        contacts.refuse(desk.li, contact_id)
        told = ToldMileage.get()
        assert (told.km, told.withdrawn_at is not None) == expected
        if km:
            contacts.undo_last(desk.li)
