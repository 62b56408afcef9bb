"""Where open calls stand, and looking on at one: masked, read-only, known to the agent, audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.interview import contacts, onlooking, records, whereabouts
from agentdesk.interview.mirror import Mirror, mirror
from agentdesk.store import sessions
from agentdesk.store.audit import Actor
from agentdesk.store.desks import new_desk
from agentdesk.store.tables import Onlook
from tests.interview.call_world import Desk, actions


@pytest.fixture
def chief(desk: Desk) -> Actor:
    """方慧 at a terminal of her own, and 李娜 at hers."""
    desk.li = replace(desk.li, desk=new_desk())
    found = replace(desk.chief, desk=new_desk())
    for actor in (desk.li, found):
        sessions.open_session(actor)
    return found


def stage(desk: Desk) -> str:
    return whereabouts.open_calls()[desk.li.id].stage


def test_a_call_is_followed_from_its_first_ring_to_its_outcome(desk: Desk, chief: Actor) -> None:
    task = desk.callback()
    contact_id = contacts.open_contact(desk.li, task.id)
    assert stage(desk) == whereabouts.OPENED
    contacts.dial(desk.li, contact_id, desk.number(task))
    assert stage(desk) == whereabouts.DIALLING
    contacts.reached(desk.li, contact_id)
    assert stage(desk) == whereabouts.TALKING
    seen = []
    for pages in range(16):
        desk.interview(contact_id, task, pages=min(pages, 1))
        found = whereabouts.open_calls()[desk.li.id]
        seen.append((found.step.number, found.step.about) if found.step else found.stage)
    assert seen[3] == (1, "接车")
    assert [number for number, _about in filter(lambda each: isinstance(each, tuple), seen) if number] == [
        *range(1, 11)
    ]
    assert seen[-1] == whereabouts.ENDING
    contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert whereabouts.open_calls() == {}


def test_the_age_of_a_call_leaves_out_what_it_was_parked(desk: Desk, chief: Actor) -> None:
    contact_id = desk.on_the_line(desk.callback())
    began = clock.local_now()
    with clock.travel(began + timedelta(minutes=2)):
        contacts.leave(desk.li, contact_id)
    with clock.travel(began + timedelta(minutes=12)):
        parked = whereabouts.open_calls()[desk.li.id]
        assert (parked.desk, parked.left_at) == ("", clock.now() - timedelta(minutes=10))
        contacts.resume(desk.li, contact_id)
    with clock.travel(began + timedelta(minutes=13)):
        assert clock.now() - whereabouts.open_calls()[desk.li.id].since == timedelta(minutes=3)
        assert mirror(chief, contact_id).seconds == 180


def test_a_step_is_worked_out_anew_only_where_something_was_answered(desk: Desk, chief: Actor) -> None:
    task = desk.callback()
    desk.interview(desk.on_the_line(task), task, pages=3)
    whereabouts.open_calls()
    before = whereabouts._step.cache_info().misses
    for _look in range(5):
        whereabouts.open_calls()
    assert whereabouts._step.cache_info().misses == before


def look_at(desk: Desk, chief: Actor, pages: int) -> Mirror:
    task = desk.callback(customer=desk.person("0550-3012345", "13812345678", name="王建国"))
    contact_id = desk.on_the_line(task)
    desk.interview(contact_id, task, pages=pages)
    return mirror(chief, contact_id)


def test_a_mirror_has_the_question_the_answers_and_the_prompts_and_names_nobody(desk: Desk, chief: Actor) -> None:
    seen = look_at(desk, chief, pages=4)
    assert seen.run is not None
    assert seen.run.page is not None
    assert seen.run.page.items[0].short == "理解需要"
    assert seen.run.item("reception").value
    assert "purpose" in seen.run.confirmations
    text = repr([seen.sitting, [seen.run.item(key) for key in seen.run.state.slots]])
    for secret in ("王建国", "3012345", "13812345678", "皖M12345"):
        assert secret not in text
    assert seen.sitting.customer_shown == "王** 先生"
    assert seen.phone is not None
    assert seen.phone.shown == "0550-30***45"


def test_open_text_is_seen_as_far_as_it_is_stored(desk: Desk, chief: Actor) -> None:
    seen = look_at(desk, chief, pages=12)
    interview_id = seen.interview_id
    assert interview_id is not None
    records.save_answer(desk.li, interview_id, "suggestion", "周末多安", draft=True)
    assert mirror(chief, seen.sitting.contact_id).drafts == {"suggestion": "周末多安"}


def test_only_a_supervisor_looks_on_and_the_agent_knows_while_it_lasts(desk: Desk, chief: Actor) -> None:
    contact_id = desk.on_the_line(desk.callback())
    for actor in (desk.sun, desk.actor("陈涛")):
        with pytest.raises(Forbidden):
            mirror(actor, contact_id)
        with pytest.raises(Forbidden):
            onlooking.begin(actor, contact_id)
    assert onlooking.onlookers(contact_id) == ()
    onlook = onlooking.begin(chief, contact_id)
    assert onlooking.onlookers(contact_id) == ("方慧",)
    onlooking.end(chief, onlook)
    onlooking.end(chief, onlook)
    assert onlooking.onlookers(contact_id) == ()
    assert actions()[-2:] == ["call.look", "call.look_away"]


def test_a_desk_that_is_left_or_killed_looks_on_no_more(desk: Desk, chief: Actor) -> None:
    contact_id = desk.on_the_line(desk.callback())
    onlooking.begin(chief, contact_id)
    sessions.close_session(chief)
    assert onlooking.onlookers(contact_id) == ()
    assert Onlook.get().ended_at is not None
    sessions.open_session(silent := replace(chief, desk="another-host:1:x"))
    onlooking.begin(silent, contact_id)
    assert onlooking.onlookers(contact_id) == ("方慧",)
    with clock.travel(clock.local_now() + sessions.SILENCE):
        assert onlooking.onlookers(contact_id) == ()


def test_there_is_nothing_to_look_at_in_a_call_of_ones_own_or_one_that_is_over(desk: Desk, chief: Actor) -> None:
    task = desk.callback()
    own = contacts.open_contact(chief, task.id)
    with pytest.raises(UserError, match="自己的"):
        onlooking.begin(chief, own)
    contacts.close(chief, own)
    with pytest.raises(UserError, match="结束"):
        onlooking.begin(replace(desk.chief, person_id=desk.people["高远"].id), own)
    with pytest.raises(UserError):
        mirror(chief, 4711)
