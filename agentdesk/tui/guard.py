"""Before the first and after the last cell: is this a terminal, does it get UTF-8, and what if it hangs up?"""

from __future__ import annotations

import asyncio
import io
import os
import select
import signal
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from types import FrameType

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _

HANG_UPS = (signal.SIGHUP, signal.SIGTERM)


def require_terminal() -> None:
    """Raise UserError unless input and output are a terminal that can be drawn on.

    Without one, Textual would run on pipes and spin for ever once they are closed.
    """
    if not (_is_terminal(sys.__stdin__) and _is_terminal(sys.__stderr__)):
        raise UserError(_("The desk needs a terminal. Over SSH log in with: ssh -t"))
    if os.environ.get("TERM", "dumb") == "dumb":
        raise UserError(_("This terminal cannot be drawn on (TERM=dumb). Use another one, or: agentdesk queue list"))


def write_utf8() -> None:
    """Let Textual write UTF-8 whatever the locale says; the terminals of this trade all read it."""
    if isinstance(sys.__stderr__, io.TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8", errors="replace")


def on_hang_up(leave: Callable[[int], None]) -> None:
    """Call `leave` with the signal's number when the line drops or somebody ends the session; needs a running loop.

    A terminal that is not the process's own to begin with vanishes without a signal, and reading from it would spin.
    """
    loop = asyncio.get_running_loop()
    for number in HANG_UPS:
        loop.add_signal_handler(number, leave, int(number))
    gone = partial(_call_when_gone, lambda: loop.call_soon_threadsafe(leave, int(signal.SIGHUP)))
    Thread(target=gone, name="agentdesk-line", daemon=True).start()


def on_continue(redraw: Callable[[], object]) -> None:
    """Call `redraw` when the process goes on after it was stopped; needs a running loop, and the terminal as it is set.

    Whoever has the terminal meanwhile may set it differently and write on it. Without one there is nothing to do.
    """
    if not _is_terminal(sys.__stdin__):
        return
    loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGCONT)
    terminal = sys.__stdin__.fileno()  # type: ignore[union-attr]
    as_it_is = termios.tcgetattr(terminal)

    def go_on(number: int, frame: FrameType | None) -> None:
        if callable(before):
            before(number, frame)
        with suppress(OSError, termios.error):
            if os.tcgetpgrp(terminal) == os.getpgrp():
                termios.tcsetattr(terminal, termios.TCSANOW, as_it_is)
                loop.call_soon_threadsafe(redraw)

    signal.signal(signal.SIGCONT, go_on)


def _call_when_gone(then: Callable[[], object]) -> None:
    """Wait, asleep, until the other end of the terminal is closed."""
    watched = select.poll()
    watched.register(sys.__stdin__.fileno(), 0)  # type: ignore[union-attr]
    watched.poll()
    with suppress(RuntimeError):  # the desk has ended by itself meanwhile
        then()


def _is_terminal(stream: object) -> bool:
    return isinstance(stream, io.TextIOBase) and stream.isatty()
