"""A dealer at whom every free text is hostile: built by the usual doors, then overwritten as an attacker would.

`build(folder)` makes a dealer with something of everything: calls, complaints of every state, judged calls, actions,
notices, reports, drafts, imports. `spoil()` writes a text of the corpus into each text column of each row, found by the
models themselves; `EXEMPT` names the columns that are no free text, each with its reason. Whether the doors take such
texts unchanged is asked by test_hostile_doors.py; here they stand where an old release or a hand at the file left them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from peewee import TextField

from agentdesk.common import clock, i18n
from agentdesk.complaints import investigations, raising, step_drafts
from agentdesk.complaints.step_drafts import Place, Typed
from agentdesk.interview import contacts
from agentdesk.quality import check
from agentdesk.queue import consents, nudging, pausing, presence, register, registering, skips, wishes
from agentdesk.reports import texts
from agentdesk.reports.periods import parse
from agentdesk.scoreboard import entering
from agentdesk.store import memory, sessions
from agentdesk.store.audit import SYSTEM, Actor, actor_of, change
from agentdesk.store.database import close_database, open_database
from agentdesk.store.desks import new_desk
from agentdesk.store.keys import add_key, revoke_key
from agentdesk.store.settings import put
from agentdesk.store.tables import (
    ALL,
    Answer,
    CallRequest,
    Complaint,
    Contact,
    Customer,
    Erasure,
    Finding,
    FormVersion,
    Message,
    Notice,
    Person,
    Phone,
    PlaybookVersion,
    Sending,
    StoreVisit,
    Task,
    Vehicle,
    WorkDay,
    database,
)
from tests.hostile import LONG, stream
from tests.interview.call_world import Desk, found_dealer
from tests.tui.desk_world import NOW, build_world
from tests.tui.screens.actions_world import build_actions, build_patterns
from tests.tui.screens.board_world import build_board
from tests.tui.screens.quality_world import build_judgements

MOMENT = datetime.fromisoformat(NOW)
OCTOBER = parse("month", "2026-10")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u+g9pTh+wyqDHpSQEIQczXkVx9q li@desk"

CODE = "a code that the program chose; no hand writes it"
HASH = "a checksum"
DERIVED = "made by the program from other columns"
SIGNED = "the trail: each row is sealed by its hash, and what it quotes came through the other columns' doors"
EXEMPT: dict[str, str] = {
    **dict.fromkeys(
        ("AgendaItem.outcome", "Attempt.outcome", "Attempt.number", "Answer.node", "Confirmation.node",
         "Confirmation.appearance", "Interview.language", "Interview.position", "Contact.desk", "Complaint.no",
         "Complaint.question", "Complaint.origin", "Complaint.severity", "Complaint.cause_gap", "Complaint.state",
         "Complaint.next_clock", "Complaint.paused_for", "Escalation.clock", "Escalation.step", "Escalation.action",
         "CallRequest.kind_code", "Customer.birth_md", "Customer.own_hours", "Phone.e164", "Phone.retired_reason",
         "DeskSession.desk", "Onlook.desk", "Pause.reason", "StepDraft.step", "Prediction.basis", "ImportBatch.kind",
         "ImportBatch.encoding", "ImportBatch.profile", "PersonKey.kind", "PersonKey.blob", "Person.language",
         "Person.shift", "Person.skills", "Person.brands", "Form.name", "Kind.code", "Kind.owner_role", "Kind.channel",
         "Kind.form_name", "Outcome.code", "Outcome.aapor", "Outcome.aapor_class", "Outcome.effects",
         "PlaybookVersion.name", "Consent.channel", "Consent.source", "JudgementLine.code", "ReportedFigure.code",
         "ReportedFigure.value", "ReportText.report", "ReportText.period", "ReportText.section", "Finding.code",
         "Message.channel", "Message.template", "Notice.dedupe_key", "Notice.answer", "Sending.channel",
         "DoNotContact.kind_code", "DoNotContact.channel", "QueueRun.lease", "QueueRun.host", "Skip.reason",
         "Suppression.kind_code", "Suppression.dedupe_key", "Suppression.reason", "Task.kind_code", "Task.step",
         "Task.dedupe_key", "Task.owner_role", "Task.channel", "Task.disposition", "Task.last_outcome",
         "Task.tried_part", "ImprovementAction.pattern", "Setting.name", "ImportRow.source_key",
         "RepairOrder.re_repair_of"), CODE),
    **dict.fromkeys(
        ("ImportBatch.sha256", "PersonKey.fingerprint", "PersonPin.hashed", "FormVersion.content_hash",
         "PlaybookVersion.content_hash", "ErasedNumber.hash", "CalendarState.content_hash"), HASH),
    **dict.fromkeys(
        ("Customer.name_initials", "QueueRun.summary", "DayMark.marks", "RolledDay.sums", "RolledDay.mark",
         "CalendarState.content", "DailyCheck.figures", "Suppression.detail", "CallRecord.answers",
         "Judgement.reasons", "Kind.definition", "FormVersion.source"), DERIVED),
    **dict.fromkeys(
        ("AuditEvent.person_name", "AuditEvent.role", "AuditEvent.origin", "AuditEvent.action", "AuditEvent.entity",
         "AuditEvent.before", "AuditEvent.after", "AuditEvent.reason", "AuditEvent.previous_hash", "AuditEvent.hash",
         "AuditEvent.session", "AuditEvent.address"), SIGNED),
}  # fmt: skip

# JSON columns: the members that hold what somebody wrote.
INSIDE: dict[str, Callable[[str], bool]] = {
    "ComplaintDraft.fields": lambda key: key in ("words", "remedy_sought", "note"),
    "ComplaintEvent.data": lambda key: key in ("words", "remedy_sought", "note", "text", "why"),
    "StepDraft.fields": lambda key: key in ("note", "text", "title", "answer"),
    "Interview.facts": lambda key: key in ("customer_name", "service_name", "model", "dealer_name", "agent_name"),
    "ImportRow.cells": lambda key: True,
    "ImportRow.problems": lambda key: key in ("column", "value"),
    "ImportRow.before": lambda key: key in ("name", "note", "address"),
    "ImportRow.undone": lambda key: key in ("name", "note", "address"),
    "FormVersion.compiled": lambda key: key in ("zh", "en"),
    "PlaybookVersion.content": lambda key: key in ("zh", "en", "meaning_zh", "meaning_en"),
}
ADDED = ("FormVersion.compiled", "PlaybookVersion.content")  # keep their words: they may hold places for facts
# Every second car and number stays as it is, so that what must be masked is there to be seen.
CARS = ("Vehicle.plate", "Vehicle.vin", "Phone.written")


# ------------------------------------------------------------------------------------------------------ building


def write_file(migrated: Path, folder: Path) -> None:
    """Write the hostile dealer's `agentdesk.db`, and the ids of its people by the codes that they had."""
    path = folder / "agentdesk.db"
    shutil.copy(migrated, path)
    open_database(str(path))
    i18n.use_language("zh")
    build(folder)
    found = {person.code: person.id for person in Person.select()}
    assert unspoilt() == [], "the dealer has something of every free text"
    spoil()
    close_database()
    (folder / "people.json").write_text(json.dumps(found), encoding="utf-8")


def build(folder: Path) -> Desk:
    """The dealer, with harmless texts; the database is open and has its tables."""
    found_dealer()
    house = Desk(folder)
    build_world(folder, house)
    with clock.travel(MOMENT):
        build_board()
        build_patterns()
        build_actions()
        _imports(folder)
        _surroundings(house)
        _customers_wishes(house)
        _papers(house)
        _drafts(house)
    build_judgements(house)
    with clock.travel(MOMENT):
        _this_morning(house)
    return house


def at_desk(house: Desk, name: str) -> Actor:
    """One of the dealer's people at a desk of their own."""
    actor = replace(actor_of(house.people[name], "desk"), desk=new_desk(), session="9f2c", address="10.0.0.7")
    sessions.open_session(actor)
    return actor


def _imports(folder: Path) -> None:
    """Files as a dealer system writes them; each row that is changed or refused keeps what stood there."""
    from agentdesk.intake import import_file, undo_batch

    def take(kind: str, text: str) -> int:
        path = folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(SYSTEM, kind, path).batch_id or 0

    customers = "客户编号,客户名称,客户性质,移动电话,地址,区县,职业,备注,颜色\n"
    take("customers", f"{customers}K1,冯小燕,个人,13800009901,天长路1号,南谯区,教师,常客,红\n,无编号,,,,,,,\n")
    take("customers", f"{customers}K1,冯小艳,个人,13800009901,天长路2号,南谯区,教师,常客,红\n")
    take("vehicles", "客户编号,车牌号,车架号,品牌,车型\nK1,皖M70707,LSVAM4187C2184847,大众,途观L\n")
    take(
        "sales",
        "销售单号,客户编号,车架号,车型,交车日期,销售顾问,发票号\nXS1,K1,LSVAM4187C2184847,途观L,2026-11-18,何平,F1\n",
    )
    taken = take("appointments", "预约单号,客户编号,车牌号,预约日期,预约时段,预约项目,服务顾问\n"
                                 "YY1,K1,皖M70707,2026-11-21,10:00,保养,陈涛\n")  # fmt: skip
    undo_batch(SYSTEM, taken)
    take("appointments", "预约单号,客户编号,车牌号,预约日期,预约时段,预约项目,服务顾问\n"
                         "YY2,K1,皖M70707,2026-11-21,10:00,保养,陈涛\n")  # fmt: skip


def _surroundings(house: Desk) -> None:
    customer = Customer.get(Customer.name == "周敏")
    StoreVisit.create(
        source_key="D1", customer=customer, advisor=house.people["何平"], visited_on=date(2026, 11, 12), channel="路过",
        model="途岳", state="lost", decided_on=date(2026, 11, 15), lost_reason="价格", lost_note="隔壁便宜",
        competitor="星途",
    )  # fmt: skip
    CallRequest.create(
        source_key="W1", kind_code="CB-09", customer=customer, advisor=house.people["何平"], due_on=clock.today(),
        note="问问装潢",
    )  # fmt: skip
    WorkDay.create(day=date(2026, 12, 5), kind="closed", name="盘点", source="自定")
    Task.update(attempts=3, expires_on=date(2026, 11, 24)).where(Task.kind_code == "CB-01").execute()
    due = Task.select().where(Task.owner_role == "callback_agent").order_by(Task.id).limit(3)
    for number, task in enumerate(due):
        Notice.create(
            kind="unreachable", dedupe_key=f"u{number}", to_person=house.people["吴敏"], task=task,
            customer=task.customer_id, created_at=clock.now(), since_on=date(2026, 11, 19), text="三天无人接",
        )  # fmt: skip
    Notice.create(
        kind="missing_record", dedupe_key="m1", to_person=house.people["陈涛"], task=due[0], text="没有黄卡",
        customer=due[0].customer_id, created_at=clock.now(), answered_at=clock.now(), answer="seen", answer_note="已补",
    )  # fmt: skip
    Sending.create(notice=Notice.get(), channel="service-mail", created_at=clock.now(), tries=1, error="无法连接",
                   next_try_at=clock.now() + timedelta(hours=1))  # fmt: skip
    Message.create(customer=customer, channel="sms", template="birthday", text="生日快乐", due_on=clock.today(),
                   created_at=clock.now(), failed_reason="停机")  # fmt: skip
    Finding.create(kind="wrong_number", customer=customer, task=due[0],
                   phone=Phone.get(Phone.customer == customer), against=house.people["陈涛"], found_at=clock.now(),
                   work_date=clock.today(), note="空号")  # fmt: skip
    add_key(SYSTEM, house.people["李娜"], KEY)
    revoke_key(SYSTEM, "1", "换了电脑")
    put(SYSTEM, "reply_to", "desk@example.com")
    Person.update(department="售后部", phone_raw="0550-3000000").execute()
    FormVersion.update(prepared_by="方慧", reviewed_by="吴敏", approved_by="高远").execute()


def _customers_wishes(house: Desk) -> None:
    chief = house.chief
    one, other = (Customer.get(Customer.name == name) for name in ("韩梅", "蒋婷"))
    consents.add(chief, one.id, "marketing", evidence="合同 17 号")
    consents.withdraw(chief, one.id, "marketing", reason="打扰太多")
    wishes.add(chief, other.id, channel="sms", reason="不要短信")
    presence.enter_absence(chief, house.people["孙悦"].id, date(2026, 11, 25), date(2026, 11, 26), "年假")
    Erasure.create(customer=other, asked_at=clock.now(), person=house.people["方慧"], reason="本人申请")
    skips.skip(house.li, _callback("何丽").id, "other", "等配件")


def _callback(name: str) -> Task:
    mine = (Customer.name == name) & (Task.channel == "phone") & (Task.owner_role == "callback_agent")
    found: Task = Task.select().join(Customer).where(mine & (Task.state == "open")).get()
    return found


def _papers(house: Desk) -> None:
    chief = house.chief
    texts.write(chief, "aftersales-monthly", OCTOBER, "proposals", "1. 交车前核对结算单")
    texts.write(chief, "aftersales-monthly", OCTOBER, "complaints", "等候时间太长")
    entering.enter(chief, "CSS", date(2026, 10, 1), "924", "总部通报")
    tuesday = date(2026, 11, 17)
    check.add_entry(chief, tuesday, "午后无人拨号", about_id=house.people["李娜"].id)
    check.sign(chief, tuesday, "人手少")
    first = Complaint.select().where(Complaint.state != "closed").order_by(Complaint.id).get()
    asked = investigations.ask(chief, first.id, house.people["陈涛"].id, "当时是谁接待的")
    investigations.answer(actor_of(house.people["陈涛"], "test"), asked, "是我，客户提前到了")
    investigations.ask(chief, first.id, house.people["何平"].id, "交车时说过吗")
    carded = Task.select().where(Task.owner_role.in_(register.ADVISORS) & (Task.channel == "phone")).get()
    called = clock.to_utc(datetime.combine(carded.event_on, datetime.min.time().replace(hour=9)) + timedelta(days=1))
    registering.record_call(chief, carded.id, min(called, clock.now()), remark="客户说很好")
    nudging.nudge(chief, house.people["李娜"].id, "先打约定的客户")


def _drafts(house: Desk) -> None:
    customer = Customer.get(Customer.name == "沈国强")
    draft = raising.draft_for(house.sun, customer_id=customer.id, words="说好的赠品没有")
    raising.save_draft(house.sun, replace(draft, remedy_sought="补赠品"))
    first = Complaint.select().order_by(Complaint.id).get()
    step_drafts.keep(
        actor_of(house.people["吴敏"], "test"), Place("complaint", first.id, "contacted"), Typed({"note": "打过"})
    )
    with change(replace(house.chief, session="9f2c", address="10.0.0.7"), "task.move") as audit:
        audit("task", 7, before={"agent": 1, "note": "旧"}, after={"agent": 2, "note": "新"}, reason="客户只要方慧打")


def _this_morning(house: Desk) -> None:
    """孙悦 is on the line, 周晓雯 rests, 胡婷 has left a call behind at a terminal that is gone."""
    Contact.update(note="旧版本留下的话").execute()
    for code, name in (("A003", "周晓雯"), ("A004", "胡婷")):
        house.people[name] = Person.create(code=code, name=name, position="callback_agent", role="agent")
    house.people["大屏"] = Person.create(code="B001", name="大屏", position="other", role="board")
    pausing.pause(at_desk(house, "周晓雯"), "rest")
    for name in ("孙悦", "胡婷"):
        actor = at_desk(house, name)
        task = house.callback(customer=house.person("0550-3077777", name="吕思远"))
        Task.update(agent=house.people[name]).where(Task.id == task.id).execute()
        call = contacts.open_contact(actor, task.id)
        contacts.dial(actor, call, house.number(task))
        contacts.reached(actor, call)
        li, house.li = house.li, actor
        house.interview(call, task, pages=6)
        house.li = li
        contacts.leave(actor, call) if name == "胡婷" else sessions.beat(actor)


# ------------------------------------------------------------------------------------------------------ spoiling


def free_texts() -> Iterator[tuple[Any, TextField]]:
    """Each table with each of its columns of free text, by the models."""
    for table in ALL:
        for column in table._meta.sorted_fields:
            checked = any("CHECK" in str(getattr(each, "sql", "")) for each in column.constraints or ())
            if isinstance(column, TextField) and not checked and name_of(table, column) not in EXEMPT:
                yield table, column


def name_of(table: Any, column: Any) -> str:
    """Customer.name"""
    return f"{table.__name__}.{column.name}"


def spoil() -> None:
    """Write a hostile text into each free text of each row; unique ones get the row's number at their end."""
    hostile = stream()
    short = (text for text in stream() if len(text) < LONG // 10)
    with database.atomic():
        for table, column in free_texts():
            key = table._meta.primary_key
            for row_id, value in list(table.select(key, column).tuples()):
                made = _spoiled(name_of(table, column), row_id, value, hostile, short, unique=column.unique)
                if made != value:
                    table.update({column: made}).where(key == row_id).execute()
        for version in (*FormVersion.select(), *PlaybookVersion.select()):
            # Under its old checksum a process that has read it would hand it to every test behind this one.
            type(version).update(content_hash=version.content_hash[::-1]).where(
                type(version).id == version.id
            ).execute()
    memory.forget()


def _spoiled(
    name: str, row_id: Any, value: str | None, hostile: Iterator[str], short: Iterator[str], *, unique: bool
) -> str | None:
    if name in INSIDE:
        return value and _inside(name, value, hostile, short)
    if value is None or (name in CARS and row_id % 2 == 0):
        return value
    if name == "Setting.value" or name == "Answer.value":
        return next(short) if _is_words(name, row_id) else value
    return f"{next(short)}#{row_id}" if unique else next(hostile)


def _is_words(name: str, row_id: Any) -> bool:
    if name == "Setting.value":
        return row_id in ("dealer_name", "brand", "reply_to")
    return str(Answer.get_by_id(row_id).value) == "都挺好的"


def _inside(name: str, value: str, hostile: Iterator[str], short: Iterator[str]) -> str:
    wanted, added = INSIDE[name], name in ADDED

    def walk(each: Any, key: str = "") -> Any:
        if isinstance(each, dict):
            return {inner: walk(member, inner) for inner, member in each.items()}
        if isinstance(each, list):
            return [walk(member, key) for member in each]
        if not isinstance(each, str) or not wanted(key):
            return each
        return f"{each}{next(short)}" if added and each else each if added else next(hostile)

    return json.dumps(walk(json.loads(value)), ensure_ascii=False, separators=(",", ":"))


def unspoilt() -> list[str]:
    """The columns of free text in which no row has anything: the sweep would not see them."""
    return [
        name_of(table, column)
        for table, column in free_texts()
        if not table.select().where(column.is_null(False) & (column != "")).exists()
    ]


def masked_things() -> set[str]:
    """The numbers, plates and VINs of customers that are as they were, in full."""
    from agentdesk.common import phones

    staff = {row.phone_raw for row in Person.select()}
    found = set()
    for row in Phone.select().where(Phone.e164.is_null(False)):
        found |= {row.e164.removeprefix("+86"), row.e164, phones.display(row.e164)}
    for row in Vehicle.select():
        found |= {each for each in (row.plate, row.vin) if each and row.id % 2 == 0}
    return found - staff


def unforeseen(error: Exception) -> str:
    """In the place of the log's `mishap`: what nobody foresaw must not happen, and be told by a number, here."""
    raise AssertionError(repr(error)) from error
