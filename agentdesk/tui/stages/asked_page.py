"""A page of the questionnaire as it is shown: the question in front, its field, and what is chosen so far."""

from __future__ import annotations

from dataclasses import replace

from agentdesk.interview.conventions import REASON
from agentdesk.interview.model import DONT_KNOW, REFUSED, Kind
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item, Page
from agentdesk.tui.stages.base import CallDesk, Drawing, Place, Stage, Wish
from agentdesk.tui.stages.saying import complaint_blocks
from agentdesk.tui.widgets import question
from agentdesk.tui.widgets.question import MARGIN, READABLE
from agentdesk.tui.widgets.stack import Block


class AskedPage(Stage):
    """The page of an interview, and where on it the agent is."""

    def __init__(self, desk: CallDesk) -> None:
        super().__init__(desk)
        self._active = 0
        self._cursor = -1
        self._picked: str | None = None  # choices that are no answer yet: a ranking in the making, too few of several
        self._typed: str | None = None  # what stands in the field, since it was touched
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
        return item if self._picked is None else question.with_value(item, self._picked)

    def _turn(self) -> None:
        """Begin with the first question of the page that has no answer."""
        page = self.run.page
        self._active = question.first_to_ask(page.items) if page else 0
        self._begin_item()

    def _begin_item(self) -> None:
        self._cursor, self._scrolled, self._picked, self._typed, self._warned = -1, 0, None, None, ""
        self.upset = self.run.dissatisfied
        self.call.promised = False

    # -- drawing -----------------------------------------------------------------------------------------------------

    def draw(self, width: int, height: int) -> Drawing:
        """The question; in complaint mode above it what may be said, and nothing else for the agent to say."""
        blocks, upset = self.above(width), self.upset or self.call.promised
        active = min(self._active, len(self.page.items) - 1)
        page = replace(self.page, items=tuple(self._marked(each) for each in self.page.items))
        blocks += question.page_blocks(
            page, active, self._marked(self.item), self._cursor, width, height, hints=not upset, echo=self._echo()
        )
        found = self.stacked(blocks, height, self._focus(active))
        row = found.rows.get("field")
        if self.wish is None or row is None:
            return Drawing(found.lines)
        item = self.item
        wide = min(width - MARGIN - 1, READABLE)
        cells = wide if item.kind is Kind.TEXT else min(wide, 36)
        return Drawing(found.lines, Place(MARGIN, row, cells, question.field_rows(item, height)))

    def _marked(self, item: Item) -> Item:
        """With the sign of an answer that is not stored, where it is not."""
        return replace(item, kept=False) if item.key in self.call.unkept else item

    def _echo(self) -> str:
        """How a date that is being typed is understood, with its weekday: said back to the customer it finds slips."""
        wish = self.wish
        if wish is None or self.item.kind not in question.DATES:
            return ""
        return question.understood(self.item.kind, wish.text if self._typed is None else self._typed)

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
        if not text and item.key == REASON and self.call.complaint is not None and not self.call.is_recall:
            text = self.call.complaint.words  # said already: the customer is not asked twice
        return Wish(f"answer:{item.key}", "" if text in (DONT_KNOW, REFUSED) else text, question.placeholder(item))

    @property
    def takes_phrases(self) -> bool:
        """Whether words are being typed, into which a quick phrase may go."""
        return self.wish is not None and self.item.kind is Kind.TEXT
