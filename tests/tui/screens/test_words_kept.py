"""What is typed into a field that is no question is there again after the line has dropped, until it has been used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, time
from signal import SIGHUP
from typing import Any

import pytest

from agentdesk.common import clock
from agentdesk.interview import contacts, words
from agentdesk.privacy import erasing
from agentdesk.store.audit import SYSTEM
from agentdesk.store.tables import AgendaItem, Contact, StepDraft
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import TO_FIRST_QUESTION, Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]
WORDS = "客户说下月回老家"
BEGUN = WORDS[:3]
FIELDS = {  # the keys to each field of a call that is no question: from the queue, and from the call's first picture
    "a refusal's reason": ((*TO_FIRST_QUESTION, "r", "2"), ("r", "2")),
    "the time of a promise": ((*TO_FIRST_QUESTION, "p"), ("p",)),
    "the note of an outcome": ((*TO_FIRST_QUESTION, "e", "l"), ("e", "l")),
    "the note of a number": (("enter", "f"), ("f",)),
}


@pytest.mark.parametrize("field", FIELDS)
async def test_words_of_a_call_are_there_again(office: Desk, sit_down: SitDown, field: str) -> None:
    first, again = FIELDS[field]
    office.callback()
    async with sit_down() as hands:
        await hands.press(*first)
        await hands.type(BEGUN)
        hands.field.insert(WORDS[len(BEGUN) :])  # and nothing has told the screen of it
        hang_up(hands)
    async with sit_down() as hands:
        await hands.press("enter", *again)
        assert hands.field.text == WORDS


async def test_used_words_are_not_offered_again(office: Desk, sit_down: SitDown) -> None:
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "e", "l")
        await hands.type(BEGUN)
        await hands.screen.store_unasked()  # as a second of rest does
        assert BEGUN in StepDraft.get().fields
        await hands.press("escape", "r", "2")
        await hands.type(WORDS)
        await hands.press("enter")
    assert Contact.get().ended_at is not None
    assert AgendaItem.get().note == WORDS
    assert not StepDraft.select().exists()


async def test_words_of_a_call_are_erased_with_the_customer(office: Desk, sit_down: SitDown) -> None:
    task = office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "r", "2")
        await hands.type(WORDS)
        hang_up(hands)
    assert StepDraft.select().exists()
    found = erasing.erase(SYSTEM, task.customer_id, "本人申请删除")
    assert found.due_on is not None  # its file is to be kept until then
    with clock.travel(datetime.combine(found.due_on, time(3))):
        erasing.erase_due(SYSTEM)
    assert not StepDraft.select().exists()


async def test_a_desk_that_lost_the_call_overwrites_nothing(office: Desk, sit_down: SitDown) -> None:
    """The words at the other terminal are the later ones."""
    office.callback()
    async with sit_down() as hands:
        await hands.press(*TO_FIRST_QUESTION, "r", "2")
        await hands.type(BEGUN)
        contact = Contact.get()
        contacts.resume(replace(office.li, desk="elsewhere:1:x"), contact.id)
        words.keep(replace(office.li, desk="elsewhere:1:x"), contact.id, {"refusal": WORDS})
        hang_up(hands)
    assert words.kept(office.li, contact.id) == {"refusal": WORDS}


def hang_up(hands: Hands) -> None:
    """The line drops."""
    app: Any = hands.pilot.app
    app.hang_up(SIGHUP)
