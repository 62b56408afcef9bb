"""Next year's notice from a file, days entered by hand, and what `agentdesk calendar` says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from agentdesk.common.errors import Forbidden, UserError
from agentdesk.playbook.notice import read_notice
from agentdesk.playbook.workdays import forget_day, listed, set_day, store_notice, year_warning
from agentdesk.store.audit import SYSTEM, Actor

OFF = [f"2027-01-{day:02d}" for day in (1, 2, 3)] + [f"2027-02-{day:02d}" for day in range(5, 12)]
NOTICE = {
    "year": 2027,
    "days": [{"name": "元旦", "date": day, "isOffDay": True} for day in OFF]
    + [{"name": "春节", "date": "2027-02-20", "isOffDay": False}],
}


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "2027.json"
    path.write_text(json.dumps(NOTICE, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_notice_is_read_from_json_and_from_csv_alike(notice: Path, tmp_path: Path) -> None:
    year, days = read_notice(notice)
    table = tmp_path / "放假.csv"
    lines = [f"{row.day},{'放假' if row.kind == 'off' else '上班'},{row.name}" for row in days]
    table.write_text("\n".join(["日期,类型,名称", *lines, ""]), encoding="utf-8-sig")
    again, same = read_notice(table)
    assert (year, again) == (2027, 2027)
    assert [row[:3] for row in days] == [row[:3] for row in same]
    assert days[0].day == date(2027, 1, 1)
    assert [row.day for row in days if row.kind == "work"] == [date(2027, 2, 20)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{}", "不是放假通知"),
        ('{"days": [{"date": "soon"}]}', "不是放假通知"),
        ("2027-01-01,off,元旦\n2027-13-01,off,x\n", "第 2 行"),
        ("2027-01-01,maybe,元旦\n", "第 1 行"),
        ("2027-01-01,off,元旦\n2027-01-01,work,元旦\n", "写了两次"),
        ("2027-01-01,off,元旦\n2028-01-01,off,元旦\n", "同一年"),
        ("2027-01-01,off,元旦\n", "只有 1 天"),
        ("", "同一年"),
    ],
)
def test_a_file_that_is_no_notice_is_refused_with_its_place(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "notice.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=words):
        read_notice(path)


def test_a_file_in_another_encoding_or_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notice.csv"
    path.write_bytes("2027-01-01,放假,元旦\n".encode("gb18030"))
    with pytest.raises(UserError, match="UTF-8"):
        read_notice(path)
    with pytest.raises(UserError, match=r"missing\.json"):
        read_notice(tmp_path / "missing.json")


def test_days_entered_by_hand_stay_when_the_notice_comes(database: Database, notice: Path) -> None:
    set_day(SYSTEM, date(2027, 1, 2), "work", "盘点")
    assert year_warning(2027)
    year, days = read_notice(notice)
    assert store_notice(SYSTEM, year, days) == len(days) - 1
    assert store_notice(SYSTEM, year, days) == len(days) - 1  # once more changes nothing
    stored = {row.day: row for row in listed(date(2027, 1, 1), date(2027, 12, 31))}
    assert (stored[date(2027, 1, 2)].kind, stored[date(2027, 1, 2)].name) == ("work", "盘点")
    assert not year_warning(2027)
    assert forget_day(SYSTEM, date(2027, 1, 2))
    assert not forget_day(SYSTEM, date(2027, 1, 2))


def test_an_agent_may_not_change_the_calendar(database: Database) -> None:
    agent = Actor(None, "agent", "agent", "test")
    with pytest.raises(Forbidden):
        set_day(agent, date(2027, 1, 2), "off")
    assert listed(date(2027, 1, 1), date(2027, 12, 31)) == []
