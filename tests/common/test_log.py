"""The log: whole lines of JSON from many processes, a new file in time, private; nothing that could be a person's."""

from __future__ import annotations

import json
import logging
import multiprocessing
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from agentdesk.common import log
from agentdesk.common.settings import config_path, settings
from tests.cli.said import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def configure() -> Any:
    def write(text: str) -> None:
        config_path().parent.mkdir(parents=True, exist_ok=True)
        config_path().write_text(text, encoding="utf-8")
        settings.cache_clear()

    return write


def lines(path: Path | None = None) -> list[dict[str, Any]]:
    file = path or log.path()
    assert file is not None
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_event(at: Any) -> None:
    at("2026-11-20T09:42")
    log.event("queue.built", log.WARNING, seconds=1.5, day=None, whole=True, command="queue build")
    (said,) = lines()
    assert said.pop("process") > 0
    assert said == {
        "at": "2026-11-20T01:42:00.000Z", "level": "warning", "event": "queue.built", "seconds": 1.5, "day": None,
        "whole": True, "command": "queue build",
    }  # fmt: skip
    file = log.path()
    assert file is not None
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)


@pytest.mark.parametrize(
    "value",
    ["王建国", "13812345678", "138-12345678", "皖M12345", "a@b.cn", "x" * 81, "two\nlines", ["王建国"], b"13", {}],
)
def test_what_may_be_a_persons_is_left_out(value: object) -> None:
    log.event("call.ended", about=value)
    assert lines()[0]["about"] == "?"


def test_an_error_is_told_without_its_words() -> None:
    def of_a_customer(name: str) -> int:
        return int(name)

    try:
        try:
            of_a_customer("王建国 13812345678")
        except ValueError as error:
            raise FileNotFoundError(2, "no such customer", "王建国.csv") from error
    except FileNotFoundError as error:
        reference = log.mishap(error, screen="QueueScreen", customer="王建国")
    (said,) = lines()
    assert (said["level"], said["event"], said["reference"], said["screen"]) == (
        "error", "error", reference, "QueueScreen",
    )  # fmt: skip
    assert (said["error"], said["errno"], said["after"], said["customer"]) == (
        "FileNotFoundError",
        2,
        "ValueError",
        "?",
    )
    assert [place.split(":")[0] for place in said["where"]] == ["tests/common/test_log.py"]
    assert "王建国" not in json.dumps(said, ensure_ascii=False)
    assert "138" not in json.dumps(said["where"])


def test_what_libraries_say_goes_the_same_way_without_their_words() -> None:
    log.event("desk.open")
    try:
        int("王建国")
    except ValueError:
        logging.getLogger("asyncio").exception("task of %s", "王建国")
    said = lines()[1]
    assert (said["event"], said["library"], said["error"]) == ("library", "asyncio", "ValueError")
    assert "王建国" not in json.dumps(said, ensure_ascii=False)


def test_levels_and_no_log_at_all(configure: Any, tmp_path: Path) -> None:
    configure(f'log = "{tmp_path}/own.jsonl"\nlog_level = "warning"\n')
    log.event("a.b")
    log.event("a.c", log.WARNING)
    assert [said["event"] for said in lines(tmp_path / "own.jsonl")] == ["a.c"]
    configure('log = "off"\n')
    log.event("a.d", log.ERROR)
    assert (log.path(), log.problem()) == (None, "")


def test_a_log_that_cannot_be_written_stops_nobody(configure: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    configure(f'log = "{tmp_path}/file/log.jsonl"\n')
    log.event("a.b")
    assert log.mishap(ValueError("x")).startswith("E-")
    assert str(tmp_path / "file") in log.problem()
    configure("log_level = 7\n")
    log.event("a.b")


def test_many_processes_and_a_new_file_in_time(configure: Any, tmp_path: Path) -> None:
    configure(f'log = "{tmp_path}/log.jsonl"\nlog_megabytes = 0.02\nlog_files = 50\n')
    workers = [multiprocessing.get_context("fork").Process(target=write_some, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    files = sorted(tmp_path.glob("log.jsonl*"))
    assert len(files) > 2
    assert all(file.stat().st_size <= 21_000 for file in files)  # the others may each write a line meanwhile
    said = [(line["worker"], line["number"]) for file in files for line in lines(file)]
    assert sorted(said) == [(worker, number) for worker in range(4) for number in range(300)]


def write_some(worker: int) -> None:
    for number in range(300):
        log.event("test.line", worker=worker, number=number)


def test_commands_are_told_by_name_and_end(database: Any) -> None:
    assert run("customer", "show", "王建国 13812345678").returncode == 2
    assert run("queue", "list").returncode == 0
    assert run("queue", "--help").returncode == 0
    assert run("doctor").returncode == 0
    said = [(line["event"], line["name"], line["code"]) for line in lines()]
    assert said == [("command", "customer show", 2), ("command", "queue list", 0)]
    assert sys.executable not in (log.path() or Path()).read_text()
