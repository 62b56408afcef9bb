"""The audit trail on PostgreSQL: writers at once make one chain, the server refuses changes, tampering is found."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from peewee import Database, DatabaseError

from agentdesk.common import clock
from agentdesk.store import heads, trail
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.soundness import broken, watch
from agentdesk.store.tables import AuditEvent
from agentdesk.store.verify import verify

pytestmark = pytest.mark.on_a_server
ODD = "\\ \"a\" 'b' %s 𠮷 \u2028 \x1b \n"  # the server writes the same JSON and the same hash
WRITERS, EACH = 6, 15


def test_writers_at_once_make_one_chain_that_nobody_changes(database: Database, tmp_path: Path) -> None:
    def write(number: int) -> None:
        with database.connection_context():
            for each in range(EACH):
                with change(Actor(number, f"N{number}", "agent", "desk", f"desk-{number}"), "task.skip") as audit:
                    audit("task", each, after={"note": "等"}, reason=ODD)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert AuditEvent.select().count() >= WRITERS * EACH
    kept = heads.read(tmp_path / "none")
    heads.keep(tmp_path / "heads", heads.current())
    assert verify(kept).faults == []
    for statement in ("UPDATE audit_event SET reason = ''", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(DatabaseError, match="append-only"), database.atomic():
            database.execute_sql(statement)
    page = trail.events(SYSTEM, trail.Wanted(person="N3", actions=("task.skip",), first=clock.today()))
    assert len(page) == EACH
    assert not trail.events(SYSTEM, trail.Wanted(entity="task", last=date(2020, 1, 1)))
    _tamper(database, "UPDATE audit_event SET reason = 'y' WHERE id = (SELECT MIN(id) + 4 FROM audit_event)")
    (fault,) = verify(heads.read(tmp_path / "heads")).faults
    first = AuditEvent.select().order_by(AuditEvent.id).get().id
    assert (fault.what, fault.event) == ("content", first + 4)
    _tamper(database, "DELETE FROM audit_event WHERE id > (SELECT MIN(id) + 3 FROM audit_event)")
    assert [each.what for each in verify(heads.read(tmp_path / "heads")).faults] == ["tail"]
    watch(SYSTEM, heads.read(tmp_path / "heads"))
    found = broken()
    assert found is not None
    assert found.event == first + 4


_CALLS = 'EXECUTE FUNCTION "refuse_audit_change"()'


@pytest.mark.parametrize(
    "statements",
    [
        ("ALTER TABLE audit_event DISABLE TRIGGER audit_event_not_changed",),
        ("ALTER TABLE audit_event ENABLE REPLICA TRIGGER audit_event_not_changed",),
        (
            "DROP TRIGGER audit_event_not_changed ON audit_event",
            f"CREATE TRIGGER audit_event_not_changed BEFORE UPDATE ON person FOR EACH STATEMENT {_CALLS}",
        ),
        (
            "DROP TRIGGER audit_event_not_changed ON audit_event",
            f"CREATE TRIGGER audit_event_not_changed BEFORE UPDATE ON audit_event "
            f"FOR EACH STATEMENT WHEN (false) {_CALLS}",
        ),
        (
            "DROP TRIGGER audit_event_not_changed ON audit_event",
            f"CREATE TRIGGER audit_event_not_changed BEFORE UPDATE OF session ON audit_event "
            f"FOR EACH STATEMENT {_CALLS}",
        ),
        (
            "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF false THEN RAISE EXCEPTION 'the audit trail is append-only'; END IF; RETURN NULL; END $$",
        ),
    ],
)
def test_a_guard_that_refuses_nothing_is_missed(database: Database, statements: tuple[str, ...]) -> None:
    assert verify().faults == []
    with database.atomic() as undone:
        for statement in statements:
            database.execute_sql(statement)
        (fault,) = verify().faults
        undone.rollback()
    assert fault.what == "guard"
    assert "audit_event_not_changed" in fault.said
    database.execute_sql("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_not_changed")
    assert verify().faults == []
    database.execute_sql("ALTER TABLE audit_event ENABLE TRIGGER audit_event_not_changed")


def _tamper(database: Database, statement: str) -> None:
    """As somebody does who owns the tables."""
    with database.atomic():
        database.execute_sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
        database.execute_sql(statement)
        database.execute_sql("ALTER TABLE audit_event ENABLE TRIGGER USER")
