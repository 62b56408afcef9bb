"""The questionnaire: one question large, a key for each answer, and the next question at once."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.conventions import IDENTIFIED, NOT_NOW, OPENING, REASON
from agentdesk.interview.model import DONT_KNOW, REFUSED, Kind
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Page, Verdict
from agentdesk.interview.written import as_stored
from agentdesk.tui.stages.base import CallDesk, Drawing, Place, Stage, Wish
from agentdesk.tui.stages.saying import complaint_blocks
from agentdesk.tui.widgets import question
from agentdesk.tui.widgets.question import MARGIN, READABLE
from agentdesk.tui.widgets.stack import Block, stack

_PAGES = {"pageup": -8, "pagedown": 8}
_MOVES = {"up": -1, "down": 1, "k": -1, "j": 1}
SEVERAL = frozenset({Kind.SELECT_MULTIPLE, Kind.RANK})
_CODES = {"f8": DONT_KNOW, "f9": REFUSED}


class Asking(Stage):
    """A page of the questionnaire."""

    keys = frozenset({"back", "complain", "refuse", "promise", "outline", "finish"})

    def __init__(self, desk: CallDesk) -> None:
        super().__init__(desk)
        self._active = 0
        self._cursor = -1
        self._scrolled = 0  # rows of a page that is longer than the pane
        self._ranked = ""  # a ranking that is not whole yet
        self._warned = ""  # the answer a soft check asked about
        self._page: Page | None = None
        self.upset = False  # complaint mode; it begins with the next question, not under the answer that caused it
        self._turn()

    @property
    def run(self) -> Run:
        """The interview."""
        assert self.call.run is not None
        return self.call.run

    @property
    def page(self) -> Page:
        """What is asked now; after the last question the last one, until the outcome takes its place."""
        self._page = self.run.page or self._page
        assert self._page is not None
        return self._page

    @property
    def item(self) -> Item:
        """The question of the page that the keys go to."""
        items = self.page.items
        item = items[min(self._active, len(items) - 1)]
        return question.with_value(item, self._ranked) if self._ranked else item

    def _turn(self) -> None:
        """Begin with the first question of the page that has no answer."""
        page = self.run.page
        self._active = question.first_to_ask(page.items) if page else 0
        self._begin_item()

    def _begin_item(self) -> None:
        self._cursor, self._scrolled, self._ranked, self._warned = -1, 0, "", ""
        self.upset = self.run.dissatisfied
        self.call.promised = False

    # -- drawing -----------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """The question; in complaint mode above it what may be said, and nothing else for the agent to say."""
        blocks, upset = self.above(width), self.upset or self.call.promised
        active = min(self._active, len(self.page.items) - 1)
        blocks += question.page_blocks(self.page, active, self.item, self._cursor, width, height, hints=not upset)
        found = stack(blocks, height, self._focus(active), self._scrolled)
        row = found.rows.get("field")
        if self.wish is None or row is None:
            return Drawing(found.lines)
        item = self.item
        wide = min(width - MARGIN - 1, READABLE)
        cells = wide if item.kind is Kind.TEXT else min(wide, 36)
        return Drawing(found.lines, Place(MARGIN, row, cells, question.field_rows(item, height)))

    def _focus(self, active: int) -> str:
        """The block to keep in sight where a page is longer than the pane."""
        if self.wish is not None:
            return "field"
        return "choices" if active and self.item.kind not in question.PROMPTS else ""

    def above(self, width: int) -> list[Block]:
        """In complaint mode the same from the dissatisfied answer on."""
        shown = self.upset or self.call.promised
        return complaint_blocks(self.call, width, in_field=self.wish is not None) if shown else []

    @property
    def wish(self) -> Wish | None:
        """A field for what is typed."""
        item = self.item
        if not question.is_typed(item) or item.read_only:
            return None
        text = self.call.drafts.get(item.key, item.value)
        if not text and item.key == REASON and self.call.complaint is not None:
            text = self.call.complaint.words  # said already: the customer is not asked twice
        return Wish(f"answer:{item.key}", "" if text in (DONT_KNOW, REFUSED) else text, question.placeholder(item))

    @property
    def takes_phrases(self) -> bool:
        """Whether words are being typed, into which a quick phrase may go."""
        return self.wish is not None and self.item.kind is Kind.TEXT

    # -- keys --------------------------------------------------------------------------------------------------------

    def wants(self, key: str) -> bool:
        """The keys of the answers, Enter, Space, the arrows; in a field only what a field does not take."""
        if self.wish is not None:
            return key in ("up", "escape", *_CODES, *_PAGES)
        choice = question.choice_for(self.item, key)
        return choice is not None or key in ("enter", "space", *_MOVES, *_PAGES) or key.isdigit()

    async def press(self, key: str) -> None:
        """Answer, confirm, choose with the arrows, or go back."""
        item = self.item
        if key in _PAGES:
            self._scrolled += _PAGES[key]
        elif self.wish is not None:
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
        elif _CODES[key] in item.appearance.split():
            await self._answer(item, _CODES[key])

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
        if item.kind is Kind.SELECT_MULTIPLE:
            value = question.toggled(item, name)
            await self._take(item, self.run.answer(item.key, value), value, stay=True)
        elif item.kind is Kind.RANK:
            await self._rank(item, name)
        elif item.key == OPENING and name != IDENTIFIED:
            self._not_the_customer(name)
        else:
            await self._answer(item, name)

    async def _rank(self, item: Item, name: str) -> None:
        """A ranking is an answer when it is whole; until then it stands on the screen."""
        self._ranked = question.toggled(item, name)
        if question.is_whole(item, self._ranked):
            await self._answer(item, self._ranked)

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
        if value or item.value:
            await self._answer(item, value)
        else:
            await self._go_on(item)

    def changed(self, text: str) -> None:
        """Note what is being typed; the screen stores it after a pause."""
        self.call.typing(self.item.key, text)

    async def _answer(self, item: Item, value: str) -> None:
        confirmed = self._warned == f"{item.key}={value}"
        await self._take(item, self.run.answer(item.key, value, confirmed=confirmed), value)

    async def _take(self, item: Item, verdict: Verdict, value: str, *, stay: bool = False) -> None:
        """Show the answer at once, store it, and go on when it is stored."""
        if verdict.warning:
            self._warned = f"{item.key}={value}"
            self.desk.say(_("{warning} Give the same answer again to confirm.").format(warning=verdict.warning))
            return
        if not verdict.ok:
            self.desk.say(verdict.error, "bad")
            return
        self.call.typing(item.key, self.call.drafts.get(item.key, ""))
        self.desk.redraw()
        here = self.page.key, self._active
        if not stay:
            self._next()
        await self._stored(self.call.store(verdict, item.key), *here)
        if not stay:
            await self.desk.advance()

    async def _said(self) -> None:
        """What is read in one breath was said: its prompts are confirmed."""
        breath = question.one_breath(self.page, self._active)
        prompts = [each for each in breath if each.kind is Kind.ACKNOWLEDGE]
        verdicts = [self.run.confirm(each.key) for each in prompts]
        here = self.page.key, self._active
        self._next(len(breath))
        changes = tuple(each for verdict in verdicts for each in verdict.changes)
        await self._stored(self.call.store_said(prompts, Verdict(True, changes=changes)), *here)
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

    async def _go_on(self, item: Item) -> None:
        """Enter on a question: the next one, unless this one must be answered."""
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
