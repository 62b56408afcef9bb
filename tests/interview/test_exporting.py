"""Results of a questionnaire: one row for each interview, what is on the path, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from agentdesk.common import clock
from agentdesk.interview import contacts, records
from agentdesk.interview.exporting import collect
from agentdesk.playbook.forms import store_form
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AuditEvent, Task
from tests.interview.call_world import Desk
from tests.prepared import prepared

Cli = Callable[..., Result]

FORM = """| survey |
|   | type               | name          | label            | relevant | calculation | repeat_count | appearance |
|   | hidden             | customer_name |                  |          |             |              |            |
|   | calculate          | polite        |                  |          | concat(${customer_name}, '先生') | | |
|   | select_one yn      | content       | 您满意吗?        |          |             |              |            |
|   | text               | why           | 为什么呢?        | ${content} = 'no' |    |              |            |
|   | select_one mark    | mark          | 打几分?          |          |             |              |            |
|   | select_multiple yn | both          | 都有哪些?        |          |             |              |            |
|   | text               | phone         | 您的电话是多少?  |          |             |              |            |
|   | integer            | cars          | 您有几辆车?      |          |             |              | dk         |
|   | begin_repeat       | car           |                  |          |             | ${cars}      |            |
|   | text               | plate         | 车牌号是多少?    |          |             |              |            |
|   | end_repeat         |               |                  |          |             |              |            |
|   | calculate          | double        |                  |          | ${mark} * 2 |              |            |
|   | text               | that_day      | 今天怎么样?      | today() < date('2026-11-21') | | |            |

| choices |
|   | list_name | name | label      |
|   | yn        | yes  | 满意       |
|   | yn        | no   | 不满意     |
|   | mark      | 5    | 很好       |
|   | mark      | 1    | 很差       |
|   | mark      | dk   | 不清楚     |
"""


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> Desk:
    """The desk, with the after-sales callback asking a small form of the test's own."""
    return published(desk, tmp_path, FORM)


def published(desk: Desk, folder: Path, text: str) -> Desk:
    (folder / "aftersales.md").write_text(text, encoding="utf-8")
    store_form(SYSTEM, prepared(folder / "aftersales.md"))
    return desk


def begun(desk: Desk, task: Task | None = None, **answers: str) -> int:
    """An interview with these answers, in the order given; a plate is `plate__2`. Each is stored as a desk does."""
    task = task or desk.callback()
    contact = desk.on_the_line(task)
    interview = records.start_interview(desk.li, contact, task.id)
    run = records.load(interview)
    for key, value in answers.items():
        name, turn = key.partition("__")[::2]
        verdict = run.answer(f"{name}[{turn}]" if turn else name, value)
        assert verdict.ok, (key, verdict)
        records.save_answers(desk.li, interview, verdict.changes)
    return interview


def ended(desk: Desk, task: Task | None = None, **answers: str) -> int:
    """The same, brought to its end by a customer who does not go on."""
    interview = begun(desk, task, **answers)
    contact = contacts.open_contact_of(desk.li.id)
    assert contact is not None
    contacts.refuse(desk.li, contact)
    return interview


def answers_of(interview: int) -> dict[str, str]:
    return next(row.answers for row in collect("aftersales").rows if row.interview == interview)


def exported(cli: Cli, file_format: str, path: Path, *more: str) -> Path:
    result = cli("form", "export", "aftersales", "--format", file_format, "-o", path, *more)
    assert result.exit_code == 0, result.stderr
    assert path.name in result.stdout
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# -- what is a result --------------------------------------------------------------------------------------------------


def test_answers_off_the_path_are_no_results(asked: Desk) -> None:
    kept = ended(asked, content="no", why="等得太久")
    changed = begun(asked, content="no", why="等得太久")
    run = records.load(changed)
    records.save_answers(asked.li, changed, run.answer("content", "yes").changes)
    records.finish(asked.li, changed)
    assert answers_of(kept) == {"content": "no", "why": "等得太久"}
    assert answers_of(changed) == {"content": "yes"}


def test_an_open_interview_is_no_result_and_what_was_typed_counts_once_it_ends(asked: Desk) -> None:
    interview = begun(asked, content="no")
    records.save_answer(asked.li, interview, "why", "等得太", draft=True)
    assert collect("aftersales").rows == []
    records.finish(asked.li, interview)
    assert answers_of(interview)["why"] == "等得太"


def test_facts_of_the_customer_are_no_answers(asked: Desk, cli: Cli) -> None:
    ended(asked, content="yes")
    text = cli("form", "export", "aftersales").stdout + cli("form", "export", "aftersales", "--format", "json").stdout
    assert "王建国" not in text
    assert "polite" not in text
    keys = [column.key for column in collect("aftersales").columns]
    assert keys == ["content", "why", "mark", "both", "phone", "cars", "plate", "double", "that_day"]


def test_what_hangs_on_the_date_hangs_on_the_day_of_the_call(asked: Desk) -> None:
    interview = ended(asked, that_day="很好")
    with clock.travel(datetime(2027, 3, 1, 9, 0)):
        assert answers_of(interview)["that_day"] == "很好"


def test_turns_of_a_repeat_are_columns(asked: Desk, cli: Cli) -> None:
    ended(asked, cars="2", plate__1="皖M11111", plate__2="皖M22222")
    (row,) = table(cli("form", "export", "aftersales").stdout)
    assert (row["cars"], row["plate[1]"], row["plate[2]"]) == ("2", "皖M11111", "皖M22222")


def test_each_row_says_of_which_call_it_is(asked: Desk, cli: Cli) -> None:
    task = asked.callback()
    interview = ended(asked, task, content="yes")
    (row,) = table(cli("form", "export", "aftersales").stdout)
    about = {name: value for name, value in row.items() if name.startswith("_")}
    assert about == {
        "_interview": str(interview), "_version": "2", "_kind": "CB-01", "_task": str(task.id),
        "_event_on": "2026-11-19", "_agent": "李娜", "_language": "zh",
        "_started_at": "2026-11-20 09:42:00", "_ended_at": "2026-11-20 09:42:00",
        "_result": "break_off", "_superseded_by": "",
    }  # fmt: skip


def test_an_interview_that_was_carried_on_names_the_later_one(asked: Desk) -> None:
    task = asked.callback()
    every = {"content": "yes", "mark": "5", "both": "yes", "cars": "1", "plate__1": "皖M1", "phone": "1"}
    first = ended(asked, task, content="yes", mark="5", both="yes", cars="0", phone="13800138000")
    with clock.travel(datetime(2026, 11, 27, 14, 30)):
        second = ended(asked, task, **every)
    rows = {row.interview: row for row in collect("aftersales").rows}
    assert (rows[first].superseded_by, rows[second].superseded_by) == (second, None)


def test_a_version_keeps_its_questions_and_the_newest_leads(desk: Desk, tmp_path: Path, cli: Cli) -> None:
    published(desk, tmp_path, FORM.replace("|   | text               | phone ", "|   | text               | mobile"))
    ended(desk, content="yes", mobile="13900139000")
    published(desk, tmp_path, FORM.replace("很好", "好极了"))
    ended(desk, content="yes", phone="13800138000")
    found = json.loads(cli("form", "export", "aftersales", "--format", "json").stdout)
    assert [(row["version"], set(row["answers"])) for row in found["interviews"]] == [
        (2, {"content", "mobile"}),
        (3, {"content", "phone"}),
    ]
    book = {(line["column"], line["code"]): line for line in found["codebook"]}
    assert (book["phone", ""]["versions"], book["mobile", ""]["versions"]) == ("3", "2")
    assert book["content", ""]["versions"] == "2, 3"
    assert book["mark", "5"]["meaning"] == "好极了"


def test_days_are_the_dealers_and_inclusive(asked: Desk) -> None:
    with clock.travel(datetime(2026, 11, 23, 0, 10)):
        ended(asked, content="yes")
    day = datetime(2026, 11, 23).date()
    assert len(collect("aftersales", day, day).rows) == 1
    assert collect("aftersales", last=datetime(2026, 11, 22).date()).rows == []


# -- files -------------------------------------------------------------------------------------------------------------

NASTY = '=HYPERLINK("http://x","点我")'


def test_csv_is_harmless_and_keeps_numbers_of_phones(asked: Desk, cli: Cli, tmp_path: Path) -> None:
    for phone in ("13800138000", "05503012345", "+86 138 0013 8000", "-1+1", "@x", "＝1+1"):
        ended(asked, content="no", why=NASTY, phone=phone, mark="5", cars="3")
    file = exported(cli, "csv", tmp_path / "out.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = table(file.read_text(encoding="utf-8-sig"))
    assert {row["why"] for row in rows} == {"'" + NASTY}
    assert [row["phone"] for row in rows] == [
        "13800138000", "'05503012345", "'+86 138 0013 8000", "'-1+1", "'@x", "'＝1+1",
    ]  # fmt: skip
    assert '"13800138000"' in file.read_text(encoding="utf-8-sig")
    assert ",5," in file.read_text(encoding="utf-8-sig")
    book = table((tmp_path / "out.codebook.csv").read_text(encoding="utf-8-sig"))
    assert {
        "column": "mark",
        "label": "",
        "type": "select_one mark",
        "versions": "2",
        "code": "5",
        "meaning": "很好",
    } in book


def test_xlsx_has_texts_as_text_and_marks_as_numbers(asked: Desk, cli: Cli, tmp_path: Path) -> None:
    ended(asked, content="no", why=NASTY, phone="05503012345", mark="5", cars="dk")
    book = load_workbook(exported(cli, "xlsx", tmp_path / "out.xlsx"))
    assert book.sheetnames == ["results", "codebook"]
    heading, cells = book["results"].iter_rows()
    row = {name.value: cell for name, cell in zip(heading, cells, strict=True)}
    assert (row["why"].value, row["why"].data_type, row["why"].quotePrefix) == (NASTY, "s", True)
    assert (row["phone"].value, row["phone"].data_type) == ("05503012345", "s")
    assert (row["mark"].value, row["double"].value, row["cars"].value) == (5, 10, "dk")
    assert [cell.value for cell in next(book["codebook"].iter_rows())][:3] == ["column", "label", "type"]


def test_json_has_every_answer_unchanged(asked: Desk, cli: Cli) -> None:
    ended(asked, content="no", why=NASTY, phone="05503012345", mark="dk", both="yes no", cars="0")
    (row,) = json.loads(cli("form", "export", "aftersales", "--format", "json").stdout)["interviews"]
    assert row["answers"] == {
        "content": "no", "why": NASTY, "phone": "05503012345", "mark": "dk", "both": ["yes", "no"], "cars": 0,
    }  # fmt: skip


def test_labels_instead_of_codes(asked: Desk, cli: Cli) -> None:
    ended(asked, content="no", mark="dk", both="yes no")
    (row,) = table(cli("form", "export", "aftersales", "--labels").stdout)
    assert (row["content"], row["mark"], row["both"]) == ("不满意", "不清楚", "满意、不满意")


# -- who, and what is said ---------------------------------------------------------------------------------------------


def test_an_export_is_the_supervisors_and_audited(asked: Desk, cli: Cli) -> None:
    ended(asked, content="yes")
    assert cli("--as", "李娜", "form", "export", "aftersales").exit_code == 1
    assert cli("--as", "方慧", "form", "export", "aftersales").exit_code == 0
    event = AuditEvent.select().where(AuditEvent.action == "form.export").get()
    assert (event.person_name, json.loads(event.after)["interviews"]) == ("方慧", 1)


def test_what_cannot_be_done_is_one_line(asked: Desk, cli: Cli, tmp_path: Path) -> None:
    for arguments, code in (
        (("nothing",), 1),
        (("aftersales", "--format", "xlsx"), 2),
        (("aftersales", "-o", str(tmp_path / "no" / "where.csv")), 1),
        (("aftersales", "--from", "yesterday"), 2),
    ):
        result = cli("form", "export", *arguments)
        assert (result.exit_code, len(result.stderr.strip().splitlines())) == (code, 1), arguments


def test_a_form_without_interviews_has_its_headings(asked: Desk, cli: Cli) -> None:
    lines = cli("form", "export", "aftersales").stdout.splitlines()
    assert len(lines) == 1
    assert '"content"' in lines[0]
