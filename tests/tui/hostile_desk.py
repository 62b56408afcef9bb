"""A desk that is watched: what it draws and sends is held, after each key, against what must never be there."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.strip import Strip

from agentdesk.store.audit import Actor
from agentdesk.tui.app import AgentDesk
from agentdesk.tui.canvas import Canvas
from agentdesk.tui.widgets import listing, sheet
from agentdesk.tui.widgets.sheet import Sheet
from tests.hostile import SENT, faults
from tests.tui.screens.at_the_desk import Hands

Step = str | Callable[["Watched"], Awaitable[None]]


class ListeningDriver(HeadlessDriver):
    """A terminal that keeps what it is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._canvas = Canvas()
        self.sent: list[str] = []

    @property
    def is_headless(self) -> bool:
        """Draw, although nobody looks."""
        return False

    def write(self, data: str) -> None:
        """Keep what the desk's own driver would send."""
        self.sent.append(self._canvas.paint(data))


class ListenedDesk(AgentDesk):
    """A desk at that terminal."""

    def get_driver_class(self) -> Any:
        """That terminal."""
        return ListeningDriver


class Watched(Hands):
    """Two hands on the keys, and an eye on the screen: `faults` has what must not be, `seen` the screens by class."""

    def __init__(self, pilot: Pilot[Any], hidden: frozenset[str], shown_in: frozenset[str]) -> None:
        super().__init__(pilot)
        self.hidden, self.shown_in = hidden, shown_in
        self.faults: dict[str, str] = {}
        self.is_done = False
        self.seen: set[str] = set()
        self.texts: set[str] = set()
        self.in_full: set[str] = set()

    async def walk(self, steps: Sequence[Step]) -> None:
        """Take each step and look."""
        self.look("at the start")
        for step in steps:
            if isinstance(step, str):
                if step.startswith("text:"):
                    await self.type(step.removeprefix("text:"))
                else:
                    await self.press(step)
            else:
                await step(self)
                await self.rest()
            self.look(step if isinstance(step, str) else step.__name__)

    def look(self, step: str) -> None:
        """Hold what is on the screen against everything."""
        screen = self.screen
        name = type(screen).__name__
        self.seen |= {type(each).__name__ for each in self.pilot.app.screen_stack}
        width = self.pilot.app.size.width
        drawn = screen._compositor.render_strips()
        lines = [strip.text for strip in drawn]
        self.texts |= set(lines)
        whole = "\n".join(lines)
        for line in lines:
            if cell_len(line) != width:
                self._fault(name, step, f"{cell_len(line)} cells: {line!r}")
        for fault in faults(whole):
            self._fault(name, step, fault)
        for strip in drawn:
            for segment in strip:
                style = segment.style
                if style is not None and (style.link or "@click" in str(style.meta)):
                    self._fault(name, step, f"acts: {segment!r}")
        for each in screen.query(Sheet):
            self._whole(each, name, step)
        shown = {secret for secret in self.hidden if secret in whole}
        if name in self.shown_in:
            self.in_full |= shown
        elif shown:
            self._fault(name, step, f"in full: {shown}")
        sent = "".join(self.pilot.app._driver.sent)
        self.pilot.app._driver.sent.clear()
        for fault in faults(SENT.sub("", sent), lines=False):
            self._fault(name, step, f"sent {fault}")

    def _whole(self, each: Sheet, name: str, step: str) -> None:
        """No line of a sheet falls below its edge unmarked."""
        if not each.size or not each.is_mounted or not each.display:
            return
        count = len(list(each.lines(*each.size)))
        if count > each.size.height:
            self._fault(name, step, f"{type(each).__name__} draws {count} lines on {each.size.height}")

    def _fault(self, name: str, step: str, what: str) -> None:
        kind = what.split(":")[0][:60]
        self.faults.setdefault(f"{name} {kind}", f"{name} after {step!r}: {what[:300]}")


class Narrow(Strip):
    """A strip that tells when it was drawn at another width than it has to have."""

    wrong: list[str]

    def adjust_cell_length(self, cell_length: int, style: Any = None) -> Strip:
        """As it is, but told."""
        asked_by = sys._getframe(1).f_globals["__name__"]
        if self.cell_length != cell_length and asked_by in (listing.__name__, sheet.__name__):
            Narrow.wrong.append(f"{self.cell_length} cells instead of {cell_length}: {self.text!r}"[:300])
        return super().adjust_cell_length(cell_length, style)


def watch(
    actor: Actor,
    first: Any,
    steps: Sequence[Step],
    monkeypatch: Any,
    *,
    size: tuple[int, int] = (80, 24),
    hidden: frozenset[str] = frozenset(),
    shown_in: frozenset[str] = frozenset(),
) -> Watched:
    """Open a person's desk, take the steps, and give what was seen."""
    Narrow.wrong = []
    for module in (listing, sheet):
        monkeypatch.setattr(module, "Strip", Narrow)
    found: list[Watched] = []

    async def drive(pilot: Pilot[Any]) -> None:
        hands = Watched(pilot, hidden, shown_in)
        found.append(hands)
        await hands.rest()
        await hands.walk(steps)
        hands.is_done = True
        pilot.app.exit()

    desk = ListenedDesk(actor, first)
    asyncio.run(desk.run_async(size=size, auto_pilot=drive))
    (hands,) = found
    assert hands.is_done, desk.mishap or "the desk has ended before the last step"
    assert not desk.mishap
    assert not desk.return_code
    if Narrow.wrong:
        hands.faults["width"] = Narrow.wrong[0]
    return hands
