"""What every screen of the desk has: bindings in the language in use, texts drawn anew, errors shown as one line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, ParamSpec, TypeVar

from textual.binding import ActiveBinding, BindingType
from textual.screen import ModalScreen, Screen, ScreenResultType

from agentdesk.common.errors import UserError
from agentdesk.tui.bindings import EVERYWHERE, translated
from agentdesk.tui.careful import Careful
from agentdesk.tui.let_go import drop_drawn
from agentdesk.tui.messages import LanguageSwitched, MinutePassed, NudgesChanged
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.work import in_background, off_thread

P = ParamSpec("P")
R = TypeVar("R")


class DeskScreen(Careful, Screen[ScreenResultType]):
    """A screen of the desk."""

    outside_calls: ClassVar[bool] = True  # whether a complaint that belongs to no call may be noted here

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The active bindings, translated."""
        return translated(super().active_bindings)

    def tell(self, error: UserError) -> None:
        """Say what could not be done, as the app says it."""
        tell = getattr(self.app, "tell", None)
        if tell is None:
            raise error
        tell(error)

    def keep(self) -> None:
        """Store at once what has been typed and is not stored yet; called whenever the desk is left."""

    def action_leave(self) -> Awaitable[None] | None:
        """Back to the screen before, with nothing to give it."""
        self.dismiss(None)
        return None

    def retranslate(self) -> None:
        """Show everything in the language in use; screens whose data carries texts read them again."""
        redraw(self)

    def minute_passed(self) -> None:
        """Draw what shows the time."""

    def on_screen_resume(self) -> None:
        """In front: messages of the screen before do not follow, and nothing of it stays in memory."""
        drop_drawn()
        drop = getattr(self.app, "drop_old_messages", None)
        if drop is not None:
            drop()

    def on_language_switched(self, message: LanguageSwitched) -> None:
        """Take over the other language."""
        with self.mishaps():
            self.retranslate()
        self.refresh_bindings()

    def on_minute_passed(self, message: MinutePassed) -> None:
        """Take over the new time."""
        with self.mishaps():
            self.minute_passed()

    def on_nudges_changed(self, message: NudgesChanged) -> None:
        """Show a colleague's line, or the rule again, and its key."""
        for rule in self.query("NudgeRule").results(Sheet):
            rule.redraw()
        self.refresh_bindings()

    async def attempt(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Run a capability function away from the screen; an error a user can meet is shown and gives None."""
        try:
            return await off_thread(function, *args, **kwargs)
        except UserError as error:
            self.tell(error)
            return None

    async def attempt_unasked(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The same for what a screen does by itself, following others: that it waits is not shown."""
        try:
            return await in_background(function, *args, **kwargs)
        except UserError as error:
            self.tell(error)
            return None


class DeskModal(DeskScreen[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen over another one; Esc takes it away."""

    BINDINGS: ClassVar[list[BindingType]] = EVERYWHERE
    outside_calls = False


def redraw(screen: Screen[ScreenResultType]) -> None:
    """Draw every text of a screen again."""
    for sheet in screen.query(Sheet):
        sheet.redraw()
    for listing in screen.query(Listing):
        listing.redraw()
