"""A change inside a change: one transaction, one look at the memory, the events in their order."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from peewee import Database

from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.memory import steady
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import AuditEvent, Setting
from agentdesk.store.verify import verify

pytestmark = pytest.mark.both_databases


def actions() -> list[str]:
    return [action for (action,) in AuditEvent.select(AuditEvent.action).order_by(AuditEvent.id).tuples()]


def test_the_inner_changes_events_stand_before_the_outers(database: Database) -> None:
    with change(SYSTEM, "outer.do") as audit:
        audit("setting")
        put(SYSTEM, "brand", "远望")
        audit("setting", action="outer.again")
    assert actions() == ["setting.put", "outer.do", "outer.again"]
    assert verify().first_broken is None


def test_a_failure_outside_takes_the_inner_change_back(database: Database) -> None:
    def fail() -> None:
        with change(SYSTEM, "outer.do"):
            put(SYSTEM, "brand", "远望")
            assert setting("brand") == "远望"
            raise ValueError("outside")

    with pytest.raises(ValueError, match="outside"):
        fail()
    assert actions() == []
    assert setting("brand") == ""


def test_nothing_is_written_where_a_failure_inside_was_swallowed(database: Database) -> None:
    def swallow() -> None:
        with change(SYSTEM, "outer.do") as audit:
            audit("setting")
            with suppress(ValueError), change(SYSTEM, "inner.do"):
                Setting.create(name="brand", value="half")
                raise ValueError("inside")

    with pytest.raises(RuntimeError):
        swallow()
    assert not Setting.select().exists()
    assert actions() == []
    put(SYSTEM, "brand", "远望")  # and the next change is a new one
    assert actions() == ["setting.put"]


def test_a_change_that_notes_nothing_is_refused(database: Database) -> None:
    def forget(*, outside: bool) -> None:
        with change(SYSTEM, "outer.do") as audit:
            if outside:
                return
            audit("setting")
            with change(SYSTEM, "inner.do"):
                pass

    for outside in (True, False):
        with pytest.raises(RuntimeError):
            forget(outside=outside)
    assert actions() == []


@pytest.mark.sqlite_only("a server's answer is trusted for five seconds")
def test_another_desks_setting_is_seen_by_the_next_call_but_not_within_a_steady_block(database: Database) -> None:
    def elsewhere(value: str) -> None:
        def work() -> None:
            with database.connection_context():
                put(SYSTEM, "brand", value)

        desk = threading.Thread(target=work)
        desk.start()
        desk.join()

    assert setting("brand") == ""
    elsewhere("远望")
    assert setting("brand") == "远望"
    with steady():
        assert setting("brand") == "远望"
        elsewhere("近望")
        assert setting("brand") == "远望"
    assert setting("brand") == "近望"
