"""A stage of a call: what the left side of the screen shows, and what a key does there. No widget, no store."""

from __future__ import annotations

from typing import Protocol

from agentdesk.tui.stages.open_call import OpenCall
from agentdesk.tui.widgets.pane import Drawing, Place, Wish

__all__ = ["CallDesk", "Drawing", "Place", "Stage", "Wish"]


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

    keys: frozenset[str] = frozenset()  # of the screen's own actions, those that do something here

    def __init__(self, desk: CallDesk) -> None:
        self.desk = desk
        self.call = desk.call

    def draw(self, width: int, height: int) -> Drawing:
        """The pane."""
        return Drawing([])

    @property
    def wish(self) -> Wish | None:
        """The field that has the focus, where there is one."""
        return None

    def wants(self, key: str) -> bool:
        """Whether the stage does something with a key that no field took."""
        return False

    async def press(self, key: str) -> None:
        """Do what the key does."""

    async def submit(self, text: str) -> None:
        """Enter was pressed in the field."""

    def changed(self, text: str) -> None:
        """Something was typed into the field."""

    def keep(self) -> None:
        """Store at once what has been typed."""
