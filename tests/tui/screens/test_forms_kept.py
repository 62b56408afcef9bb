"""The forms over the queue and the register keep what is typed: the line drops, and it is there again."""

from __future__ import annotations

from collections.abc import Callable
from signal import SIGHUP
from typing import Any

import pytest

from agentdesk.store.audit import Actor
from agentdesk.store.tables import CallRecord, Skip, StepDraft
from agentdesk.tui.screens.record import RecordScreen
from agentdesk.tui.widgets.field import TextField
from tests.tui.screens.at_the_desk import Hands, at_the_desk

Person = Callable[[str], Actor]
WORDS = "不要周一，晚上"
TO_REMARK = ("c", "enter", *["down"] * 5)
FORMS = {  # the keys from the queue to each field
    "the remark of a card": TO_REMARK,
    "why a customer is passed over": ("end", "s", "4"),
    "a customer's hours": ("end", "t"),
}


def field(hands: Hands) -> TextField:
    """The field of the form in front."""
    found: TextField = hands.screen.query_one("#hours, #note, TextField", TextField)
    assert found.has_focus
    return found


@pytest.mark.parametrize("form", FORMS)
async def test_words_of_a_form_are_there_again(person: Person, form: str) -> None:
    async with at_the_desk(person("李娜")) as hands:
        await hands.press(*FORMS[form], "ctrl+u")
        field(hands).insert(WORDS)
        app: Any = hands.pilot.app
        app.hang_up(SIGHUP)
    async with at_the_desk(person("李娜")) as hands:
        await hands.press(*FORMS[form])
        assert field(hands).text == WORDS


async def test_a_card_is_kept_as_it_stands_until_it_is_registered(person: Person) -> None:
    async with at_the_desk(person("李娜")) as hands:
        await hands.press("c", "enter", *"18:05", "enter", "right", "down", "1", "2", "down")
        field(hands).insert(WORDS)
        await hands.rest()
        card = hands.screen._card
        before = card.typed, card.by
        await hands.press("escape")
    async with at_the_desk(person("李娜")) as hands:
        await hands.press("c", "enter")
        card = hands.screen._card
        assert (card.typed, card.by) == before
        await hands.press("ctrl+s")
        assert not isinstance(hands.screen, RecordScreen)
    assert CallRecord.get().remark == WORDS
    assert CallRecord.get().person_id == before[1]
    assert not StepDraft.select().exists()


async def test_a_note_that_was_used_is_not_offered_again(person: Person) -> None:
    async with at_the_desk(person("李娜")) as hands:
        await hands.press("end", "s", "4")
        field(hands).insert(WORDS)
        await hands.press("escape", "s", "4")
        assert field(hands).text == WORDS
        await hands.press("enter")
    assert Skip.get().note == WORDS
    assert not StepDraft.select().exists()
