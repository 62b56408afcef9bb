"""Which vehicles the night predicts anew: those whose history was written to, through whatever door, and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from agentdesk.intake.undo import undo_batch
from agentdesk.queue import histories, predicting
from agentdesk.queue.predicting import predict_changed
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import HistoryChange, Prediction, RepairOrder, Vehicle
from tests.queue.dealer import PRIVATE, Dealer
from tests.queue.test_predicted_service import CAR, DUE, HISTORY, visit

NIGHT, NEXT = date(2026, 5, 1), date(2026, 5, 2)
OTHER = {**CAR, "车牌号": "皖M54321", "车架号": "LSVHJ133022221761"}


@pytest.fixture
def predicted(dealer: Dealer) -> Dealer:
    """Two cars, one with three services, after the first night."""
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR, OTHER)
    dealer.take("repair-orders", *(visit(number, *each) for number, each in enumerate(HISTORY)))
    assert HistoryChange.select().count() == 1
    assert predict_changed(SYSTEM, NIGHT).predicted == 1
    return dealer


def next_days() -> dict[str, str]:
    return {car.plate: str(car.next_service_on) for car in Vehicle.select()}


def a_corrected_odometer(dealer: Dealer) -> None:
    dealer.take("repair-orders", visit(2, *HISTORY[2][:1], 20000))


def an_order_that_is_gone(_dealer: Dealer) -> None:
    RepairOrder.delete().where(RepairOrder.opened_on == HISTORY[2][0]).execute()


def an_order_that_was_the_other_car_s(_dealer: Dealer) -> None:
    car = Vehicle.get(Vehicle.plate == OTHER["车牌号"])
    RepairOrder.update(vehicle=car).where(RepairOrder.opened_on == HISTORY[2][0]).execute()


def a_given_day(dealer: Dealer) -> None:
    dealer.take("vehicles", {**CAR, "预计保养日期": "2026-09-01"})


@pytest.mark.parametrize(
    ("done", "cars"),
    [(a_corrected_odometer, 1), (an_order_that_is_gone, 1), (an_order_that_was_the_other_car_s, 2), (a_given_day, 1)],
)
def test_what_touches_a_history_is_predicted_the_next_night(
    predicted: Dealer, done: Callable[[Dealer], None], cars: int
) -> None:
    assert predict_changed(SYSTEM, NEXT).predicted == 0
    before = next_days()
    done(predicted)
    assert predict_changed(SYSTEM, NEXT).predicted == cars
    assert next_days() != before
    assert predict_changed(SYSTEM, NEXT).predicted == HistoryChange.select().count() == 0


def test_an_import_that_is_taken_back_takes_its_prediction_back(predicted: Dealer) -> None:
    corrected = predicted.take("repair-orders", visit(2, *HISTORY[2][:1], 20000), visit(7, "2026-04-20", 20400))
    predict_changed(SYSTEM, NEXT)
    assert next_days()["皖M12345"] != DUE
    undo_batch(SYSTEM, corrected.batch_id)
    assert predict_changed(SYSTEM, NEXT).predicted == 1
    assert next_days()["皖M12345"] == DUE


def test_writing_what_was_there_already_predicts_nothing(predicted: Dealer) -> None:
    before = Prediction.get().id
    RepairOrder.update(mileage_km=RepairOrder.mileage_km).execute()
    assert HistoryChange.get().vehicle.plate == CAR["车牌号"]
    assert predict_changed(SYSTEM, NEXT).predicted == 0
    assert (Prediction.get().id, HistoryChange.select().count()) == (before, 0)


def test_the_night_s_own_writing_touches_no_history(predicted: Dealer) -> None:
    Vehicle.update(next_service_on=date(2027, 1, 1), service_from=None, sold_on=NIGHT, plate="皖M00000").execute()
    assert not HistoryChange.select().exists()


def test_what_comes_in_while_the_night_predicts_is_looked_at_again(predicted: Dealer) -> None:
    order = RepairOrder.select().order_by(RepairOrder.id.desc()).get()
    RepairOrder.update(mileage_km=15000).where(RepairOrder.id == order.id).execute()
    ((seen,),) = histories.touched()
    RepairOrder.update(mileage_km=15500).where(RepairOrder.id == order.id).execute()
    with change(SYSTEM, "vehicle.predict") as audit:
        audit.skip()
        histories.seen([seen])
    assert predict_changed(SYSTEM, NEXT).predicted == 1


def test_other_figures_have_every_car_looked_at(predicted: Dealer) -> None:
    before = Prediction.get().basis
    put(SYSTEM, predicting.PREDICTED_BY, "other figures")
    Prediction.update(basis="by other figures").execute()
    assert predict_changed(Actor(None, "方慧", "supervisor"), NEXT).predicted == 1  # a supervisor may build
    assert Prediction.get().basis == before
    assert setting(predicting.PREDICTED_BY) != "other figures"
