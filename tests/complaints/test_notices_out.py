"""Notices reach people at their desk, and by mail and robot outside: tried again, shown, sent once, nobody named."""

from __future__ import annotations

import json
import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from agentdesk.care import sending
from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.settings import config_path, settings
from agentdesk.complaints import ladder, notices
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.workflow import record
from agentdesk.store.tables import AuditEvent, Complaint, Notice, Person, Sending
from tests.conftest import ROOT
from tests.dealership import Dealership

Cli = Callable[..., Result]
SECRET = "geheim4711"
NOON = datetime(2026, 11, 20, 10, 45)  # the first step of the ladder, at 10:42, is due


@dataclass
class Mail:
    """A mail server of its own: what came in, and whether it refuses."""

    port: int = 0
    refuses: bool = False
    letters: list[EmailMessage] = field(default_factory=list)


@pytest.fixture
def mail() -> Iterator[Mail]:
    box = Mail()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 test")
            for line in self.rfile:
                word = line[:4].upper().strip()
                if word == b"DATA":
                    self.say("354 go on")
                    lines = b"".join(iter(self.rfile.readline, b".\r\n"))
                    box.letters.append(message_from_bytes(lines, policy=policy.default))
                refused = box.refuses and word == b"MAIL"
                self.say("451 try later" if refused else "221 bye" if word == b"QUIT" else "250 ok")
                if word == b"QUIT":
                    return

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)) as port:
        box.port = port
        yield box


@dataclass
class Robot:
    """A chat's robot: the status and the body it answers with, and what it was told."""

    port: int = 0
    status: int = 200
    body: dict[str, Any] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def robot() -> Iterator[Robot]:
    found = Robot()

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.end_headers()
            self.wfile.write(json.dumps(found.body).encode())

        def log_message(self, *_: Any) -> None:
            pass

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Talk)) as port:
        found.port = port
        yield found


class running:  # noqa: N801 - reads like a function
    def __init__(self, server: socketserver.TCPServer) -> None:
        self.server = server
        server.daemon_threads = True  # type: ignore[attr-defined]

    def __enter__(self) -> int:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return int(self.server.server_address[1])

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def configure(*rows: str, mode: int = 0o600) -> Path:
    path = config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(f"[[notify]]\n{row}" for row in rows), encoding="utf-8")
    path.chmod(mode)
    settings.cache_clear()
    return path


def by_mail(box: Mail, to: str = "M002") -> str:
    url = f"mailto://127.0.0.1:{box.port}?from=desk@example.com&to=wu.min@example.com&smtp=127.0.0.1"
    return f'name = "mail"\nurl = "{url}"\nto = ["{to}"]\n'


def by_robot(box: Robot, more: str = "") -> str:
    return f'name = "robot"\nurl = "json://127.0.0.1:{box.port}/{SECRET}"\nto = ["service_manager"]\n{more}'


@pytest.fixture
def told(house: Dealership) -> Complaint:
    """A complaint that 吴敏 has not accepted yet; the clock's first step told her."""
    who = house.actor("李娜")
    draft = draft_for(who, customer_id=house.customer("欧阳建国").id, words="师傅态度很差")
    complaint = raise_complaint(who, replace(draft, responsible_id=house.people["吴敏"].id))
    with clock.travel(NOON):
        assert ladder.take_due() == 1
    return complaint


def send(at: datetime = NOON) -> tuple[int, int, int]:
    with clock.travel(at):
        report = notices.send_out()
    return report.sent, report.failed, report.given_up


def test_a_nudge_waits_at_the_desk_until_it_is_seen(told: Complaint, house: Dealership) -> None:
    manager = house.actor("吴敏")
    with clock.travel(NOON):
        (line,) = notices.waiting(manager.id)
        assert line.text == "T-0001 一般 欧***：受理 今天 11:42"
        assert (line.complaint_id, line.to, line.needs_answer) == (told.id, "吴敏", False)
        with pytest.raises(Forbidden):
            notices.seen(house.actor("方慧"), line.id)
        assert [row.id for row in notices.waiting()] == [line.id]
        for _time in range(2):
            notices.seen(manager, line.id)
        assert notices.waiting(manager.id) == []
    assert AuditEvent.select().where(AuditEvent.action == "notice.seen").count() == 1
    other = Notice.create(kind="unreachable", dedupe_key="x", to_person=manager.id, created_at=clock.now())
    with pytest.raises(UserError, match="答复"):
        notices.seen(manager, other.id)


def test_what_was_done_needs_no_nudge(told: Complaint, house: Dealership, robot: Robot) -> None:
    configure(by_robot(robot))
    with clock.travel(NOON):
        record(house.actor("吴敏"), told.id, "acknowledged")
        assert notices.waiting(house.people["吴敏"].id) == []
        assert send() == (0, 0, 0)
        assert notices.settle() == 1
        assert notices.settle() == 0
    assert robot.told == []
    assert Notice.get().answer == notices.OVER


def test_of_each_clock_a_person_has_one_nudge(told: Complaint, house: Dealership) -> None:
    with clock.travel(datetime(2026, 12, 15, 9)):  # nobody did anything, and nobody took the steps meanwhile
        assert ladder.take_due() == 8
        lines = [line.text.partition("：")[2] for line in notices.waiting(house.people["高远"].id)]
    assert lines == ["受理 11-20 11:42，已逾期，现由您负责", "方案 11-21 09:42，已逾期", "解决 11-23 09:42，已逾期"]


def test_mail_and_robot_get_it_once_and_name_nobody(told: Complaint, mail: Mail, robot: Robot) -> None:
    configure(by_mail(mail), by_robot(robot))
    assert send() == (2, 0, 0)
    assert send() == send(NOON + timedelta(minutes=30)) == (0, 0, 0)
    (letter,), (message,) = mail.letters, robot.told
    body = letter.get_body()
    assert body is not None
    said = "T-0001 一般 欧***：受理 2026-11-20 11:42"
    assert (letter["Subject"], body.get_content().strip()) == ("回访工作台：抱怨 T-0001", said)
    assert (message["title"], message["message"]) == ("回访工作台：抱怨 T-0001", said)
    assert [row.action for row in AuditEvent.select() if row.action == "notice.send"] == ["notice.send"] * 2


def test_each_reader_has_their_language(told: Complaint, robot: Robot) -> None:
    Person.update(language="en").where(Person.name == "吴敏").execute()
    configure(by_robot(robot))
    assert send() == (1, 0, 0)
    assert robot.told[0]["message"] == "T-0001 Ordinary 欧***: accept by 2026-11-20 11:42"


def test_only_whom_and_what_the_channel_is_for(told: Complaint, robot: Robot, mail: Mail) -> None:
    configure(by_robot(robot, 'notices = ["unreachable"]'), by_mail(mail, to="M001"))
    assert send() == (0, 0, 0)
    assert not Sending.select().exists()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [(500, {}, "500"), (200, {"errcode": 93000, "errmsg": f"invalid webhook url {SECRET}"}, "93000")],
)
def test_a_robot_that_refuses_is_tried_again_with_growing_pauses(
    told: Complaint, robot: Robot, cli: Cli, status: int, body: dict[str, Any], error: str
) -> None:
    configure(by_robot(robot))
    robot.status, robot.body = status, body
    assert send() == (0, 1, 0)
    row = Sending.get()
    assert (row.tries, row.sent_at, clock.local(row.next_try_at)) == (1, None, NOON + timedelta(minutes=5))
    assert error in row.error
    assert SECRET not in row.error
    assert send(NOON + timedelta(minutes=4)) == (0, 0, 0)
    assert send(NOON + timedelta(minutes=5)) == (0, 1, 0)
    assert clock.local(Sending.get().next_try_at) == NOON + timedelta(minutes=20)
    with clock.travel(NOON):
        listed = cli("--as", "方慧", "notices", "list")
        assert "发送失败，稍后重试" in listed.stdout
        found = json.loads(cli("--as", "方慧", "notices", "list", "--json").stdout)
        assert found[0]["sendings"][0]["state"] == "failed"
    assert SECRET not in listed.output + json.dumps(found)
    robot.status, robot.body = 200, {"errcode": 0}
    assert send(NOON + timedelta(minutes=20)) == (1, 0, 0)
    assert sending.state_of(Sending.get()) == "sent"
    assert len(robot.told) == 3


def test_it_is_given_up_at_last_and_the_doctor_says_so(told: Complaint, mail: Mail, cli: Cli) -> None:
    configure(by_mail(mail))
    mail.refuses = True
    ends = []
    while (due := Sending.get_or_none(Sending.next_try_at.is_null(False))) or not ends:
        at = clock.local(due.next_try_at) if due else NOON
        ends.append((at, send(at)))
    assert [end for _at, end in ends] == [(0, 1, 0)] * 5 + [(0, 0, 1)]
    wall = [f"{at:%d %H:%M}" for at, _end in ends]  # 5, 15, 60, 240, 720 minutes, and on to the next working minute
    assert wall == ["20 10:45", "20 10:50", "20 11:05", "20 13:30", "21 08:00", "22 08:00"]
    assert mail.letters == []
    with clock.travel(NOON + timedelta(days=2)):
        told_by_doctor = cli("doctor")
        assert "mail" in told_by_doctor.stderr
        assert "451" in told_by_doctor.stderr
        assert "已放弃" in cli("--as", "方慧", "notices", "list").stdout


def test_a_settings_file_that_others_may_read_sends_nothing(told: Complaint, robot: Robot, cli: Cli) -> None:
    path = configure(by_robot(robot), mode=0o640)
    with pytest.raises(UserError, match="chmod 600"):
        send()
    assert robot.told == []
    with clock.travel(datetime(2026, 11, 20, 11, 42)):
        refused = cli("complaint", "clock")  # the ladder is climbed all the same
        assert (refused.exit_code, Notice.select().count()) == (1, 2)
        assert str(path) in cli("doctor").stderr
        assert SECRET not in refused.output + cli("doctor", "--json").output


def test_nothing_is_sent_at_night(told: Complaint, robot: Robot) -> None:
    configure(by_robot(robot))
    assert send(datetime(2026, 11, 20, 19)) == (0, 0, 0)
    assert send(datetime(2026, 11, 21, 8)) == (1, 0, 0)


def test_two_scripts_at_once_take_and_send_once(told: Complaint, robot: Robot) -> None:
    configure(by_robot(robot))
    command = [sys.executable, str(ROOT / "scripts" / "complaint_clock.py")]
    env = {**os.environ, "AGENTDESK_NOW": "2026-11-20T11:50", "AGENTDESK_LANG": "en"}
    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in "12"]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert [error for _out, error in said] == ["", ""]
    assert sum(int(out.split()[0]) for out, _error in said if out) == 1  # that the manager is told at 11:42
    assert Notice.select().count() == 2
    assert len(robot.told) == Sending.select().where(Sending.sent_at.is_null(False)).count() == 1
    again = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
