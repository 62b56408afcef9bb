from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import UsageError
from agentdesk.complaints.listing import counts, list_complaints, show
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.workflow import recalled, record
from agentdesk.store.database import open_database
from agentdesk.store.tables import Complaint, Person, RepairOrder, Vehicle
from tests.dealership import GIVEN, Dealership

Cli = Callable[..., Result]


def raised(house: Dealership, words: str = "没人理我", severity: str = "ordinary", name: str = "王建国") -> Complaint:
    order = house.order(date(2026, 11, 18), customer=house.customer(name))
    draft = draft_for(house.actor("李娜"), customer_id=order.customer_id)
    return raise_complaint(
        house.actor("李娜"),
        replace(
            draft, words=words, severity=severity, vehicle_id=order.vehicle_id, repair_order_id=order.id,
            about_id=house.people["陈涛"].id, responsible_id=house.people["吴敏"].id, question_text="接车",
            answer_text="没有人接待",
        ),
    )  # fmt: skip


def three(house: Dealership) -> None:
    """T-0001 raised on Thursday and in hand, T-0002 major and new, T-0003 closed."""
    with clock.travel(datetime(2026, 11, 19, 16)):
        first = raised(house)
        for kind, note in (("acknowledged", ""), ("assessed", ""), ("proposed", "x")):
            record(house.actor("吴敏"), first.id, kind, note)
    with clock.travel(datetime(2026, 11, 20, 9)):
        raised(house, severity="major", name="赵磊")
    with clock.travel(datetime(2026, 11, 20, 9, 30)):
        third = raised(house, name="周敏")
        steps = (("acknowledged", ""), ("assessed", ""), ("proposed", "x"), ("handled", "x"), ("answered", "x"))
        for kind, note in steps:
            record(house.actor("吴敏"), third.id, kind, note, GIVEN.get(kind))
        recalled(house.actor("李娜"), third.id, satisfied=True)


def test_open_complaints_come_by_what_runs_out_next(house: Dealership) -> None:
    three(house)
    with clock.travel(datetime(2026, 11, 20, 11)):
        rows = list_complaints()
        assert [(row.no, row.state, row.next_clock) for row in rows] == [
            ("T-0002", "new", "acknowledge"),
            ("T-0001", "in_progress", "solve"),
        ]
        assert [row.breached for row in rows] == [True, False]  # accepted within one hour: until 10:00
        assert [clock.local(row.next_breach) for row in rows if row.next_breach] == [
            datetime(2026, 11, 20, 10),
            datetime(2026, 11, 22, 16),
        ]
        # Thursday 16:00 to 17:30, Friday 08:00 to 11:00; and Friday from 09:00
        assert [row.age_business_minutes for row in rows] == [120, 90 + 180]
        assert counts()["breached"] == 1
        assert counts()["open"] == 2


def test_a_closed_complaint_no_longer_ages(house: Dealership) -> None:
    three(house)
    with clock.travel(datetime(2026, 12, 1, 9)):
        (row,) = list_complaints("closed")
        assert (row.no, row.age_business_minutes, row.next_breach) == ("T-0003", 0, None)
        assert len(list_complaints("all")) == 3


def test_lists_can_be_narrowed_and_unknown_states_are_refused(house: Dealership) -> None:
    three(house)
    assert [row.no for row in list_complaints("all", severity="major")] == ["T-0002"]
    assert list_complaints(responsible_id=house.people["孙立"].id) == []
    assert [row.no for row in list_complaints(limit=1)] == ["T-0002"]
    with pytest.raises(UsageError, match="sleeping"):
        list_complaints("sleeping")


def test_customers_are_masked_in_lists(house: Dealership, cli: Cli) -> None:
    three(house)
    assert [row.customer for row in list_complaints()] == ["赵*", "王**"]
    for arguments in (("list",), ("list", "--json"), ("show", "T-0001"), ("show", "T-0001", "--json")):
        result = cli("complaint", *arguments)
        assert result.exit_code == 0
        assert "王建国" not in result.output


def test_the_command_line_lists_as_json(house: Dealership, cli: Cli) -> None:
    three(house)
    result = cli("complaint", "list", "--json")
    rows = json.loads(result.stdout)
    assert [row["no"] for row in rows] == ["T-0002", "T-0001"]
    assert set(rows[0]) >= {
        "no", "state", "severity", "next_breach", "responsible", "age_business_minutes", "reopened", "customer",
    }  # fmt: skip
    assert rows[0]["next_breach"] == "2026-11-20T10:00"
    only = json.loads(cli("complaint", "list", "--state", "closed", "--json").stdout)
    assert [(row["no"], row["next_breach"]) for row in only] == [("T-0003", None)]


def test_the_command_line_lists_as_a_table(house: Dealership, cli: Cli) -> None:
    three(house)
    lines = cli("complaint", "list").stdout.splitlines()
    assert [word in lines[0] for word in ("状态", "程度", "责任人")] == [True] * 3
    assert len({cell_len(line.rstrip()) for line in lines[:2]}) == 1  # the rule is as wide as the titles, in cells
    assert "T-0002" in lines[2]
    assert "重大" in lines[2]
    assert "待受理" in lines[2]
    assert cli("complaint", "list", "--state", "special").stdout.strip() == "没有抱怨。"


def test_the_table_fits_a_narrow_terminal_with_its_deadlines_whole(
    house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(house)
    record(house.actor("吴敏"), Complaint.get(Complaint.no == "T-0001").id, "paused", "", {"reason": "parts"})
    Person.update(name="欧阳·艾克拜尔·穆罕默德").where(Person.name == "吴敏").execute()
    whole = cli("complaint", "list").stdout
    assert "（暂停：等待配件）" in whole
    for language, word in (("zh", "受理 今天 10:00"), ("en", "accept by today 10:00")):
        monkeypatch.setenv("AGENTDESK_LANG", language)
        monkeypatch.setenv("COLUMNS", "80")
        lines = cli("complaint", "list").stdout.splitlines()
        assert max(map(cell_len, lines)) <= 80 < max(map(cell_len, whole.splitlines()))
        assert word in lines[2]


def test_the_command_line_shows_one_with_its_history(house: Dealership, cli: Cli) -> None:
    three(house)
    text = cli("complaint", "show", "t-0003").stdout
    for part in (
        "T-0003",
        "已关闭",
        "没人理我",
        "没有人接待",
        "程序差距",
        "复访：满意",
        "陈涛 服务顾问",
        "首保 2026-11-18",
    ):
        assert part in text
    found = json.loads(cli("complaint", "show", "T-0003", "--json").stdout)
    assert [line["kind"] for line in found["history"]][-2:] == ["recalled", "closed"]
    assert found["cause_gap"] == "procedure"
    assert found["handled_on"] == "2026-11-20"


def test_customer_text_never_reaches_the_terminal_raw(house: Dealership, cli: Cli) -> None:
    raised(house, words="很差\x1b[2J[/red]")
    text = cli("complaint", "show", "T-0001").stdout
    assert "\x1b" not in text
    assert "␛[2J[/red]" in text


def test_nor_does_what_another_system_calls_people_and_cars(house: Dealership, cli: Cli) -> None:
    raised(house)
    for name, column in (("陈涛", Person.name), (None, Vehicle.model), (None, RepairOrder.service_name)):
        table = column.model
        table.update({column: "坏\x9b31m\u202e"}).where(column == name if name else column != "").execute()
    Person.update(name="李\x9b31m\u202e").where(Person.name == "李娜").execute()  # who raised it
    for arguments in (("show",), ("show", "--page"), ("show", "--page", "--format", "html"), ("ladder",)):
        text = cli("complaint", *arguments, "T-0001").stdout
        assert text
        assert not {"\x9b", "\u202e"} & set(text), arguments


@pytest.mark.parametrize("arguments", [("show", "T-9999"), ("list", "--state", "asleep")], ids=" ".join)
def test_what_does_not_exist_is_one_line_and_exit_2(house: Dealership, cli: Cli, arguments: tuple[str, ...]) -> None:
    result = cli("complaint", *arguments)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1


def test_english_is_complete(house: Dealership, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    three(house)
    monkeypatch.setenv("AGENTDESK_LANG", "en")
    text = cli("complaint", "list").stdout
    assert "Major" in text
    assert "to be accepted" in text
    open_database()
    assert show("T-0002").row.state == "new"
