"""The locked desk: whose it is, since when, and a place for the PIN; nothing of any customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from agentdesk.common import clock, dates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _
from agentdesk.common.names import visible
from agentdesk.store import pins
from agentdesk.store.audit import Actor
from agentdesk.tui.bindings import EVERYWHERE, WORK
from agentdesk.tui.screens.base import DeskModal
from agentdesk.tui.widgets.keybar import KeyBar
from agentdesk.tui.widgets.lines import BLANK, Line, indented, line
from agentdesk.tui.widgets.rule import Rule
from agentdesk.tui.widgets.sheet import Sheet

_LEFT_OUT = ("app.help", "app.seen")
_LONGEST = 12


class LockScreen(DeskModal[bool]):
    """Covers everything; gives True for the right PIN, False after too many wrong ones."""

    CSS_PATH = "../styles/locked.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", N_("Unlock"), tooltip=N_("Open the desk with the PIN typed"), id="lock.open",
                group=WORK),
        Binding("backspace", "erase", N_("Erase"), tooltip=N_("Take the last digit back"), id="lock.erase",
                group=WORK),
        *(each for each in EVERYWHERE if isinstance(each, Binding) and each.id not in _LEFT_OUT),
    ]  # fmt: skip

    def __init__(self, actor: Actor, said: str = "") -> None:
        """`said` is what there is to say beside: it stands there until the next digit."""
        super().__init__()
        self._actor = actor
        self._said = said
        self._typed = ""
        self._tries = 0
        self._looking = False

    def compose(self) -> ComposeResult:
        """The text, and the keys."""
        yield Locked(self._actor, self._said)
        yield Rule()
        yield KeyBar()

    def on_key(self, event: events.Key) -> None:
        """A digit is one of the PIN; nothing else gets past this screen."""
        if event.character and event.character in "0123456789" and len(self._typed) < _LONGEST and not self._looking:
            self._type(self._typed + event.character)

    def action_erase(self) -> None:
        """Take the last digit back."""
        self._type(self._typed[:-1])

    async def action_open(self) -> None:
        """Look whether the PIN is right."""
        if not self._typed or self._looking:
            return
        self._looking = True
        self.query_one(Locked).said = ""
        right = await self.attempt(pins.opens, self._actor, self._typed)
        self._looking = False
        self._type("")
        if right:
            self.dismiss(True)
        elif right is False:
            self._tries += 1
            self.query_one(Locked).left = pins.TRIES - self._tries
            self.query_one(Locked).redraw()
            if self._tries >= pins.TRIES:
                self.dismiss(False)

    def tell(self, error: UserError) -> None:
        """Say what could not be done, here, as messages of the desk are not shown; it names no customer.

        It stands there until the next digit.
        """
        shown = self.query_one(Locked)
        shown.said = f"{shown.said} {error}".strip()
        shown.redraw()

    def _type(self, digits: str) -> None:
        self._typed = digits
        shown = self.query_one(Locked)
        shown.count = len(digits)
        if digits:
            shown.said = ""
        shown.redraw()


class Locked(Sheet):
    """Three lines a third down the screen: no more than the person's own name."""

    def __init__(self, actor: Actor, said: str = "") -> None:
        super().__init__()
        self._name = visible(actor.name)
        self.said = said
        self._since = clock.now()
        self.count = 0
        self.left = pins.TRIES

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """Whose desk, since when, the digits as stars, and how many tries are left after a wrong one."""
        since = _("since {time}").format(time=dates.short(self._since))
        wrong = _("Wrong; tries left: {n}").format(n=self.left) if self.left < pins.TRIES else ""
        return [
            *[BLANK] * (height // 3),
            line(("   ", ""), (f"{_('Locked')}  {self._name}", "said"), (f"   {since}", "dim")),
            BLANK,
            line(("   ", ""), (f"{_('PIN')}  ", ""), ("*" * self.count + "_", "said")),
            line(("   ", ""), (wrong, "warn")),
            *indented(self.said, width, "bad", indent=3),
        ]
