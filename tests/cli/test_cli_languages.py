"""Every reading command speaks the language in use: no word of the other one but names of people, cars and files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.interview import contacts
from agentdesk.store.audit import actor_of
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import Customer, Person, RepairOrder, Task
from tests.cli.said import Cli
from tests.databases import Engine
from tests.queue.dealer import COMPANY, PEOPLE, PRIVATE, Dealer

HAN = re.compile(r"[\u3400-\u9fff]+")
SENTENCE = re.compile(r"[A-Za-z]{3,}(?: [A-Za-z]{2,}){2,}")
COMMAND = re.compile(r"agentdesk(?: [a-z-]+)+")  # is typed, in either language
CAR = {"客户编号": "C1", "车牌号": "皖M12345", "车架号": "LSVAM4187C2184847", "车型": "朗逸", "使用性质": "私车"}
ORDER = {"委托书号": "WX1", "客户编号": "C1", "车牌号": "皖M12345", "维修类型": "首保", "服务顾问": "陈涛",
         "竣工时间": "2026-05-12 15:30", "出厂时间": "2026-05-12 16:05"}  # fmt: skip
WORDS = "车洗得不干净"
NAMES = [*(person["姓名"] for person in PEOPLE), PRIVATE["客户名称"], COMPANY["客户名称"], "王**"]
DATA = sorted([*NAMES, "皖", "朗逸", "首保", WORDS, "先生", "女士"], key=len, reverse=True)
COMMANDS = [
    ("queue", "build"), ("queue", "build", "--dry-run"), ("queue", "list"), ("complaint", "list"),
    ("complaint", "show", "T-0001"), ("call", "show", "1"), ("kpi",), ("kpi", "show", "KP-02"),
    ("kpi", "show", "KP-02", "--rows"), ("scoreboard", "--plain"), ("form", "list"), ("form", "show", "aftersales"),
    ("playbook", "show"), ("people", "list"), ("import", "list"), ("db", "check"), ("db", "migrate"), ("doctor",),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(engine: Engine, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dealer on a day with a call under way and a complaint raised; to be copied, never opened."""
    folder = tmp_path_factory.mktemp("worked")
    url = engine.copy(migrated, folder / "agentdesk.db", keep=True)
    open_database(url)
    dealer = Dealer(folder)
    dealer.take("customers", PRIVATE, COMPANY)
    dealer.take("vehicles", CAR)
    dealer.take("repair-orders", ORDER)
    dealer.build("2026-05-13")
    task = Task.get(Task.kind_code == "CB-01")
    agent = Person.get_by_id(task.agent_id)
    with clock.travel(datetime(2026, 5, 13, 9, 30)):
        contact_id = contacts.open_contact(actor_of(agent), task.id)
        line = contacts.read(contact_id).preferred
        assert line is not None
        contacts.dial(actor_of(agent), contact_id, line.phone_id)
        contacts.end_unreached(actor_of(agent), contact_id, "no_answer")
        order, customer = RepairOrder.get(), Customer.get(source_key="C1")
        draft = draft_for(actor_of(agent), customer_id=customer.id)
        handler = Person.get(name="吴敏")
        raise_complaint(
            actor_of(agent),
            replace(draft, words=WORDS, subject="service", severity="ordinary", repair_order_id=order.id,
                    vehicle_id=order.vehicle_id, responsible_id=handler.id),
        )  # fmt: skip
    close_database()
    return url


@pytest.fixture
def worked(
    made: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: Callable[[str], None]
) -> None:
    """The same, of the test's own, at ten o'clock."""
    monkeypatch.setenv("AGENTDESK_DATABASE", engine.copy(made, tmp_path / "agentdesk.db"))
    at("2026-05-13T10:00")


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_language_at_a_time(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("AGENTDESK_LANG", language)
    result = cli(*command)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip()
    said = result.output
    for name in DATA:
        said = said.replace(name, "")
    if language == "en":
        assert HAN.findall(said) == []
    else:
        assert HAN.search(said)
        said = COMMAND.sub("", said)
        assert SENTENCE.findall(said) == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("db", "backup", "--to", "{}/a-file"), "--to: 这里应给文件夹，而 '{}/a-file' 是文件。"),
        (("audit", "verify", "--head", "{}/nowhere"), "--head: 没有文件 '{}/nowhere'。"),
        (("audit", "verify", "--head", "{}/a-folder"), "--head: 这里应给文件，而 '{}/a-folder' 是文件夹。"),
    ],
)
def test_a_path_of_the_wrong_sort_is_said_in_chinese(
    run_cli: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...], said: str
) -> None:
    """In a process of its own: click names the sorts of paths in the language in which a command is imported."""
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("AGENTDESK_LANG", "zh")
    done = run_cli(*(word.format(tmp_path) for word in command))
    assert done.returncode == 2
    assert done.stderr.startswith(said.format(tmp_path))
