"""What keeps a desk open when its database cannot be read: an error of the store is a line at the foot, no end."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from textual.events import Event
from textual.message_pump import MessagePump

from agentdesk.common.errors import UserError
from agentdesk.store.database import translated


class Careful(MessagePump):
    """A screen, or the app: whatever it does by a key, a timer or an answer may fail, and it goes on.

    Textual would end the desk and print the values of its variables, which are customers' data.
    """

    async def on_event(self, event: Event) -> None:
        """Do what an event asks for."""
        with self.mishaps():
            await super().on_event(event)

    def call_next(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do something behind the event under way, such as what an answered screen leads to."""
        super().call_next(self._carefully(callback), *args, **kwargs)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Do something behind the next painting."""
        return super().call_after_refresh(self._carefully(callback), *args, **kwargs)

    @contextmanager
    def mishaps(self) -> Iterator[None]:
        """Errors that a user can meet, inside the block, are told."""
        try:
            with translated():
                yield
        except UserError as error:
            self.tell(error)

    def tell(self, error: UserError) -> None:
        """Say what could not be done."""
        raise NotImplementedError

    def _carefully(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        async def run(*args: Any, **kwargs: Any) -> None:
            with self.mishaps():
                done = callback(*args, **kwargs)
                if inspect.isawaitable(done):
                    await done

        return run
