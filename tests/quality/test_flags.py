"""Numbers that stand out: each rule on the facts that give rise to it, and what does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from click.testing import Result
from peewee import fn

from agentdesk.common import clock, i18n
from agentdesk.playbook.forms import store_form
from agentdesk.playbook.quality import Flag
from agentdesk.playbook.read import SHIPPED as SHIPPED_PLAYBOOKS
from agentdesk.playbook.read import load
from agentdesk.quality.facts import Asked, Call, Dial, Promised
from agentdesk.quality.flags import Flagged, found_in, numbers_text
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AgendaItem, Answer, Contact, Form, FormVersion, Task
from tests.dealership import Dealership
from tests.prepared import prepared
from tests.reports.quarter import GOOD_SERVICE
from tests.scoreboard.answers import held

pytestmark = pytest.mark.both_databases

DAY = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 1, 0)  # 09:00 at the dealer's
SHIPPED = {flag.code: flag for flag in load("car_dealership").quality.flags}


def call(
    number: int, *, asked: tuple[Asked, ...] = (), dials: tuple[Dial, ...] = (), completed: bool = False,
    minutes: float = 4, person: int = 1,
) -> Call:  # fmt: skip
    began = NINE + timedelta(minutes=10 * number)
    return Call(number, person, "李娜", DAY, began, began + timedelta(minutes=minutes), dials, asked, completed)


def answered(seconds: float, *codes: str) -> tuple[Asked, ...]:
    return (Asked(7, seconds, len(codes), tuple((f"q{place}", code) for place, code in enumerate(codes))),)


def found(code: str, *calls: Call, promised: tuple[Promised, ...] = ()) -> list[Flagged]:
    return found_in(calls, promised, [SHIPPED[code]])


def numbers(code: str, *calls: Call, promised: tuple[Promised, ...] = ()) -> list[dict[str, object]]:
    return [dict(row.numbers) for row in found(code, *calls, promised=promised)]


def test_eleven_questions_in_forty_seconds() -> None:
    codes = [str(place) for place in range(11)]
    assert numbers("quick_answers", call(1, asked=answered(40, *codes))) == [{"answers": 11, "seconds": 40}]
    assert numbers("quick_answers", call(1, asked=answered(54.9, *codes))) == [{"answers": 11, "seconds": 55}]
    assert numbers("quick_answers", call(1, asked=answered(55, *codes))) == []  # five seconds each are no fewer
    assert numbers("quick_answers", call(1, asked=answered(3, "a", "b", "c"))) == []  # too few to say anything
    assert found("quick_answers", call(1, asked=answered(40, *codes)))[0].as_json()["text"] == "11 题用时 40 秒"


def test_equal_answers_in_a_row_in_a_call() -> None:
    assert numbers("same_answers", call(1, asked=answered(200, *"aaaaaaaab"))) == [{"count": 8}]
    assert numbers("same_answers", call(1, asked=answered(200, *"aaaaaaabaaa"))) == []


def test_calls_in_a_row_with_the_same_answers() -> None:
    same = [call(number, asked=answered(200, "a", "b")) for number in range(1, 5)]
    other = call(5, asked=answered(200, "a", "c"))
    silent = call(9)  # without a questionnaire: it does not end the run
    rows = found("same_calls", *same[:2], silent, *same[2:], other)
    assert [(row.calls, row.numbers) for row in rows] == [((1, 2, 3, 4), {"count": 4})]
    assert found("same_calls", *same[:3], other) == []


def test_thirty_numbers_in_vain_within_five_minutes() -> None:
    dialled = [
        call(number, dials=(Dial(NINE + timedelta(seconds=10 * number), None, reached=False),))
        for number in range(1, 31)
    ]
    rows = found("unreached", *dialled)
    assert [(len(row.calls), row.numbers) for row in rows] == [(30, {"count": 30, "seconds": 290})]
    reached = call(40, dials=(Dial(NINE + timedelta(seconds=95), None, reached=True),))
    assert [len(row.calls) for row in found("unreached", *dialled[:18], reached)] == []  # nine before, nine after
    slow = [
        call(number, dials=(Dial(NINE + timedelta(minutes=number), None, reached=False),)) for number in range(1, 31)
    ]
    assert found("unreached", *slow) == []


def test_completed_without_a_dialled_number() -> None:
    dial = Dial(NINE, NINE, reached=True)
    rows = found("undialled", call(1, completed=True), call(2, completed=True, dials=(dial,)), call(3))
    assert [(row.calls, row.numbers) for row in rows] == [((1,), {})]


def test_a_long_time_after_the_call() -> None:
    ended = NINE + timedelta(minutes=12)
    dial = Dial(NINE, ended, reached=True)
    assert numbers("long_wrap_up", call(1, dials=(dial,), minutes=18)) == [{"minutes": 16}]
    assert numbers("long_wrap_up", call(1, dials=(dial,), minutes=17)) == []


def test_many_promises_for_the_same_minute() -> None:
    at = NINE + timedelta(hours=6)
    calls = [call(number) for number in range(1, 6)]
    promised = tuple(Promised(1, number, DAY, at + timedelta(seconds=number)) for number in range(1, 5))
    assert numbers("same_minute", *calls, promised=promised) == [{"count": 4, "at": "2026-11-20 15:00"}]
    of_one = tuple(Promised(1, 1, DAY, at) for _task in range(6))
    assert numbers("same_minute", *calls, promised=of_one) == []  # six tasks of one customer's are one promise
    apart = tuple(Promised(1, number, DAY, at + timedelta(minutes=number)) for number in range(1, 6))
    assert numbers("same_minute", *calls, promised=apart) == []


def test_each_persons_day_is_looked_at_by_itself() -> None:
    calls = [call(number, asked=answered(200, "a", "b"), person=number % 2) for number in range(1, 7)]
    assert found("same_calls", *calls) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_flag_says_numbers_and_accuses_nobody(language: str) -> None:
    i18n.use_language(language)
    values = {"answers": 11, "seconds": 40, "count": 30, "minutes": 16, "at": "2026-11-20 15:00"}
    for flag in SHIPPED.values():
        text = f"{flag.zh} {flag.en} {numbers_text(flag.rule, values)}".lower()
        for word in ("可疑", "作弊", "造假", "违规", "suspicious", "fraud", "cheat", "fake"):
            assert word not in text


def test_rules_come_in_the_playbooks_order() -> None:
    rules = [Flag(code="b", zh="乙", en="B", rule="completed_undialled"), SHIPPED["same_answers"]]
    row = call(1, asked=answered(200, *"aaaaaaaa"), completed=True)
    assert [each.code for each in found_in([row], [], rules)] == ["b", "same_answers"]


def test_stored_answers_given_in_forty_seconds_are_a_reason_for_the_sample(
    house: Dealership, last_week: list[Contact], cli: Callable[..., Result], at: Callable[[str], None]
) -> None:
    """From the rows that a desk stores to what the supervisor reads: the flag, and why the call is looked at."""
    with clock.travel(datetime(2026, 11, 1, 9)):
        store_form(SYSTEM, prepared(SHIPPED_PLAYBOOKS / "car_dealership" / "forms" / "aftersales.md"))
    version = FormVersion.get(FormVersion.form == Form.get(Form.name == "aftersales"))
    quick, slow = last_week[0], last_week[1]
    for contact, seconds in ((quick, 40), (slow, 300)):
        task = Task.get(Task.id == AgendaItem.get(AgendaItem.contact == contact).task_id)
        spoken = held(version, contact, task, {"opening": "yes", "recording": "yes", **GOOD_SERVICE}, "complete")
        last = Answer.select(fn.MAX(Answer.id)).where(Answer.interview == spoken)
        later = contact.started_at + timedelta(seconds=seconds)
        Answer.update(answered_at=later).where(Answer.id == last.scalar()).execute()
    at("2026-11-20T18:10")
    chief = ("--as", "方慧", "quality")
    flagged = json.loads(cli(*chief, "flags", "--from", "2026-11-09", "--json").stdout)
    assert [(row["code"], row["calls"], row["text"]) for row in flagged] == [
        ("quick_answers", [quick.id], "11 题用时 40 秒")
    ]
    listed = json.loads(cli(*chief, "list", "--json").stdout)
    reasons = {row["call"]: [reason["code"] for reason in row["reasons"]] for row in listed}
    assert "quick_answers" in reasons[quick.id]
    assert not any("quick_answers" in codes for call, codes in reasons.items() if call != quick.id)
