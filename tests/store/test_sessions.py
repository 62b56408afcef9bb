"""Signs of life: a desk is seen while it lives, and one that was killed is told from one that was left."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common import clock
from agentdesk.store import desks, sessions
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.differing import change_token
from agentdesk.store.tables import AuditEvent, DeskSession, Person

pytestmark = pytest.mark.both_databases

NINE = datetime(2026, 11, 20, 9, 0)
ELSEWHERE = "another-host:1:abc"


@pytest.fixture
def agent(database: Database) -> Actor:
    person = Person.create(code="A001", name="李娜", position="callback_agent", role="agent")
    return replace(actor_of(person, "desk"), desk=desks.new_desk())


def dead_desk() -> str:
    """The terminal of a process that has ended."""
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    host, _pid, rest, *_started = desks.new_desk().split(":")
    return f"{host}:{int(ended.stdout)}:{rest}"


def actions() -> list[str]:
    return [row.action for row in AuditEvent.select().order_by(AuditEvent.id)]


def test_a_desk_is_opened_beats_and_is_left(agent: Actor) -> None:
    with clock.travel(NINE):
        sessions.open_session(agent)
        (found,) = sessions.open_sessions()
        assert (found.person_id, found.desk, found.lives) == (agent.person_id, agent.desk, True)
    with clock.travel(NINE + timedelta(seconds=30)):
        sessions.beat(agent)
        assert sessions.open_sessions()[0].beat_at == found.beat_at  # at most one a minute
    with clock.travel(NINE + timedelta(minutes=2)):
        sessions.beat(agent)
        assert sessions.open_sessions()[0].beat_at == clock.now()
        sessions.close_session(agent)
        sessions.close_session(agent)
    assert sessions.open_sessions() == []
    assert actions() == ["desk.open", "desk.close"]


def test_a_killed_desk_is_lost_at_once_on_its_own_host(agent: Actor) -> None:
    with clock.travel(NINE):
        sessions.open_session(replace(agent, desk=dead_desk()))
        assert not sessions.open_sessions()[0].lives
        sessions.open_session(agent)
    (found,) = sessions.open_sessions()
    assert found.desk == agent.desk
    lost = DeskSession.get(DeskSession.desk != agent.desk)
    assert lost.closed_at == lost.beat_at
    assert actions() == ["desk.open", "desk.lost", "desk.open"]


def test_a_desk_of_another_host_is_lost_when_it_is_silent_and_there_again_when_it_speaks(agent: Actor) -> None:
    other = replace(agent, desk=ELSEWHERE)
    with clock.travel(NINE):
        sessions.open_session(other)
    with clock.travel(NINE + sessions.SILENCE - timedelta(seconds=1)):
        assert sessions.open_sessions()[0].lives
    with clock.travel(NINE + sessions.SILENCE):
        assert not sessions.open_sessions()[0].lives
        sessions.open_session(agent)
        assert [found.desk for found in sessions.open_sessions()] == [agent.desk]
        sessions.beat(other)
        assert {found.desk for found in sessions.open_sessions() if found.lives} == {agent.desk, ELSEWHERE}


def test_a_wall_screen_and_who_is_no_person_leave_none(agent: Actor) -> None:
    for nobodys in (replace(agent, role="board"), replace(agent, person_id=None), replace(agent, desk="")):
        sessions.open_session(nobodys)
    assert DeskSession.select().count() == 0


def test_the_token_changes_with_another_process_commit_and_with_nothing_else(agent: Actor, database_file: Path) -> None:
    first = change_token()
    assert change_token() == first
    assert Person.select().count() == 1
    assert change_token() == first
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    change = "UPDATE person SET name = '孙悦'"
    subprocess.run([sys.executable, "-c", program, str(database_file), change], check=True)
    second = change_token()
    assert second != first
    assert change_token() == second
