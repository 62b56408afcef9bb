"""An interview's storage: nothing given is lost, nothing is overwritten."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.interview import contacts, records
from agentdesk.interview.views import Change
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.settings import put
from agentdesk.store.tables import Answer, AuditEvent, Confirmation, Customer, FormVersion, Interview, Person
from tests.interview.call_world import Desk, actions, task_now


def begin(desk: Desk) -> int:
    task = desk.callback()
    return records.start_interview(desk.li, desk.on_the_line(task), task.id)


def rows(interview_id: int) -> list[tuple[str, str | None, bool]]:
    query = Answer.select(Answer.node, Answer.value, Answer.draft).where(Answer.interview == interview_id)
    return list(query.order_by(Answer.id).tuples())


# ------------------------------------------------------------------------------------------------- facts


def test_the_facts_fill_every_line_of_the_form(desk: Desk) -> None:
    run = records.load(begin(desk))
    assert run.missing_facts() == []
    label = run.item("opening").label
    assert "李娜" in label
    assert "王建国先生" in label
    assert "2026年11月19日" in run.item("purpose").label
    assert "首保" in run.item("purpose").label


def test_a_change_of_language_changes_lines_and_facts(desk: Desk) -> None:
    interview_id = begin(desk)
    records.save_language(desk.li, interview_id, "en")
    run = records.load(interview_id)
    assert "Mr 王建国" in run.item("opening").label
    assert "19 November 2026" in run.item("purpose").label


def test_the_dealers_own_names_go_before_the_playbooks(desk: Desk) -> None:
    assert "滁州宏达" not in records.load(begin(desk)).item("opening").label
    contacts.end_call(desk.li, contacts.open_contact_of(desk.li.id) or 0, "broken_off")
    put(SYSTEM, "dealer_name", "滁州宏达")
    assert "滁州宏达" in records.load(begin(desk)).item("opening").label


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"title": "ms"}, "王建国女士"),
        ({"title": ""}, "王建国先生/女士"),
        ({"kind": "company", "contact_name": "刘强"}, "刘强先生"),
        ({"kind": "company", "title": ""}, "王建国负责人"),
    ],
)
def test_whom_is_asked_for(desk: Desk, more: dict[str, str], asked: str) -> None:
    task = desk.callback(customer=desk.person("0550-3012345", **more))
    run = records.load(records.start_interview(desk.li, desk.on_the_line(task), task.id))
    assert asked in run.item("opening").label


def test_the_opening_is_asked_by_the_first_task_and_the_closing_by_the_last(desk: Desk) -> None:
    callback = desk.callback()
    reminder = desk.reminder(callback.customer)
    contact_id = desk.on_the_line(callback)
    desk.interview(contact_id, callback)
    first = records.load(records.start_interview(desk.li, contact_id, callback.id))
    assert "opening" in first.results()
    assert "closing_goodbye" not in first.confirmations
    contacts.finish_item(desk.li, contact_id, callback.id, "completed")
    last = records.load(desk.interview(contact_id, reminder))
    assert "opening" not in last.results()
    assert "closing_goodbye" in last.confirmations
    assert "该做保养了" in last.item("purpose").label


# ------------------------------------------------------------------------------------------------- answers


def test_answers_are_appended_and_the_last_one_counts(desk: Desk) -> None:
    interview_id = begin(desk)
    records.save_answer(desk.li, interview_id, "opening", "yes")
    records.save_answers(desk.li, interview_id, [Change("opening", "yes", "not_now"), Change("recording", "", "no")])
    records.save_answer(desk.li, interview_id, "recording", None)
    assert rows(interview_id) == [
        ("opening", "yes", False), ("opening", "not_now", False),
        ("recording", "no", False), ("recording", None, False),
    ]  # fmt: skip
    assert records.answers(interview_id) == {"opening": "not_now"}


def test_a_loaded_interview_stands_where_it_was_left(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=5)
    before = records.load(interview_id)
    assert before.position == Interview.get().position != ""
    assert contacts.open_contact(desk.li, task.id) == contact_id
    assert records.start_interview(desk.li, contact_id, task.id) == interview_id
    after = records.load(interview_id)
    assert (after.position, after.answers(), after.confirmations) == (
        before.position, before.answers(), before.confirmations,
    )  # fmt: skip


def test_a_draft_is_kept_and_is_no_answer(desk: Desk) -> None:
    interview_id = begin(desk)
    for text in ("等", "等太", "等太久了"):
        records.save_answer(desk.li, interview_id, "suggestions", text, draft=True)
    assert rows(interview_id) == [("suggestions", "等太久了", True)]
    assert records.drafts(interview_id) == {"suggestions": "等太久了"}
    assert records.answers(interview_id) == {}
    records.save_answer(desk.li, interview_id, "suggestions", "等太久了，没人理")
    assert records.drafts(interview_id) == {}
    records.save_answer(desk.li, interview_id, "suggestions", "等太久了，没人理我", draft=True)
    assert records.answers(interview_id) == {"suggestions": "等太久了，没人理"}
    assert records.drafts(interview_id) == {"suggestions": "等太久了，没人理我"}


def test_a_call_that_ends_while_typing_keeps_what_was_typed(desk: Desk) -> None:
    interview_id = begin(desk)
    records.save_answer(desk.li, interview_id, "suggestions", "等太久了", draft=True)
    contacts.refuse(desk.li, contacts.open_contact_of(desk.li.id) or 0)
    assert records.answers(interview_id) == {"suggestions": "等太久了"}


def test_a_prompt_is_confirmed_once_with_its_time(desk: Desk) -> None:
    interview_id = begin(desk)
    records.confirm(desk.li, interview_id, "purpose")
    with clock.travel(datetime(2026, 11, 20, 9, 50)):
        records.confirm(desk.li, interview_id, "purpose")
    said = Confirmation.get()
    assert (said.appearance, clock.local(said.confirmed_at)) == ("must-say", datetime(2026, 11, 20, 9, 42))
    assert actions().count("prompt.confirm") == 1


def test_every_answer_is_one_audited_change(desk: Desk) -> None:
    interview_id = begin(desk)
    before = len(actions())
    records.save_answers(desk.li, interview_id, [Change("opening", "", "yes")], position="recording")
    records.save_answer(desk.li, interview_id, "suggestions", "嗯", draft=True)
    records.save_position(desk.li, interview_id, "opening")
    assert actions()[before:] == ["answer.give"]
    assert Interview.get().position == "opening"


def test_a_customers_words_stand_with_the_answers_and_not_in_the_trail(desk: Desk) -> None:
    interview_id = begin(desk)
    changes = [Change("opening", "", "yes"), Change("suggestions", "", "我叫王建国，住花园路", words=True)]
    records.save_answers(desk.li, interview_id, changes)
    records.save_answer(desk.li, interview_id, "suggestions", "ref")
    assert ("suggestions", "我叫王建国，住花园路", False) in rows(interview_id)
    noted = [json.loads(row.after) for row in AuditEvent.select().where(AuditEvent.action == "answer.give")]
    assert noted == [{"opening": "yes", "suggestions": "***"}, {"suggestions": "ref"}]


def test_no_questionnaire_no_interview(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    with change(SYSTEM, "form.publish") as audit:
        FormVersion.update(effective_from=date(2027, 1, 1)).execute()
        audit("form_version")
    with pytest.raises(UserError):
        records.start_interview(desk.li, contact_id, task.id)
    assert contacts.read(contact_id).agenda[0].form_version_id is None
    assert contacts.finish_item(desk.li, contact_id, task.id, "completed").closed  # nothing to ask: reached is enough


# ------------------------------------------------------------------------------------------------- versions, resuming


def test_a_running_interview_stays_on_its_version(desk: Desk) -> None:
    interview_id = begin(desk)
    old = FormVersion.get_by_id(Interview.get().form_version_id)
    with change(SYSTEM, "form.publish") as audit:
        audit(FormVersion.create(
            form=old.form_id, version=old.version + 1, compiled=old.compiled, content_hash="other",
            effective_from=date(2026, 11, 20), published_at=clock.now(),
        ))  # fmt: skip
    assert records.start_interview(desk.li, Interview.get().contact_id, Interview.get().task_id) == interview_id
    assert Interview.get().form_version_id == old.id
    task = desk.callback("0550-3000002")
    contacts.end_call(desk.li, Interview.get().contact_id, "broken_off")
    fresh = records.start_interview(desk.li, desk.on_the_line(task), task.id)
    assert Interview.get_by_id(fresh).form_version_id != old.id


def test_the_next_call_takes_on_the_answers_but_asks_again_who_is_there(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    first = desk.interview(contact_id, task, pages=6)
    given = records.answers(first)
    assert {"opening", "recording"} < set(given)
    contacts.promise(desk.li, contact_id, clock.at(date(2026, 11, 20), 15))
    with clock.travel(datetime(2026, 11, 20, 15, 1)):
        sun_contact = contacts.open_contact(desk.sun, task.id)
        contacts.dial(desk.sun, sun_contact, desk.number(task))
        contacts.reached(desk.sun, sun_contact)
        second = records.start_interview(desk.sun, sun_contact, task.id)
    carried = records.answers(second)
    assert carried == {node: value for node, value in given.items() if node not in ("opening", "recording")}
    assert carried
    run = records.load(second)
    assert run.position == "opening"
    assert "孙悦" in run.item("opening").label
    run.answer("opening", "yes")
    assert "purpose" in run.unconfirmed()
    who = {row.person_id for row in Answer.select().where(Answer.interview == second)}
    assert who == {Person.get(Person.name == "李娜").id}  # who took them, though 孙悦 calls now


def test_a_completed_interview_is_not_taken_on(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    desk.interview(contact_id, task)
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert task_now(task).state == "closed"
    assert Interview.get().result == "complete"


# ------------------------------------------------------------------------------------------------- the result


@pytest.mark.parametrize("pages", range(2, 16))
def test_the_result_follows_the_share_of_applicable_questions(desk: Desk, pages: int) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    interview_id = desk.interview(contact_id, task, pages=pages)
    run = records.load(interview_id)
    share = run.share_answered()
    result = records.finish(desk.li, interview_id)
    expected = "break_off" if share < 0.5 else "complete" if share > 0.8 and not run.can_complete() else "partial"
    assert result == expected
    assert records.finish(desk.li, interview_id) == result  # an interview ends once


def test_a_customer_with_brackets_in_the_name_is_shown_as_written(desk: Desk) -> None:
    customer = desk.person("0550-3012345", name="王[/]建\x1b国")
    task = desk.callback(customer=customer)
    contact_id = desk.on_the_line(task)
    sitting = contacts.read(contact_id)
    assert sitting.customer_shown == "王[/]建␛国 先生"
    assert Customer.get_by_id(customer.id).name == "王[/]建\x1b国"
