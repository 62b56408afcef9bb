"""What is due and not queued: each reason, through imports and builds, and what lifts it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.conventions import RESULT
from agentdesk.playbook.schema import Playbook
from agentdesk.queue.dates import DayRow, Quiet
from agentdesk.queue.held_back import held_back
from agentdesk.queue.rows import rows
from agentdesk.queue.suppression import REASONS
from agentdesk.queue.wishes import release, restrict
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.tables import AuditEvent, Customer, Person, Phone, PlaybookVersion, Suppression, Task, Vehicle
from tests.cli.said import Cli, refused
from tests.queue.dealer import PRIVATE, Dealer

CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
LEFT, DUE, LATER = "2026-05-12", "2026-05-13", "2026-05-14"
At = Callable[[str], None]


def order(number: str = "WX1", left: str = LEFT) -> dict[str, str]:
    return {
        "委托书号": number, "客户编号": "C1", "车牌号": "皖M12345", "维修类型": "首保", "服务顾问": "陈涛",
        "竣工时间": f"{left} 15:30", "出厂时间": f"{left} 16:05",
    }  # fmt: skip


@pytest.fixture
def shop(dealer: Dealer) -> Dealer:
    """A car of a private customer that left the workshop on 12 May."""
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", order())
    return dealer


def reasons(day: str) -> list[tuple[str, str]]:
    return [(row["kind"], row["reason"]) for row in held_back(date.fromisoformat(day))]


def on_the_line(task: Task) -> tuple[Actor, int]:
    """The task's agent has its customer on the line: the agent, and the call."""
    agent = actor_of(Person.get_by_id(task.agent_id))
    contact_id = contacts.open_contact(agent, task.id)
    line = contacts.read(contact_id).preferred
    assert line is not None
    contacts.dial(agent, contact_id, line.phone_id)
    contacts.reached(agent, contact_id)
    return agent, contact_id


def talk(task: Task, at: str) -> None:
    """A call in which the customer answers and does not want to talk now."""
    with clock.travel(datetime.fromisoformat(at)):
        agent, contact_id = on_the_line(task)
        contacts.refuse(agent, contact_id)


# -- wishes ------------------------------------------------------------------------------------------------------------


def said(cli: Cli, *arguments: object) -> Any:
    result = cli(*arguments)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout) if "--json" in arguments else result.stdout


@pytest.mark.parametrize(
    ("about", "held"),
    [((), True), (("--kind", "CB-01"), True), (("--channel", "phone"), True), (("--kind", "RM-04"), False),
     (("--channel", "sms"), False), (("--kind", "CB-01", "--channel", "sms"), False)],
)  # fmt: skip
def test_a_wish_is_about_a_kind_and_a_channel(
    shop: Dealer, cli: Cli, at: At, about: tuple[str, ...], *, held: bool
) -> None:
    at(f"{LEFT}T17:00")
    assert "王**" in said(cli, "--as", "李娜", "customer", "no-contact", "add", "C1", *about, "--reason", "不要再打")
    at(f"{DUE}T07:00")
    report = said(cli, "queue", "build", "--json")
    assert (report["added"], report["suppressed"]) == ((0, 1) if held else (1, 0))
    listed = said(cli, "queue", "suppressed", "--json")
    assert [(row["kind"], row["reason"], row["who"], row["why"], row["since"]) for row in listed] == (
        [("CB-01", "do_not_contact", "李娜", "不要再打", LEFT)] if held else []
    )
    assert ("不要再打" in said(cli, "queue", "suppressed")) == held


def test_a_wish_that_is_lifted_lets_the_task_come_while_its_window_lasts(shop: Dealer, cli: Cli, at: At) -> None:
    at(f"{LEFT}T17:00")
    said(cli, "customer", "no-contact", "add", "王建国", "--reason", "出差")
    shop.build(DUE)
    shop.build(LATER)
    assert shop.tasks(LATER) == []
    assert reasons(DUE) == reasons(LATER) == [("CB-01", "do_not_contact")]
    assert Suppression.select().count() == 1
    at(f"{LATER}T12:00")
    said(cli, "customer", "no-contact", "lift", "13800000001", "--reason", "本人来电")
    assert shop.build("2026-05-15").added == 1
    assert reasons("2026-05-15") == []
    assert reasons(LATER) == [("CB-01", "do_not_contact")]  # what was is still told
    events = AuditEvent.select().where(AuditEvent.entity == "do_not_contact").order_by(AuditEvent.id)
    assert [(event.action, event.reason) for event in events] == [
        ("customer.no_contact", ""), ("customer.no_contact_lifted", "本人来电"),
    ]  # fmt: skip
    assert "出差" not in events[0].after, "what the customer said stands with the wish, where an erasure reaches it"
    (old,) = said(cli, "customer", "no-contact", "list", "C1", "--all", "--json")
    assert (old["why"], old["lifted_on"]) == ("出差", LATER)
    assert said(cli, "customer", "no-contact", "list", "--json") == []


def test_after_its_window_it_does_not_come_any_more(shop: Dealer) -> None:
    with clock.travel(datetime.fromisoformat(f"{LEFT}T17:00")):
        restrict(SYSTEM, Customer.get().id, "要求停用")
    shop.build(DUE)
    assert reasons(DUE) == [("CB-01", "restricted")]
    with clock.travel(datetime.fromisoformat("2026-06-01T09:00")):
        release(SYSTEM, Customer.get().id, "撤回")
    assert shop.build("2026-06-01").added == 0
    assert shop.tasks("2026-06-01") == []


def test_what_cannot_be_noted_is_refused(shop: Dealer, cli: Cli) -> None:
    def add(*about: str, whom: str = "C1") -> Any:
        return cli("customer", "no-contact", "add", whom, "--reason", "不要", *about)

    assert "CB-99" in refused(add("--kind", "CB-99"), 2)
    assert "phone" in refused(add("--channel", "fax"), 2)
    refused(add(whom="C404"), 2)
    refused(cli("customer", "no-contact", "add", "C1", "--reason", " "), 1)
    refused(cli("customer", "no-contact", "lift", "C1", "--reason", "x"), 1)
    assert add().exit_code == 0
    refused(add(), 1)
    refused(cli("--as", "李娜", "customer", "restrict", "C1", "--reason", "x"), 1)


# -- customer, car, numbers --------------------------------------------------------------------------------------------


def test_a_sold_car_is_called_about_no_more(shop: Dealer) -> None:
    shop.take("vehicles", {**CAR, "过户日期": "2026-05-12"})
    assert Vehicle.get().sold_on == date(2026, 5, 12)
    shop.build(DUE)
    (row,) = held_back(date(2026, 5, 13))
    assert (row["reason"], str(row["since"])) == ("sold_car", "2026-05-12")
    assert "皖M1**45" in row["detail"]


def test_no_number_and_wrong_numbers_are_told_apart(shop: Dealer) -> None:
    shop.take("customers", {"客户编号": "C2", "客户名称": "周敏", "移动电话": "见备注"})
    shop.take("repair-orders", {**order("WX2"), "客户编号": "C2", "车牌号": ""})
    agent = Person.get(Person.name == "李娜")
    shop.build("2026-05-01")
    with clock.travel(datetime.fromisoformat(f"{LEFT}T10:00")):
        phone = Phone.get(Phone.e164.is_null(False))
        Phone.update(retired_at=clock.now(), retired_reason="not_in_service").where(Phone.id == phone.id).execute()
    shop.build(DUE)
    held = {row["customer_key"]: row for row in held_back(date(2026, 5, 13))}
    assert {key: row["reason"] for key, row in held.items()} == {"C1": "wrong_numbers", "C2": "no_phone"}
    assert held["C1"]["detail"] == "138****0001 空号"
    assert agent.active
    shop.take("customers", {**PRIVATE, "移动电话": "13800000009"})
    assert shop.build(LATER).added == 1
    assert [row["customer_key"] for row in shop.tasks(LATER)] == ["C1"]


# -- the same thing twice ----------------------------------------------------------------------------------------------


def test_two_orders_of_one_visit_are_one_call(shop: Dealer) -> None:
    shop.take("repair-orders", order("WX2"), order("WX3", "2026-05-11"))
    assert shop.build(DUE).added == 2  # the visit of the day before is another one
    first = Task.get(Task.event_on == date(2026, 5, 12))
    (row,) = held_back(date(2026, 5, 13))
    assert (row["kind"], row["reason"]) == ("CB-01", "merged")
    assert Suppression.get().detail == f"task:{first.id}"
    assert str(first.id) in row["detail"]
    assert shop.build(DUE).suppressed == 0


def test_a_first_service_that_was_predicted_too_is_reminded_of_once(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {**CAR, "下次保养日期": "2026-05-03"})
    dealer.take(
        "sales",
        {"销售单号": "XS1", "客户编号": "C1", "车牌号": "皖M12345", "车型": "朗逸", "销售顾问": "何平",
         "交车日期": "2026-01-31"},
    )  # fmt: skip
    dealer.build("2026-04-24")
    (first_service,) = [row for row in dealer.tasks("2026-04-24") if row["kind"] in ("RM-01", "RM-05")]
    assert first_service["kind"] == "RM-05"
    dealer.build("2026-04-26")
    assert [row["kind"] for row in dealer.tasks("2026-04-26") if row["kind"][:2] == "RM"] == ["RM-05"]
    assert ("RM-01", "merged") in reasons("2026-04-26")
    assert Suppression.get(Suppression.reason == "merged").detail == f"task:{first_service['id']}"


def test_what_expired_unworked_serves_for_nothing(dealer: Dealer) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {**CAR, "下次保养日期": "2026-05-01"})
    dealer.take("sales", {"销售单号": "XS1", "客户编号": "C1", "车牌号": "皖M12345", "交车日期": "2026-01-31"})
    dealer.build("2026-04-24")
    (task,) = [row for row in dealer.tasks("2026-04-24") if row["kind"] in ("RM-01", "RM-05")]
    assert (task["kind"], task["step"]) == ("RM-01", "week")
    assert ("RM-05", "merged") in reasons("2026-04-24")
    for day in ("2026-04-30", "2026-05-06"):
        dealer.build(day)
    assert ("RM-05", "merged") in reasons("2026-04-30")  # the reminder of the day before serves for it
    assert "RM-05" in {row["kind"] for row in dealer.tasks("2026-05-06")}


# -- recently contacted ------------------------------------------------------------------------------------------------


def test_who_was_spoken_to_is_left_alone_for_some_days_where_there_is_time(dealer: Dealer) -> None:
    dealer.take("customers", {**PRIVATE, "重点客户": "是", "同意营销": "是"})
    dealer.take("vehicles", {**CAR, "保险到期日": "2026-07-16"})
    dealer.take("repair-orders", order(left="2026-06-29"))
    dealer.build("2026-06-30")
    talk(Task.get(Task.kind_code == "CB-01"), "2026-06-30T10:00")
    dealer.build("2026-07-01")
    dealer.build("2026-07-02")
    kinds = {row["kind"] for row in dealer.tasks("2026-07-02")}
    assert "CB-12" not in kinds
    assert "RM-04" in kinds  # a hard date does not wait
    assert reasons("2026-07-01") == reasons("2026-07-02") == [("CB-12", "recently_contacted")]
    (row,) = held_back(date(2026, 7, 2))
    assert (row["who"] in ("李娜", "孙悦"), "2026-06-30 10:00" in row["detail"]) == (True, True)
    dealer.build("2026-07-03")
    assert "CB-12" in {row["kind"] for row in dealer.tasks("2026-07-03")}
    assert reasons("2026-07-03") == []


def row_until(latest: date) -> DayRow:
    return DayRow("", latest, latest, latest, latest, latest)


def test_seven_days_from_a_monday_end_with_the_sunday() -> None:
    monday, far = date(2026, 11, 2), row_until(date(2026, 12, 31))

    def holds(day: date, *, always: bool = True, row: DayRow = far) -> bool:
        first, last = Quiet(day, 7, always).span(row)
        return first is not None and last is not None and first <= monday <= last

    assert not holds(monday)  # the day's own calls are no reason of its build
    assert all(holds(monday + timedelta(days=ahead)) for ahead in range(1, 7))
    assert not holds(monday + timedelta(days=7))
    on_time = row_until(monday + timedelta(days=7))
    assert holds(monday + timedelta(days=3), always=False, row=on_time)
    too_late = row_until(monday + timedelta(days=6))
    assert not holds(monday + timedelta(days=3), always=False, row=too_late)
    assert holds(monday + timedelta(days=3), row=too_late)
    assert Quiet(monday, 0, True).span(far) == (None, None)


# -- the table ---------------------------------------------------------------------------------------------------------


def test_every_reason_names_its_requirement_and_speaks_both_languages() -> None:
    from agentdesk.common import i18n

    for row in REASONS:
        assert row.requirement
        i18n.use_language("zh")
        assert i18n._(row.words) != row.words


def test_a_second_build_notes_nothing_again(shop: Dealer) -> None:
    with clock.travel(datetime.fromisoformat(f"{LEFT}T17:00")):
        restrict(SYSTEM, Customer.get().id, "要求停用")
    assert shop.build(DUE).suppressed == 1
    before = list(Suppression.select().dicts())
    assert shop.build(DUE).suppressed == 0
    assert list(Suppression.select().dicts()) == before
    assert shop.build(LATER).suppressed == 1
    (row,) = Suppression.select()
    assert (row.work_date, row.last_on) == (date(2026, 5, 13), date(2026, 5, 14))


def test_restricted_data_is_seen_again_at_the_claim(shop: Dealer) -> None:
    """A desk still shows the row that it read a minute ago."""
    shop.build(DUE)
    task, agent = Task.get(Task.kind_code == "CB-01"), actor_of(Person.get(Person.code == "A001"))
    with clock.travel(datetime.fromisoformat(f"{DUE}T10:00")):
        restrict(SYSTEM, task.customer_id, "要求停用")
        with pytest.raises(UserError, match="只可保存"):
            contacts.open_contact(agent, task.id)
        assert Task.get_by_id(task.id).claimed_by is None
        release(SYSTEM, task.customer_id, "同意恢复")
        assert contacts.open_contact(agent, task.id)


def test_restricted_data_leaves_the_list_at_once(shop: Dealer) -> None:
    shop.build(DUE)
    with clock.travel(datetime.fromisoformat(f"{DUE}T10:00")):
        assert [row.kind_code for row in rows(date(2026, 5, 13), None)] == ["CB-01"]
        restrict(SYSTEM, Customer.get().id, "要求停用")
        assert rows(date(2026, 5, 13), None) == []


def remind(task: Task, at: str, answer: str) -> None:
    """A call that reminds, answered by first choices but for the invitation; ended as the questionnaire says."""
    with clock.travel(datetime.fromisoformat(at)):
        agent, contact_id = on_the_line(task)
        interview_id = records.start_interview(agent, contact_id, task.id)
        run = records.load(interview_id)
        given = {"invitation": answer, "appointment_date": "2026-05-20", "appointment_time": "09:30"}
        while run.page is not None:
            for item in run.page.items:
                if item.kind == "acknowledge":
                    records.confirm(agent, interview_id, item.key, run.confirm(item.key).changes)
                elif item.key in given or item.choices:
                    verdict = run.answer(item.key, given.get(item.key) or item.choices[0].name)
                    assert verdict.ok, (item.key, verdict)
                    records.save_answers(agent, interview_id, verdict.changes)
            run.next()
        assert run.results()[RESULT] == answer
        contacts.finish_item(agent, contact_id, task.id, answer)


@pytest.mark.parametrize(("answer", "again"), [("appointment_made", False), ("will_come", True)])
def test_a_reminder_that_is_answered_is_not_repeated(dealer: Dealer, answer: str, *, again: bool) -> None:
    dealer.take("customers", PRIVATE)
    dealer.take("vehicles", {**CAR, "保险到期日": "2026-05-27"})
    dealer.build("2026-05-12")
    remind(Task.get(Task.kind_code == "RM-04"), "2026-05-12T10:00", answer)
    dealer.build("2026-05-24")
    open_ones = [task for task in dealer.tasks("2026-05-24", "RM-04") if task["state"] == "open"]
    assert bool(open_ones) is again
    assert (("RM-04", "answered") in reasons("2026-05-24")) is not again


@pytest.mark.parametrize("said", [None, False])
def test_a_playbook_that_does_not_say_what_settles_a_reminder_means_the_usual_answers(
    dealer: Dealer, *, said: bool | None
) -> None:
    """One published before it could be said; what it says is kept to."""
    content = json.loads(PlaybookVersion.get().content)
    for outcome in content["outcomes"]:
        outcome.pop("settles", None)
        if said is not None:
            outcome["settles"] = said
    older = msgspec.json.decode(json.dumps(content), type=Playbook)
    settled = {code for step in older.steps() for code in step.settled}
    assert settled == (set() if said is False else {"appointment_made", "declined", "sold_car"})
