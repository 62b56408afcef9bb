"""The app's part of guarding a desk: it locks and ends where nobody touches it, and ends where it must not go on."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from textual import events
from textual.message import Message

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.current import current
from agentdesk.store import pins
from agentdesk.tui.leaving import Leaving, reasons
from agentdesk.tui.widgets.field import TextField
from agentdesk.tui.widgets.sheet import Sheet
from agentdesk.tui.work import in_background, waits

_COVERED = ("help", "command_palette", "seen", "help_quit")  # what a locked desk does not do
_AFTER_ALL = ("escape", "ctrl+q")  # keys that mean something while the database is waited for
_PAINTED_WITHIN = 2.0  # seconds after a wait, at most, for which keys do nothing
_LOOK = 0.02  # seconds between two looks whether all that the wait held up is done


class Guarded(Leaving):
    """An app that knows when it was touched last. Time is looked at with the minute's tick: nothing else runs."""

    first: str
    is_locked = False
    _touched_at: datetime | None = None

    @property
    def _is_somebodys(self) -> bool:
        return self.actor.person_id is not None and self.first != "wall"

    @property
    def may_lock(self) -> bool:
        """Whether there is a PIN that would open it again."""
        return self._is_somebodys and not self.is_locked and pins.has_pin(self.actor)

    async def on_event(self, event: events.Event) -> None:
        """Remember when a key, the mouse or a paste came."""
        if isinstance(event, events.InputEvent | events.Paste):
            self._touched_at = clock.now()
        await super().on_event(event)

    def look_whether_idle(self) -> None:
        """Lock or leave the desk where nobody has touched it for as long as the playbook says."""
        now = clock.now()
        if self._touched_at is None or self._touched_at > now:  # the clock was set back
            self._touched_at = now
        if not self._is_somebodys:
            return
        try:
            idle, limits = now - self._touched_at, current().head.settings
        except UserError:  # no playbook is in force yet, or the database is busy: the next minute looks again
            return
        if _is_over(idle, limits.leave_after_minutes):
            self.run_worker(self._leave_idle(), group="idle", exclusive=True)
        elif _is_over(idle, limits.lock_after_minutes) and self.may_lock:
            self.lock()

    def on_mount(self) -> None:
        """Show at the foot of every screen when somebody waits."""
        waits.changed = self._show_waits

    def _show_waits(self) -> None:
        self._draw_waits()
        if waits.holding and not waits.goes_on:
            self._take_keys_again(monotonic() + _PAINTED_WITHIN)

    def _draw_waits(self) -> None:
        for screen in self.screen_stack:
            for bar in screen.query("KeyBar").results(Sheet):
                bar.redraw()

    def _take_keys_again(self, latest: float) -> None:
        """Let keys in when the screen shows what came of a wait: before that they would answer an unseen question."""
        if waits.goes_on:
            return  # its end comes here too
        if getattr(self.screen, "busy", False) and monotonic() < latest:
            self.set_timer(_LOOK, partial(self._take_keys_again, latest))
        else:
            self.call_after_refresh(self._say_what_was_dropped)

    def _say_what_was_dropped(self) -> None:
        if waits.goes_on:
            return
        dropped, waits.dropped, waits.holding = waits.dropped, 0, False
        self._draw_waits()
        if dropped:
            self.notify(_("Keys pressed while the desk waited did nothing."), severity="warning")

    def post_message(self, message: Message) -> bool:
        """Take a message; Esc leaves what is waited for at once, as the keys before it may be what waits.

        Other keys do nothing while the database is waited for, but for text typed into a field that is on the screen.
        """
        if isinstance(message, events.Key) and message.key == "escape" and waits.leave():
            return True
        if isinstance(message, events.Key | events.Paste) and waits.holds() and not self._is_typing(message):
            waits.dropped += 1
            return True
        return super().post_message(message)

    def _is_typing(self, message: events.Key | events.Paste) -> bool:
        if isinstance(message, events.Key) and message.key in _AFTER_ALL:
            return True
        is_text = isinstance(message, events.Paste) or message.is_printable
        return is_text and bool(self.screen_stack) and isinstance(self.screen.focused, TextField)

    def tell(self, error: UserError) -> None:
        """Say what could not be done; what is on the screen stays there."""
        self.notify(str(error), severity="error")

    def lock(self) -> None:
        """Store what is typed and cover the desk until its person's PIN is given."""
        from agentdesk.tui.screens.locked import LockScreen

        lost = self.keep()
        self.clear_notifications()
        self.is_locked = True
        self.run_worker(in_background(pins.note_locked, self.actor), group="lock", exit_on_error=False)
        self.push_screen(LockScreen(self.actor, said=reasons(lost)), self._unlocked)

    def _unlocked(self, opened: bool | None) -> None:
        self.is_locked = False
        if not opened:
            self.leave_now(_("Five wrong PINs: the desk has ended."))

    async def _leave_idle(self) -> None:
        from agentdesk.interview.idling import give_back

        self.keep()
        with suppress(UserError):  # busy: the claim runs out by itself
            await in_background(give_back, self.actor)
        self.leave_now(_("Nobody was at the desk, so it has ended."))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A locked desk shows no help and no commands."""
        return not (self.is_locked and action in _COVERED)


def _is_over(idle: timedelta, minutes: int) -> bool:
    return minutes > 0 and idle >= timedelta(minutes=minutes)
