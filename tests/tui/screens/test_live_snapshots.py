"""How the live scoreboard looks with something of every state; looking on, lines and pauses from both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agentdesk.common import clock, i18n
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview import contacts, onlooking
from agentdesk.queue import nudging, pausing
from agentdesk.store import sessions
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.desks import new_desk
from agentdesk.store.tables import Person, Promise
from agentdesk.tui.app import AgentDesk
from tests.interview.call_world import Desk
from tests.tui.pictures import LANGUAGES, SIZES, Snap
from tests.tui.screens.at_the_desk import pressed


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, second)


@pytest.fixture
def morning(office: Desk) -> Desk:
    """李娜 in a call, 孙悦 past the limit of a pause, 周晓雯 cut off, 胡婷 gone home; a line, promises, a complaint."""
    for code, name in (("A003", "周晓雯"), ("A004", "胡婷")):
        office.people[name] = Person.create(code=code, name=name, position="callback_agent", role="agent")
    office.li = at_desk(office, "李娜", at(8, 55))
    for name, started in (("孙悦", at(8, 50)), ("胡婷", at(8, 58))):
        actor = at_desk(office, name, started)
        with clock.travel(at(9, 24)):
            if name == "孙悦":
                pausing.pause(actor, "rest")
            else:
                sessions.close_session(actor)
    at_desk(office, "周晓雯", at(9, 10), "another-host:1:x")
    for minutes, name in ((8, "李娜"), (-22, "孙悦")):
        task = office.callback(customer=office.person("13812345678", name="吕思远"))
        Promise.create(
            task=task, person=office.people[name], promised_at=clock.now() + timedelta(minutes=minutes),
            work_date=clock.today(), created_at=clock.now(),
        )  # fmt: skip
    with clock.travel(at(9, 41, 18)):
        task = office.callback()
        office.interview(office.on_the_line(task), task, pages=6)
    with clock.travel(at(9, 40)):
        nudging.nudge(office.chief, office.people["李娜"].id, "先打约定的客户，谢谢")
        raise_complaint(office.sun, draft_for(office.sun, customer_id=office.customer("韦家宝").id, words="没人理我"))
    for actor in (office.li, replace(office.sun, desk=DESKS["孙悦"])):
        sessions.beat(actor)
    return office


DESKS: dict[str, str] = {}


def at_desk(office: Desk, name: str, since: datetime, desk: str = "") -> Actor:
    DESKS[name] = desk or new_desk()
    actor = replace(actor_of(office.people[name], "desk"), desk=DESKS[name])
    with clock.travel(since):
        sessions.open_session(actor)
    return actor


@SIZES
@LANGUAGES
def test_live_scoreboard(morning: Desk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    desk = AgentDesk(morning.chief, "scoreboard")
    assert snap_compare(desk, terminal_size=size, run_before=pressed("down", "down", "down"))


@SIZES
@LANGUAGES
def test_looking_on(morning: Desk, snap_compare: Snap, size: tuple[int, int], language: str) -> None:
    i18n.use_language(language)
    desk = AgentDesk(morning.chief, "scoreboard")
    assert snap_compare(desk, terminal_size=size, run_before=pressed("down", "down", "v"))


@LANGUAGES
def test_a_line_being_written(morning: Desk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    desk = AgentDesk(morning.chief, "scoreboard")
    assert snap_compare(desk, run_before=pressed("down", "down", "m", *"go on"))


@LANGUAGES
def test_a_call_that_is_looked_on_at(morning: Desk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    sessions.open_session(watcher := replace(morning.chief, desk=new_desk()))
    call = contacts.open_contact_of(morning.li.id)
    assert call is not None
    onlooking.begin(watcher, call)
    assert snap_compare(AgentDesk(morning.li), run_before=pressed("enter"))


@LANGUAGES
def test_a_pause_over_its_limit(morning: Desk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    assert snap_compare(AgentDesk(morning.sun), run_before=pressed())


@LANGUAGES
def test_reasons_for_a_pause(office: Desk, snap_compare: Snap, language: str) -> None:
    i18n.use_language(language)
    office.callback()
    assert snap_compare(AgentDesk(office.li), run_before=pressed("p"))


def test_promises(morning: Desk, snap_compare: Snap) -> None:
    desk = AgentDesk(morning.chief, "scoreboard")
    keys = ["down"] * 4
    assert snap_compare(desk, run_before=pressed(*keys, "enter"))
