"""Statements that are written once: they read and write what peewee's own queries do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from peewee import Database, fn

from agentdesk.store.prepared import insert_row, insert_rows, prepared
from agentdesk.store.tables import Customer, DailyCheck, DoNotContact, Person, Phone


@pytest.fixture
def people(database: Database) -> list[int]:
    """Five people, the last one inactive."""
    return [
        Person.create(code=f"P{n}", name=f"人{n}", position="other", role="agent", active=n < 5).id for n in range(1, 6)
    ]


def test_a_statement_is_written_once_for_many_values(people: list[int]) -> None:
    written = []

    @prepared
    def named(person_id: Any) -> Any:
        written.append(1)
        return Person.select(Person.name, Person.active).where(Person.id == person_id)

    assert [named.rows(person) for person in people] == [[(f"人{n}", n < 5)] for n in range(1, 6)]
    assert named.first(0) is None
    assert len(written) == 1


@pytest.mark.parametrize("count", range(6))
def test_a_list_stands_for_the_values_of_an_in(people: list[int], count: int) -> None:
    @prepared
    def codes(person_ids: Any) -> Any:
        return Person.select(Person.code).where(Person.id.in_(person_ids)).order_by(Person.id)

    assert codes.column(people[:count]) == [f"P{n}" for n in range(1, count + 1)]
    assert codes.column(tuple(people[:count])) == codes.column(people[:count])


def test_few_texts_serve_lists_of_every_length(people: list[int]) -> None:
    written = []

    @prepared
    def count(person_ids: Any) -> Any:
        written.append(1)
        return Person.select(fn.COUNT(Person.id)).where(Person.id.in_(person_ids))

    for length in range(1, 200):
        assert count.first((people * 40)[:length]) == (min(length, 5),)
    assert len(written) == 9  # 1, 2, 4 ... 256


def test_dates_instants_and_truths_come_as_such_under_their_names(people: list[int]) -> None:
    DailyCheck.create(work_date=date(2026, 11, 20), person=people[0], signed_at=datetime(2026, 11, 20, 9, 42))

    @prepared
    def checks(day: Any) -> Any:
        joined = DailyCheck.select(
            DailyCheck.work_date, DailyCheck.signed_at, DailyCheck.person, Person.active.alias("there"), Person.name
        ).join(Person)
        return joined.where(DailyCheck.work_date == day)

    assert checks.dicts(date(2026, 11, 20)) == [
        {
            "work_date": date(2026, 11, 20),
            "signed_at": datetime(2026, 11, 20, 9, 42),
            "person": people[0],
            "there": True,
            "name": "人1",
        }
    ]


def test_an_update_says_how_many_rows_it_touched(people: list[int]) -> None:
    @prepared
    def move(department: Any, active: Any, person_ids: Any) -> Any:
        return Person.update(department=department, active=active).where(Person.id.in_(person_ids))

    assert move.run("售后", False, people[:2]) == 2
    assert move.run("售后", False, [0]) == 0
    changed = Person.select(Person.department, Person.active).where(Person.id.in_(people[:2])).tuples()
    assert list(changed) == [("售后", False)] * 2


def test_many_rows_are_written_by_one_statement(people: list[int]) -> None:
    at = datetime(2026, 11, 20, 9)
    checks = [DailyCheck.create(work_date=date(2026, 11, day), person=people[0], signed_at=at).id for day in (1, 2, 3)]

    @prepared
    def move(work_date: Any, check_id: Any) -> Any:
        return DailyCheck.update(work_date=work_date).where(DailyCheck.id == check_id)

    move.run_each([(date(2026, 12, number), check_id) for number, check_id in enumerate(checks[:2], 1)])
    move.run_each([])
    found = [row.work_date for row in DailyCheck.select().order_by(DailyCheck.id)]
    assert found == [date(2026, 12, 1), date(2026, 12, 2), date(2026, 11, 3)]


def test_none_is_stored_as_null(people: list[int]) -> None:
    @prepared
    def lead(manager: Any, person_id: Any) -> Any:
        return Person.update(manager=manager).where(Person.id == person_id)

    for manager in (people[0], None):
        assert lead.run(manager, people[1]) == 1
        assert Person.get_by_id(people[1]).manager_id == manager


def test_an_insert_takes_the_tables_defaults(database: Database) -> None:
    at = datetime(2026, 11, 20, 9)
    customer = insert_row(Customer, source_key="C1", kind="person", name="王建国", created_at=at, updated_at=at)
    plain = Customer.create(source_key="C2", kind="person", name="王建国", created_at=at, updated_at=at).id
    columns = [field for name, field in Customer._meta.fields.items() if name not in ("id", "source_key")]
    made, usual = Customer.select(*columns).where(Customer.id.in_([customer, plain])).tuples()
    assert made == usual
    insert_rows(Phone, ("customer", "kind", "written"), [(customer, "mobile", "1"), (customer, "mobile", "2")])
    assert [(row.written, row.rank) for row in Phone.select().order_by(Phone.id)] == [("1", 0), ("2", 0)]
    wish = insert_row(DoNotContact, customer=customer, reason="不要打了", since=datetime(2026, 11, 20))
    assert DoNotContact.get_by_id(wish).kind_code == ""
