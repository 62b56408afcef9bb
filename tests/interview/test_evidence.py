"""The evidence of a call: who said what when, on which form, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.common import clock, i18n
from agentdesk.common.cells import cell_len
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.evidence import evidence, masked
from agentdesk.interview.evidence_text import page
from agentdesk.interview.takeover import take_over
from agentdesk.interview.views import Change
from agentdesk.playbook.forms import store_form
from agentdesk.store.audit import SYSTEM
from agentdesk.store.trail_names import action_name
from tests.interview.call_world import Desk
from tests.prepared import prepared


def served(desk: Desk) -> int:
    """A callback that was served, in which one answer was changed."""
    task = desk.callback("0550-3012345")
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task)
    with clock.travel(datetime(2026, 11, 20, 9, 50)):
        records.save_answers(desk.li, interview_id, [Change("recording", "yes", "no")])
        contacts.finish_item(desk.li, contact_id, task.id, "completed", "很满意")
    return contact_id


def test_everything_stored_is_shown(desk: Desk) -> None:
    found = evidence(desk.li, served(desk))
    assert (found["agent"], found["customer"]["name"]) == ("李娜", "王建国")
    assert (found["started_at"], found["ended_at"]) == ("2026-11-20T09:42:00", "2026-11-20T09:50:00")
    (attempt,) = found["attempts"]
    assert (attempt["number"], attempt["contacted"]) == ("0550-30***45", True)
    assert attempt["outcome"] == {"code": "completed", "name": "完成"}
    (entry,) = found["agenda"]
    assert (entry["kind"], entry["outcome"]["code"], entry["note"]) == ("CB-01", "completed", "很满意")
    (interview,) = found["interviews"]
    assert (interview["version"], interview["result"], interview["not_confirmed"]) == (1, "complete", [])
    purpose = next(row for row in interview["prompts"] if row["key"] == "purpose")
    assert "首保" in purpose["text"]
    assert (purpose["appearance"], purpose["confirmed_at"], purpose["by"]) == (
        "must-say", "2026-11-20T09:42:00", "李娜",
    )  # fmt: skip
    recorded = [row for row in interview["answers"] if row["key"] == "recording"]
    assert [(row["value"], row["replaced"], row["on_path"]) for row in recorded] == [
        ("yes", True, True), ("no", False, True),
    ]  # fmt: skip
    assert recorded[0]["label"] != "yes"
    assert all("${" not in row["text"] for row in [*interview["answers"], *interview["prompts"]])


def test_the_audit_trail_stands_below_and_the_name_can_be_masked(desk: Desk) -> None:
    found = evidence(desk.li, served(desk))
    actions = [row["action"] for row in found["audit"]]
    assert actions[0] == "contact.open"
    assert {"attempt.dial", "attempt.reached", "interview.start", "answer.give", "agenda.decide", "contact.end"} <= {
        *actions
    }
    assert [row["at"] for row in found["audit"]] == sorted(row["at"] for row in found["audit"])
    text = page(found)
    assert action_name("contact.end") in text
    assert action_name("answer.give") not in text  # each stands above with its time
    assert "王建国" in text
    assert "王建国" not in page(masked(found))
    assert "王**" in page(masked(found))


def test_when_a_call_began_and_ended_is_shown_as_the_form_asks(desk: Desk, tmp_path: Path) -> None:
    """They are facts of the interview: no answer is stored for them, and a resumed call keeps its beginning."""
    path = tmp_path / "aftersales.md"
    path.write_text(
        "| survey |\n| | type | name | label |\n| | start | began | |\n| | today | day | |\n| | end | over | |\n"
        "| | text | words | 您说? |\n",
        encoding="utf-8",
    )
    store_form(SYSTEM, prepared(path))
    task = desk.callback("0550-3012345")
    contact_id = desk.on_the_line(task)
    interview_id = records.start_interview(desk.li, contact_id, task.id)
    with clock.travel(datetime(2026, 11, 20, 9, 55)):
        run = records.load(interview_id)
        assert run.metadata()["began"] == "2026-11-20T09:42:00.000+08:00"
        records.save_answers(desk.li, interview_id, run.answer("words", "都好").changes)
        contacts.refuse(desk.li, contact_id)
    with clock.travel(datetime(2026, 12, 1, 8, 0)):
        (interview,) = evidence(desk.li, contact_id)["interviews"]
        assert interview["metadata"] == {
            "began": "2026-11-20T09:42:00.000+08:00",
            "day": "2026-11-20",
            "over": "2026-11-20T09:55:00.000+08:00",
        }
        assert [row["key"] for row in interview["answers"]] == ["words"]
        assert "  began: 2026-11-20T09:42:00.000+08:00" in page(evidence(desk.li, contact_id)).splitlines()


def test_the_command_prints_it(desk: Desk, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENTDESK_NOW", "2026-11-20T10:00")
    contact_id = served(desk)
    printed = cli("--as", "方慧", "call", "show", contact_id, "--json")
    assert printed.exit_code == 0, printed.output
    assert json.loads(printed.stdout)["interviews"][0]["result"] == "complete"
    text = cli("--as", "方慧", "call", "show", contact_id).stdout
    assert "0550-30***45" in text
    assert "3012345" not in text
    assert "后来改过" in text
    missing = cli("--as", "方慧", "call", "show", "999")
    assert (missing.exit_code, missing.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("name", ["zh", "en"])
def test_a_call_with_two_interviews_and_two_agents_reads_within_80_columns(desk: Desk, name: str) -> None:
    """Each prompt has its own time to the second and who said it; each questionnaire the reason it was asked for."""
    customer = desk.person("0550-3012345")
    task, reminder = desk.callback(customer=customer), desk.reminder(customer)
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=12)
    desk.li = desk.chief
    with clock.travel(datetime(2026, 11, 20, 9, 50)):
        take_over(desk.chief, contact_id)
        contacts.finish_item(desk.chief, contact_id, task.id, "completed", "客户的话很长，" * 20)
        reminded = records.start_interview(desk.chief, contact_id, reminder.id)
    for second, (key, here) in enumerate([("purpose", reminded), ("closing_thanks", reminded)], 1):
        with clock.travel(datetime(2026, 11, 20, 9, 51, second)):
            records.confirm(desk.chief, here, key)
    i18n.use_language(name)
    lines = page(evidence(desk.chief, contact_id)).splitlines()
    assert max(map(cell_len, lines)) <= 80
    heads = [line for line in lines if line.startswith(("CB-01", "RM-01"))]
    assert [head.split()[0] for head in heads] == ["CB-01", "RM-01"]
    assert any("李娜" in line and "方慧" in line for line in lines[:5])
    said = [line.split()[:3] for line in lines if line.startswith("  2026-11-20 09:51:")]
    assert said == [["2026-11-20", "09:51:01", "方慧"], ["2026-11-20", "09:51:02", "方慧"]]
    assert any(line.startswith("  2026-11-20 09:42:00  李娜") for line in lines)
    assert interview_id != reminded


def test_agents_see_their_own_calls_and_supervisors_all(desk: Desk) -> None:
    contact_id = served(desk)
    assert evidence(desk.chief, contact_id)["call"] == contact_id
    with pytest.raises(Forbidden):
        evidence(desk.sun, contact_id)
    with pytest.raises(UserError):
        evidence(desk.chief, 999)


def test_a_call_under_way_with_a_promise_and_typed_text(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=4)
    records.save_answer(desk.li, interview_id, "suggestions", "等太[久]了", draft=True)
    found = evidence(desk.li, contact_id)
    (interview,) = found["interviews"]
    assert (found["ended_at"], interview["result"]) == (None, "")
    assert [row["value"] for row in interview["answers"] if row["draft"]] == ["等太[久]了"]
    assert interview["not_confirmed"]
    contacts.promise(desk.li, contact_id, clock.at(date(2026, 11, 20), 15), note="开会")
    (promised,) = evidence(desk.li, contact_id)["promises"]
    assert (promised["promised_at"], promised["note"]) == ("2026-11-20T15:00:00", "开会")
