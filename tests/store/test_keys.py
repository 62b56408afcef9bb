"""Keys below the front ends: whose they are, who may give and take them, what sshd is told, what a log-in leaves."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import Forbidden, UsageError
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, looked_at, open_database
from agentdesk.store.keys import add_key, keys, look_up, revoke_key
from agentdesk.store.logins import log_in
from agentdesk.store.people import add_person
from agentdesk.store.tables import AuditEvent, Person, PersonKey

NOBODY = 65534


def blob(number: int) -> str:
    """A key of its own for each number."""
    return base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes([number]) * 32).decode()


def line(number: int) -> str:
    """What stands in its .pub file."""
    return f"ssh-ed25519 {blob(number)} laptop {number}"


@pytest.fixture
def li(database: Database) -> Person:
    """An agent."""
    return add_person(SYSTEM, "A001", "李娜")


def test_a_key_is_one_persons_for_good(li: Person) -> None:
    sun = add_person(SYSTEM, "A002", "孙悦")
    row = add_key(SYSTEM, li, line(1))
    assert look_up("ssh-ed25519", blob(1)) == row.id
    for somebody in (li, sun):
        with pytest.raises(UsageError, match="李娜"):
            add_key(SYSTEM, somebody, line(1))
    revoke_key(SYSTEM, row.fingerprint, "丢失")
    assert look_up("ssh-ed25519", blob(1)) is None
    with pytest.raises(UsageError, match="吊销"):
        add_key(SYSTEM, sun, line(1))
    with pytest.raises(UsageError):
        revoke_key(SYSTEM, str(row.id), "again")
    assert (keys(), [key.id for key in keys(li, revoked=True)]) == ([], [row.id])
    assert [event.action for event in AuditEvent.select() if event.entity == "person_key"] == ["key.add", "key.revoke"]


def test_only_administrators_give_and_take_keys(li: Person) -> None:
    row = add_key(SYSTEM, li, line(1))
    chief = actor_of(add_person(SYSTEM, "M001", "方慧", position="care_manager", role="supervisor"))
    for call in (lambda: add_key(chief, li, line(2)), lambda: revoke_key(chief, str(row.id), "丢失")):
        with pytest.raises(Forbidden):
            call()
    for named, why in (("99", "丢失"), ("SHA256:x", "丢失"), (str(row.id), "  ")):
        with pytest.raises(UsageError):
            revoke_key(SYSTEM, named, why)


def test_sshd_is_told_nothing_of_any_other_key(li: Person) -> None:
    add_key(SYSTEM, li, line(1))
    for kind, asked in (
        ("ssh-ed25519", blob(2)), ("ssh-rsa", blob(1)), ("ssh-ed25519", ""), ("ssh-ed25519", "' OR 1=1 --"),
    ):  # fmt: skip
        assert look_up(kind, asked) is None
    Person.update(active=False).where(Person.id == li.id).execute()
    assert look_up("ssh-ed25519", blob(1)) is None


def test_a_log_in_carries_the_session_and_the_address(li: Person) -> None:
    row = add_key(SYSTEM, li, line(1))
    actor = log_in(row.id, "10.0.0.7")
    assert (actor.person_id, actor.role, actor.origin, actor.address) == (li.id, "agent", "ssh", "10.0.0.7")
    assert actor.session.startswith(f"k{row.id}-")
    assert actor.session != log_in(row.id, "10.0.0.7").session
    assert PersonKey.get_by_id(row.id).last_used_at is not None
    revoke_key(SYSTEM, str(row.id), "丢失")
    for key_id in (row.id, 99):
        with pytest.raises(Forbidden):
            log_in(key_id, "10.0.0.8")
    refused = AuditEvent.select().where(AuditEvent.action == "ssh.refuse").order_by(AuditEvent.id)
    assert ["10.0.0.8" in event.after for event in refused] == [True, True]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody who may only read")
@pytest.mark.parametrize("open_elsewhere", [False, True], ids=["at rest", "in use"])
def test_an_account_that_may_only_read_finds_a_key(li: Person, database_file: Path, open_elsewhere: bool) -> None:
    row = add_key(SYSTEM, li, line(1))
    path = database_file
    if not open_elsewhere:
        close_database()
    for file in path.parent.glob("agentdesk.db*"):
        file.chmod(0o644)
    path.parent.chmod(0o755)
    for folder in path.parent.parents[: len(path.parent.parents) - 2]:  # pytest's own folders are closed to others
        folder.chmod(folder.stat().st_mode | 0o011)
    before = sorted(path.parent.glob("agentdesk.db*"))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            with looked_at():
                code = 0 if look_up("ssh-ed25519", blob(1)) == row.id else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert sorted(path.parent.glob("agentdesk.db*")) == before
    open_database(str(path))
