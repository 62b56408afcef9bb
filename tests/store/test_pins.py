"""PINs: kept as a salted hash only, one's own to set, an administrator's to take away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peewee import Database

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.store import pins
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.people import add_person
from agentdesk.store.tables import AuditEvent, PersonPin

pytestmark = pytest.mark.both_databases


@pytest.fixture
def li(database: Database) -> Actor:
    """An agent."""
    return actor_of(add_person(SYSTEM, "A001", "李娜"))


def test_a_pin_opens_and_another_one_does_not(li: Actor) -> None:
    sun = actor_of(add_person(SYSTEM, "A002", "孙悦"))
    assert not pins.opens(li, "4071")
    for person in (li, sun):
        pins.set_pin(person, "4071")
    kept = {row.hashed for row in PersonPin.select()}
    assert len(kept) == 2  # the same digits, another salt
    assert pins.opens(li, "4071")
    assert not pins.opens(li, "4072")
    pins.set_pin(li, "880431")
    assert (pins.opens(li, "4071"), pins.opens(li, "880431")) == (False, True)
    assert not any("4071" in (event.after or "") for event in AuditEvent.select())


def test_only_an_administrator_takes_one_away(li: Actor) -> None:
    pins.set_pin(li, "4071")
    with pytest.raises(Forbidden):
        pins.clear_pin(li, li.id)
    with pytest.raises(Forbidden):
        pins.set_pin(SYSTEM, "4071")
    pins.clear_pin(SYSTEM, li.id)
    pins.clear_pin(SYSTEM, li.id)
    assert not pins.has_pin(li)
    assert [event.action for event in AuditEvent.select() if "pin" in event.action] == ["pin.set", "pin.clear"]


@pytest.mark.parametrize("bad", ["", "123", "1" * 13, "12a4", "１２３４", "1111", "1234", "9876", "0123456", " 4071"])
def test_bad_pins(bad: str) -> None:
    with pytest.raises(UserError):
        pins.require_good(bad)


@given(st.text())
def test_what_is_good_is_digits(text: str) -> None:
    try:
        pins.require_good(text)
    except UserError:
        return
    assert set(text) <= set("0123456789")
    assert 4 <= len(text) <= 12
