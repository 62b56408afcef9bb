"""The page of a call that a supervisor looks on at: the question as the agent has it, with what was answered to it."""

from __future__ import annotations

from agentdesk.common import dates, names
from agentdesk.common.i18n import _
from agentdesk.interview.contacts import AgendaEntry, PhoneLine, Sitting
from agentdesk.interview.mirror import Mirror
from agentdesk.interview.run import Run
from agentdesk.interview.views import Item
from agentdesk.tui.glyphs import glyph
from agentdesk.tui.stages.noted import Noted
from agentdesk.tui.widgets import question
from agentdesk.tui.widgets.customer_card import PHONE_KINDS
from agentdesk.tui.widgets.lines import Line, indented, line
from agentdesk.tui.widgets.pane import Drawing, Wish
from agentdesk.tui.widgets.question import MARGIN
from agentdesk.tui.widgets.stack import Block, stack


class MirroredCall:
    """A call that is only looked at: what head, page and outline show of it."""

    wish: Wish | None = None
    onlookers: tuple[str, ...] = ()  # the reader knows
    unkept: frozenset[str] = frozenset()

    def __init__(self, seen: Mirror, complaint: Noted | None) -> None:
        self.seen = seen
        self.complaint = complaint

    @property
    def sitting(self) -> Sitting:
        """Whom it is with, masked."""
        return self.seen.sitting

    @property
    def entry(self) -> AgendaEntry | None:
        """The entry of the agenda that is being worked on."""
        return self.seen.entry

    @property
    def identified(self) -> bool:
        """Whether the right person is on the line."""
        return self.seen.identified

    @property
    def phone(self) -> PhoneLine | None:
        """The number, masked."""
        return self.seen.phone

    @property
    def run(self) -> Run | None:
        """The questionnaire as far as it is stored."""
        return self.seen.run

    @property
    def seconds(self) -> float:
        """How long it is talked or dialled."""
        return self.seen.seconds

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to come."""
        return self.seen.sitting.ended_at is not None

    @property
    def item(self) -> Item | None:
        """The question the agent is at, as far as that is stored."""
        page = self.seen.run.page if self.seen.run is not None and self.seen.identified else None
        return page.items[question.first_to_ask(page.items)] if page is not None else None

    def draw(self, width: int, height: int) -> Drawing:
        """The page: the end, the question, or what comes before and after the questions."""
        run, item = self.seen.run, self.item
        page = run.page if run is not None else None
        if self.is_over:
            return Drawing(self._ended(width))
        if not self.identified:
            return Drawing(self._dialling())
        if page is None or item is None:
            return Drawing([line((f" {self._between()}", "unsaid"))])
        place = page.items.index(item)
        blocks = question.page_blocks(page, place, item, -1, width, height, hints=False)
        typed = self.seen.drafts.get(item.key, "")
        said = item.value if question.is_typed(item) else ""
        for text, style in ((question.shown_value(item.kind, said), "value"), (typed, "unsaid")):
            if text:
                blocks.append(Block(indented(names.visible(text), width - 1, style, indent=MARGIN), 2))
        return Drawing(stack(blocks, height, "choices").lines)

    def _between(self) -> str:
        if self.seen.run is None:
            return _("On the line; these reasons have no questionnaire.")
        return _("Every question is asked; the outcome is being chosen.")

    def _dialling(self) -> list[Line]:
        phone, attempt = self.phone, self.sitting.attempt
        number = f"{_(PHONE_KINDS[phone.kind])} {phone.shown}" if phone is not None else ""
        if attempt is None:
            return [line((f" {_('No number is dialled yet.')}", "unsaid"), (f"   {number}", "dim"))]
        since = _("since {time}").format(time=dates.short(attempt.started_at))
        return [line((f" {_('Dialling')}  {number}", "said"), (f"   {since}", "dim"))]

    def _ended(self, width: int) -> list[Line]:
        """What came of each entry of the agenda."""
        rows = [
            line(
                (f"   {glyph('done')} ", "good"),
                (f"{entry.name}  ", "unsaid"),
                (entry.outcome_name or _("open"), "value"),
            )
            for entry in self.sitting.agenda
        ]
        return [line((f" {_('The call is over.')}", "said")), *rows]
