"""What a wall screen reads: figures of the house, nobody's name, and a broken link said in one line."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.common import clock, i18n
from agentdesk.common.errors import DatabaseProblem, Forbidden, UserError
from agentdesk.scoreboard.figures import figures, month_to
from agentdesk.scoreboard.today import agents_today, total
from agentdesk.scoreboard.wall import Wall, look, read
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Complaint, Person
from tests.dealership import PEOPLE, Dealership

Cli = Callable[..., Result]
TODAY = date(2026, 11, 20)


@pytest.fixture
def board(house: Dealership) -> Actor:
    """The wall's own account; the house has calls, a finished one, and a complaint."""
    for number in range(3):
        order = house.order(TODAY - timedelta(days=1))
        task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
        if not number:
            house.decide(task, "completed", datetime(2026, 11, 20, 9, 10))
            Complaint.create(no="T-1", customer=order.customer, origin="store", subject="service", severity="ordinary",
                             words="李娜态度不好", raised_at=clock.now(), raised_on=TODAY,
                             raised_by=house.people["李娜"], responsible=house.people["吴敏"])  # fmt: skip
    return actor_of(Person.create(code="B001", name="展厅大屏", position="other", role="board"))


def in_thread(function: Callable[[], Any]) -> Any:
    """As the screen does it: in a thread that has no connection yet; what is raised there is raised here."""
    found: list[Any] = []

    def work() -> None:
        try:
            found.append(function())
        except UserError as error:
            found.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(found[0], UserError):
        raise found[0]
    return found[0]


def seen(actor: Actor, before: Wall | None = None) -> Wall:
    found: Wall = in_thread(lambda: look(actor, before))
    return found


def test_the_wall_shows_what_the_scoreboard_shows(house: Dealership, board: Actor) -> None:
    found = seen(board)
    whole = total(agents_today(TODAY))
    assert (found.due, found.done, found.on_time) == (whole.due, whole.done, whole.on_time) == (3, 1, 1)
    assert list(found.figures) == figures(*month_to(TODAY))
    assert (found.open_complaints, dict(found.complaints)["new"]) == (1, 1)
    assert found == read(board)


def test_nobody_is_named(house: Dealership, board: Actor, cli: Cli) -> None:
    for arguments in (("scoreboard", "--board"), ("--as", "展厅大屏", "scoreboard")):
        for form in ("--json", "--plain"):
            said = cli(*arguments, form)
            assert said.exit_code == 0
            assert not any(name in said.stdout for _code, name, *_rest in PEOPLE)
            assert "王建国" not in said.stdout
    told = json.loads(cli("--as", "展厅大屏", "scoreboard", "--json").stdout)
    assert set(told) == {
        "date", "dealer", "due", "done", "on_time", "completed", "promises", "complaints", "escalated", "figures",
    }  # fmt: skip
    assert cli("scoreboard", "--board", "--json", "--date", "2026-11-01").exit_code == 2
    assert cli("--as", "展厅大屏", "kpi", "--by", "agent").exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        ("people", "list"), ("shifts", "show"), ("shifts", "absences"), ("queue", "list"), ("call", "list"),
        ("complaint", "list"), ("complaint", "show", "T-1"), ("action", "list"), ("check", "show"),
        ("quality", "flags"), ("incentive", "list"), ("report", "daily"), ("report", "performance"),
        ("kpi", "show", "KP-01", "--rows"), ("kpi", "row", "task", "1"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_list_of_persons_opens_for_the_wall(
    house: Dealership, board: Actor, cli: Cli, command: tuple[str, ...]
) -> None:
    """The account of a screen that anybody can reach reads nobody's name by another door."""
    assert cli("--as", "方慧", *command).exit_code == 0
    said = cli("--as", "展厅大屏", *command)
    assert said.exit_code == 1
    assert said.stdout == ""


def test_nothing_is_read_again_until_something_changes(house: Dealership, board: Actor) -> None:
    first = seen(board)
    assert seen(board, first) is first
    order = house.order(TODAY - timedelta(days=1))
    task = house.task("CB-01", "repair_order", order.id, order.customer, order.left_on)
    house.decide(task, "completed", datetime(2026, 11, 20, 9, 41))
    second = seen(board, first)
    assert (second.done, first.done) == (2, 1)
    with clock.travel(datetime(2026, 11, 20, 9, 43)):
        third = seen(board, second)  # another minute: limits may have run out
    assert third == second
    assert third.seen_at > second.seen_at
    i18n.use_language("en")
    assert seen(board, third).figures[0].name == "Callbacks done on time"


def test_who_may_not_look_any_more_sees_nothing(house: Dealership, board: Actor) -> None:
    Person.update(role="handler").where(Person.id == board.person_id).execute()
    assert seen(board).due == 3
    Person.update(active=False).where(Person.id == board.person_id).execute()
    with pytest.raises(Forbidden):
        seen(board)
    with pytest.raises(Forbidden):
        seen(Actor(None, "cron", "nobody"))


def test_a_broken_link_is_one_line_and_makes_no_file(
    house: Dealership, board: Actor, database: Database, database_file: Path
) -> None:
    path = database_file
    away = path.with_name("away.db")
    database.close()
    path.rename(away)
    with pytest.raises(DatabaseProblem, match="agentdesk init"):
        seen(board)
    assert not path.exists()
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseProblem):
        seen(board)
    away.replace(path)
    assert seen(board).due == 3
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2027-01-01')")
    with pytest.raises(DatabaseProblem, match="9999"):
        seen(board)
