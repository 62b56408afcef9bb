"""A past day played again from the facts as they were known gives the tasks that were stored, and writes nothing."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.queue.notices import answer_notice
from agentdesk.queue.replay import Replay, replay
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import (
    Customer,
    DoNotContact,
    Notice,
    Phone,
    QueueRun,
    Suppression,
    Task,
    WorkDay,
)
from agentdesk.store.tables import (
    database as opened,
)
from tests.databases import Engine
from tests.dealership import Dealership
from tests.queue.dealer import PRIVATE, Dealer
from tests.thorough import often

Cli = Callable[..., Result]
DAY = date(2026, 3, 20)
CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
OTHER = {**PRIVATE, "客户编号": "C2", "客户名称": "周一", "移动电话": "13800000002"}


def order(number: int, left: date, customer: str = "C1") -> dict[str, str]:
    car = {"车牌号": "皖M12345"} if customer == "C1" else {}
    return {"委托书号": f"WX{number}", "客户编号": customer, "维修类型": "首保", "服务顾问": "陈涛",
            "竣工时间": f"{left} 15:30", "出厂时间": f"{left} 16:05", **car}  # fmt: skip


@pytest.fixture(scope="module")
def known_file(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dealer with a built day, and a customer whose only number is dead; copy it."""
    folder = tmp_path_factory.mktemp("known")
    made = engine.copy(migrated, folder / "dealer.db", keep=True)
    open_database(made)
    dealer = Dealer(folder)
    with clock.travel(datetime(2026, 3, 19, 18)):
        dealer.take("customers", {**PRIVATE, "出生日期": "1980-03-27"}, OTHER)
        dealer.take("vehicles", {**CAR, "保险到期日": "2026-04-04"})
        dealer.take("repair-orders", order(1, DAY - timedelta(days=1)), order(2, DAY - timedelta(days=3), "C2"))
        Phone.update(retired_at=clock.now(), retired_reason="wrong").where(Phone.written == "13800000002").execute()
    dealer.build(str(DAY))
    assert Task.select().count() >= 2
    assert Suppression.select().count() == 1
    close_database()
    return made


@pytest.fixture
def known(known_file: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dealer:
    """A copy of that dealer."""
    made = engine.copy(known_file, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", made)
    open_database(made)
    dealer = object.__new__(Dealer)  # it is there already
    dealer.folder = tmp_path
    return dealer


def played(day: date = DAY) -> Replay:
    (found,) = replay(SYSTEM, day)
    assert found.stored == Task.select().where(Task.run == found.run_id).count()
    return found


def content() -> str:
    """A digest of everything that is stored."""
    rows = [list(map(str, opened.execute_sql(f'SELECT * FROM "{name}"'))) for name in sorted(opened.get_tables())]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def test_a_day_comes_out_as_it_was_stored_and_nothing_is_written(known: Dealer) -> None:
    before = content()
    found = played()
    assert (found.differences, found.causes) == ([], [])
    assert found.stored == found.computed
    assert content() == before


def later_facts(known: Dealer) -> None:
    """What the weeks after bring: imports that add and change, calls, wishes, numbers, a sold car, days off."""
    with clock.travel(datetime(2026, 3, 25, 10)):
        known.take("customers", {**PRIVATE, "出生日期": "1981-06-01", "移动电话": "13800000009"})
        known.take("vehicles", {**CAR, "保险到期日": "2027-05-05", "使用性质": "公车"})
        known.take("repair-orders", order(1, DAY - timedelta(days=9)), order(3, DAY - timedelta(days=1)))
        customer = Customer.get(Customer.source_key == "C1")
        DoNotContact.create(customer=customer, reason="不要再打", since=clock.now())
        Phone.update(retired_at=clock.now(), retired_reason="wrong").where(Phone.customer == customer).execute()
        Phone.create(customer=Customer.get(Customer.source_key == "C2"), kind="mobile", written="13800000008",
                     e164="+8613800000008")  # fmt: skip
        WorkDay.delete().where(WorkDay.day.between(DAY, date(2026, 12, 31))).execute()
        WorkDay.create(day=DAY, kind="closed", name="盘点", source="test")
    known.build("2026-03-26")


def test_what_came_later_does_not_count(known: Dealer) -> None:
    later_facts(known)
    found = played()
    assert (found.differences, found.causes) == ([], [])
    assert played(date(2026, 3, 26)).differences == []


def test_a_wish_that_was_lifted_since_still_stood(known: Dealer) -> None:
    customer = Customer.get(Customer.source_key == "C1")
    with clock.travel(datetime(2026, 3, 21, 9)):
        DoNotContact.create(customer=customer, reason="不要再打", since=clock.now())
        known.take("repair-orders", order(5, date(2026, 3, 21)))
    known.build("2026-03-22")
    assert Suppression.select().where(Suppression.reason == "do_not_contact").exists()
    with clock.travel(datetime(2026, 3, 24, 9)):
        DoNotContact.update(lifted_at=clock.now()).execute()
    known.build("2026-03-25")
    assert played(date(2026, 3, 22)).differences == []
    assert played(date(2026, 3, 25)).differences == []


@pytest.mark.parametrize("what", ["left_out", "made_up", "moved"])
def test_a_difference_is_named(known: Dealer, what: str) -> None:
    task = Task.get(Task.kind_code == "CB-01")
    if what == "left_out":
        Task.delete().where(Task.id == task.id).execute()
    elif what == "made_up":
        Task.update(dedupe_key="CB-01:next_day:repair_order:999:2026-03-19").where(Task.id == task.id).execute()
    else:
        Task.update(latest_on=date(2026, 3, 30)).where(Task.id == task.id).execute()
    found = played()
    named = {(row["key"], row["difference"]) for row in found.differences}
    assert (
        named
        == {
            "left_out": {(task.dedupe_key, "computed_only")},
            "made_up": {
                (task.dedupe_key, "computed_only"),
                ("CB-01:next_day:repair_order:999:2026-03-19", "stored_only"),
            },
            "moved": {(task.dedupe_key, "changed")},
        }[what]
    )
    if what == "moved":
        assert found.differences[0]["columns"] == {"latest_on": [date(2026, 3, 30), task.latest_on]}


def test_what_expired_is_played_again_too(known: Dealer) -> None:
    task = Task.get(Task.kind_code == "CB-01")
    late = date(2026, 5, 1)  # weeks after the last build: what it closes expired long before
    known.build(str(late))
    assert Task.get_by_id(task.id).disposition == "expired"
    assert played(late).differences == []
    Task.update(expires_on=date(2026, 12, 31)).where(Task.id == task.id).execute()
    assert played(late).differences == [{"what": "expiry", "key": task.dedupe_key, "difference": "stored_only"}]


def test_the_command_says_equal_or_what_differs(known: Dealer, cli: Cli) -> None:
    close_database()
    same = cli("queue", "replay", "--date", str(DAY), "--json")
    assert same.exit_code == 0, same.stderr
    found = json.loads(same.stdout)
    assert found["equal"]
    assert found["runs"][0]["differences"] == []
    assert cli("queue", "replay", "--date", "2026-03-21").exit_code == 1
    known_again = cli("queue", "build", "--date", str(DAY))
    assert known_again.exit_code == 0
    assert len(json.loads(cli("queue", "replay", "--date", str(DAY), "--json").stdout)["runs"]) == 2


def test_a_difference_ends_the_command_with_1(known: Dealer, cli: Cli) -> None:
    task = Task.get(Task.kind_code == "CB-01")
    Task.update(weight=99).where(Task.id == task.id).execute()
    close_database()
    found = cli("queue", "replay", "--date", str(DAY))
    assert found.exit_code == 1
    assert task.dedupe_key in found.stdout
    assert "weight" in found.stdout
    assert len(found.stderr.strip().splitlines()) == 1


def test_a_run_without_inputs_cannot_be_played(known: Dealer) -> None:
    QueueRun.update(summary="{}").execute()
    with pytest.raises(UserError):
        replay(SYSTEM, DAY)


def test_facts_that_came_in_meanwhile_are_named(known: Dealer) -> None:
    run = QueueRun.get()
    kept = json.loads(run.summary)
    QueueRun.update(summary=json.dumps({**kept, "came_in": {"repair_order": 3}})).execute()
    assert "repair_order" in played().causes[0]


@pytest.mark.parametrize("seed", range(often(1, 3)))
def test_every_day_of_worked_weeks_can_be_played_again(database: Database, tmp_path: Path, seed: int) -> None:
    house = Dealership(tmp_path, opened_on=date(2026, 1, 1))
    chance = random.Random(seed)
    days = [date(2026, 3, 2) + timedelta(days=ahead) for ahead in range(12)]
    for day in days:
        house.build(day)
        with clock.travel(datetime.combine(day, time(9))):
            for _ in range(chance.randint(1, 4)):
                house.order(day, use_type=chance.choice(["private", "official", "official", "official"]))
                house.sale(day)
            _something_happens(house, day, chance)
    assert Suppression.select().exists()
    assert Task.select().where(Task.state == "closed").exists()
    for day in days:
        assert [found.differences for found in replay(SYSTEM, day)] == [[]], day


def _something_happens(house: Dealership, day: date, chance: random.Random) -> None:
    for task in list(Task.select().where((Task.state == "open") & (Task.channel == "phone"))):
        at = datetime.combine(day, time(chance.randint(9, 16), chance.randint(0, 59)))
        happened = chance.random()
        if happened < 0.4:
            outcome = chance.choice(["completed", "no_answer", "refused", "no_answer"])
            house.decide(task, outcome, at, contacted=outcome != "no_answer")
        elif happened < 0.5:
            with clock.travel(at):
                DoNotContact.create(customer=task.customer_id, reason="x", since=clock.now())
        elif happened < 0.55:
            with clock.travel(at):
                Phone.update(retired_at=clock.now()).where(Phone.customer == task.customer_id).execute()
        elif happened < 0.6:
            with clock.travel(at):
                DoNotContact.update(lifted_at=clock.now()).where(DoNotContact.lifted_at.is_null()).execute()
    for notice in list(Notice.select().where((Notice.kind == "unreachable") & Notice.answered_at.is_null())):
        with clock.travel(datetime.combine(day, time(17))):
            answer_notice(SYSTEM, notice.id, chance.choice(["moved", "sold", "no_answer"]))
