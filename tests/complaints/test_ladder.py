"""The ladder: what the preview says is what happens, in working hours, once, to whoever is there."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.complaints import ladder
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rungs import Rung
from agentdesk.complaints.workflow import recalled, record
from agentdesk.playbook.publish import publish
from agentdesk.queue.presence import enter_absence
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AuditEvent, Complaint, ComplaintEvent, Escalation, Notice, Person
from agentdesk.store.verify import verify
from tests.complaints.test_by_the_playbook import no_form
from tests.conftest import ROOT
from tests.dealership import GIVEN, Dealership

EVE = datetime(2026, 9, 30, 16, 40)  # a Wednesday; the house opens again on Thursday 8 October

# Worked out by hand. Hours 08:00-12:00 and 13:30-17:30, Monday to Friday, and Saturday 10 October is a make-up day. Of
# the first day 50 minutes count: accepted by 8 Oct 09:10, a plan by 8 Oct 16:40, solved by 10 Oct 16:40.
BY_HAND = [
    ("10-08 08:10", "acknowledge", "-50% notify responsible", "notify", "吴敏"),
    ("10-08 09:10", "acknowledge", "0 notify manager", "notify", "方慧"),
    ("10-08 14:40", "acknowledge", "+4h reassign manager", "reassign", "方慧"),
    ("10-08 14:40", "plan", "-25% notify responsible", "notify", "方慧"),  # who is responsible from then on
    ("10-08 16:40", "plan", "0 notify manager", "notify", "高远"),
    ("10-09 11:10", "solve", "-50% notify responsible", "notify", "方慧"),
    ("10-10 09:10", "solve", "-25% notify responsible", "notify", "高远"),  # 方慧 is away on that day
    ("10-10 16:40", "solve", "0 notify manager", "notify", "高远"),
    ("10-12 16:40", "solve", "+8h notify general_manager", "notify", "高远"),
]


@pytest.fixture
def people(house: Dealership) -> Dealership:
    """吴敏 reports to 方慧, and she to 高远."""
    manager, boss = house.people["方慧"], house.people["高远"]
    Person.update(manager=manager).where(Person.name == "吴敏").execute()
    Person.update(manager=boss).where(Person.name == "方慧").execute()
    return house


def raised(house: Dealership, severity: str = "ordinary", about: str | None = None) -> Complaint:
    who = house.actor("李娜")
    draft = draft_for(who, customer_id=house.customer().id, words="没人理我")
    about_id = house.people[about].id if about else None
    answers = house.people["吴敏"].id
    return raise_complaint(who, replace(draft, severity=severity, about_id=about_id, responsible_id=answers))


def told(rungs: list[Rung]) -> list[tuple[str, str, str, str, str]]:
    return [
        (f"{clock.local(rung.at):%m-%d %H:%M}", rung.clock, rung.step, rung.action, rung.to.name if rung.to else "")
        for rung in rungs
    ]


def taken() -> list[tuple[str, str, str, str, str]]:
    return [
        (f"{clock.local(row.taken_at):%m-%d %H:%M}", row.clock, row.step, row.action, row.to_person.name)
        for row in Escalation.select().order_by(Escalation.id)
    ]


def moments(first: datetime, last: datetime, minutes: int) -> Iterator[datetime]:
    while first <= last:
        if 7 <= first.hour <= 18 or first.hour % 6 == 0:
            yield first
        first += timedelta(minutes=minutes)


def test_the_preview_is_what_happens_over_a_holiday_a_make_up_day_and_a_weekend(people: Dealership) -> None:
    close_at_weekends(people)
    away = people.people["方慧"].id
    with clock.travel(EVE):
        complaint = raised(people)
        enter_absence(SYSTEM, away, date(2026, 10, 10), date(2026, 10, 10))
        promised = told(ladder.preview(complaint.id))
    assert promised == BY_HAND
    count = 0
    for at in moments(EVE, datetime(2026, 10, 13, 9), 30):  # nights, holidays and the weekend too
        with clock.travel(at):
            took = ladder.take_due() if at.minute == 10 else ladder.tick()  # the script's turn, and a desk's
            assert not took or ladder.take_due() == 0
            count += took
    assert taken() == promised
    assert count == len(promised)
    with clock.travel(datetime(2026, 10, 13, 9)):
        rungs = ladder.preview(complaint.id)
    assert told(rungs) == promised
    assert all(rung.taken for rung in rungs)
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.responsible_id, stored.state) == (people.people["方慧"].id, "new")
    notices = [(row.to_person.name, row.complaint_id) for row in Notice.select().order_by(Notice.id)]
    assert notices == [(name, complaint.id) for *_rest, name in promised]
    actions = [
        row.action for row in AuditEvent.select() if row.action.startswith("complaint.") and row.role == "system"
    ]
    assert actions.count("complaint.escalate") == len(promised)
    assert actions.count("complaint.assigned") == 1
    assert verify().first_broken is None


def close_at_weekends(house: Dealership) -> None:
    """Publish the playbook of a house that is open from Monday to Friday."""
    path = house.folder / "playbook" / "playbook.toml"
    text = re.sub(r"(?m)^(sat|sun) = .*\n", "", path.read_text(encoding="utf-8"))
    path.write_text(re.sub(r"(?m)^open = .*", 'open = ["mon", "tue", "wed", "thu", "fri"]', text), encoding="utf-8")
    publish(SYSTEM, path.parent, no_form, effective_from=EVE.date())


def test_a_line_says_when_and_to_whom(people: Dealership) -> None:
    rungs = ladder.preview(raised(people).id)
    assert [rung.words for rung in rungs][:3] == [
        "今天 10:42 → 服务经理 吴敏", "今天 11:42 → 客户关爱经理 方慧", "今天 17:12 → 客户关爱经理 方慧 接手",
    ]  # fmt: skip


def test_what_was_done_takes_its_rungs_away(people: Dealership) -> None:
    complaint, who = raised(people), people.actor("吴敏")
    record(who, complaint.id, "acknowledged")
    assert {rung.clock for rung in ladder.preview(complaint.id)} == {"plan", "solve"}
    record(who, complaint.id, "assessed")
    record(who, complaint.id, "proposed", "下次预约优先")
    assert {rung.clock for rung in ladder.preview(complaint.id)} == {"solve"}
    record(who, complaint.id, "handled", "已道歉", {"cause_gap": "procedure"})
    # The rest of the day and the whole next one are the re-call's: 14 h 18 min, a quarter of it before 17:30.
    assert told(ladder.preview(complaint.id)) == [
        ("11-21 13:55", "recall", "-25% notify care_manager", "notify", "方慧"),
        ("11-23 08:00", "recall", "+8h notify general_manager", "notify", "高远"),
    ]
    with clock.travel(datetime(2026, 11, 21, 13, 50)):
        record(who, complaint.id, "answered", "客户接受", {"accepted": True})
        recalled(people.actor("李娜"), complaint.id, satisfied=True)
        assert ladder.preview(complaint.id) == []
    with clock.travel(datetime(2026, 11, 27, 10)):
        assert ladder.take_due() + ladder.tick() == 0


def test_a_reopened_complaint_has_the_rungs_of_its_new_deadlines(people: Dealership) -> None:
    complaint = raised(people)
    with clock.travel(datetime(2026, 11, 23, 9)):
        before = ladder.take_due()
        for kind, note in (("acknowledged", ""), ("assessed", ""), ("proposed", "x"), ("handled", "x")):
            record(people.actor("方慧"), complaint.id, kind, note)
        recalled(people.actor("李娜"), complaint.id, satisfied=False, note="没有解决")
        assert ladder.take_due() == 0
        ahead = [rung for rung in ladder.preview(complaint.id) if not rung.taken]
        assert {rung.clock for rung in ahead} == {"plan", "solve"}
    with clock.travel(datetime(2026, 12, 15, 9)):
        assert ladder.take_due() == len(ahead)
    assert Escalation.select().count() == before + len(ahead)


@pytest.mark.parametrize(
    ("closed", "opens"), [("20T12:00", "20T13:30"), ("20T13:29", "20T13:30"), ("20T17:30", "21T08:00")]
)
def test_nobody_is_told_outside_working_hours(people: Dealership, closed: str, opens: str) -> None:
    complaint = raised(people, "major")  # to be accepted by 10:42
    with clock.travel(datetime.fromisoformat(f"2026-11-{closed}")):
        assert ladder.take_due() + ladder.tick() == 0
        first = ladder.preview(complaint.id)[0]
        assert clock.local(first.at) == datetime.fromisoformat(f"2026-11-{opens}")
    with clock.travel(datetime.fromisoformat(f"2026-11-{opens}")):
        assert ladder.tick() >= 3


def test_a_severity_has_its_own_steps(people: Dealership) -> None:
    steps = [rung.step for rung in ladder.preview(raised(people, "major").id) if rung.clock == "acknowledge"]
    assert steps == ["-50% notify responsible", "0 notify manager", "+1h reassign general_manager"]


def test_the_person_it_is_about_never_hears_of_it_from_the_ladder(people: Dealership) -> None:
    complaint = raised(people, about="高远")
    with clock.travel(datetime(2026, 12, 20, 9)):
        assert ladder.take_due() > 8
    assert "高远" not in {row.to_person.name for row in Escalation.select()}
    assert complaint.about_id == people.people["高远"].id


def test_whoever_has_left_owns_nothing(people: Dealership) -> None:
    complaint = raised(people)
    Person.update(active=False).where(Person.name.in_(["吴敏", "方慧"])).execute()
    assert ladder.preview(complaint.id)[0].words == "今天 09:42 → 总经理 高远 接手"
    assert ladder.take_due() == 1
    assert Complaint.get_by_id(complaint.id).responsible_id == people.people["高远"].id
    event = ComplaintEvent.select().order_by(ComplaintEvent.id.desc()).get()
    assert (event.kind, event.person_id) == ("assigned", None)
    assert ladder.take_due() == 0


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ([], "吴敏"),
        (["吴敏"], "方慧"),  # the manager
        (["吴敏", "方慧"], "周进"),  # the next of the same position
        (["吴敏", "方慧", "周进"], "高远"),
        (["吴敏", "方慧", "周进", "高远"], "孙立"),
        (["吴敏", "方慧", "周进", "高远", "孙立", "陈涛", "何平", "李娜", "孙悦"], "吴敏"),  # it waits for the owner
    ],
)
def test_who_stands_in(people: Dealership, away: list[str], expected: str) -> None:
    people.people["周进"] = Person.create(code="M009", name="周进", position="service_manager", role="handler")
    complaint = raised(people)
    for name in away:
        enter_absence(SYSTEM, people.people[name].id, date(2026, 11, 20), date(2026, 11, 20))
    first = ladder.preview(complaint.id)[0]
    assert first.to is not None
    assert first.to.name == expected


def test_two_processes_at_once_take_each_rung_once(people: Dealership, url: str) -> None:
    for _number in range(6):
        raised(people)
    code = (
        "from agentdesk.store.database import open_database\nfrom agentdesk.complaints import ladder\n"
        f"open_database({url!r})\ninput()\nprint(ladder.take_due())\n"
    )
    env = {"PATH": "", "AGENTDESK_NOW": "2026-12-15T10:00", "PYTHONPATH": str(ROOT)}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=Path(ROOT),
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    counts = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(counts) == Escalation.select().count() == Notice.select().count() > 40
    assert verify().first_broken is None


def test_a_pause_moves_the_rungs_to_come_and_takes_none_anew(people: Dealership) -> None:
    complaint, who = raised(people), people.actor("吴敏")
    record(who, complaint.id, "acknowledged")  # a plan by the 21st 09:42, a quarter of 8 hours before: 20th 17:12
    with clock.travel(datetime(2026, 11, 20, 14)):
        record(who, complaint.id, "paused", "客户出差", {"reason": "customer"})
    for waits in (datetime(2026, 11, 20, 17, 20), datetime(2026, 11, 21, 9, 59)):
        with clock.travel(waits):
            assert ladder.take_due() + ladder.tick() == 0
    with clock.travel(datetime(2026, 11, 21, 10)):  # 5 h 30 min later
        record(who, complaint.id, "resumed")
        assert [(when, step) for when, _clock, step, *_rest in told(ladder.preview(complaint.id))][:3] == [
            ("11-21 14:42", "-25% notify responsible"), ("11-21 16:42", "0 notify manager"),
            ("11-22 11:12", "-50% notify responsible"),
        ]  # fmt: skip
    with clock.travel(datetime(2026, 11, 21, 14, 42)):
        assert ladder.take_due() == 1
    with clock.travel(datetime(2026, 11, 21, 15)):
        record(who, complaint.id, "paused", "客户出差", {"reason": "customer"})
    with clock.travel(datetime(2026, 11, 22, 9)):  # 3 h 30 min later
        record(who, complaint.id, "resumed")
        assert ladder.take_due() == 0
        ahead = [rung for rung in ladder.preview(complaint.id) if not rung.taken]
        assert told([rung for rung in ahead if rung.clock == "plan"]) == [
            ("11-22 10:42", "plan", "0 notify manager", "notify", "方慧")
        ]


def test_a_desk_s_minute_costs_one_query_where_nothing_is_due(
    people: Dealership, caplog: pytest.LogCaptureFixture
) -> None:
    for _number in range(3):
        raised(people)
    ladder.tick()
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        assert ladder.tick() == 0
    assert [str(record.args or record.msg).count("SELECT") for record in caplog.records] == [1]


def test_the_command_line_says_it_too(people: Dealership, cli: Callable[..., Result]) -> None:
    complaint = raised(people, "major")
    with clock.travel(datetime(2026, 11, 20, 10, 12)):  # half of the hour to accept it
        assert cli("complaint", "clock").stdout.startswith("执行升级步骤 1 个")
        shown = cli("--as", "吴敏", "complaint", "ladder", complaint.no)
        assert shown.stdout.splitlines()[:3] == [
            "今天 10:12 → 服务经理 吴敏  已执行", "今天 10:42 → 客户关爱经理 方慧", "今天 11:42 → 总经理 高远 接手",
        ]  # fmt: skip
        found = json.loads(cli("--as", "吴敏", "complaint", "ladder", complaint.no, "--json").stdout)
    assert found[0] == {
        "at": "2026-11-20T10:12", "clock": "acknowledge", "step": "-50% notify responsible", "action": "notify",
        "to": "吴敏", "taken": True,
    }  # fmt: skip


def test_of_a_closed_one_it_is_said_that_it_is_closed(people: Dealership, cli: Callable[..., Result]) -> None:
    complaint = raised(people)
    for kind, note in (("acknowledged", ""), ("assessed", ""), ("proposed", "x"), ("handled", "x"), ("answered", "x")):
        record(people.actor("方慧"), complaint.id, kind, note, GIVEN.get(kind))
    shown = cli("--as", "吴敏", "complaint", "ladder", complaint.no).stdout
    assert "关闭" not in shown
    recalled(people.actor("李娜"), complaint.id, satisfied=True)
    assert cli("--as", "吴敏", "complaint", "ladder", complaint.no).stdout == f"{complaint.no} 已关闭，不会再升级。\n"
    assert json.loads(cli("--as", "吴敏", "complaint", "ladder", complaint.no, "--json").stdout) == []
