"""Calls that were made, some of them judged, and a day that went as days go; at the dealer with questionnaires."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from agentdesk.common import clock
from agentdesk.interview import contacts
from agentdesk.quality import check, feedback, judging
from agentdesk.store.tables import QueueRun
from tests.interview.call_world import Desk

HOSTILE = "[/]说得快[@click=app.quit]\x1b[2J，第二题没等客户说完就念了第三题，客户又问了一遍"
TODAY = date(2026, 11, 20)


def build_calls(office: Desk) -> list[int]:
    """Five calls of last week with all their answers; the ids."""
    made = []
    for day, name in ((9, "王建国"), (10, "周敏"), (11, "欧阳明月"), (12, "𠮷川一郎"), (13, "何丽")):
        with clock.travel(datetime(2026, 11, day, 10, 5)):
            task = office.callback(customer=office.person("0550-3012345", "13812345678", name=name))
            call = office.on_the_line(task)
            office.interview(call, task)
            contacts.finish_item(office.li, call, task.id, "completed")
            made.append(call)
    return made


def judge(office: Desk, call: int, **points: int) -> int:
    """The call judged with all points but those given, each with words; the judgement."""
    draft = judging.begin(office.chief, call)
    for line in draft.lines:
        if line.code in ("landline", "let_go"):
            judging.leave_out(office.chief, draft.id, line.code)
            continue
        judging.give(office.chief, draft.id, line.code, points.get(line.code, line.points))
        if line.code in points:
            judging.comment(office.chief, draft.id, line.code, HOSTILE)
    return judging.submit(office.chief, draft.id, "总体不错").id


def build_judgements(office: Desk) -> None:
    """One that nobody has read, one objected to, one answered, one with a critical error that is taken note of."""
    calls = build_calls(office)
    with clock.travel(datetime(2026, 11, 19, 16, 30)):
        judge(office, calls[1], pace=1, patience=1)
        objected, answered, noted = judge(office, calls[2], pace=0), judge(office, calls[3], voice=1), 0
        noted = judge(office, calls[4], true_record=0)
        feedback.object_to(office.li, objected, "客户当时在开车，我才加快了语速")
        feedback.object_to(office.li, answered, "信号不好")
        feedback.answer(office.chief, answered, "已重听，维持原分")
        feedback.acknowledge(office.li, noted)


def build_day(office: Desk) -> None:
    """Days since Monday of which Tuesday is signed with entries; today one call was made of two."""
    for back in range(4, -1, -1):
        day = TODAY - timedelta(days=back)
        QueueRun.create(work_date=day, started_at=datetime.combine(day, datetime.min.time()))
    build_calls(office)
    first, _second = office.callback(), office.callback(customer=office.person("0550-3012346", name="赵磊"))
    call = office.on_the_line(first)
    office.interview(call, first)
    contacts.finish_item(office.li, call, first.id, "completed")
    tuesday = date(2026, 11, 17)
    with clock.travel(datetime(2026, 11, 17, 17, 45)):
        check.add_entry(office.chief, tuesday, HOSTILE, about_id=office.people["李娜"].id)
        check.sign(office.chief, tuesday, "人手少，完成七成")
    with clock.travel(datetime(2026, 11, 18, 9, 0)):
        check.add_entry(
            office.chief, tuesday, "周末排班不足", owner_id=office.people["吴敏"].id, due_on=date(2026, 12, 1)
        )
