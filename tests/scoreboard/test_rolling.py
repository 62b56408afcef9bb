"""Closed days that are stored: every figure equals a recount, whatever is written afterwards and whenever they are."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from peewee import IntegrityError, fn

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.playbook import current
from agentdesk.scoreboard import figures, rolling
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.kpis import registry
from agentdesk.store import memory
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import (
    ALL,
    AgendaItem,
    Answer,
    Appointment,
    Attempt,
    AuditEvent,
    Complaint,
    ComplaintEvent,
    Customer,
    Finding,
    Form,
    FormVersion,
    Interview,
    Kind,
    Outcome,
    PlaybookVersion,
    RepairOrder,
    RolledDay,
    Sale,
    Setting,
    Task,
    Vehicle,
    WorkDay,
    database,
)
from agentdesk.store.tables import database as database_proxy
from tests.databases import Engine
from tests.dealership import Dealership
from tests.scoreboard.answers import add_to_targets
from tests.scoreboard.questions_form import publish_questions
from tests.scoreboard.random_facts import some
from tests.scoreboard.stored_facts import store
from tests.thorough import often

NOW = datetime(2026, 11, 20, 9, 42)
TODAY = NOW.date()
MONTH = (TODAY.replace(day=1), TODAY)
PERIODS = (MONTH, (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 10, 19), date(2026, 11, 8)))
# A published version never changes, and neither the trail nor the stored days are facts.
NO_FACTS = (PlaybookVersion, Kind, Outcome, WorkDay, Form, FormVersion, AuditEvent, RolledDay, Setting)
FACTS = [table for table in ALL if table not in NO_FACTS]
BENEATH = [Task, AgendaItem, RepairOrder, Sale, Appointment, Complaint, ComplaintEvent, Attempt, Interview, Answer,
           Finding, Vehicle, Customer]  # fmt: skip


@pytest.fixture(scope="module")
def kept(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dealership, str]:
    """A house with many facts of seven weeks, of which the closed days of two months are stored; copy it."""
    folder = tmp_path_factory.mktemp("kept")
    made = engine.copy(migrated, folder / "kept.db", keep=True)
    open_database(made)
    with pytest.MonkeyPatch.context() as patch, clock.travel(NOW):
        patch.setattr(rolling, "MONTHS", 1)
        house = Dealership(folder)
        publish_questions(house)
        store(house, some(random.Random(11), 24, reach=45))
        assert rolling.roll_up(SYSTEM).stored > 300
    close_database()
    return house, made


@pytest.fixture
def recent(
    kept: tuple[Dealership, str], engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Dealership]:
    """That house in a database of the test's own, at 09:42."""
    house, stored = kept
    monkeypatch.setattr(rolling, "MONTHS", 1)
    made = engine.copy(stored, tmp_path / "agentdesk.db")
    monkeypatch.setenv("AGENTDESK_DATABASE", made)
    open_database(made)
    with clock.travel(NOW):
        yield house


# A sitting with dials on two days belongs to both, and is one sitting of a period that holds them.
ALWAYS_COUNTED = {"AHT", "ACW", "OCC"}
RECOMMENDED = """
[[recommend]]
code = "NPS"
zh = "净推荐值"
en = "Recommendation"
question = "csi_quality"
"""


def shown() -> dict[str, list[Figure]]:
    """Every indicator of each period, as the doors show it."""
    memory.forget()
    return {f"{first} {last}": figures.all_figures(first, last) for first, last in PERIODS}


def recounted() -> dict[str, list[Figure]]:
    """The same without any stored day, which are put back afterwards."""
    with database.atomic() as whole:
        RolledDay.delete().execute()
        found = shown()
        whole.rollback()
    return found


def differing() -> list[tuple[Figure, Figure]]:
    """Figures that are not what counting gives: value, interval and all else."""
    return [
        (one, other)
        for (_period, ours), theirs in zip(shown().items(), recounted().values(), strict=True)
        for one, other in zip(ours, theirs, strict=True)
        if one != other
    ]


def stored_rows() -> list[tuple[Any, ...]]:
    return list(RolledDay.select().order_by(RolledDay.id).tuples())


def change_anything(chance: random.Random) -> str:
    """Write to a cell of some row of facts what stands in that column of another row; or delete a row."""
    table = chance.choice([each for each in chance.choice([FACTS, BENEATH]) if each.select().exists()])
    key: Any = table._meta.primary_key
    row = chance.choice([each for (each,) in table.select(key).tuples()])
    if table is ComplaintEvent:  # a history that no handling could have is none
        last = ComplaintEvent.select(fn.MAX(ComplaintEvent.id)).group_by(ComplaintEvent.complaint)
        moved = ComplaintEvent.update(at=chance.choice([each.at for each in ComplaintEvent.select()]))
        ended = (ComplaintEvent.id == row) & ComplaintEvent.id.in_(last) & (ComplaintEvent.kind != "raised")
        if not chance.random() < 0.5 or not ComplaintEvent.delete().where(ended).execute():
            moved.where(ComplaintEvent.id == row).execute()
        return "ComplaintEvent"
    with database.atomic() as tried:
        try:
            if chance.random() < 0.1:
                table.delete().where(key == row).execute()
                return f"{table.__name__} deleted"
            columns = [column for column in table._meta.sorted_fields if column is not key]
            column = chance.choice(columns)
            values = {value for (value,) in table.select(column).tuples()}
            table.update({column: chance.choice(sorted(values, key=str))}).where(key == row).execute()
        except IntegrityError:
            tried.rollback()
            return "refused"
    return f"{table.__name__}.{column.name}"


@given(st.integers(0, 2**32))
@settings(max_examples=often(2, 20), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_whatever_is_written_every_figure_equals_a_recount(recent: Dealership, seed: int) -> None:
    chance = random.Random(seed)
    with database.atomic() as whole:
        for _round in range(often(2, 4)):
            done = [change_anything(chance) for _ in range(8)]
            assert differing() == [], done
            if chance.random() < 0.4:
                rolling.roll_up(SYSTEM)
                assert differing() == [], "after storing again"
        assert list(rolling.differences()) == []
        whole.rollback()
    memory.forget()


def test_what_is_stored_is_read_and_a_second_run_changes_nothing(recent: Dealership) -> None:
    rows = stored_rows()
    assert {row[1] for row in rows} == {*rolling.GROUNDS}
    assert rolling.roll_up(SYSTEM) == (0, 0, 0)
    assert stored_rows() == rows
    assert differing() == []
    sent: list[str] = []
    opened = database_proxy.obj
    opened.query_hooks.append(lambda event: sent.append(event.sql))
    found = figures.figure("KP-02", date(2026, 10, 20), date(2026, 11, 12))
    opened.query_hooks.clear()
    assert found.denominator > 0
    assert [one for one in sent if '"repair_order"' in one or '"task"' in one] == []
    assert any('"rolled_day"' in one for one in sent)


def test_only_the_days_beneath_a_change_are_counted_again(recent: Dealership) -> None:
    owed = (Task.state == "open") & (Task.subject == "repair_order") & (Task.latest_on < TODAY - timedelta(days=1))
    task = Task.select().where(owed & Task.kind_code.in_(["CB-01"])).first()
    recent.decide(task, "completed", NOW)
    kept = {(row[1], row[2]) for row in stored_rows()}
    assert ("task", task.latest_on) not in kept
    assert ("order", task.event_on) not in kept
    assert ("task", task.latest_on - timedelta(days=1)) in kept
    assert ("attempt", task.latest_on) in kept
    assert differing() == []
    assert rolling.roll_up(SYSTEM).stored == 2
    assert differing() == []


def test_what_is_written_while_a_day_is_counted_is_not_lost(
    recent: Dealership, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, seen = rolling._counts, []

    def and_meanwhile(jobs: Any) -> Any:
        for key, found in counts(jobs):
            yield key, found
            if key.ground == "attempt" and not seen:
                seen.append(key.day)
                late = Attempt.select().dicts().first()
                Attempt.create(**{**late, "id": None, "work_date": key.day, "outcome": "away"})

    monkeypatch.setattr(rolling, "_counts", and_meanwhile)
    assert rolling.roll_up(SYSTEM, anew=True).left == 1
    assert not RolledDay.select().where((RolledDay.ground == "attempt") & (RolledDay.day == seen[0])).exists()
    assert not RolledDay.select().where(RolledDay.sums == "").exists()
    assert differing() == []
    assert rolling.roll_up(SYSTEM).stored == 2  # its task's day too
    assert differing() == []


def test_a_run_that_was_killed_is_completed(recent: Dealership, monkeypatch: pytest.MonkeyPatch) -> None:
    counts, left = rolling._counts, [90]

    def killed(jobs: Any) -> Any:
        for found in counts(jobs):
            left[0] -= 1
            if not left[0]:
                raise KeyboardInterrupt
            yield found

    monkeypatch.setattr(rolling, "_counts", killed)
    with pytest.raises(KeyboardInterrupt):
        rolling.roll_up(SYSTEM, anew=True)
    marked = RolledDay.select().where(RolledDay.sums == "").count()
    assert marked == rolling._DAYS  # those of its last turn: no figure reads them
    assert RolledDay.select().count() == 2 * rolling._DAYS
    assert differing() == []
    monkeypatch.undo()
    monkeypatch.setattr(rolling, "MONTHS", 1)
    rolling.roll_up(SYSTEM)
    assert not RolledDay.select().where(RolledDay.sums == "").exists()
    assert differing() == []


def test_another_playbook_counts_by_its_own_rules(recent: Dealership) -> None:
    rows = len(stored_rows())
    add_to_targets(recent, RECOMMENDED)
    memory.forget()
    assert differing() == []
    done = rolling.roll_up(SYSTEM)
    assert (done.stored, done.dropped) == (rows, rows)
    assert differing() == []


def test_an_indicator_that_is_new_is_counted_until_the_next_run(recent: Dealership) -> None:
    before = shown()
    with_it = RolledDay.sums.contains('"CONN"')
    days = RolledDay.select().where(with_it).count()
    RolledDay.update(sums=fn.REPLACE(RolledDay.sums, '"CONN"', '"GONE"')).where(with_it).execute()
    assert shown() == before
    done = rolling.roll_up(SYSTEM)
    assert (done.stored, done.dropped) == (days, days)
    assert shown() == before


def test_a_figure_seen_from_an_earlier_day_is_counted(recent: Dealership) -> None:
    with clock.travel(datetime(2026, 11, 9, 9)):
        assert differing() == []


def test_what_a_purge_removed_and_another_zone_throw_days_away(recent: Dealership) -> None:
    Setting.create(name="removed.repair_order", value="2026-11-02")
    memory.forget()
    assert RolledDay.select(fn.MIN(RolledDay.day)).scalar() == date(2026, 11, 2)
    assert differing() == []
    Setting.delete().where(Setting.name == "time_zone").execute()
    Setting.create(name="time_zone", value="America/New_York")
    assert stored_rows() == []


def test_an_agent_may_not(recent: Dealership) -> None:
    with pytest.raises(Forbidden):
        rolling.roll_up(recent.actor("李娜"))


@contextmanager
def opened_again() -> Iterator[None]:
    """The database that a command has closed."""
    open_database()
    yield
    close_database()


def test_the_command_stores_compares_and_mends(
    recent: Dealership, cli: Callable[..., Result], at: Callable[[str], None]
) -> None:
    at("2026-11-20T09:42")
    assert cli("db", "rollup").stdout == "已存 0 个已结日，删去 0 个。\n"
    assert json.loads(cli("db", "rollup", "--json").stdout) == {"stored": 0, "dropped": 0, "left": 0}
    with opened_again():
        tampered = RolledDay.get((RolledDay.ground == "attempt") & (RolledDay.day == TODAY - timedelta(days=3)))
        RolledDay.update(sums='{"RPC":[7,1]}').where(RolledDay.id == tampered.id).execute()
    said = cli("db", "rollup", "--check")
    assert said.exit_code == 1
    assert "RPC 2026-11-17: [7, 1] -> " in said.stdout
    assert "db rollup --anew" in said.stderr
    assert cli("db", "rollup", "--check", "--anew").exit_code == 2
    assert cli("db", "rollup", "--anew").exit_code == 0
    assert json.loads(cli("db", "rollup", "--check", "--json").stdout) == {"equal": True, "differences": []}


def test_every_indicator_that_is_counted_says_what_it_rests_on(house: Dealership) -> None:
    add_to_targets(house, RECOMMENDED)
    known = [row for row in registry(current.current()).values() if row.measure != "outside" and row.compute is None]
    assert {row.id for row in known if not row.ground} == ALWAYS_COUNTED
    assert {row.ground for row in known if row.ground} == {*rolling.GROUNDS}
