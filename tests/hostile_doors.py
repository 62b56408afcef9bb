"""The doors that take a text: each stores what it is given, and gives it back as it is stored then.

`DOORS` has them by name; `House` is the hostile dealer's people, and what they work on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from agentdesk.common import clock, phones
from agentdesk.complaints import actions, investigations, raising, step_drafts, workflow
from agentdesk.complaints.step_drafts import Place, Typed
from agentdesk.interview import contacts
from agentdesk.playbook.workdays import set_day
from agentdesk.quality import check, judging
from agentdesk.queue import consents, nudging, presence, register, registering, skips, wishes
from agentdesk.reports import texts
from agentdesk.reports.periods import parse
from agentdesk.scoreboard import entering
from agentdesk.store.audit import SYSTEM, Actor, actor_of
from agentdesk.store.keys import revoke_key
from agentdesk.store.people import add_person
from agentdesk.store.settings import put
from agentdesk.store.tables import (
    Absence,
    ActionEvent,
    AgendaItem,
    Attempt,
    AuditEvent,
    CallRecord,
    CheckEntry,
    Complaint,
    ComplaintEvent,
    Consent,
    Contact,
    Customer,
    DoNotContact,
    ImprovementAction,
    JudgementLine,
    Notice,
    Person,
    PersonKey,
    Phone,
    Promise,
    ReportedFigure,
    ReportText,
    Setting,
    Skip,
    Task,
    WorkDay,
    database,
)
from tests.hostile import CORPUS

Door = Callable[["House", str], Any]
OCTOBER = parse("month", "2026-10")


class House:
    """The dealer's people as actors, and rows that a door may be tried on."""

    def __init__(self, people: dict[str, int]) -> None:
        self._people = people
        self.li, self.chief, self.wu = self.actor("A001"), self.actor("M001"), self.actor("M002")

    def actor(self, code: str) -> Actor:
        return actor_of(Person.get_by_id(self._people[code]), "test")

    @property
    def customer(self) -> Customer:
        return Customer.select().order_by(Customer.id).get()

    @property
    def complaint(self) -> Complaint:
        mine = (Complaint.state == "new") & (Complaint.responsible == self.wu.id)
        return Complaint.select().where(mine).order_by(Complaint.id).get()

    def dialled(self, *, reached: bool) -> int:
        ours = (Task.kind_code == "CB-01") & (Task.state == "open") & (Task.agent == self.li.id)
        free = Task.promised_at.is_null() & Task.claimed_by.is_null()
        for task in Task.select().where(ours & free):
            phone = Phone.get_or_none((Phone.customer == task.customer_id) & Phone.retired_at.is_null())
            if phone is None:
                continue
            contact = contacts.open_contact(self.li, task.id)
            contacts.dial(self.li, contact, phone.id)
            if reached:
                contacts.reached(self.li, contact)
            return contact
        raise AssertionError("nobody can be called")


def newest(column: Any) -> str:
    table = column.model
    found: str = table.select(column).order_by(table._meta.primary_key.desc()).scalar()
    return found


DOORS: dict[str, Door] = {}


def door(function: Door) -> Door:
    DOORS[function.__name__] = function
    return function


@door
def a_complaints_words(house: House, text: str) -> str:
    draft = raising.draft_for(house.li, customer_id=house.customer.id, words=text)
    raising.raise_complaint(house.li, replace(draft, severity="ordinary", responsible_id=house.wu.id))
    return newest(Complaint.words)


@door
def a_remedy(house: House, text: str) -> str:
    draft = raising.draft_for(house.li, customer_id=house.customer.id, words="x")
    filled = replace(draft, severity="ordinary", responsible_id=house.wu.id, remedy_sought=text)
    raising.raise_complaint(house.li, filled)
    return newest(Complaint.remedy_sought)


@door
def a_steps_note(house: House, text: str) -> str:
    workflow.record(house.wu, house.complaint.id, "noted", text)
    return newest(ComplaintEvent.note)


@door
def a_step_that_is_typed(house: House, text: str) -> str:
    place = Place("complaint", house.complaint.id, "noted")
    step_drafts.keep(house.wu, place, Typed({"note": text}))
    return step_drafts.kept(house.wu, place).texts.get("note", "")


@door
def a_question_to_a_colleague(house: House, text: str) -> str:
    investigations.ask(house.chief, house.complaint.id, house.actor("S001").id, text)
    return newest(Notice.text)


@door
def an_answer(house: House, text: str) -> str:
    asked = investigations.ask(house.chief, house.complaint.id, house.actor("S001").id, "x")
    investigations.answer(house.actor("S001"), asked, text)
    return str(Notice.get_by_id(asked).answer_note)


@door
def a_line_to_an_agent(house: House, text: str) -> str:
    nudging.nudge(house.chief, house.li.id, text[:20])
    said = newest(Notice.text)  # one line by its nature: blanks and feeds are one blank
    return text if said == " ".join(text[:20].split()) else said


@door
def an_action(house: House, text: str) -> str:
    made = actions.add(house.chief, text, owner_id=house.wu.id, due_on=date(2026, 12, 1))
    return str(ImprovementAction.get_by_id(made.id).title)


@door
def a_report_on_an_action(house: House, text: str) -> str:
    made = actions.add(house.chief, "x", owner_id=house.wu.id, due_on=date(2026, 12, 1))
    actions.report(house.wu, made.id, text)
    return newest(ActionEvent.note)


@door
def a_note_on_nobody_there(house: House, text: str) -> str:
    contacts.end_unreached(house.li, house.dialled(reached=False), "no_answer", text)
    return newest(Attempt.note)


@door
def a_note_on_a_promise(house: House, text: str) -> str:
    at = clock.now() + timedelta(hours=1)
    contacts.promise(house.li, house.dialled(reached=True), at, note=text)
    return newest(Promise.note)


@door
def a_note_on_a_refusal(house: House, text: str) -> str:
    contact = house.dialled(reached=True)
    contacts.refuse(house.li, contact, note=text)
    return str(AgendaItem.get(AgendaItem.contact == contact).note)


@door
def a_reason_to_skip(house: House, text: str) -> str:
    ours = (Task.kind_code == "CB-01") & (Task.state == "open") & (Task.agent == house.li.id)
    task = Task.select().where(ours & Task.promised_at.is_null() & Task.claimed_by.is_null()).get()
    skips.skip(house.li, task.id, "other", text)
    return newest(Skip.note)


@door
def a_wish(house: House, text: str) -> str:
    wishes.add(house.chief, house.customer.id, channel="sms", reason=text)
    return newest(DoNotContact.reason)


@door
def a_consents_evidence(house: House, text: str) -> str:
    consents.add(house.chief, house.customer.id, "marketing", evidence=text)
    return newest(Consent.evidence)


@door
def why_data_is_locked(house: House, text: str) -> str:
    wishes.restrict(house.chief, house.customer.id, text)
    said = newest(AuditEvent.reason)  # the trail keeps no number of anybody's
    return text if said == phones.blotted(text.strip()) else said


@door
def an_absence(house: House, text: str) -> str:
    presence.enter_absence(house.chief, house.li.id, date(2026, 12, 1), date(2026, 12, 2), text)
    return newest(Absence.reason)


@door
def a_check(house: House, text: str) -> str:
    check.add_entry(house.chief, date(2026, 11, 19), text)
    return newest(CheckEntry.text)


@door
def a_text_of_a_report(house: House, text: str) -> str:
    texts.write(house.chief, "weekly", parse("week", "2026-W46"), "proposals", text)
    return newest(ReportText.text) if text.strip() else ""  # a blank one takes back what was written


@door
def a_source(house: House, text: str) -> str:
    entering.enter(house.chief, "CSS", date(2026, 9, 1), "900", text)
    return newest(ReportedFigure.source)


@door
def a_card(house: House, text: str) -> str:
    known = CallRecord.select(CallRecord.task)
    mine = Task.owner_role.in_(register.ADVISORS) & (Task.channel == "phone") & Task.id.not_in(known)
    task = Task.select().where(mine).get()
    registering.record_call(house.chief, task.id, clock.now(), remark=text)
    return newest(CallRecord.remark)


@door
def a_person(house: House, text: str) -> str:
    add_person(SYSTEM, f"n{len(text)}", text, position="other", role="handler")
    return newest(Person.name)


@door
def a_days_name(house: House, text: str) -> str:
    set_day(SYSTEM, date(2026, 12, 6), "closed", text)
    return str(WorkDay.get(WorkDay.day == date(2026, 12, 6)).name)


@door
def a_setting(house: House, text: str) -> str:
    put(SYSTEM, "brand", text)
    return str(Setting.get(Setting.name == "brand").value)


@door
def why_a_key_is_revoked(house: House, text: str) -> str:
    PersonKey.update(revoked_at=None, revoked_by=None).execute()
    revoke_key(SYSTEM, "1", text)
    return newest(PersonKey.revoked_why)


@door
def a_comment_on_a_call(house: House, text: str) -> str:
    judged = {row.contact_id for row in judging.Judgement.select()}
    call = next(
        row for row in Contact.select() if row.ended_at and row.id not in judged and row.person_id == house.li.id
    )
    draft = judging.begin(house.chief, call.id)
    judging.comment(house.chief, draft.id, draft.lines[0].code, text)
    return str(JudgementLine.get(JudgementLine.judgement == draft.id).comment)


def rows() -> int:
    counted = "SELECT SUM(n) FROM (SELECT COUNT(*) n FROM audit_event UNION ALL SELECT COUNT(*) FROM complaint_event)"
    found: int = database.execute_sql(counted).fetchone()[0]
    return found


PREPARED = ("an_answer", "a_report_on_an_action")  # they write what is answered, before they are tried
SHORT = [text for text in CORPUS.values() if len(text) < 100]
# All of them in one text, and those whose beginning, end or size matters.
GIVEN = ["｜".join(SHORT), *(text for text in SHORT if text != text.strip()), *(
    CORPUS[name] for name in ("nul", "lonely mark", "sql", "formula", "list", "override", "long latin", "long lines")
)]  # fmt: skip
