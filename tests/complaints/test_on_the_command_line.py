"""A complaint from the front desk to its closing on the command line (CP-03, CP-12)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import Result

from agentdesk.complaints import workflow
from agentdesk.complaints.steps import ACTIONS
from agentdesk.store.tables import Complaint, ComplaintEvent
from tests.cli.said import Cli, refused
from tests.dealership import Dealership

WORDS = "等了三个小时"


def said(result: Result) -> str:
    """What a command that did its work printed."""
    assert result.exit_code == 0, result.output
    return result.stdout


def raised(cli: Cli, *more: str, words: str = WORDS) -> dict[str, object]:
    """What `complaint raise` gives as JSON for the customer of the house."""
    found: dict[str, object] = json.loads(
        said(cli("--as", "陈涛", "complaint", "raise", "--customer", "王建国", "--words", words, *more, "--json"))
    )
    return found


def test_the_front_desk_raises_one_with_its_order(house: Dealership, cli: Cli) -> None:
    order = house.order(date(2026, 11, 19))
    found = raised(cli, "--order", order.source_key, "--subject", "人员", "--callback", "yes", "--remedy", "道歉")
    assert found == {
        "no": "T-0001",
        "customer": "王建国",
        "severity": "ordinary",
        "confirmed": False,
        "proposed": None,
        "reasons": [],
        "responsible": "吴敏",
        "deadlines": {
            "acknowledge": "2026-11-20T11:42", "plan": "2026-11-21T09:42", "solve": "2026-11-23T09:42",
        },
    }  # fmt: skip
    stored = Complaint.get()
    assert (stored.origin, stored.subject, stored.remedy_sought) == ("store", "staff", "道歉")
    assert stored.wants_callback is True
    assert (stored.repair_order_id, stored.vehicle_id) == (order.id, order.vehicle_id)
    assert (stored.about.name, stored.raised_by.name) == ("陈涛", "陈涛")


def test_the_proposal_is_taken_and_said_unless_a_severity_is_given(house: Dealership, cli: Cli) -> None:
    house.order(date(2026, 11, 19))
    text = said(
        cli("--as", "方慧", "complaint", "raise", "--customer", "王建国", "--words", "刹车失灵", "--origin", "400热线")
    )
    assert "T-0001 王建国：重大" in text
    assert "刹车失灵：建议 重大，待确认" in text
    assert "受理 2026-11-20 10:42" in text
    kept = raised(cli, "--severity", "升级", words="刹车失灵")
    assert (kept["severity"], kept["proposed"], kept["confirmed"]) == ("escalated", "major", True)
    assert Complaint.get().origin == "line_400"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (("--subject", "天气"), "天气"),
        (("--origin", "梦里"), "callback"),
        (("--severity", "awful"), "ordinary 一般"),
        (("--order", "R404"), "R404"),
        (("--vehicle", "皖A00000"), "皖A00000"),
        (("--about", "谁"), "谁"),
        (("--words", " "), "原话"),
        (("--customer", "张三"), "张三"),
    ],
    ids=str,
)
def test_what_is_wrong_is_one_line_and_nothing_is_stored(
    house: Dealership, cli: Cli, more: tuple[str, str], line: str
) -> None:
    house.order(date(2026, 11, 19))
    given = {"--customer": "王建国", "--words": WORDS} | {more[0]: more[1]}
    options = [part for pair in given.items() for part in pair]
    result = cli("--as", "陈涛", "complaint", "raise", *options)
    assert line in refused(result, result.exit_code)
    assert result.exit_code in (1, 2)
    assert not Complaint.select().exists()


def test_the_steps_are_recorded_by_the_table_of_steps(house: Dealership, cli: Cli) -> None:
    house.order(date(2026, 11, 19))
    raised(cli)

    def step(*arguments: str) -> str:
        return said(cli("--as", "方慧", "complaint", "step", "T-0001", *arguments))

    assert "已受理" in step("acknowledged", "--reply", "investigate", "--promised-at", "2026-11-20T14:00")
    step("assessed", "--severity", "escalated", "--remedy", "赔礼道歉")
    step("assigned", "--responsible", "吴敏")
    step("accepted")
    assert "特事" in step("special_requested", "--note", "客户关怀", "--goodwill", "500.50")
    last = ComplaintEvent.select().order_by(ComplaintEvent.id.desc()).get()
    assert (last.kind, json.loads(last.data)["goodwill_cents"]) == ("special_requested", 50050)
    first = json.loads(ComplaintEvent.get(ComplaintEvent.kind == "acknowledged").data)
    assert first["promised_at"] == "2026-11-20T06:00:00"
    assert workflow.history(Complaint.get().id)[2].data["remedy_sought"] == "赔礼道歉"
    shown = json.loads(step("noted", "--note", "客户来过电话", "--json"))
    assert (shown["no"], shown["state"], shown["severity"]) == ("T-0001", "special", "escalated")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("handled", "--note", "修好了"), "待受理"),
        (("acknowledged", "--goodwill", "5"), "--reply, --promised-at"),
        (("dance",), "acknowledged"),
        (("raised",), "acknowledged"),
        (("special_requested", "--note", "x", "--goodwill", "一百"), "一百"),
        (("acknowledged", "--promised-at", "明天"), "明天"),
        (("acknowledged", "--reply", "perhaps"), "at_once"),
    ],
    ids=str,
)
def test_a_step_that_is_wrong_is_refused_in_one_line(
    house: Dealership, cli: Cli, arguments: tuple[str, ...], line: str
) -> None:
    house.order(date(2026, 11, 19))
    raised(cli)
    result = cli("--as", "方慧", "complaint", "step", "t-0001", *arguments)
    assert line in refused(result, result.exit_code)
    assert ComplaintEvent.select().count() == 1


def test_a_duplicate_is_merged(house: Dealership, cli: Cli) -> None:
    house.order(date(2026, 11, 19))
    raised(cli)
    raised(cli, words="又说了一遍")
    said(cli("--as", "方慧", "complaint", "merge", "T-0002", "T-0001", "--note", "同一件事"))
    assert [row.state for row in Complaint.select().order_by(Complaint.id)] == ["new", "closed"]


def test_every_step_that_can_be_asked_for_is_named_in_the_help(house: Dealership, cli: Cli) -> None:
    text = "".join(said(cli("complaint", "step", "--help")).split())
    assert all(kind in text for kind, action in ACTIONS.items() if not action.internal)


def test_a_word_given_outside_the_queue_brings_the_newest_wish(house: Dealership, cli: Cli) -> None:
    house.order(date(2026, 11, 19))
    no = str(raised(cli, "--callback", "no")["no"])
    steps = (("acknowledged",), ("assessed",), ("proposed",), ("handled", "--cause", "procedure"))
    for kind, *more in (*steps, ("answered", "--accepted", "yes")):
        said(cli("--as", "方慧", "complaint", "step", no, kind, "--note", "x", *more))
    said(
        cli(
            "--as", "方慧", "complaint", "step", no, "recalled", "--satisfied", "no", "--callback", "yes", "--note", "x"
        )
    )
    assert json.loads(said(cli("--as", "方慧", "complaint", "show", no, "--json")))["wants_callback"] is True
    lines = said(cli("--as", "方慧", "complaint", "show", no)).splitlines()
    assert [line.split()[1] for line in lines if line.startswith("愿意回电")] == ["是"]
    assert sum("愿意回电：" in line for line in lines) == 2
