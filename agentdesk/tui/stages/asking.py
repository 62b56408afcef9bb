"""The questionnaire: one question large, a key for each answer, and the next question at once."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.conventions import IDENTIFIED, NOT_NOW, OPENING
from agentdesk.interview.model import Kind
from agentdesk.interview.views import Item, Verdict
from agentdesk.interview.written import as_stored
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.asked_page import AskedPage
from agentdesk.tui.stages.base import PageKey
from agentdesk.tui.stages.question_keys import CODES, SEVERAL, question_keys
from agentdesk.tui.widgets import question

_MOVES = {"up": -1, "down": 1, "k": -1, "j": 1}


class Asking(AskedPage):
    """The questions of a page, one after the other."""

    keys = frozenset({"back", "complain", "refuse", "promise", "outline", "finish"})

    # -- keys --------------------------------------------------------------------------------------------------------

    def wants(self, key: str) -> bool:
        """The keys of the answers, Enter, Space, the arrows; in a field only what a field does not take."""
        if self.wish is not None:
            return key in ("up", "escape", *CODES)
        choice = question.choice_for(self.item, key)
        return choice is not None or key in ("enter", "space", *_MOVES) or key.isdigit()

    def page_keys(self) -> list[PageKey]:
        """A key for each answer, and the ways to choose without one."""
        return question_keys(self.item, in_field=self.wish is not None)

    async def press(self, key: str) -> None:
        """Answer, confirm, choose with the arrows, or go back."""
        item = self.item
        if self.wish is not None:
            await self._press_in_field(key, item)
        elif key in _MOVES:
            self._move(_MOVES[key], item)
        elif key in ("enter", "space"):
            await self._enter(item, key)
        else:
            choice = question.choice_for(item, key)
            if choice is None:
                self.desk.say(_("There is no answer {key} here.").format(key=key))
            else:
                await self._choose(item, choice.name)

    async def _press_in_field(self, key: str, item: Item) -> None:
        if key in ("up", "escape"):
            await self.back()
        elif CODES[key] in item.appearance.split():
            await self._answer(item, CODES[key])
        else:
            self.desk.say(_("There is no answer {key} here.").format(key=key.upper()))

    def _move(self, step: int, item: Item) -> None:
        if item.choices:
            count = len(item.choices)
            self._cursor = (self._cursor + step) % count if self._cursor >= 0 else (0 if step > 0 else count - 1)

    async def _enter(self, item: Item, key: str) -> None:
        if item.kind in question.PROMPTS:
            await self._said()
        elif item.choices and self._cursor >= 0 and (key == "space" or item.kind not in SEVERAL):
            await self._choose(item, item.choices[self._cursor].name)
        elif key == "enter":
            await self._go_on(item)

    async def _choose(self, item: Item, name: str) -> None:
        if item.kind in SEVERAL:
            await self._pick(item, name)
        elif item.key == OPENING and name != IDENTIFIED:
            self._not_the_customer(name)
        else:
            await self._answer(item, name)

    async def _pick(self, item: Item, name: str) -> None:
        """One more, or one less, of several: stored where it can stand as an answer, else kept on the screen.

        A ranking is an answer when it is whole, and then the question is done.
        """
        picked = self._picked = question.toggled(item, name)
        if item.kind is Kind.RANK:
            if question.is_whole(item, picked):
                await self._answer(item, picked)
            return
        verdict = self.run.answer(item.key, picked)
        if verdict.ok:
            self._picked = None
            await self._take(item, verdict, picked, stay=True)

    def _not_the_customer(self, answer: str) -> None:
        from agentdesk.tui.stages.leaving import WrongPerson
        from agentdesk.tui.stages.promising import Promising

        self.desk.show(Promising(self.desk, self, asked=True) if answer == NOT_NOW else WrongPerson(self.desk, self))

    # -- answering ---------------------------------------------------------------------------------------------------

    async def submit(self, text: str) -> None:
        """What was typed is the answer; nothing typed leaves an optional question open."""
        item = self.item
        try:
            value = as_stored(item.kind, text, clock.local_now())
        except UserError as error:
            self.desk.say(str(error))
            return
        if value:
            await self._answer(item, value)
        elif item.value and item.value not in CODES.values():
            await self._take_back(item)
        else:
            await self._go_on(item)

    def changed(self, text: str) -> None:
        """Note what is being typed; the screen stores it after a pause."""
        self._typed = text
        self.call.typing(self.item.key, text)
        if self.item.kind in question.DATES:
            self.desk.redraw()

    async def _answer(self, item: Item, value: str) -> None:
        confirmed = self._warned == f"{item.key}={value}"
        await self._take(item, self.run.answer(item.key, value, confirmed=confirmed), value)

    async def _take(self, item: Item, verdict: Verdict, value: str, *, stay: bool = False) -> None:
        """Show the answer at once, store it, and go on when it is stored."""
        if verdict.warning:
            self._warned = f"{item.key}={value}"
            self._cursor = next((at for at, each in enumerate(item.choices) if each.name == value), self._cursor)
            text = _("{warning} ({key} confirms it, another answer replaces it)")
            self.desk.say(text.format(warning=verdict.warning, key=glyph("enter")))
            return
        if not verdict.ok:
            self.desk.say(verdict.error, "bad")
            return
        self.call.typing(item.key, self.call.drafts.get(item.key, ""))
        self.call.give(verdict, item.key)
        self.desk.redraw()
        here = self.page.key, self._active
        if not stay:
            self._next()
        await self._stored(self.call.store_given(), *here)
        if not stay:
            await self.desk.advance()

    async def _said(self) -> None:
        """What is read in one breath was said: its prompt is confirmed."""
        breath = question.one_breath(self.page, self._active)
        prompts = [each for each in breath if each.kind is Kind.ACKNOWLEDGE]
        verdicts = [self.run.confirm(each.key) for each in prompts]
        here = self.page.key, self._active
        self._next(len(breath))
        changes = tuple(each for verdict in verdicts for each in verdict.changes)
        self.call.say_prompts(prompts, Verdict(True, changes=changes))
        await self._stored(self.call.store_given(), *here)
        await self.desk.advance()

    async def _stored(self, work: Coroutine[Any, Any, None], key: str, active: int) -> None:
        """Wait for the store; what it refuses stays on the screen with its question."""
        try:
            await work
        except UserError:
            self.run.goto(key)
            self._turn()
            self._active = active
            raise

    async def _take_back(self, item: Item) -> None:
        """The answer is taken back; the question is left open where it may be."""
        self._picked = None
        await self._take(item, self.run.answer(item.key, ""), "", stay=True)
        await self._go_on(self.item)

    async def _go_on(self, item: Item) -> None:
        """Enter on a question: the next one, unless this one must be answered."""
        if self._picked is not None:
            await (self._answer(item, self._picked) if self._picked else self._take_back(item))
            return
        missing = next((reason for reason in self.page.open if reason.key == item.key), None)
        if missing is not None:
            self.desk.say(missing.text)
            return
        here = self.page.key, self._active
        self._next()
        await self._stored(self.call.moved(), *here)
        await self.desk.advance()

    def _next(self, count: int = 1) -> None:
        """The next question of the page, or the first one of the next page."""
        page = self.page
        self._begin_item()
        if self._active + count < len(page.items):
            self._active += count
        else:
            self.run.next()
            self._turn()

    async def back(self) -> None:
        """The question before this one; what was typed here is kept."""
        await self.call.store_draft()
        if self._active > 0:
            self._active -= 1
            self._begin_item()
        else:
            self.run.back()
            self._turn()
            self._active = max(self._active, len(self.page.items) - 1)
        await self.call.moved()

    def keep(self) -> None:
        """Store what is being typed."""
        self.call.keep()
