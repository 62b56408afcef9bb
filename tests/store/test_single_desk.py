"""One live desk to a person: an earlier one is found, taken over, and knows it."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.store import desks, sessions
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.keys import add_key, revoke_key
from agentdesk.store.logins import log_in
from agentdesk.store.people import add_person
from agentdesk.store.single_desk import enter, take_over, why_ended
from agentdesk.store.tables import AuditEvent, DeskSession, Person
from tests.store.test_keys import line

pytestmark = pytest.mark.both_databases


@pytest.fixture
def li(database: Database) -> Actor:
    """李娜, not at any desk yet."""
    return actor_of(add_person(SYSTEM, "A001", "李娜"))


def seated(actor: Actor, desk: str = "") -> Actor:
    return replace(actor, desk=desk or desks.new_desk())


def test_a_second_desk_is_told_of_the_first_and_takes_it_over(li: Actor) -> None:
    first = seated(replace(li, address="10.0.0.5"), "another-host:1:abc")
    second = seated(li)
    assert enter(first) == []
    (found,) = enter(second)
    assert (found.session.desk, found.address) == (first.desk, "10.0.0.5")
    assert [row.desk for row in sessions.open_sessions()] == [first.desk]  # until it is decided
    assert why_ended(first) == ""
    take_over(second)
    assert [row.desk for row in sessions.open_sessions()] == [second.desk]
    assert "另一次登录" in why_ended(first)
    assert why_ended(second) == ""
    sessions.beat(first)  # it comes late, and does not come back by that
    assert [row.desk for row in sessions.open_sessions()] == [second.desk]
    sessions.open_session(second)  # the app's own, after its first paint
    assert DeskSession.select().count() == 2
    assert [event.action for event in AuditEvent.select() if event.entity == "desk_session"] == [
        "desk.open", "desk.open", "desk.take_over",
    ]  # fmt: skip


def test_a_desk_on_this_host_is_asked_to_save_and_leave(li: Actor) -> None:
    program = "import signal, sys; print('up', flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        host, _pid, rest, *_started = desks.new_desk().split(":")
        enter(seated(li, f"{host}:{process.pid}:{rest}"))
        desks.end(f"another-host:{process.pid}:{rest}")
        assert process.poll() is None
        desks.end(f"{host}:{process.pid}:{rest}")
        assert process.wait(timeout=30) == -signal.SIGTERM


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system does not tell when a process started")
def test_a_later_process_with_a_killed_desks_number_is_left_alone(li: Actor) -> None:
    """A reboot or a kill leaves the name of a desk; its process's number is soon somebody else's."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        host, _pid, rest, started = desks.new_desk().split(":")
        own = Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()[19]
        assert desks.is_alive(f"{host}:{process.pid}:{rest}:{own}")
        assert desks.is_alive(f"{host}:{process.pid}:{rest}")  # of an earlier version, which does not say
        assert own != started
        left = f"{host}:{process.pid}:{rest}:{started}"
        assert not desks.is_alive(left)
        enter(seated(li, left))
        desks.end(left)
        assert enter(seated(li)) == []  # nobody is there to be taken over from
        process.communicate(b"\n")
        assert process.returncode == 0  # it came to its own end


def test_others_desks_walls_and_killed_ones_are_nobodys_concern(li: Actor) -> None:
    sun = actor_of(add_person(SYSTEM, "A002", "孙悦"))
    enter(seated(sun))
    enter(seated(li, "another-host:1:abc"))
    DeskSession.update(beat_at=clock.now() - sessions.SILENCE).where(DeskSession.person == li.id).execute()
    assert enter(seated(li)) == []
    assert enter(seated(replace(li, role="board"))) == []
    assert enter(seated(replace(li, person_id=None))) == []


def test_a_revoked_key_and_who_has_left_end_their_open_desk(li: Actor) -> None:
    row = add_key(SYSTEM, Person.get_by_id(li.id), line(1))
    actor = seated(log_in(row.id, "10.0.0.5"))
    enter(actor)
    assert why_ended(actor) == ""
    revoke_key(SYSTEM, str(row.id), "丢失")
    assert "失效" in why_ended(actor)
    assert why_ended(seated(li)) == ""
    Person.update(active=False).where(Person.id == li.id).execute()
    assert "失效" in why_ended(seated(li))
