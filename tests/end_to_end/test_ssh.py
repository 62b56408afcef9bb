"""Over a real sshd: a key is a person; a call outlives its line; what a key does not open is refused."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentdesk.cli.ssh_check import server_faults
from agentdesk.cli.ssh_guide import DROP_IN, Plan
from agentdesk.store.audit import SYSTEM, actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.keys import add_key, revoke_key
from agentdesk.store.pins import has_pin, set_pin
from agentdesk.store.tables import Answer, AuditEvent, Interview, Person, PersonKey
from tests.end_to_end.sshd import Sshd, running
from tests.end_to_end.test_a_call_by_keys import NOW, QUESTIONS, answer, begin, dealer
from tests.terminal import ENTER

__all__ = ["dealer"]

WORDS = "周末多安排几个师"
PEOPLE = {"li": "李娜", "sun": "孙悦", "fang": "方慧", "gone": "李娜"}  # keys, and whose they are


@pytest.fixture
def sshd(dealer: Path, tmp_path: Path) -> Iterator[Sshd]:
    """A server at which 李娜, 孙悦 and 方慧 may log in; a second key of 李娜's was revoked."""
    with running(tmp_path / "ssh", NOW) as server:
        open_database()
        for name, person in PEOPLE.items():
            text = server.key(name).with_suffix(".pub").read_text(encoding="utf-8")
            add_key(SYSTEM, Person.get(Person.name == person), text)
        revoke_key(SYSTEM, str(PersonKey.get(PersonKey.comment == "gone").id), "笔记本电脑丢失")
        set_pin(actor_of(Person.get(Person.name == "李娜")), "4071")
        close_database()
        yield server


@pytest.mark.both_databases
def test_a_call_goes_on_after_the_line_was_cut_in_the_middle_of_a_sentence(dealer: Path, sshd: Sshd) -> None:
    with sshd.desk("li") as terminal:
        begin(terminal)
        answer(terminal, QUESTIONS)
        terminal.wait_for("9/10  总体评价")
        terminal.press("1")
        terminal.wait_for("10/10  建议")
        terminal.press(WORDS)
        terminal.wait_for(WORDS)
        terminal.kill()  # the client: nothing of the line is left
    sshd.wait_empty()
    with sshd.desk("sun") as terminal:  # her colleague's key sees nothing of it
        terminal.wait_for("请设一个 4 到 12 位数字的 PIN", "PIN:")  # her first log-in
        terminal.press("1234")
        terminal.screen.reset()
        terminal.press(ENTER)
        terminal.wait_for("太容易猜", "PIN:")  # and asked again
        terminal.press("880431", ENTER)
        terminal.wait_for("再输一次 PIN:")
        terminal.press("880431", ENTER)
        terminal.wait_for("今天的回访已完成")
        assert "王建国" not in terminal.text
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    with sshd.desk("li") as terminal:
        terminal.wait_for("王建国 先生", "继续")
        terminal.press(ENTER)
        terminal.wait_for("10/10  建议", WORDS)
        terminal.press("傅", ENTER)
        for line in ("感谢您选择远望的产品", "非常感谢您给我们提供的帮助", "完成，接下一位"):
            terminal.wait_for(line)
            terminal.press(ENTER)
        terminal.wait_for("今天的回访已完成")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
    open_database()
    assert Answer.get((Answer.node == "suggestion") & ~Answer.draft).value == f"{WORDS}傅"
    assert Interview.get().result == "complete"
    assert not AuditEvent.select().where(AuditEvent.after.contains("周末")).exists()  # her words can be erased
    assert has_pin(actor_of(Person.get(Person.name == "孙悦")))
    logins = AuditEvent.select().where(AuditEvent.action == "ssh.login").order_by(AuditEvent.id)
    assert [event.person_name for event in logins] == ["李娜", "孙悦", "李娜"]
    assert all('"address": "127.0.0.1"' in event.after and "SHA256:" in event.after for event in logins)
    assert AuditEvent.select().where(AuditEvent.origin == "ssh", AuditEvent.person_name == "李娜").count() > 12


def test_a_half_open_line_ends_by_itself_and_keeps_the_sentence(dealer: Path, sshd: Sshd) -> None:
    with sshd.desk("li") as terminal:
        begin(terminal)
        terminal.wait_for("1/10  接车")
        terminal.press("c")
        terminal.wait_for("客户原话")
        terminal.press(WORDS)
        terminal.wait_for(WORDS)
        os.kill(terminal.process.pid, signal.SIGSTOP)  # the client is there and says nothing any more
        sshd.wait_empty()
    open_database()
    from agentdesk.complaints.raising import open_draft

    form = open_draft(Person.get(Person.name == "李娜").id)
    assert form is not None
    assert form.words == WORDS


def test_plain_commands_are_a_short_list_by_role(dealer: Path, sshd: Sshd) -> None:
    own = sshd.ask("li", "queue", "list")
    assert own.returncode == 0, own.stderr
    assert "王**" in own.stdout
    colleagues = sshd.ask("sun", "queue", "list")
    assert (colleagues.returncode, "王**" in colleagues.stdout) == (0, False), colleagues.stderr  # only her own
    assert "回访" in sshd.ask("fang", "scoreboard", "--plain").stdout
    marker = sshd.folder / "marker"
    refused = [  # what else is, tests/cli/test_cli_ssh.py asks without a line
        ("li", "kpi --json"),  # not her role's
        ("li", "--as 方慧 scoreboard --plain"),
        ("fang", f"scoreboard --plain; touch {marker}"),
        ("fang", "/bin/sh"),
    ]
    for key, line in refused:
        done = sshd.ask(key, line)
        assert (done.returncode, done.stdout) == (1, ""), (line, done.stdout, done.stderr)
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not marker.exists()
    open_database()
    noted = [row.after for row in AuditEvent.select().where(AuditEvent.action == "ssh.refuse").order_by(AuditEvent.id)]
    assert len(noted) == len(refused)
    assert [json.loads(after)["command"] for after in noted[:2]] == ["kpi --json", "--as *** scoreboard --plain"]
    assert json.loads(noted[-1])["command"] == "***"


def test_what_a_key_does_not_open(dealer: Path, sshd: Sshd) -> None:
    for name, kind in (("stranger", ("-t", "ed25519")), ("gone", ())):
        if kind:
            sshd.key(name, *kind)
        done = sshd.ask(name, "queue", "list")
        assert done.returncode == 255
        assert "Permission denied" in done.stderr
    open_database()
    Person.update(active=False).where(Person.name == "孙悦").execute()
    close_database()
    assert sshd.ask("sun", "queue", "list").returncode == 255  # she has left
    no_terminal = sshd.ask("li")
    assert (no_terminal.returncode, no_terminal.stdout) == (1, "")
    assert "ssh -t" in no_terminal.stderr
    sftp = sshd.run([*sshd.client("li", program="sftp", port="-P"), sshd.host])
    assert sftp.returncode != 0
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        free = found.getsockname()[1]
    remote = sshd.ask(
        "li", "queue list", options=("-o", "ExitOnForwardFailure=yes", "-R", f"{free}:127.0.0.1:{sshd.port}")
    )
    assert remote.returncode == 255
    assert "forward" in remote.stderr
    plan = Plan(sshd.account, "nobody", "/home", "/usr/local/bin/agentdesk-ssh")
    told = sshd.effective(plan.fill(DROP_IN))
    assert told["authorizedkeyscommand"].startswith("/usr/local/bin/agentdesk-ssh ssh authorized-keys --user %u")
    assert list(server_faults(plan, told)) == []
    assert len(list(server_faults(plan, sshd.effective("")))) >= 5
    through = sshd.run([*sshd.client("li", "-W", f"127.0.0.1:{sshd.port}"), sshd.host])
    assert through.returncode == 255
    assert "forwarding failed" in through.stderr  # the port is open, and a key without `restrict` gets through
