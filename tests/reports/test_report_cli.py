"""`agentdesk report` at the command line: names, periods, formats, the supervisor's text, what is refused."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.store.audit import Actor
from agentdesk.store.database import close_database, open_database
from agentdesk.store.tables import AuditEvent

Cli = Callable[..., Result]


@pytest.fixture
def desk(played: str, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> Cli:
    """The command line on the dealer of quarter.py, on Friday 20 November 2026 at 09:42."""
    close_database()
    monkeypatch.setenv("AGENTDESK_DATABASE", played)
    monkeypatch.setenv("AGENTDESK_NOW", "2026-11-20T09:42")
    return cli


def test_the_list_names_each_report_with_its_last_whole_period(desk: Cli) -> None:
    found = json.loads(desk("report", "list", "--json").stdout)
    assert {row["name"]: row["period"] for row in found} == {
        "aftersales-monthly": "2026-10", "sales-monthly": "2026-10", "weekly": "2026-W46", "daily": "2026-11-19",
        "key-customers": "2026-Q3", "lost-customers": "2026-H1", "accuracy": "2026-10", "performance": "2026-10",
    }  # fmt: skip
    assert "售后月度报告" in desk("report", "list").stdout


def test_a_report_is_printed_written_and_has_one_fingerprint(desk: Cli, tmp_path: Path, played: str) -> None:
    data = desk("report", "daily", "--json").stdout
    print_ = hashlib.sha256(data.encode()).hexdigest()
    assert json.loads(data)["period"] == "2026-11-19"
    assert print_ in desk("report", "daily").stdout
    for name in ("a.txt", "a.md", "a.html", "a.xlsx", "a.json"):
        done = desk("report", "daily", "--of", "2026-11-19", "-o", tmp_path / name)
        assert done.exit_code == 0
        assert print_ in done.stdout
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == data
    again = desk("report", "daily", "-o", tmp_path / "a.html")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "请换个名字" in again.stderr
    open_database(played)
    events = [json.loads(event.after) for event in AuditEvent.select().where(AuditEvent.action == "report.export")]
    assert [event["format"] for event in events] == ["text", "md", "html", "xlsx", "json"]
    assert {event["sha256"] for event in events} == {print_}


def test_both_languages(desk: Cli) -> None:
    assert "回访日报表" in desk("report", "daily", "--lang", "zh").stdout
    said = desk("report", "daily", "--lang", "en").stdout
    assert "Daily callback sheet" in said
    assert "回访日报表" not in said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nothing",), 2, "nothing"),
        (("daily", "--of", "2026-W46"), 2, "2026-11-20"),
        (("daily", "--of", "2026-12-24"), 2, "尚未开始"),
        (("daily", "--month", "2026-11", "--of", "2026-11-19"), 2, "--month"),
        (("daily", "--format", "pdf"), 2, "text, md, html, xlsx"),
        (("daily", "--as-of", "2026-11-31"), 2, "2026-11-31"),
        (("daily", "--as-of", "2026-11-21"), 2, "还没有到"),
        (("daily", "-o", "/nowhere/a.txt"), 1, "无法写入"),
        (("text", "daily", "--text", "a", "--edit"), 2, "--text"),
        (("text", "daily", "--section", "=x", "--text", "a"), 2, "=x"),
    ],
)
def test_what_cannot_be_done_is_one_line(desk: Cli, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = desk("report", *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_supervisors_text_is_kept_version_by_version_and_shown(desk: Cli, tmp_path: Path) -> None:
    owed = desk("report", "aftersales-monthly", "--month", "2026-11")
    assert "建议尚未填写" in owed.stdout
    text = tmp_path / "text.txt"
    text.write_text("﻿一、周末加派引导员。\n二、核对结算单。\n", encoding="utf-8")
    month = ("aftersales-monthly", "--month", "2026-11")
    assert desk("--as", "方慧", "report", "text", *month, "--file", text).stdout == "已记录。\n"
    assert desk("--as", "方慧", "report", "text", *month, "--file", text).stdout == "没有改动。\n"
    assert (
        desk("--as", "方慧", "report", "text", *month, "--section", "complaints", "--text", "多为周末。").exit_code == 0
    )
    shown = desk("report", *month).stdout
    assert "建议尚未填写" not in shown
    assert "二、核对结算单。" in shown
    assert "—— 方慧 2026-11-20 09:42" in shown
    assert shown.index("多为周末。") < shown.index("所有抱怨处理闭环情况")
    assert desk("--as", "方慧", "report", "text", *month, "--text", "").exit_code == 0
    assert "建议尚未填写" in desk("report", *month).stdout
    versions = json.loads(desk("report", "text", *month, "--json").stdout)
    assert [(row["section"], row["text"][:2]) for row in versions] == [
        ("proposals", "一、"), ("complaints", "多为"), ("proposals", ""),
    ]  # fmt: skip


def test_who_may_not_read_or_write_is_told(desk: Cli) -> None:
    for arguments in (("performance",), ("text", "daily", "--text", "x")):
        done = desk("--as", "陈涛", "report", *arguments)
        assert (done.exit_code, done.stdout) == (1, "")
    assert desk("--as", "陈涛", "report", "daily").exit_code == 0


def test_a_draft_is_its_persons_own_and_no_part_of_the_report(care: Actor) -> None:
    from agentdesk.reports import texts
    from agentdesk.reports.making import make
    from agentdesk.reports.periods import parse

    month = parse("month", "2026-11")
    before = make(care, "aftersales-monthly", month).document.fingerprint
    texts.keep(care, "aftersales-monthly", month, "proposals", "写到一半")
    assert texts.kept(care, "aftersales-monthly", month) == "写到一半"
    assert make(care, "aftersales-monthly", month).document.fingerprint == before
    texts.keep(care, "aftersales-monthly", month, "proposals", "写到一半了")
    texts.write(care, "aftersales-monthly", month, "proposals", "写完")
    assert texts.kept(care, "aftersales-monthly", month) is None
