"""One row of a figure opened, by the capability and the command line; comparing on the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common import clock, i18n
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.paper import printed
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview.calls import calls_of
from agentdesk.interview.evidence import evidence
from agentdesk.playbook.current import current
from agentdesk.scoreboard.case import call_of_attempt, case
from agentdesk.scoreboard.case_text import WIDTH, parts
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.subjects import initials, rows
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Attempt, Complaint, Customer, Promise, RepairOrder, Skip, Task
from tests.dealership import Dealership
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import store

Cli = Callable[..., Result]
DAY = date(2026, 11, 10)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 20))


@pytest.fixture
def task(house: Dealership) -> Task:
    """Nobody answered, the customer wanted another time, then it was completed."""
    order = house.order(DAY)
    made = house.task("CB-01", "repair_order", order.id, order.customer, DAY, vehicle=order.vehicle_id,
                      advisor=order.advisor_id)  # fmt: skip
    house.decide(made, "no_answer", datetime(2026, 11, 11, 9), contacted=False)
    agreed = house.decide(made, "promised", datetime(2026, 11, 11, 10), "孙悦")
    at = clock.to_utc(datetime(2026, 11, 11, 15))
    Promise.create(task=made, contact=agreed, person=agreed.person_id, promised_at=at, work_date=at.date(),
                   created_at=agreed.started_at, ended_at=at, ended_how="kept", note="在开会")  # fmt: skip
    Skip.create(task=made, customer=made.customer_id, person=house.people["李娜"], reason="busy", skipped_at=at,
                work_date=at.date(), until=at)  # fmt: skip
    house.decide(made, "completed", datetime(2026, 11, 11, 15))
    complaint = raise_complaint(
        house.actor("李娜"), draft_for(house.actor("李娜"), customer_id=order.customer_id, words="慢")
    )
    Complaint.update(repair_order=order).where(Complaint.id == complaint.id).execute()
    return Task.get_by_id(made.id)


def test_a_call_says_who_did_what_when(house: Dealership, task: Task) -> None:
    found = case(house.actor("方慧"), "task", task.id)
    assert (found["customer"], found["vehicle"], found["advisor"]) == ("王**", "朗逸 皖M1**45", "陈涛")
    assert (found["outcome"]["code"], found["closed_on"], found["attempts"]) == ("completed", "2026-11-11", 3)
    sittings = [(row["started_at"], row["agent"], row["outcome"]["code"]) for row in found["calls"]]
    assert sittings == [
        ("2026-11-11T09:00", "李娜", "no_answer"),
        ("2026-11-11T10:00", "孙悦", "promised"),
        ("2026-11-11T15:00", "李娜", "completed"),
    ]
    (promise,) = found["promises"]
    assert (promise["promised_at"], promise["by"], promise["ended_how"]) == ("2026-11-11T15:00", "孙悦", "kept")
    text = printed(parts(found), WIDTH)
    for said in ("2026-11-11 10:00  孙悦  约定再打", "已兑现  孙悦 于 2026-11-11 10:00 约定  在开会", "跳过"):
        assert said in text
    order = case(house.actor("方慧"), "repair_order", task.subject_id)
    assert [row["task"] for row in order["tasks"]] == [task.id]
    assert order["complaints"] == [Complaint.get().no]
    assert [part.opens for part in parts(order) if part.opens] == [("task", task.id), ("complaint", Complaint.get().no)]
    person = case(house.actor("方慧"), "customer", task.customer_id)
    assert [row["id"] for row in person["orders"]] == [task.subject_id]
    assert call_of_attempt(Attempt.get(Attempt.outcome == "promised").id) == found["calls"][1]["call"]


def test_what_was_never_called_says_so(house: Dealership) -> None:
    order = house.order(DAY)
    RepairOrder.update(service_name="[red]\x1b[2J换机油").where(RepairOrder.id == order.id).execute()
    text = printed(parts(case(house.actor("方慧"), "repair_order", order.id)), WIDTH)
    assert "没有为此建立回访任务。" in text
    assert "[red]␛[2J换机油" in text
    for subject in ("task", "sale", "appointment", "customer", "repair_order"):
        with pytest.raises(UserError, match="4711"):
            case(house.actor("方慧"), subject, 4711)
    with pytest.raises(UserError):
        case(house.actor("方慧"), "vehicle", 1)
    with pytest.raises(Forbidden):
        case(Actor(None, "大屏", "board"), "repair_order", order.id)
    with pytest.raises(UserError):
        call_of_attempt(4711)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_of_every_figure_opens_to_a_page(house: Dealership, language: str) -> None:
    publish_questions(house)
    Customer.update(name_initials="wjg").execute()
    store(house, some(Random(4), 12))
    i18n.use_language(language)
    seen = set()
    for code in registry(current()):
        lines = rows(code, *NOVEMBER)
        assert set(initials(lines)) == {(line.subject, line.id) for line in lines}
        seen |= {(line.subject, line.id) for line in lines if line.subject not in ("complaint", "attempt", "contact")}
    assert {subject for subject, _key in seen} == {"task", "repair_order", "sale", "appointment", "customer"}
    for subject, key in sorted(seen):
        text = printed(parts(case(house.actor("方慧"), subject, key)), WIDTH)
        assert max(map(cell_len, text.splitlines())) <= WIDTH + 1
        assert "王建国" not in text
        assert "+8613" not in text


@pytest.mark.sqlite_only("reads its query plans")
def test_what_a_desk_opens_reads_no_table_from_end_to_end(house: Dealership, task: Task, database: Database) -> None:
    chief, sent = house.actor("方慧"), []
    database.connection().set_trace_callback(sent.append)
    call = case(chief, "task", task.id)["calls"][0]["call"]
    case(chief, "repair_order", task.subject_id)
    case(chief, "customer", task.customer_id)
    evidence(chief, call)
    calls_of(chief, date(2026, 11, 11), house.people["李娜"].id)
    database.connection().set_trace_callback(None)
    plans = [row[3] for text in sent if text.startswith("SELECT")
             for row in database.execute_sql(f"EXPLAIN QUERY PLAN {text}").fetchall()]  # fmt: skip
    assert len(plans) > 20
    assert [line for line in plans if re.match(r"SCAN (?!CONSTANT|SUBQUERY|\()", line)] == []


def test_a_row_on_the_command_line(house: Dealership, task: Task, cli: Cli) -> None:
    found = json.loads(cli("--as", "方慧", "kpi", "row", "task", task.id, "--json").stdout)
    assert list(found)[:4] == ["subject", "id", "kind", "name"]
    assert [row["outcome"]["code"] for row in found["calls"]] == ["no_answer", "promised", "completed"]
    assert "通话 3 次，拨打 3 个号码" in cli("--as", "方慧", "kpi", "row", "task", task.id).stdout
    missing = cli("--as", "方慧", "kpi", "row", "task", "4711")
    assert (missing.exit_code, len(missing.stderr.strip().splitlines())) == (1, 1)
    assert cli("kpi", "row", "vehicle", "1").exit_code == 2


def test_comparing_on_the_command_line(house: Dealership, cli: Cli) -> None:
    for day, done in ((date(2026, 10, 6), 6), (date(2026, 11, 6), 16)):
        for number in range(20):
            order = house.order(day)
            made = house.task("CB-01", "repair_order", order.id, order.customer, day,
                              agent=house.people["李娜" if number % 2 else "孙悦"])  # fmt: skip
            house.decide(made, "completed" if number < done else "broken_off",
                         datetime.combine(day + timedelta(days=1), datetime.min.time().replace(hour=10)))  # fmt: skip
    period = ("--from", "2026-11-01", "--to", "2026-11-20")
    found = json.loads(cli("kpi", "compare", "KP-02", *period, "--json").stdout)
    assert [(row["other"]["from"], row["word"]) for row in found] == [
        ("2026-10-01", "higher"),
        ("2025-11-01", "no_sample"),
    ]
    assert list(found[0]) == [
        "id", "name", "unit", "from", "to", "numerator", "denominator", "value", "interval", "other", "difference",
        "difference_interval", "word", "small",
    ]  # fmt: skip
    assert found[0]["difference"] == 0.5
    text = cli("kpi", "compare", *period, "--with", "previous").stdout
    (row,) = [line for line in text.splitlines() if line.startswith("KP-02")]
    assert "+50.0" in row
    assert row.endswith(i18n._("higher"))
    assert max(map(cell_len, text.splitlines())) <= 100
    free = cli("kpi", "compare", "KP-02", *period, "--with-from", "2026-10-01", "--with-to", "2026-10-31", "--json")
    assert json.loads(free.stdout)[0]["other"]["to"] == "2026-10-31"
    half = ("--with-from", "2026-10-01")
    for wrong in (half, ("--with", "year", *half, "--with-to", "2026-10-02"), ("--with", "never")):
        refused = cli("kpi", "compare", "KP-02", *wrong)
        assert (refused.exit_code, refused.stdout) == (2, "")
    shown = json.loads(cli("kpi", "show", "KP-02", "--by", "agent", *period, "--json").stdout)
    assert [(row["segment_name"], row["word"]) for row in shown] == [("孙悦", "above_95"), ("李娜", "above_95")]
    assert shown[0]["alert"] == [0.0, 0.6]
    text = cli("kpi", "show", "KP-02", "--by", "agent", *period).stdout
    assert "界限以目标 30.0 % 为中心" in text
    assert "高于95%界限" in text
