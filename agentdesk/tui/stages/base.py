"""A stage of a call: what the left side of the screen shows, and what a key does there. No widget, no store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.stages.saying import complaint_blocks
from agentdesk.tui.widgets.pane import Drawing, Place, Wish
from agentdesk.tui.widgets.stack import Block, Stack, stack

__all__ = ["CallDesk", "Drawing", "PageKey", "Place", "Stage", "Wish"]

PAGE_ROWS = 8


@dataclass(frozen=True, slots=True)
class PageKey:
    """A key of a page with its name and its sentence, in the language in use; `shown` ones stand in the footer."""

    key: str
    name: str
    sentence: str
    shown: bool = False


class CallDesk(Protocol):
    """What a stage may ask of the screen it stands on."""

    call: OpenCall

    def show(self, stage: Stage) -> None:
        """Go on with another stage."""

    async def advance(self) -> None:
        """Go on with the stage that the call is at."""

    def redraw(self) -> None:
        """Draw everything again."""

    def say(self, text: str, style: str = "warn") -> None:
        """A line at the foot of the pane until the next key."""

    def typed(self) -> str:
        """What stands in the field."""

    def complain(self) -> None:
        """Open the complaint form."""

    def over(self, outcome: str) -> None:
        """The sitting is over: hand back to the queue, which takes the next customer."""


class Stage:
    """One stage; the screen gives it the keys it wants and draws it after each."""

    keys: frozenset[str] = frozenset({"complain"})  # of the screen's own actions, those that do something here

    def __init__(self, desk: CallDesk) -> None:
        self.desk = desk
        self.call = desk.call
        self.longer = False  # than the pane
        self._scrolled = 0

    def draw(self, width: int, height: int) -> Drawing:
        """The pane."""
        return Drawing([])

    def stacked(self, blocks: Sequence[Block], height: int, focus: str = "") -> Stack:
        """The blocks in the pane, paged where they are longer."""
        found = stack(blocks, height, focus, self._scrolled)
        self._scrolled, self.longer = found.scrolled, found.longer
        return found

    def turn_page(self, step: int) -> None:
        """Show what is further down (1) or up (-1) on a page that is longer than the pane."""
        self._scrolled += step * PAGE_ROWS

    @property
    def wish(self) -> Wish | None:
        """The field that has the focus, where there is one."""
        return None

    def wants(self, key: str) -> bool:
        """Whether the stage does something with a key that no field took."""
        return False

    def page_keys(self) -> Sequence[PageKey]:
        """What `wants` says yes to, for help: every key that does something here now."""
        return ()

    async def press(self, key: str) -> None:
        """Do what the key does."""

    def why_not(self, action: str) -> str:
        """Why the key of one of the screen's own actions does nothing here; "" where there is no more to say."""
        return ""

    def above(self, width: int) -> list[Block]:
        """What comes before everything else of the page: the line that a complaint is answered with (SC-11)."""
        return complaint_blocks(self.call, width, in_field=self.wish is not None) if self.call.promised else []

    async def submit(self, text: str) -> None:
        """Enter was pressed in the field."""

    def changed(self, text: str) -> None:
        """Something was typed into the field: it stays with the call until it is used."""
        wish = self.wish
        if wish is not None and text != wish.text:
            self.call.words[wish.name] = text

    def asking_for(self, name: str, placeholder: str) -> Wish:
        """A field with what was typed into it before in this call."""
        return Wish(name, self.call.words.get(name, ""), placeholder)

    def keep(self) -> None:
        """Store at once what has been typed."""
