"""Database work away from the screen: a writer who waits for another one must not stop the desk from drawing.

What takes longer than a blink is shown at the foot, and Esc leaves it: what was to be stored then is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import ParamSpec, TypeVar

from agentdesk.common.i18n import _
from agentdesk.store import waiting
from agentdesk.store.database import translated
from agentdesk.store.tables import database
from agentdesk.store.waiting import Patience

P = ParamSpec("P")
R = TypeVar("R")
SHOWN_AFTER = 0.2  # seconds
AGAIN = 1.0  # second, for the seconds that are shown
UNASKED_SECONDS = 1.0  # for which a try that nobody asked for keeps the keys behind it waiting
_unasked = ContextVar("unasked", default=False)


class Waits:
    """What the person at the desk waits for just now; `changed` is called when another thing is to be shown."""

    def __init__(self) -> None:
        self.changed: Callable[[], object] = lambda: None
        self._asked: dict[Patience, float] = {}  # by a key or a screen, and since when
        self._quiet: set[Patience] = set()  # signs of life and the like: nobody waits for them
        self._shown = False
        self._seconds = 0
        self.holding = False  # somebody else's change was waited for, and the screen may not show yet what came of it
        self.held = 0  # how many such waits there were
        self.dropped = 0  # keys that were pressed meanwhile

    @property
    def said(self) -> str:
        """The line that says so, for as long as keys are dropped; "" where nobody waits."""
        if self.goes_on:
            self._seconds = int(monotonic() - min(self._asked.values()))
        elif not self.holding:
            return ""
        if self.holding or any(each.blocked for each in self._asked):
            return _("Somebody else is changing the database; waiting, {seconds} s").format(seconds=self._seconds)
        return _("At work, {seconds} s").format(seconds=self._seconds)

    @property
    def goes_on(self) -> bool:
        """Whether a wait is shown that is not over."""
        return self._shown and bool(self._asked)

    def leave(self) -> bool:
        """Wait no longer for what is shown; False where nothing is."""
        if not self._shown:
            return False
        for each in tuple(self._asked):
            each.leave()
        self.holding = False
        return True

    def holds(self) -> bool:
        """Whether a key pressed now would answer what nobody has seen: the foot says that the database is taken."""
        self._look()
        return self.holding

    def _look(self) -> None:
        if self._shown and not self.holding and any(each.blocked for each in tuple(self._asked)):
            self.holding = True
            self.held += 1

    def leave_all(self) -> None:
        """Nobody waits for anything any more: the desk is being left."""
        for each in (*self._asked, *self._quiet):
            each.leave()

    @contextmanager
    def during(self, patience: Patience, *, quietly: bool) -> Iterator[None]:
        """Show that somebody waits, if it takes long enough to be noticed."""
        if quietly:
            self._quiet.add(patience)
            try:
                yield
            finally:
                self._quiet.discard(patience)
            return
        self._asked[patience] = monotonic()
        timer = asyncio.get_running_loop().call_later(SHOWN_AFTER, self._show, patience)
        try:
            yield
        finally:
            timer.cancel()
            del self._asked[patience]
            if self._shown and not self._asked:
                self._shown = False
                self.changed()

    def _show(self, patience: Patience) -> None:
        if patience in self._asked:
            self._shown = True
            self._look()
            self.changed()
            asyncio.get_running_loop().call_later(AGAIN, self._show, patience)


waits = Waits()  # one desk to a process


@contextmanager
def unasked() -> Iterator[None]:
    """Inside the block what is stored is stored by the desk itself: no wait is shown, and it gives up soon."""
    before = _unasked.set(True)
    try:
        yield
    finally:
        _unasked.reset(before)


async def off_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a capability function in a thread with a database connection of its own, and give its result.

    UserError where it cannot be done; of these `waiting.Left` where the person did not want to wait for it.
    """
    return await _in_a_thread(lambda: function(*args, **kwargs), quietly=_unasked.get())


async def in_background(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for what nobody at the desk has asked for: nothing is shown, and Esc means something else."""
    return await _in_a_thread(lambda: function(*args, **kwargs), quietly=True)


async def _in_a_thread(function: Callable[[], R], *, quietly: bool) -> R:
    patience = Patience(UNASKED_SECONDS if _unasked.get() else None)

    def work() -> R:
        with waiting.patiently(patience), translated(), database.connection_context(), _stopped_with(patience):
            return function()

    with waits.during(patience, quietly=quietly):
        return await asyncio.to_thread(work)


def _stopped_with(patience: Patience) -> AbstractContextManager[None]:
    return patience.stopped_by(waiting.stopper(database.connection()))
