"""Two hands on the keys of a desk: press, wait until everything is stored and drawn, and read the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from agentdesk.store.audit import Actor
from agentdesk.store.tables import (
    Answer,
)
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.screens.call import CallScreen
from agentdesk.tui.widgets.call_head import CallHead
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.outline import Outline
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.widgets.sheet import Sheet
from tests.interview.call_world import Desk


class Hands:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        self.count = 0

    @property
    def screen(self) -> Any:
        """The screen in front."""
        return self.pilot.app.screen

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, each when the one before has had its effect."""
        for key in keys:
            self.count += 1
            await self.pilot.press(key)
            await self.rest()

    async def type(self, text: str) -> None:
        """Type a text into the field that has the focus, as an input method commits it."""
        field = self.screen.query_one(AnswerField)
        assert field.has_focus
        field.insert(text)
        await self.rest()

    async def rest(self) -> None:
        """Wait until what was begun is stored and drawn."""
        workers = self.pilot.app.workers
        await self.pilot.pause()
        while list(workers):
            await workers.wait_for_complete()
            await self.pilot.pause()

    # -- what is on the screen ---------------------------------------------------------------------------------------

    def text(self, widget: type[Sheet]) -> str:
        """What a part of the screen shows."""
        sheet = self.screen.query_one(widget)
        width, height = sheet.size
        rows = list(sheet.lines(width, height))[:height]
        return "\n".join("".join(text for text, _style in row.spans(width)).rstrip() for row in rows)

    @property
    def pane(self) -> str:
        """The left side: the question."""
        return self.text(Pane)

    @property
    def outline(self) -> str:
        """The right side."""
        return self.text(Outline)

    @property
    def head(self) -> str:
        """The first line."""
        return self.text(CallHead)

    @property
    def keys(self) -> str:
        """The last line."""
        return self.text(KeyBar)

    @property
    def field(self) -> AnswerField:
        """The field."""
        found: AnswerField = self.screen.query_one(AnswerField)
        return found

    @property
    def calling(self) -> bool:
        """Whether a call is in front."""
        return isinstance(self.screen, CallScreen)


@asynccontextmanager
async def at_the_desk(actor: Actor, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Hands]:
    """The desk of a person, started; what it does at its end is part of the test."""
    async with AgentDesk(actor).run_test(size=size) as pilot:
        hands = Hands(pilot)
        await hands.rest()
        yield hands


def pressed(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """The same hands for a snapshot: `text:` types the rest of the key."""

    async def press(pilot: Pilot[Any]) -> None:
        hands = Hands(pilot)
        await hands.rest()
        for key in keys:
            if key.startswith("text:"):
                await hands.type(key.removeprefix("text:"))
            else:
                await hands.press(key)

    return press


After = Callable[[Callable[[Desk], object]], None]
SitDown = Callable[..., AbstractAsyncContextManager[Hands]]

NINE_ANSWERS = "111111112"  # the last one a scale

TO_FIRST_QUESTION = ("enter", "1", "1", "enter")  # claim, the right person, the recording, the purpose is said


def answers() -> dict[str, str | None]:
    """The latest answer of each question, without drafts."""
    return {row.node: row.value for row in Answer.select().order_by(Answer.id) if not row.draft}


def drafts() -> dict[str, str | None]:
    return {row.node: row.value for row in Answer.select().order_by(Answer.id) if row.draft}
