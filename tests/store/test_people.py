"""Adding people below the front ends."""

from __future__ import annotations

import pytest
from peewee import Database

from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.people import add_person, everybody
from agentdesk.store.tables import AuditEvent

pytestmark = pytest.mark.both_databases


def test_only_an_administrator_adds_and_every_person_is_audited(database: Database) -> None:
    agent = add_person(SYSTEM, " a1 ", "李娜")
    chief = add_person(SYSTEM, "z9", "管理员", position="administrator", role="administrator")
    with pytest.raises(Forbidden):
        add_person(actor_of(agent), "a2", "孙悦")
    add_person(actor_of(chief), "a2", "孙悦", language="en")
    assert [(row.code, row.role) for row in everybody(SYSTEM)] == [
        ("z9", "administrator"),
        ("a1", "agent"),
        ("a2", "agent"),
    ]
    assert [event.person_name for event in AuditEvent.select()] == ["system", "system", "管理员"]


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"position": "cook"}, {"language": "fr"}, {"code": " "}, {"name": ""}]
)
def test_what_is_not_a_person_is_refused(database: Database, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        add_person(SYSTEM, **{"code": "a1", "name": "李娜", **wrong})
    assert everybody(SYSTEM) == []
