"""Every indicator against a recount by plain SQL, its rows and its cuts, on a dealer's random month."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.playbook.current import current
from agentdesk.scoreboard.aapor import of_period
from agentdesk.scoreboard.figures import Figure, all_figures, cuts, figure
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.segments import DIMENSIONS
from agentdesk.scoreboard.subjects import rows
from agentdesk.store.tables import Appointment, Complaint, Finding, RepairOrder, Sale, Task
from tests.dealership import Dealership
from tests.scoreboard.answers import answered, publish_form

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))
ENDED = ["completed", "completed", "partial", "refused_do_not_contact", "broken_off", "language", "not_in_service"]


@pytest.fixture
def month(house: Dealership) -> Dealership:
    """Orders, sales, calls, appointments, complaints and findings from a fixed seed."""
    chance, form = random.Random(11), publish_form(house)
    for name, department in (("陈涛", "售后部"), ("何平", "销售部"), ("吴敏", "售后部")):
        house.people[name].department = department
        house.people[name].save()
    for _ in range(24):
        day = date(2026, 10, 28) + timedelta(days=chance.randrange(24))
        agent = chance.choice(["李娜", "孙悦"])
        order = house.order(day, use_type=chance.choice(["private", "official"]))
        RepairOrder.update(re_repair_of=chance.choice(["", "", "R1"])).where(RepairOrder.id == order.id).execute()
        if chance.random() < 0.5:
            said = {"fixed": chance.choice(["yes", "no", "dk"]), "reception": chance.choice(["at_once", "long"])}
            marks = {name: chance.randrange(1001) for name in ("csi_initiation", "csi_advisor", "csi_quality")}
            answered(house, form, day, {**said, **marks}, order=order, agent=agent)
        elif chance.random() < 0.8:
            task = house.task("CB-01", "repair_order", order.id, order.customer, day, vehicle=order.vehicle_id,
                              advisor=order.advisor_id, agent=house.people[agent])  # fmt: skip
            called(house, chance, task, agent, day + timedelta(days=chance.choice([1, 3])))
        sale = house.sale(day)
        task = house.task("CB-03", "sale", sale.id, sale.customer, day, agent=house.people[agent])
        if chance.random() < 0.7:
            called(house, chance, task, agent, day + timedelta(days=chance.choice([1, 2, 4])))
        if chance.random() < 0.3:
            found = datetime.combine(day, time(10))
            kind = chance.choice(["wrong_number", "missing_record"])
            Finding.create(kind=kind, customer=sale.customer, task=task, found_at=found, work_date=day)
        if chance.random() < 0.5:
            booked(house, chance, day, order if chance.random() < 0.5 else None)
        if chance.random() < 0.3:
            Complaint.create(no=f"T-{house.count}", customer=order.customer, origin="store", subject="service",
                             severity="ordinary", words="慢", raised_at=clock.now(), raised_on=day,
                             raised_by=house.people[agent], responsible=house.people["吴敏"])  # fmt: skip
    return house


def called(house: Dealership, chance: random.Random, task: Task, agent: str, day: date) -> None:
    outcome = chance.choice(ENDED)
    at = datetime.combine(day, time(10))
    if chance.random() < 0.5:
        house.decide(task, "no_answer", at - timedelta(hours=1), agent, contacted=False)
    house.decide(task, outcome, at, agent, contacted=outcome != "not_in_service")


def booked(house: Dealership, chance: random.Random, day: date, order: RepairOrder | None) -> None:
    customer = order.customer if order else house.customer()
    status = chance.choice(["booked", "arrived", "no_show", "cancelled"])
    made = Appointment.create(
        source_key=f"A{house.count}", customer=customer, advisor=house.people["陈涛"], starts_on=day,
        starts_at=datetime.combine(day, time(9)), status=status,
    )  # fmt: skip
    house.count += 1
    if chance.random() < 0.8:
        said = chance.choice(["told", "will_come", "declined", "unreachable", ""])
        house.task("RM-01", "appointment", made.id, customer, day, state="closed" if said else "open",
                   disposition=said, closed_on=day if said else None, channel="phone",
                   owner_role="service_advisor")  # fmt: skip


WITHIN = "BETWEEN '2026-11-01' AND '2026-11-20'"
OURS = f"channel = 'phone' AND owner_role = 'callback_agent' AND latest_on {WITHIN}"
I, P, R, NC, O = (  # noqa: E741 - AAPOR's own letters
    "'completed'", "'partial'", "'refused_do_not_contact', 'broken_off'", "'unreachable'", "'language'",
)  # fmt: skip
CASES = f"SELECT COUNT(*) FROM task WHERE {OURS} AND disposition"
OVER = f"SELECT COUNT(*) FROM task WHERE {OURS} AND (state = 'closed' OR latest_on < '2026-11-20')"
BOOKED = (
    f"appointment WHERE starts_on {WITHIN} AND status <> 'cancelled' "
    "AND (starts_on < '2026-11-20' OR status <> 'booked')"
)
CALL = "SELECT 1 FROM task WHERE subject = 'appointment' AND subject_id = appointment.id"
SAME_DAY = (
    "SELECT 1 FROM appointment a WHERE a.customer_id = repair_order.customer_id AND a.starts_on = repair_order.left_on "
    "AND a.status <> 'cancelled'"
)
WORKED = (
    f"SELECT COUNT(*) FROM sale s JOIN task t ON t.subject = 'sale' AND t.subject_id = s.id AND t.latest_on {WITHIN} "
    "AND t.state = 'closed'"
)
SERVED = (
    f"SELECT customer_id FROM sale WHERE delivered_on {WITHIN} UNION SELECT customer_id FROM repair_order "
    f"WHERE left_on {WITHIN} UNION SELECT customer_id FROM complaint WHERE raised_on {WITHIN}"
)
# Numerator and denominator in plain SQL.
RECOUNT = {
    "RR1": (f"{CASES} IN ({I})", f"{CASES} <> 'not_in_service'"),
    "RR2": (f"{CASES} IN ({I}, {P})", f"{CASES} <> 'not_in_service'"),
    "RR5": (f"{CASES} IN ({I})", f"{CASES} IN ({I}, {P}, {R}, {NC}, {O})"),
    "COOP1": (f"{CASES} IN ({I})", f"{CASES} IN ({I}, {P}, {R}, {O})"),
    "COOP4": (f"{CASES} IN ({I}, {P})", f"{CASES} IN ({I}, {P}, {R})"),
    "REF1": (f"{CASES} IN ({R})", f"{CASES} <> 'not_in_service'"),
    "CON3": (f"{CASES} IN ({I}, {P}, {R}, {O})", f"{CASES} IN ({I}, {P}, {R}, {NC}, {O})"),
    "RPC": (
        f"SELECT COUNT(*) FROM attempt WHERE contacted AND work_date {WITHIN}",
        f"SELECT COUNT(*) FROM attempt WHERE work_date {WITHIN}",
    ),
    "APC": (
        f"SELECT SUM(attempts) FROM task WHERE {OURS} AND (state = 'closed' OR latest_on < '2026-11-20')",
        f"{CASES} = 'completed'",
    ),
    "KP-10": (
        f"SELECT COUNT(*) FROM {BOOKED}",
        f"SELECT (SELECT COUNT(*) FROM {BOOKED}) + COUNT(*) FROM repair_order WHERE left_on {WITHIN} "
        f"AND NOT EXISTS ({SAME_DAY})",
    ),
    "KP-11A": (f"SELECT COUNT(*) FROM {BOOKED} AND status = 'no_show'", f"SELECT COUNT(*) FROM {BOOKED}"),
    "KP-11B": (
        f"SELECT COUNT(*) FROM {BOOKED} AND EXISTS ({CALL} AND disposition IN ('told', 'will_come'))",
        f"SELECT COUNT(*) FROM {BOOKED} AND EXISTS ({CALL})",
    ),
    "KP-11C": (
        f"SELECT COUNT(*) FROM {BOOKED} AND status = 'arrived' AND EXISTS ({CALL})",
        f"SELECT COUNT(*) FROM {BOOKED} AND EXISTS ({CALL})",
    ),
    "KP-14": (f"SELECT COUNT(*) FROM repair_order WHERE left_on {WITHIN}",) * 2,
    "KP-16R": (
        f"SELECT COUNT(*) FROM repair_order WHERE left_on {WITHIN} AND re_repair_of <> ''",
        f"SELECT COUNT(*) FROM repair_order WHERE left_on {WITHIN}",
    ),
    "KP-17": (
        f"{WORKED} WHERE NOT EXISTS (SELECT 1 FROM finding f WHERE f.task_id = t.id AND f.kind = 'wrong_number')",
        WORKED,
    ),
    "KP-17P": (
        f"{WORKED} WHERE EXISTS (SELECT 1 FROM finding f WHERE f.task_id = t.id AND f.kind = 'wrong_number')",
        WORKED,
    ),
    "KP-17Q": (
        f"{WORKED} WHERE EXISTS (SELECT 1 FROM finding f WHERE f.task_id = t.id AND f.kind = 'contact_mismatch')",
        WORKED,
    ),
    "E": (f"{CASES} IN ({I}, {P}, {R}, {NC}, {O})", f"{CASES} IN ({I}, {P}, {R}, {NC}, {O}, 'not_in_service')"),
    "RR3": (f"{CASES} IN ({I})", f"{CASES} <> 'not_in_service'"),
    "CON2": (f"{CASES} IN ({I}, {P}, {R}, {O})", f"{CASES} <> 'not_in_service'"),
    "PEN": (f"{OVER} AND attempts > 0", OVER),
    "LCR": (
        f"{OVER} AND EXISTS (SELECT 1 FROM agenda_item a JOIN attempt d ON d.contact_id = a.contact_id "
        "WHERE a.task_id = task.id AND d.contacted)",
        OVER,
    ),
    "CONN": (
        f"SELECT COUNT(*) FROM attempt WHERE work_date {WITHIN} AND outcome NOT IN ('no_answer', 'not_in_service')",
        f"SELECT COUNT(*) FROM attempt WHERE work_date {WITHIN}",
    ),
    "KP-19": (
        f"SELECT COUNT(DISTINCT customer_id) FROM complaint WHERE raised_on {WITHIN}",
        f"SELECT COUNT(*) FROM ({SERVED})",
    ),
    "AB-04": (f"SELECT COUNT(*) FROM complaint WHERE raised_on {WITHIN}",) * 2,
}


def test_each_figure_is_what_plain_sql_counts(month: Dealership, database: Database) -> None:
    found = {row.id: row for row in all_figures(*NOVEMBER)}
    for code, statements in RECOUNT.items():
        counted = tuple(database.execute_sql(statement).fetchone()[0] for statement in statements)
        assert (found[code].numerator, found[code].denominator) == counted, code
        assert counted[1], f"{code} would be proved by nothing"
    cases = of_period(*NOVEMBER)
    for code, rate in cases.rates.items():
        assert code not in found or found[code].value == rate

    for each in found.values():
        lines = rows(each.id, *NOVEMBER)
        assert len({(line.subject, line.id) for line in lines}) == len(lines)
        assert _again(each, lines) == (each.numerator, each.denominator), each.id
        assert not any("王建国" in line.customer for line in lines)


def _again(found: Figure, lines: list[Any]) -> tuple[Any, int]:
    counted = sum(line.counted for line in lines)
    if found.measure == "ratio":
        return sum(line.value for line in lines), counted
    if found.measure == "weighted" and found.id == "OCC":
        return sum(line.value for line in lines), len(lines)
    if found.measure == "mean":
        return sum(line.value for line in lines), len(lines)
    return counted, len(lines)


def test_pooled_the_segments_are_the_whole(month: Dealership) -> None:
    whole = {row.id: row for row in all_figures(*NOVEMBER) if row.denominator}
    for by in DIMENSIONS:
        parts: dict[str, list[Figure]] = {}
        for cut in cuts(by, *NOVEMBER):
            parts.setdefault(cut.figure.id, []).append(cut.figure)
        assert set(parts) == set(whole)
        for code, figures in parts.items():
            assert sum(row.numerator for row in figures) == whole[code].numerator, code
            assert sum(row.denominator for row in figures) == whole[code].denominator, code
            if whole[code].measure in ("share", "mean"):
                weighed = sum((row.value or 0) * row.denominator for row in figures)
                assert weighed / whole[code].denominator == whole[code].value, code
    agents = {cut.segment.name: cut.figure.denominator for cut in cuts("agent", *NOVEMBER, "KP-01")}
    assert set(agents) == {"孙悦", "李娜"}
    assert [cut.segment.name for cut in cuts("department", *NOVEMBER, "KP-02")] == ["售后部"]
    assert [cut.segment.name for cut in cuts("department", *NOVEMBER, "KP-05")] == ["销售部"]
    assert [cut.segment.key for cut in cuts("kind", *NOVEMBER, "KP-01")] == ["CB-01", "CB-03"]
    assert [cut.segment.key for cut in cuts("kind", *NOVEMBER, "AB-04")] == ["ordinary"]
    assert [cut.segment.name for cut in cuts("model", *NOVEMBER, "KP-02")] == ["朗逸"]
    with pytest.raises(UsageError, match="agent"):
        cuts("weekday", *NOVEMBER)


def test_kp12_waits_until_a_car_has_had_its_time_to_come(house: Dealership) -> None:
    service_on, spring = date(2026, 7, 1), (date(2026, 6, 1), date(2026, 7, 31))
    for came in (date(2026, 6, 28), date(2026, 8, 15), date(2026, 8, 16), None):
        owner = house.customer()
        car = house.car(owner)
        for step in ("week", "day"):
            house.task("RM-01", "vehicle", car.id, owner, service_on, vehicle=car, step=step,
                       dedupe_key=f"{car.id}{step}")  # fmt: skip
        if came:
            RepairOrder.create(
                source_key=f"R{car.id}", customer=owner, vehicle=car, opened_on=came, service_name="保养"
            )
        RepairOrder.create(
            source_key=f"P{car.id}", customer=owner, vehicle=car, opened_on=service_on, service_name="喷漆"
        )
    with clock.travel(datetime(2026, 8, 15, 9)):
        assert figure("KP-12", *spring).denominator == 0
        assert "回站期限" in figure("KP-12", *spring).note
    found = figure("KP-12", *spring)
    assert (found.numerator, found.denominator) == (2, 4)


def test_w20_the_day_of_appointments(house: Dealership) -> None:
    day = date(2026, 11, 10)
    for number in range(18):
        customer = house.customer()
        came = number < 15
        made = Appointment.create(
            source_key=f"A{number}", customer=customer, starts_on=day, starts_at=datetime.combine(day, time(9)),
            status="arrived" if came else "no_show",
        )  # fmt: skip
        if came:
            house.order(day, customer=customer)
        house.task("RM-01", "appointment", made.id, customer, day, state="closed", channel="phone",
                   disposition="will_come" if came else "unreachable")  # fmt: skip
    for _ in range(42):
        house.order(day)
    said = {code: figure(code, day, day).value for code in ("KP-10", "KP-11A", "KP-11B", "KP-11C")}
    assert said == {
        "KP-10": Fraction(30, 100), "KP-11A": Fraction(3, 18), "KP-11B": Fraction(15, 18), "KP-11C": Fraction(15, 18),
    }  # fmt: skip


def test_what_is_missing_is_said(house: Dealership) -> None:
    empty = {row.id: row for row in all_figures(*NOVEMBER) if row.measure != "count"}
    assert {(row.value, row.verdict) for row in empty.values()} == {(None, "no_sample")}
    assert "agentdesk import appointments" in empty["KP-10"].note
    assert all(row.note for row in empty.values())
    assert set(registry(current())) >= {f"KP-{number:02d}" for number in range(1, 10)} | {"KP-19", "NPS", "CSI", "SSI"}
    assert Sale.select().count() == 0
