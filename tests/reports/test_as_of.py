"""A report made again as of a day is the report of that day, to the byte of its data, whatever has happened since."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.complaints import actions
from agentdesk.complaints.workflow import record
from agentdesk.intake.importing import import_file
from agentdesk.intake.undo import undo_batch
from agentdesk.queue import derive
from agentdesk.queue.as_known import go_back_to
from agentdesk.queue.build import build
from agentdesk.queue.registering import record_call, take_back
from agentdesk.reports import texts
from agentdesk.reports.document import Document
from agentdesk.reports.making import foot, make
from agentdesk.reports.periods import of, parse
from agentdesk.reports.registry import find
from agentdesk.scoreboard import entering
from agentdesk.store.audit import SYSTEM, Actor, actor_of, change
from agentdesk.store.scratch import scratch
from agentdesk.store.settings import put
from agentdesk.store.tables import (
    AgendaItem,
    Attempt,
    CallRecord,
    Complaint,
    Contact,
    Customer,
    DayMark,
    ImportBatch,
    Person,
    RepairOrder,
    Task,
)
from tests.databases import Engine

NOVEMBER = parse("month", "2026-11")
FRIDAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 18)


def person(name: str) -> Actor:
    return actor_of(Person.get(Person.name == name), "test")


def take(folder: Path, kind: str, *rows: Mapping[str, str]) -> int:
    """Import the rows as an export; returns the batch."""
    path = folder / f"{kind}.csv"
    titles = list(dict.fromkeys(title for row in rows for title in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, titles)
        writer.writeheader()
        writer.writerows(rows)
    result = import_file(SYSTEM, kind, path)
    assert not result.counts["refused"], result
    assert result.batch_id is not None
    return result.batch_id


def order(number: str, left: str, customer: str, service: str = "首保") -> dict[str, str]:
    return {"委托书号": number, "客户编号": customer, "维修类型": service, "服务顾问": "陈涛",
            "竣工时间": f"{left} 15:30", "出厂时间": f"{left} 16:05"}  # fmt: skip


def buyer(number: str, name: str, digit: str) -> dict[str, str]:
    return {"客户编号": number, "客户名称": name, "客户性质": "个人", "移动电话": f"1390000000{digit}"}


def served(number: str, outcome: str, at: datetime) -> None:
    """李娜 calls for an order at that time, as the desk stores it."""
    task = Task.get(Task.kind_code == "CB-01", Task.subject_id == RepairOrder.get(RepairOrder.source_key == number).id)
    with clock.travel(at), change(person("李娜"), "test.call") as audit:
        now, agent = clock.now(), Person.get(Person.name == "李娜")
        contact = Contact.create(
            customer=task.customer_id, person=agent, work_date=clock.today(), started_at=now, ended_at=now
        )
        AgendaItem.create(contact=contact, task=task, position=1, outcome=outcome, decided_at=now)
        Attempt.create(contact=contact, person=agent, work_date=clock.today(), started_at=now, ended_at=now,
                       outcome=outcome, contacted=outcome == "completed")  # fmt: skip
        derive.refresh([task.id])
        audit(contact, after={"outcome": outcome})


@pytest.fixture
def evening(played: str, tmp_path: Path) -> dict[str, int]:
    """What came in on Friday before the evening, with the batches by name."""
    care = person("方慧")
    with clock.travel(datetime(2026, 11, 20, 15)):
        put(SYSTEM, "dealer_name", "远望")
        batches = {
            "buyers": take(tmp_path, "customers", buyer("K1", "卢梅", "1"), buyer("K2", "霍达", "2")),
            "kept": take(tmp_path, "repair-orders", order("W1", "2026-11-17", "K1"), order("W2", "2026-11-18", "K2")),
        }
        build(SYSTEM, FRIDAY)
        batches |= {
            "wrong": take(tmp_path, "repair-orders", order("W3", "2026-11-17", "K2"), order("W2", "2026-11-17", "K2")),
            "lonely": take(tmp_path, "customers", buyer("K3", "无单", "3"), buyer("K2", "霍达", "9")),
        }
        entering.enter(care, "KP-15A", date(2026, 11, 1), "91.5", "周报")
        texts.write(care, "aftersales-monthly", NOVEMBER, "proposals", "周末加派一名引导员。")
        action = actions.add(care, "核对结算单", owner_id=Person.get(Person.name == "吴敏").id,
                             due_on=date(2026, 11, 27), complaints=[Complaint.get().no])  # fmt: skip
    served("W1", "completed", datetime(2026, 11, 20, 16))
    return {**batches, "action": action}


def live(folder: Path, known: dict[str, int]) -> None:
    """A week in which everything that a report counts is changed."""
    care, manager = person("方慧"), person("吴敏")
    with clock.travel(datetime(2026, 11, 21, 9)):
        undo_batch(SYSTEM, known["wrong"])  # deletes W3, and gives W2 its former day
        undo_batch(SYSTEM, known["lonely"])
        take(folder, "repair-orders", order("W4", "2026-11-16", "K1"))  # gets the number that W3 had
        undo_batch(SYSTEM, take(folder, "repair-orders", order("W5", "2026-11-15", "K1")))
        take(folder, "repair-orders", order("W1", "2026-10-17", "K1"), order("W6", "2026-11-02", "K2"))
        take(folder, "customers", {**buyer("K1", "卢梅梅", "1"), "重点客户": "是"})
        put(SYSTEM, "dealer_name", "改名以后")
        take(folder, "people", {"工号": "S001", "姓名": "陈涛涛", "岗位": "服务顾问"})
        build(SYSTEM, date(2026, 11, 21))
    served("W2", "completed", datetime(2026, 11, 21, 10))
    no = Complaint.get()
    for day, actor, kind, note, data in (
        (21, manager, "acknowledged", "", {}),
        (21, manager, "assessed", "", {"severity": "escalated", "cause_gap": "procedure"}),
        (21, manager, "accepted", "", {}),
        (23, manager, "proposed", "补打清单", {}),
        (23, manager, "handled", "已上门道歉", {"cause_gap": "behaviour"}),
        (23, manager, "answered", "客户接受", {"accepted": True}),
        (24, care, "recalled", "满意", {"satisfied": True}),
    ):
        with clock.travel(datetime(2026, 11, day, 11)):
            record(actor, no.id, kind, note, data)
    with clock.travel(datetime(2026, 11, 25, 9)):
        entering.withdraw(care, "KP-15A", date(2026, 11, 1), "抄错")
        entering.enter(care, "KP-15A", date(2026, 11, 1), "88", "更正")
        texts.write(care, "aftersales-monthly", NOVEMBER, "proposals", "改写了。")
        texts.write(care, "aftersales-monthly", NOVEMBER, "complaints", "新增的一段。")
        actions.done(manager, known["action"], "已做")
        card = CallRecord.get(CallRecord.withdrawn_at.is_null())
        take_back(person("李娜"), card.task_id)
        record_call(person("李娜"), card.task_id, card.called_at, answers={"arrived": "no"})
        build(SYSTEM, date(2026, 11, 25))


@pytest.mark.parametrize("name", ["aftersales-monthly", "sales-monthly", "weekly", "daily"])
def test_a_report_is_the_same_again_whatever_came_later(
    name: str, evening: dict[str, int], care: Actor, tmp_path: Path
) -> None:
    """Late calls, imports that change, add and are taken back, steps of a complaint, figures, texts, actions, cards."""
    period = of(find(name).length, FRIDAY)
    with clock.travel(NIGHT):
        made = make(care, name, period)
        assert any("2026-11-20 尚未结束" in line for line in foot(made))  # the day may still bring something
        first = made.document
    with clock.travel(datetime(2026, 11, 25, 18)):
        live(tmp_path, evening)
        assert make(care, name, period).document.sections != first.sections
        before = facts()
        again = make(care, name, period, as_of=FRIDAY)
        assert again.doubts == ()
        assert any("重新生成同一份" in line for line in foot(again))
        assert lines(again.document) == lines(first)
        assert again.document.fingerprint == first.fingerprint
        assert facts() == before


def lines(document: Document) -> list[str]:
    """The data line by line: pytest shows what differs."""
    return document.data().splitlines()


def facts() -> list[Any]:
    """Enough of the stored facts to see that nothing was taken away from them."""
    return [
        *Customer.select(Customer.id, Customer.name).order_by(Customer.id).tuples(),
        *RepairOrder.select(RepairOrder.id, RepairOrder.source_key, RepairOrder.left_on)
        .order_by(RepairOrder.id)
        .tuples(),
        *ImportBatch.select(ImportBatch.id, ImportBatch.status).order_by(ImportBatch.id).tuples(),
        *Task.select(Task.id, Task.state).order_by(Task.id).tuples(),
    ]


def test_what_an_import_brought_before_it_was_taken_back_is_there_again(
    evening: dict[str, int], care: Actor, tmp_path: Path, engine: Engine
) -> None:
    """W3 is one of the orders of Friday, although its number belongs to W4 by now; a server gives none out again."""
    w3 = RepairOrder.get(RepairOrder.source_key == "W3").id
    live(tmp_path, evening)
    assert (RepairOrder.get(RepairOrder.source_key == "W4").id == w3) == (engine.name == "sqlite")
    with scratch(), clock.travel(NIGHT):
        assert go_back_to(FRIDAY) == []
        rows = RepairOrder.select(RepairOrder.source_key, RepairOrder.left_on).where(RepairOrder.source_key ** "W%")
        assert dict(rows.tuples()) == {
            "W1": date(2026, 11, 17), "W2": date(2026, 11, 17), "W3": date(2026, 11, 17),
        }  # fmt: skip
        kept = Customer.get(Customer.source_key == "K3")
        assert [phone.written for phone in kept.phones] == ["13900000003"]
        assert Person.get(Person.code == "S001").name == "陈涛"


def test_a_day_of_which_nothing_was_kept_is_refused(played: str, care: Actor) -> None:
    """A database that is older than the keeping of marks, without a night's build after that day."""
    with clock.travel(datetime(2026, 11, 23, 9)):
        texts.write(care, "weekly", of("week", FRIDAY), "proposals", "x")
        DayMark.delete().where(DayMark.day < date(2026, 11, 23)).execute()
        with pytest.raises(UserError, match="2026-11-22"):
            make(care, "weekly", of("week", FRIDAY), as_of=date(2026, 11, 10))
        assert make(care, "weekly", of("week", FRIDAY), as_of=date(2026, 11, 22)).document.seen_on == date(2026, 11, 22)


def test_a_day_ahead_and_a_period_that_had_not_begun_are_refused(played: str, care: Actor) -> None:
    with pytest.raises(UsageError):
        make(care, "weekly", of("week", FRIDAY), as_of=date(2026, 11, 21))
    with pytest.raises(UsageError):
        make(care, "weekly", of("week", FRIDAY), as_of=date(2026, 11, 12))
