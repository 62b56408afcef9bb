"""A day of a house, its mistakes too: nothing in the log names a customer, a number, a plate or a colleague."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.common import log
from agentdesk.store.database import close_database
from agentdesk.store.tables import Customer, Person, Phone, Vehicle
from tests.terminal import ENTER, Terminal


@pytest.fixture
def everybody(world: Path) -> list[str]:
    """Whatever in the house names anybody: names, numbers in both spellings, plates, frame numbers, codes."""
    found = {row.name for row in [*Customer.select(), *Person.select()]} | {row.plate for row in Vehicle.select()}
    found |= {row.vin for row in Vehicle.select()} | {row.contact_name for row in Customer.select()}
    for phone in Phone.select():
        found |= {phone.written, phone.e164, phone.e164.removeprefix("+86")}
    return sorted(filter(None, found))


def test_a_day(everybody: list[str], world: Path, cli: Callable[..., Result], tmp_path: Path) -> None:
    close_database()
    name, number, plate = "王建国", "13812345678", "皖M12345"
    bad = tmp_path / f"{name}.csv"
    bad.write_text(f"姓名,手机\n{name},{number}\n", encoding="utf-8")
    for arguments in (
        ("queue", "list"), ("--as", "李娜", "customer", "show", name), ("customer", "show", number),
        ("customer", "show", f"nobody {plate}"), ("vehicle", "due", plate), ("queue", "explain", "--customer", name),
        ("import", "customers", bad), ("import", "customers", tmp_path / f"{number}.csv"), ("complaint", "clock"),
        ("complaint", "raise", "--customer", name, "--words", f"{name}说刹车响，回电{number}"), ("people", "list"),
        ("audit", "list", "--customer", name), ("--as", name, "desk"), (name,), ("doctor",), ("doctor", "--json"),
        ("report", "daily", "-o", tmp_path / plate / "x.md"), ("db", "backup", "-o", tmp_path / name / "x.db"),
    ):  # fmt: skip
        cli(*arguments)
    with Terminal(["--as", "李娜", "desk"], (120, 36)) as desk:
        desk.wait_for("王建国 先生", "回访工作台")
        desk.press("/", "wjg", ENTER)
        desk.wait_gone("周敏")
        desk.press(ENTER)
        desk.wait_for("无人接听")
        desk.press("4", ENTER)
        desk.wait_gone("无人接听")
        desk.press("\x11")
        assert desk.wait_end() == 0
    file = log.path()
    assert file is not None
    text = file.read_text(encoding="utf-8")
    said = [json.loads(line) for line in text.splitlines()]
    assert {"command", "desk.open", "desk.close"} <= {line["event"] for line in said}
    assert len(said) > 15
    readable = json.dumps(said, ensure_ascii=False)
    assert [each for each in everybody if each in text or each in readable] == []
    assert not re.search(r"[\u4e00-\u9fff]", readable)


def test_an_error_in_a_command_is_a_number(
    world: Path, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from agentdesk.queue import listing

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("王建国 13812345678")

    monkeypatch.setattr(listing, "tasks_of", broken)
    result = cli("queue", "list")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    (said,) = [line for line in map(json.loads, (log.path() or Path()).read_text().splitlines()) if "reference" in line]
    assert said["reference"] in result.stderr
    assert "13812345678" not in json.dumps(said)
