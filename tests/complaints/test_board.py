"""The board's reading: what it costs, which indexes it uses, and that its columns are what the histories say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.complaints import board, listing
from agentdesk.complaints.bulk import ASSIGN, MERGE, Deed, carry_out, preview
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rows import standings_of
from agentdesk.complaints.workflow import DERIVED, recalled, record
from agentdesk.playbook import current
from agentdesk.store import schema
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent, Complaint, ComplaintEvent, Person
from scripts.bench.complaint_board import board_of
from scripts.bench.dealer import NOW
from tests.dealership import Dealership
from tests.queue.test_query_plans import listening, plans

MANAGER = "吴敏"
STEPS = ("acknowledged", "assessed", "proposed", "handled", "answered")
MOVED = ("next_clock", "next_breach", "closed_at")


def raised(house: Dealership, name: str = "王建国", customer: Any = None) -> Complaint:
    order = house.order(date(2026, 11, 18), customer=customer or house.customer(name))
    draft = draft_for(house.actor("李娜"), customer_id=order.customer_id, words="没人理我")
    people = {"about_id": house.people["陈涛"].id, "responsible_id": house.people[MANAGER].id}
    return raise_complaint(house.actor("李娜"), replace(draft, vehicle_id=order.vehicle_id, **people))


def walk(house: Dealership, complaint: Complaint, steps: int, cause: str = "procedure") -> None:
    for kind in STEPS[:steps]:
        data = {"handled": {"cause_gap": cause} if cause else {}, "answered": {"accepted": True}}.get(kind, {})
        record(house.actor(MANAGER), complaint.id, kind, "x", data)


@pytest.fixture
def all_states(house: Dealership) -> list[Complaint]:
    """A complaint after each step of the way, one closed, one whose cause is missing, one reopened."""
    made = []
    for steps in range(len(STEPS) + 1):
        made.append(raised(house))
        walk(house, made[-1], steps)
    for satisfied, cause in ((True, "procedure"), (True, ""), (False, "procedure")):
        made.append(raised(house))
        walk(house, made[-1], len(STEPS), cause)
        with clock.travel(datetime(2026, 11, 21, 10)):
            recalled(house.actor("李娜"), made[-1].id, satisfied, "还是不行")
    return made


def columns() -> dict[int, dict[str, Any]]:
    return {row.id: {name: getattr(row, name) for name in DERIVED} for row in Complaint.select()}


def test_the_columns_are_what_the_histories_say(house: Dealership, all_states: list[Complaint]) -> None:
    stored = columns()
    found = standings_of([*stored])
    assert stored == {number: {name: getattr(said, name) for name in DERIVED} for number, said in found.items()}
    assert {row["next_clock"] for row in stored.values()} == {"acknowledge", "plan", "solve", "recall", ""}


@pytest.mark.sqlite_only("runs the statements of its dialect")
def test_the_migration_fills_what_older_histories_have(
    house: Dealership, all_states: list[Complaint], database: Database
) -> None:
    before = columns()
    Complaint.update(next_clock="", next_breach=None, closed_at=None).execute()
    sql = (schema.MIGRATIONS / "0014_next_breach.sqlite.sql").read_text(encoding="utf-8")
    for statement in re.findall(r"^UPDATE .*?;\n", sql, re.DOTALL | re.MULTILINE):
        database.execute_sql(statement)
    filled = columns()
    assert {number: [row[name] for name in MOVED] for number, row in filled.items()} == {
        number: [row[name] for name in MOVED] for number, row in before.items()
    }


def test_a_pause_moves_the_row_until_it_is_over(house: Dealership) -> None:
    complaint = raised(house)
    walk(house, complaint, 3)  # the clock of the solution runs
    due = Complaint.get_by_id(complaint.id).next_breach
    record(house.actor(MANAGER), complaint.id, "paused", "", {"reason": _reason()})
    paused = Complaint.get_by_id(complaint.id)
    assert paused.next_breach > due
    (row,) = board.page(house.actor("方慧"), [complaint.id])
    assert row.row.paused_until == paused.paused_until
    record(house.actor(MANAGER), complaint.id, "resumed")
    assert Complaint.get_by_id(complaint.id).next_breach == due
    (row,) = board.page(house.actor("方慧"), [complaint.id])
    assert row.row.paused_until is None


def test_views_count_what_they_show(house: Dealership, all_states: list[Complaint]) -> None:
    actor = house.actor("方慧")
    with clock.travel(datetime(2026, 11, 24, 12)):
        counts = board.counts(actor)
        assert counts == {view: len(board.ids(actor, view)) for view in board.VIEWS}
        assert (counts["open"], counts["closed"]) == (8, 1)
        assert counts["new"] + counts["in_hand"] + counts["special"] + counts["recall"] == counts["open"]
        by_breach = [row.row.next_breach for row in board.page(actor, board.ids(actor, "breached"))]
        assert by_breach == sorted(by_breach)
        assert all(due < clock.now() for due in by_breach)
        assert listing.counts()["breached"] == counts["breached"] == len(by_breach) > 0
    with clock.travel(datetime(2026, 12, 24, 12)):
        assert board.counts(actor)["closed"] == 0


def test_the_board_is_for_supervisors(house: Dealership) -> None:
    for read in (board.counts, board.ids, lambda actor: board.page(actor, [1]), lambda actor: board.twins(actor, 1)):
        with pytest.raises(Forbidden):
            read(house.actor(MANAGER))


def test_twins_are_open_and_of_the_same_customer_or_vehicle(house: Dealership) -> None:
    actor, first = house.actor("方慧"), raised(house)
    same, other = raised(house, customer=first.customer), raised(house, "赵磊")
    Complaint.update(vehicle=first.vehicle_id).where(Complaint.id == other.id).execute()
    raised(house, "周敏")
    assert [(twin.id, twin.same_vehicle) for twin in board.twins(actor, first.id)] == [
        (other.id, True),
        (same.id, False),
    ]
    deed = Deed(MERGE, "同一件事", into=first.id)
    (merged,) = carry_out(actor, preview(actor, [same.id], deed), deed)
    assert merged.done
    assert [twin.id for twin in board.twins(actor, first.id)] == [other.id]


def test_one_refusal_stops_nothing_and_changes_nothing(house: Dealership) -> None:
    actor, new = house.actor("方慧"), [raised(house) for _place in range(3)]
    target = house.people["孙立"].id
    Complaint.update(about=target).where(Complaint.id == new[1].id).execute()
    deed, ids = Deed(ASSIGN, "换人", {"responsible_id": target}), [row.id for row in new]
    events = ComplaintEvent.select().count()
    expected = preview(actor, ids, deed)
    assert [bool(effect.why_not) for effect in expected] == [False, True, False]
    assert not any(effect.done for effect in expected)
    assert ComplaintEvent.select().count() == events
    done = carry_out(actor, expected, deed)
    assert [effect.done for effect in done] == [True, False, True]
    assert [effect.why_not for effect in done] == [effect.why_not for effect in expected]
    assert [Complaint.get_by_id(number).responsible_id == target for number in ids] == [True, False, True]
    assert AuditEvent.select().where(AuditEvent.action == "complaint.assigned").count() == 2
    assert all(effect.why_not for effect in preview(actor, [ids[0]], deed))  # whose it is already


def test_what_went_on_since_the_preview_is_not_done(house: Dealership) -> None:
    actor, new = house.actor("方慧"), [raised(house) for _place in range(2)]
    deed = Deed(ASSIGN, "换人", {"responsible_id": house.people["孙立"].id})
    shown = preview(actor, [row.id for row in new], deed)
    record(house.actor(MANAGER), new[0].id, "acknowledged")
    assert [effect.done for effect in carry_out(actor, shown, deed)] == [False, True]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A thousand open complaints of eight events each, and ten thousand that were closed long ago."""
    path = board_of(tmp_path_factory.mktemp("board") / "desk.db", 1000)
    opened = open_database(str(path))
    names = ", ".join(
        f'"{name}"' for name in Complaint._meta.columns if name not in ("id", "no", "state", "next_breach")
    )
    opened.execute_sql(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) INSERT INTO complaint "
        f"(no, state, {names}) SELECT no || '-' || i, 'closed', {names} FROM complaint, n"
    )
    opened.execute_sql("ANALYZE")
    close_database()
    return path


def test_the_order_is_read_from_the_index_and_only_the_rows_in_sight(many: Any) -> None:
    opened = open_database(str(many))
    actor = _supervisor()
    with clock.travel(datetime.fromisoformat(NOW)):
        with listening(opened) as sent:
            assert board.counts(actor)["open"] == 1000
            ids = board.ids(actor)
            board.ids(actor, "breached")
        order = plans(opened, sent)
        with listening(opened) as sent:
            assert len(board.page(actor, ids[500:520])) == 20
        rows = plans(opened, sent)
    read = {step for plan in order.values() for step in plan if " t1 " in step}
    indexes = {match[1] for step in read if (match := re.search(r"USING COVERING INDEX (\w+)", step))}
    assert indexes == {"complaint_state_next_breach", "complaint_closed_at"}
    assert len(read) == sum("COVERING" in step for step in read), read
    of_rows = [step for statement, plan in rows.items() if '"complaint"' in statement for step in plan]
    assert of_rows
    assert not [step for step in of_rows if step.startswith("SCAN")]
    assert len([one for one in sent if '"complaint"' in one]) == 2  # however many rows, two statements
    assert not [one for one in sent if "complaint_event" in one]


def test_a_list_reads_no_history(many: Any) -> None:
    opened = open_database(str(many))
    with clock.travel(datetime.fromisoformat(NOW)), listening(opened) as sent:
        assert len(listing.list_complaints()) == 1000
        assert listing.counts()["open"] == 1000
    assert not [one for one in sent if "complaint_event" in one]
    assert len([one for one in sent if '"complaint"' in one]) == 2


def _supervisor() -> Actor:
    return actor_of(Person.get(Person.role == "supervisor"))


def _reason() -> str:
    return str(current.current().complaints.pauses[0].code)
