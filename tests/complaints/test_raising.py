from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.complaints.preview import preview, responsible_choices
from agentdesk.complaints.raising import (
    discard_draft,
    draft_for,
    open_draft,
    raise_complaint,
    save_draft,
)
from agentdesk.store.desks import Elsewhere
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    AuditEvent,
    Complaint,
    ComplaintDraft,
    ComplaintEvent,
    Contact,
    Form,
    FormVersion,
    Interview,
    Person,
)
from tests.dealership import Dealership

WORDS = "到店十分钟都没人理我，最后是我自己找的人。"


def interview_about(house: Dealership, subject: str = "repair_order") -> Interview:
    """A running interview about a repair order or a sale of yesterday."""
    event_on = date(2026, 11, 19)
    if subject == "repair_order":
        fact, kind = house.order(event_on), "CB-01"
    else:
        fact, kind = house.sale(event_on), "CB-03"
    task = house.task(kind, subject, fact.id, fact.customer, event_on, vehicle=fact.vehicle_id)
    now = clock.now()
    form = Form.get_or_none() or Form.create(name="after_sales")
    version = FormVersion.get_or_none() or FormVersion.create(
        form=form, version=1, compiled="{}", content_hash="x", effective_from=event_on, published_at=now
    )
    agent = house.people["李娜"]
    contact = Contact.create(
        customer=fact.customer, person=agent, work_date=clock.today(), started_at=now, ended_at=now
    )
    AgendaItem.create(contact=contact, task=task, position=1)
    return Interview.create(
        contact=contact, task=task, form_version=version, person=agent, seed=1, facts="{}", started_at=now
    )


def answer(interview: Interview, node: str, value: str) -> None:
    Answer.create(interview=interview, node=node, value=value, person=interview.person_id, answered_at=clock.now())


def test_a_draft_from_an_answer_knows_what_it_came_from(house: Dealership) -> None:
    interview = interview_about(house)
    answer(interview, "reception", "promptly")
    answer(interview, "reception", "nobody")
    draft = draft_for(
        house.actor("李娜"),
        interview_id=interview.id,
        question="reception",
        question_text="接车",
        answer_text="没有人接待",
    )
    assert (draft.question, draft.answer, draft.origin, draft.severity) == (
        "reception",
        "nobody",
        "callback",
        "ordinary",
    )
    assert draft.interview_id == interview.id
    assert draft.contact_id == interview.contact_id
    assert draft.repair_order_id is not None
    assert draft.vehicle_id is not None
    assert draft.about_id == house.people["陈涛"].id
    assert draft.responsible_id == house.people["吴敏"].id
    around = preview(draft)
    assert (around.vehicle, around.event) == ("朗逸 皖M1**45", "首保")
    assert around.responsible is not None
    assert (around.responsible.name, around.responsible.position) == ("吴敏", "服务经理")


def test_a_sale_is_answered_for_by_the_sales_manager(house: Dealership) -> None:
    draft = draft_for(house.actor("李娜"), interview_id=interview_about(house, "sale").id)
    assert (draft.about_id, draft.responsible_id) == (house.people["何平"].id, house.people["孙立"].id)
    assert draft.sale_id is not None


def test_the_person_complained_about_never_answers_for_it(house: Dealership) -> None:
    contact = interview_about(house).contact
    order = draft_for(house.actor("李娜"), contact_id=contact.id)
    house.people["陈涛"].position = "service_manager"  # the advisor runs the workshop as well
    house.people["陈涛"].save()
    Person.update(active=False).where(Person.name == "吴敏").execute()
    draft = draft_for(house.actor("李娜"), contact_id=contact.id)
    assert order.about_id == draft.about_id == house.people["陈涛"].id
    assert draft.responsible_id == house.people["高远"].id
    assert house.people["陈涛"].id not in [person.person_id for person in responsible_choices(draft)]
    with pytest.raises(UserError):
        raise_complaint(house.actor("李娜"), replace(draft, words=WORDS, responsible_id=draft.about_id))


def test_a_complaint_gets_its_number_its_event_and_its_deadlines(house: Dealership) -> None:
    agent = house.actor("李娜")
    draft = save_draft(agent, replace(draft_for(agent, interview_id=interview_about(house).id), words=WORDS))
    complaint = raise_complaint(agent, draft)
    second = raise_complaint(agent, replace(draft_for(agent, customer_id=draft.customer_id, origin="store"), words="吵",
                                            responsible_id=house.people["吴敏"].id))  # fmt: skip
    assert (complaint.no, second.no) == ("T-0001", "T-0002")
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.words, stored.raised_on) == ("new", WORDS, date(2026, 11, 20))
    assert stored.raised_by_id == house.people["李娜"].id
    # 2, 8 and 24 working hours of 08:00-12:00 and 13:30-17:30 from Friday 09:42; the house is open every day
    assert [clock.local(at) for at in (stored.acknowledge_by, stored.plan_by, stored.solve_by)] == [
        datetime(2026, 11, 20, 11, 42),
        datetime(2026, 11, 21, 9, 42),
        datetime(2026, 11, 23, 9, 42),
    ]
    (event,) = ComplaintEvent.select().where(ComplaintEvent.complaint == complaint)
    assert (event.kind, event.step, event.person_id) == ("raised", 1, house.people["李娜"].id)
    assert json.loads(event.data)["severity"] == "ordinary"
    assert ComplaintDraft.get_by_id(draft.id).ended_at is not None
    assert open_draft(agent.id) is None
    assert [row.action for row in AuditEvent.select().where(AuditEvent.action.startswith("complaint"))] == [
        "complaint_draft.save",
        "complaint.raise",
        "complaint.raise",
    ]


def test_deadlines_set_on_the_eve_of_a_holiday_wait_for_its_end(house: Dealership) -> None:
    # National Day 2026 is off from 1 to 7 October; Wednesday 30 September closes at 17:30.
    agent = house.actor("李娜")
    with clock.travel(datetime(2026, 9, 30, 16, 40)):
        draft = draft_for(agent, customer_id=house.customer().id)
        complaint = raise_complaint(agent, replace(draft, words=WORDS, responsible_id=house.people["吴敏"].id))
    # 50 minutes are left on the eve: 2 h end 1 h 10 min into the 8th, 8 h at 16:40 there, 24 h two working days later
    assert [clock.local(at) for at in (complaint.acknowledge_by, complaint.plan_by, complaint.solve_by)] == [
        datetime(2026, 10, 8, 9, 10),
        datetime(2026, 10, 8, 16, 40),
        datetime(2026, 10, 10, 16, 40),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"words": "  \n"}, {"subject": "weather"}, {"severity": "awful"}, {"severity": ""}, {"origin": "dream"},
     {"responsible_id": None}],
    ids=str,
)  # fmt: skip
def test_an_incomplete_form_is_refused_and_kept(house: Dealership, wrong: dict[str, object]) -> None:
    agent = house.actor("李娜")
    draft = replace(draft_for(agent, interview_id=interview_about(house).id), words=WORDS)
    kept = save_draft(agent, replace(draft, **wrong))  # type: ignore[arg-type]
    with pytest.raises(UserError):
        raise_complaint(agent, kept)
    assert Complaint.select().count() == 0
    assert open_draft(agent.id) == kept


def test_a_form_is_submitted_once(house: Dealership) -> None:
    agent = house.actor("李娜")
    draft = save_draft(agent, replace(draft_for(agent, interview_id=interview_about(house).id), words=WORDS))
    raise_complaint(agent, draft)
    with pytest.raises(UserError):
        raise_complaint(agent, draft)
    assert Complaint.select().count() == 1


def test_a_kept_form_comes_back_in_the_same_call_and_stands_before_another(house: Dealership) -> None:
    agent = house.actor("李娜")
    first = interview_about(house)
    draft = save_draft(agent, replace(draft_for(agent, interview_id=first.id, question="q4"), words="一半的话"))
    assert draft_for(agent, interview_id=first.id, question="q7") == draft
    assert save_draft(agent, draft) == draft  # nothing changed, nothing noted
    other = interview_about(house)
    with pytest.raises(UserError, match="王建国"):
        draft_for(agent, interview_id=other.id)
    with pytest.raises(Elsewhere, match="李娜"):
        draft_for(house.actor("孙悦"), interview_id=other.id)
    colleague = draft_for(house.actor("孙悦"), customer_id=house.customer().id)
    assert save_draft(house.actor("孙悦"), colleague).id != draft.id
    discard_draft(agent, draft)
    assert open_draft(agent.id) is None
    assert draft_for(agent, interview_id=other.id).words == ""
    assert AuditEvent.select().where(AuditEvent.action == "complaint_draft.save").count() == 2


def test_the_board_raises_no_complaints(house: Dealership) -> None:
    person = Person.create(code="B1", name="大屏", position="other", role="board")
    with pytest.raises(Forbidden):
        draft_for(replace(house.actor("李娜"), person_id=person.id, role="board"), customer_id=house.customer().id)
