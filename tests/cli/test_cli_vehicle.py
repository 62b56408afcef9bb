"""`agentdesk vehicle predict`: the readings, the rate, both dates and why, in both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest

from agentdesk.store.tables import RepairOrder, ToldMileage, Vehicle
from tests.dealership import Dealership

HISTORY = (
    (date(2025, 8, 15), 5000, "首保"), (date(2025, 12, 13), 9800, "常规保养"), (date(2025, 12, 15), 9805, "返修"),
    (date(2026, 4, 12), 14600, "常规保养"), (date(2026, 5, 20), 161200, "事故维修"),
    (date(2026, 6, 1), None, "精品加装"),
)  # fmt: skip


@pytest.fixture
def car(database, tmp_path, at) -> Vehicle:
    at("2026-07-01T09:00")
    dealer = Dealership(tmp_path)
    vehicle = dealer.car(dealer.customer())
    Vehicle.update(vin="LSVAM4187C2184847").where(Vehicle.id == vehicle.id).execute()
    for number, (day, km, name) in enumerate(HISTORY):
        RepairOrder.create(
            source_key=f"W{number}", customer=vehicle.customer_id, vehicle=vehicle, service_name=name, opened_on=day,
            left_on=day, mileage_km=km,
        )  # fmt: skip
    return vehicle


@pytest.mark.parametrize("name", ["皖M12345", "皖m·12345", "LSVAM4187C2184847"])
def test_json_says_what_was_used_and_why(car, cli, name):
    done = cli("vehicle", "predict", name, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [(row["km"], row["use"]) for row in found["readings"]] == [
        (5000, "used"), (9800, "merged"), (9805, "used"), (14600, "used"), (161200, "doubtful"), (None, "blank"),
    ]  # fmt: skip
    made = found["prediction"]
    assert (made["method"], made["confidence"], made["serviced_on"]) == ("siegel", "medium", "2026-04-12")
    assert (made["due_by_km"], made["due_by_time"]) == ("2026-08-15", "2026-10-12")
    assert (made["earlier"], made["due_on"]) == ("km", "2026-08-15")
    assert made["doubt"] == {"kind": "jump", "on": "2026-05-20", "km": 161200, "asked": False}
    assert (found["next_service_on"], found["source"]) == ("2026-08-15", "predicted")
    assert "M12345" not in done.stdout


def test_both_languages_say_it_in_words(car, cli, monkeypatch):
    chinese = cli("vehicle", "predict", "皖M12345").stdout
    for words in ("日均 40.", "可信度中", "里程先到", "里程突增", "161,200", "请向客户核对", "2026-08-15"):
        assert words in chinese
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    english = cli("vehicle", "predict", "皖M12345").stdout
    for words in ("40.0 km a day", "medium confidence", "by mileage", "the mileage jumps", "ask the customer"):
        assert words in english


def test_a_given_day_is_said_to_count(car, cli):
    Vehicle.update(given_service_on=date(2026, 9, 1), given_on=date(2026, 6, 2)).execute()
    found = json.loads(cli("vehicle", "predict", "皖M12345", "--json").stdout)
    assert (found["next_service_on"], found["source"]) == ("2026-09-01", "given")
    assert "2026-09-01" in cli("vehicle", "predict", "皖M12345").stdout


def test_a_vehicle_nobody_knows_is_a_wrong_usage(car, cli):
    done = cli("vehicle", "predict", "沪A00000")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "沪A00000" in done.stderr
    assert cli("vehicle", "predict", "").exit_code == 2


def test_without_a_maintenance_it_says_so(car, cli):
    RepairOrder.update(service_name="事故维修").execute()
    done = cli("vehicle", "predict", "皖M12345")
    assert (done.exit_code, "没有保养记录" in done.stdout) == (0, True)
    assert ToldMileage.select().count() == 0
