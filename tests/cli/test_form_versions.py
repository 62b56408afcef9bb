"""`agentdesk form publish`, `sign`, `list`: versions that never change, their sign-offs, which is asked when."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from peewee import Database

from agentdesk.interview.in_force import form_in_force
from agentdesk.store.tables import AuditEvent, FormVersion, Person
from tests.cli.test_cli_form import SMALL, written

Cli = Callable[..., Result]
APPROVED = ("--approved-by", "方慧")
TITLED = SMALL + "\n| settings |\n|   | form_title |\n|   | TITLE |\n"


@pytest.fixture(autouse=True)
def people(database: Database, at: Callable[[str], None]) -> None:
    """A Friday at a dealer with an agent, a handler and a supervisor."""
    at("2026-11-20T09:00")
    for code, name, position, role in (
        ("A001", "李娜", "callback_agent", "agent"),
        ("S001", "陈涛", "service_advisor", "handler"),
        ("M001", "方慧", "care_manager", "supervisor"),
    ):
        Person.create(code=code, name=name, position=position, role=role)


@pytest.fixture
def form(tmp_path: Path) -> Callable[[str], Path]:
    """A form whose second question is worded so."""
    return lambda why="为什么呢?": written(tmp_path / "visit.md", SMALL.replace("为什么呢?", why))


def version(number: int) -> FormVersion:
    return FormVersion.get(FormVersion.version == number)


def audited() -> list[tuple[str, str]]:
    return list(AuditEvent.select(AuditEvent.action, AuditEvent.reason).order_by(AuditEvent.id).tuples())


def listed(cli: Cli) -> list[tuple[int, bool, str | None, str | None]]:
    rows = json.loads(cli("form", "list", "--json").stdout)
    return [(row["version"], row["in_force"], row["effective_from"], row["until"]) for row in rows]


# -- sign-offs ---------------------------------------------------------------------------------------------------------


def test_an_approved_version_is_in_force_and_keeps_who_signed(cli: Cli, form: Callable[..., Path]) -> None:
    first = cli("form", "publish", form(), "--prepared-by", "A001", "--reviewed-by", "陈涛", "--approved-by", "方慧")
    assert first.exit_code == 0, first.stderr
    assert "编制 李娜，审核 陈涛，批准 方慧" in first.stdout
    kept = version(1).compiled
    changed = written(form(), SMALL.replace("您满意吗?", "您满意不满意?").replace("| 不满意 ", "| 不大满意 "))
    second = cli("form", "publish", changed, "--from", "2026-12-01", *APPROVED)
    assert second.exit_code == 0, second.stderr
    assert "~ 问题 content “您满意不满意?”: label::中文 (zh): 您满意吗? → 您满意不满意?" in second.stdout
    assert "~ 选项 yn/no “不大满意”: label::中文 (zh): 不满意 → 不大满意" in second.stdout
    assert (version(1).compiled, version(1).prepared_by, version(1).reviewed_by) == (kept, "李娜", "陈涛")
    assert version(2).effective_from == date(2026, 12, 1)
    assert audited() == [("form.publish", ""), ("form.publish", "")]


@pytest.mark.parametrize(
    ("signed", "code", "said"),
    [
        (("--approved-by", "NobodyKnown"), 2, "NobodyKnown"),
        (("--reviewed-by", "NobodyKnown", *APPROVED), 2, "NobodyKnown"),
        (("--approved-by", "李娜"), 1, "李娜"),
        (("--unapproved", *APPROVED), 2, ""),
    ],
)
def test_only_people_of_the_dealer_sign(
    cli: Cli, form: Callable[..., Path], signed: tuple[str, ...], code: int, said: str
) -> None:
    refused = cli("form", "publish", form(), *signed)
    assert (refused.exit_code, refused.stderr.count("\n")) == (code, 1)
    assert said in refused.stderr
    assert not FormVersion.select().exists()


def test_a_version_waits_for_its_approval(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form(), *APPROVED)
    waiting = cli("form", "publish", form("怎么了?"), "--prepared-by", "李娜", "--from", "2026-12-01")
    assert waiting.exit_code == 0, waiting.stderr
    assert "agentdesk form sign visit --version 2 --approved-by NAME --from 2026-12-01" in waiting.stdout
    assert listed(cli) == [(1, True, "2026-11-20", None), (2, False, None, None)]
    assert "(2)" in cli("form", "list").stdout
    assert "等待批准" in cli("form", "show", "visit", "--version", "2").stdout
    for day in (date(2026, 11, 20), date(2036, 1, 1)):
        found = form_in_force("visit", day)
        assert found is not None
        assert found.version_id == version(1).id
    signed = cli("form", "sign", "visit", "--reviewed-by", "陈涛", "--approved-by", "方慧", "--from", "2026-12-01")
    assert signed.exit_code == 0, signed.stderr
    assert listed(cli) == [(1, True, "2026-11-20", "2026-11-30"), (2, False, "2026-12-01", None)]
    row = version(2)
    assert (row.prepared_by, row.reviewed_by, row.approved_by) == ("李娜", "陈涛", "方慧")
    event = AuditEvent.select().order_by(AuditEvent.id.desc()).get()
    assert event.action == "form.sign"
    assert json.loads(event.after) == {
        "version": 2, "reviewed_by": "陈涛", "approved_by": "方慧", "effective_from": "2026-12-01",
    }  # fmt: skip


def test_a_sign_off_comes_later_and_is_never_replaced(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form(), *APPROVED)
    kept = version(1).compiled
    assert cli("form", "sign", "visit", "--version", "1", "--reviewed-by", "陈涛").exit_code == 0
    assert "审核 陈涛" in cli("form", "show", "visit").stdout
    again = cli("form", "sign", "visit", "--version", "1", "--reviewed-by", "陈涛")
    assert again.exit_code == 0
    other = cli("form", "sign", "visit", "--version", "1", "--reviewed-by", "方慧")
    assert (other.exit_code, other.stderr.count("\n")) == (1, 1)
    assert "陈涛" in other.stderr
    row = version(1)
    assert (row.compiled, row.reviewed_by, row.approved_by) == (kept, "陈涛", "方慧")
    assert [action for action, _reason in audited()] == ["form.publish", "form.sign"]


def test_what_cannot_be_signed(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form(), *APPROVED)
    for arguments, code in (
        (("visit",), 2),
        (("visit", "--version", "7", "--reviewed-by", "陈涛"), 1),
        (("absent", "--reviewed-by", "陈涛"), 1),
        (("visit", "--reviewed-by", "陈涛", "--from", "2026-12-01"), 2),
    ):
        refused = cli("form", "sign", *arguments)
        assert (refused.exit_code, refused.stderr.count("\n")) == (code, 1), arguments
    assert cli("--as", "李娜", "form", "sign", "visit", "--reviewed-by", "陈涛").exit_code == 1
    assert [action for action, _reason in audited()] == ["form.publish"]


def test_only_an_administrator_puts_a_version_in_force_unapproved(cli: Cli, form: Callable[..., Path]) -> None:
    assert cli("--as", "方慧", "form", "publish", form(), "--unapproved").exit_code == 1
    assert not FormVersion.select().exists()
    done = cli("form", "publish", form(), "--unapproved")
    assert done.exit_code == 0
    assert "没有人批准" in done.stderr
    assert listed(cli) == [(1, True, "2026-11-20", None)]
    assert audited() == [("form.publish", ""), ("form.unapproved", "in force without an approval")]
    cli("form", "publish", form("怎么了?"))
    assert listed(cli)[1] == (2, False, None, None)
    assert cli("form", "publish", form("怎么了?"), "--unapproved").exit_code == 0
    assert listed(cli) == [(2, True, "2026-11-20", None)]
    assert audited()[-1] == ("form.unapproved", "in force without an approval")


def test_the_same_questions_again_keep_the_version_and_take_the_signs(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form(), "--prepared-by", "李娜", *APPROVED)
    again = cli("form", "publish", form())
    assert again.exit_code == 0
    assert "没有" in again.stdout
    more = cli("form", "publish", form(), "--reviewed-by", "陈涛")
    assert more.exit_code == 0
    assert "审核 陈涛" in more.stdout
    conflict = cli("form", "publish", form(), "--prepared-by", "陈涛")
    assert conflict.exit_code == 1
    assert FormVersion.select().count() == 1
    row = version(1)
    assert (row.prepared_by, row.reviewed_by, row.approved_by) == ("李娜", "陈涛", "方慧")


def test_publishing_what_waits_again_with_an_approval_puts_it_in_force(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form())
    assert cli("form", "publish", form(), "--from", "2026-12-01", *APPROVED).exit_code == 0
    assert listed(cli) == [(1, False, "2026-12-01", None)]


# -- days --------------------------------------------------------------------------------------------------------------


def test_no_version_begins_before_today_but_the_first(cli: Cli, form: Callable[..., Path]) -> None:
    assert cli("form", "publish", form(), "--from", "2026-01-01", *APPROVED).exit_code == 0
    refused = cli("form", "publish", form("怎么了?"), "--from", "2020-01-01", *APPROVED)
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "2020-01-01" in refused.stderr
    cli("form", "publish", form("怎么了?"))
    for day in ("2026-11-19", "2020-01-01"):
        assert cli("form", "sign", "visit", *APPROVED, "--from", day).exit_code == 2
    assert listed(cli) == [(1, True, "2026-01-01", None), (2, False, None, None)]
    assert version(2).approved_by == ""


def test_a_version_between_two_others_says_which_is_asked_when(
    cli: Cli, form: Callable[..., Path], at: Callable[[str], None]
) -> None:
    cli("form", "publish", form(), *APPROVED)
    cli("form", "publish", form("怎么了?"), "--from", "2027-01-01", *APPROVED)
    said = cli("form", "publish", form("哪里不好?"), "--from", "2026-12-01", *APPROVED).stdout
    assert "2026-11-20 至 2026-11-30：第 1 版" in said
    assert "2026-12-01 至 2026-12-31：第 3 版" in said
    assert "2027-01-01 起：第 2 版" in said
    assert listed(cli) == [
        (1, True, "2026-11-20", "2026-11-30"),
        (3, False, "2026-12-01", "2026-12-31"),
        (2, False, "2027-01-01", None),
    ]
    at("2026-12-05T09:00")
    assert listed(cli)[0] == (3, True, "2026-12-01", "2026-12-31")
    assert "哪里不好?" in cli("form", "show", "visit").stdout
    at("2027-01-02T09:00")
    assert listed(cli) == [(2, True, "2027-01-01", None)]
    assert "2026-11-30" in cli("form", "show", "visit", "--version", "1").stdout


def test_a_version_that_comes_too_late_says_so(cli: Cli, form: Callable[..., Path]) -> None:
    cli("form", "publish", form())
    cli("form", "publish", form("怎么了?"), *APPROVED)
    late = cli("form", "sign", "visit", "--version", "1", *APPROVED)
    assert late.exit_code == 0
    assert "不会使用" in late.stdout
    assert listed(cli) == [(2, True, "2026-11-20", None)]


def test_a_title_is_its_versions(cli: Cli, tmp_path: Path) -> None:
    for title in ("到店回访", "到店客户回访"):
        path = written(tmp_path / "visit.md", TITLED.replace("TITLE", title))
        assert cli("form", "publish", path, *APPROVED).exit_code == 0
    named = written(tmp_path / "third.md", SMALL.replace("为什么呢?", "怎么了?"))
    assert cli("form", "publish", named, "--name", "visit", *APPROVED).exit_code == 0
    heads = [cli("form", "show", "visit", "--version", number).stdout.splitlines()[0] for number in ("1", "2", "3")]
    assert [head.split("（")[0] for head in heads] == ["到店回访", "到店客户回访", "third"]
