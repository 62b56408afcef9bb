"""Which severity is proposed, and why: by words that are not denied, by marks, by repairs that do not end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from agentdesk.complaints.counters import Order, count
from agentdesk.complaints.model import Draft
from agentdesk.complaints.proposing import propose
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.severity import by_words
from agentdesk.playbook.proposals import Counters
from agentdesk.playbook.read import SHIPPED, read
from agentdesk.store.tables import ComplaintEvent, RepairOrder, Vehicle
from tests.complaints.test_raising import answer, interview_about
from tests.dealership import Dealership

SEVERITIES = read(SHIPPED / "car_dealership").draft.complaints.severities
LIMITS = Counters(severity="major", same_fault_repairs=4, workshop_days=30, months=24, km=50000)


@pytest.mark.parametrize(
    ("words", "severity"),
    [
        ("高速上刹车失灵，吓死我了", "major"),
        ("车停在楼下自燃了，我要曝光你们", "major"),
        ("方向盘 打不动", ""),
        ("我会打１２３１５", "escalated"),
        ("我已经发到网上了", "channel"),
        ("The brakes failed on the motorway", "major"),
        ("They fired at me with questions", ""),
        ("等待时间太长", ""),
        ("", ""),
        ("等了两小时，刹车还突然失灵了", "major"),
        ("没有刹车突然失灵过", ""),
        # denied
        ("刹车没有问题，就是等太久", ""),
        ("没有刹车失灵，只是有点响", ""),
        ("没有刹车异响了", ""),
        ("不是刹车失灵，是异响", ""),
        ("没有出现漏汽油", ""),
        ("刹车失灵的情况没有发生", ""),
        ("还没起火", ""),
        ("我不会去找律师", ""),
        ("There was no fuel leak and the car isn't on fire", ""),
        ("I’m not going to sue you", ""),
        # not denied, however it looks
        ("突然没有刹车了", "major"),
        ("是不是刹车失灵啊", "major"),
        ("这不是刹车失灵吗", "major"),
        ("不是起火？", "major"),
        ("差点没起火", "major"),
        ("要不是刹车失灵，我也不来", "major"),
        ("我不得不找律师", "escalated"),
        ("刹车失灵的问题没有解决", "major"),
        ("你们不处理，我就起诉", "escalated"),
        ("没有解释\n刹车失灵", "major"),
        ("上次没有刹车失灵，这次刹车失灵了", "major"),
        ("not only on fire, it smoked", "major"),
    ],
)
def test_the_customers_words_propose_a_severity_unless_they_deny_it(words: str, severity: str) -> None:
    found = by_words(words, SEVERITIES)
    assert (found[0].severity if found else "") == severity


def order(number: int, opened: date, days: int = 1, repeats: str = "", warranty: bool = False, km: int = 9000) -> Order:
    left = opened + timedelta(days=days)
    return Order(f"R{number}", repeats, opened, left, left, km, warranty)


def test_repairs_of_one_fault_are_the_orders_that_repeat_one_another() -> None:
    start = date(2026, 3, 2)
    chain = [order(n, start + timedelta(days=10 * n), repeats=f"R{n - 1}" if n else "") for n in range(5)]
    others = [order(90 + n, start) for n in range(9)]  # nine visits of which nobody says that they are one fault
    assert count(chain + others, start, LIMITS) == (5, 5)
    assert count(chain, date(2024, 4, 5), LIMITS).same_fault == 4  # the last one came after the two years
    beyond = [row._replace(mileage_km=50001) if row.no == "R2" else row for row in chain]
    assert count(beyond, start, LIMITS).same_fault == 4
    ring = [chain[0]._replace(repeats="R4"), *chain[1:]]  # a mistake of the dealer system's
    assert count(ring, start, LIMITS).same_fault <= 5


def test_days_in_the_workshop_are_those_of_warranty_repairs_a_part_of_one_as_one() -> None:
    start = date(2026, 3, 2)
    later = start + timedelta(days=40)
    rows = [order(1, start, 20, warranty=True), order(2, later, 0, warranty=True), order(3, start, 9)]
    assert count(rows, start, LIMITS).days == 21
    unknown = rows[0]._replace(opened_on=None)
    assert count([unknown], start, LIMITS).days == 0


def test_each_reason_is_told_and_the_most_serious_leads(house: Dealership) -> None:
    interview = interview_about(house)
    answer(interview, "overall", "3")
    answer(interview, "overall", "1")  # the last answer stands
    agent = house.actor("李娜")
    draft = draft_for(agent, interview_id=interview.id, dissatisfied=True)
    assert propose(replace(draft, interview_id=None, dissatisfied=False)) is None
    marks = propose(draft)
    assert marks is not None
    assert (marks.severity, marks.why) == ("escalated", "总体满意度 1")
    assert [reason.severity for reason in marks.reasons] == ["escalated", "ordinary"]
    whole = propose(replace(draft, words="刹车失灵，冒烟"))
    assert whole is not None
    assert (whole.severity, whole.why) == ("major", "刹车失灵，冒烟")
    complaint = raise_complaint(agent, replace(draft, words="刹车失灵，冒烟"))
    told = json.loads(ComplaintEvent.get(ComplaintEvent.complaint == complaint).data)
    assert (told["severity"], told["proposed"]) == ("ordinary", "major")  # the agent decides, and both are kept
    assert told["reasons"] == ["刹车失灵", "冒烟", "总体满意度 1", "客户不满意"]


def test_more_than_thirty_days_in_the_workshop_propose_major(house: Dealership) -> None:
    car = house.order(date(2026, 11, 19)).vehicle_id
    draft = Draft(customer_id=Vehicle.get_by_id(car).customer_id, vehicle_id=car, words="慢")
    RepairOrder.update(opened_on=date(2026, 10, 20), is_warranty=True).execute()  # 30 days: not more than thirty
    Vehicle.update(delivered_on=date(2025, 1, 1)).execute()
    assert propose(draft) is None
    RepairOrder.update(opened_on=date(2026, 10, 19)).execute()
    found = propose(draft)
    assert found is not None
    assert (found.severity, found.why) == ("major", "在厂 31 天")
    Vehicle.update(delivered_on=None).execute()  # nobody knows whether it is within the warranty
    assert propose(draft) is None


def test_the_playbook_names_the_subject_of_a_question(house: Dealership) -> None:
    interview = interview_about(house, "sale")
    agent = house.actor("李娜")
    subjects = [
        draft_for(agent, interview_id=interview.id, question=name).subject
        for name in ("car_condition", "advisor_service", "documents")
    ]
    assert subjects == ["product", "staff", "service"]
