"""A screen with a pane, a field and a store behind it: one thing after the other, each stored before the next.

A key waits like everything else, and what it does is decided when its turn comes: a hand that types ahead of the desk
reaches the field that a key before it has opened, and never a command of the page that was there before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from textual import events
from textual.binding import Binding
from textual.screen import Screen, ScreenResultType

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.tui.bindings import key_name
from agentdesk.tui.keys import Typed, half_width, text_of
from agentdesk.tui.screens.in_front import InFront
from agentdesk.tui.screens.storing import StoresTyped
from agentdesk.tui.widgets.pane import AnswerField, Pane
from agentdesk.tui.work import waits

Work = Coroutine[Any, Any, None]


class _Seen(NamedTuple):
    """What there was when a key came."""

    mishaps: int
    waits: int  # for somebody else's change, so far
    field: str  # the name of what was typed into; "" where nothing was


class InTurn(StoresTyped[ScreenResultType]):
    """Work goes through `do`; a key that comes while something is stored waits for its turn."""

    AUTO_FOCUS = ""
    outside_calls = False

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._asked: list[Work] | None = None  # what the key whose turn it is asks for; None between keys
        self._mishaps = 0
        self._behind: InTurn[Any] | None = None  # the screen this one stands on
        self._in_front: Screen[Any] | None = None  # the screen that a key opened over this one

    def on_mount(self) -> None:
        """Let the field give up what is not to be typed into it at once."""
        self.query_one(AnswerField).turns = self

    # -- work --------------------------------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something waits for its turn, or has it."""
        return self._waiting > 0 or self._held is not None

    def do(self, work: Work, *, quietly: bool = False) -> None:
        """Do one thing after the other; an error a user can meet is a line at the foot, and nothing is lost.

        `quietly` leaves what is said at the foot: for work that no key asked for.
        """
        if self._asked is not None:
            self._asked.append(work)
        else:
            self._queue(work, quietly=quietly)

    def _queue(self, work: Work, *, quietly: bool = False) -> None:
        self._waiting += 1
        self.run_worker(self._one_by_one(work, quietly), group="in turn")

    async def _one_by_one(self, work: Work, quietly: bool) -> None:
        try:
            async with self._turn:
                if not quietly:
                    self.query_one(Pane).message = None
                try:
                    await work
                except UserError as error:
                    self._mishaps += 1
                    self.refused_by_store(error)
                if self.is_current:
                    self.redraw()
        finally:
            self._waiting -= 1

    # -- keys --------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Every key waits for its turn."""
        event.stop()
        event.prevent_default()
        self.take(event)

    def on_paste(self, event: events.Paste) -> None:
        """A text that is pasted before its field is there waits as well."""
        event.stop()
        self.take(event)

    def take(self, event: Typed) -> None:
        """Put a key behind those that came before it."""
        if self._held is not None:
            self._held.append(event)
        else:
            self._take_over(event)

    def _take_over(self, event: Typed) -> None:
        self._queue(self._its_turn(event, self._seen()), quietly=True)

    def _seen(self) -> _Seen:
        return _Seen(self._mishaps, waits.held, self.query_one(AnswerField).wish_name)

    async def _its_turn(self, event: Typed, seen: _Seen) -> None:
        """Hand the key on where a screen that a key has opened is in front by now; else do what it does here."""
        stack, front = self.app.screen_stack, self._in_front
        if seen.waits != waits.held and not self._is_text_for(seen.field, event):
            waits.dropped += 1
        elif self.app.screen is self:
            await self._use(event, stale=seen.mishaps != self._mishaps)
        elif self not in stack:
            await self._hand_back(event)
        elif isinstance(front, InFront) and front in stack:
            await front.hand_on(event)
        elif front is self.app.screen and isinstance(event, events.Key):
            self.app.post_message(events.Key(event.key, event.character))

    def _is_text_for(self, field: str, event: Typed) -> bool:
        """Whether it is typed into the field that was there when it came: behind a wait all else is not."""
        shown = self.query_one(Pane).shown
        wish = shown.wish if shown is not None else None
        return bool(text_of(event)) and wish is not None and wish.name == field

    async def _hand_back(self, event: Typed) -> None:
        """Behind a key that closed this screen: what follows is for the one it stood on."""
        if self._behind is not None and self.answered is not None:
            await self.answered.wait()
            await self._behind.hand_on(event)

    async def hand_on(self, event: Typed) -> None:
        """Here too a key takes its turn."""
        self._take_over(event)

    async def _use(self, event: Typed, *, stale: bool) -> None:
        """Type it, or do what it stands for; behind a key that failed only what is typed is kept."""
        field = self.wanted_field()
        if field is None and (stale or isinstance(event, events.Paste)):
            return
        self._take_back_what_was_said()
        text = text_of(event)
        if field is None and isinstance(event, events.Key):
            event = half_width(event)
        if field is not None and text:
            field.insert(text)
            self.take_typed(field)
        elif isinstance(event, events.Paste):
            return
        elif field is not None and event.key == "enter":
            await self.entered(field.text)
        elif not await self.pressed(event):
            await self._act(event)

    def _take_back_what_was_said(self) -> None:
        """It was said before this key, which may have to wait."""
        pane = self.query_one(Pane)
        if pane.message is not None:
            pane.message = None
            pane.redraw()

    def wanted_field(self) -> AnswerField | None:
        """The field with the focus, and all of what was typed into it taken over; None where none is wanted."""
        shown = self.query_one(Pane).shown
        wish = shown.wish if shown is not None else None
        if wish is None:
            return None
        field = self.query_one(AnswerField)
        if field.wish_name == wish.name:
            self.take_typed(field)
        else:
            field.show(wish.text, wish.placeholder)
            field.wish_name = wish.name
        field.display = True
        self.set_focus(field)
        return field

    def keep(self) -> None:
        """Take over what stands in the field but was not told of yet, for a screen to store here and now."""
        shown, field = self.query_one(Pane).shown, self.query_one(AnswerField)
        wish = shown.wish if shown is not None else None
        if wish is not None and field.wish_name == wish.name:
            self.take_typed(field)

    def take_typed(self, field: AnswerField) -> None:
        """Take over what stands in the field, once."""
        if field.text != field.known:
            field.known = field.text
            self.typed_into(field.text)

    async def _act(self, event: events.Key) -> None:
        """Do what the binding of a key says, with all that it asks for, before the next key; else say why not."""
        found = self.active_bindings.get(event.key)
        if found is None or not found.enabled:
            own = self._bindings.key_to_bindings.get(event.key, [])
            self._mishaps += bool(own)
            name = event.character if event.is_printable and event.character else key_name(Binding(event.key, "", ""))
            why = next(filter(None, (self.why_not(each.action) for each in own)), "")
            self.say(why or _("{key} does nothing here.").format(key=name))
            return
        self._asked = []
        try:
            await self.app.run_action(found.binding.action, default_namespace=found.node)
        finally:
            asked, self._asked = self._asked, None
        if self.app.screen is not self:
            self._stand_behind(self.app.screen)
        for work in asked:
            await work

    async def put_in_front(self, screen: InFront[Any], done: Callable[[Any], None]) -> None:
        """Show a screen over this one; what was typed for it and came here reaches it first, in its order.

        What it gives back is done before the next key.
        """
        answered = screen.answered = asyncio.Event()

        def answer(result: Any) -> None:
            done(result)
            answered.set()

        if isinstance(screen, InTurn):
            screen._behind = self
        screen.hold()
        await self.app.push_screen(screen, answer)
        self._stand_behind(screen)

    def _stand_behind(self, screen: Screen[Any]) -> None:
        """A key has opened a screen over this one: first it gets the keys that are on their way to this one."""
        if screen is self._in_front:
            return
        self._in_front = screen
        if isinstance(screen, InFront):
            screen.hold()
            self.query_one(AnswerField).call_later(self.call_later, self._let_go, screen)

    def _let_go(self, screen: InFront[Any]) -> None:
        self._queue(self._pass_on(screen), quietly=True)

    async def _pass_on(self, screen: InFront[Any]) -> None:
        while (event := screen.next_held()) is not None:
            await self._its_turn(event, self._seen())

    # -- what a screen does with them --------------------------------------------------------------------------------

    async def pressed(self, event: events.Key) -> bool:
        """Do what a key means on this page, before the bindings; False where it means nothing."""
        return False

    async def entered(self, text: str) -> None:
        """Enter was pressed in the field."""

    def typed_into(self, text: str) -> None:
        """Something was typed into the field."""

    def why_not(self, action: str) -> str:
        """Why the key of an action does nothing now; "" where nothing but that can be said."""
        return ""

    def say(self, text: str, style: str = "warn") -> None:
        """A line at the foot of the pane until the next key."""
        self.query_one(Pane).message = (text, style)

    def redraw(self) -> None:
        """Draw the pane again, put the field where it is wanted, and show the keys that matter now."""
        pane = self.query_one(Pane)
        pane.redraw()
        pane.place(self.query_one(AnswerField))
        self.refresh_bindings()
        if self._behind is not None:
            self._behind.time_passes()

    def time_passes(self) -> None:
        """Draw what shows the time, also behind another screen."""

    def on_resize(self) -> None:
        """Another width breaks the lines elsewhere."""
        self.call_after_refresh(self.redraw)
