"""How a desk is left: everything is stored first, and what is said last is true."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from signal import SIGHUP, SIGTERM
from time import monotonic, sleep

from rich.console import Console, RenderableType
from textual.app import App

from agentdesk.common import log
from agentdesk.common.errors import DatabaseProblem, UserError
from agentdesk.common.i18n import _, language
from agentdesk.common.settings import busy_seconds
from agentdesk.store.audit import Actor
from agentdesk.store.database import answering_within, translated
from agentdesk.store.single_desk import why_ended
from agentdesk.tui.careful import Careful
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.work import waits

AGAIN = 0.25  # seconds before what could not be stored is tried again
_PASSING = ("busy", "left", "unreachable", "full")  # faults of a database that may be over in a moment


class Leaving(Careful, App[object]):
    """An app that stores what is typed before it ends, whatever ends it."""

    actor: Actor
    farewell = ""  # why the desk ended by itself, said when the screen is gone
    last_word = ""  # what a desk that a signal has ended says
    mishap = ""  # the number in the log of an error that nobody foresaw and that ends the desk
    kept = ""  # whether what was typed is saved, as the last sentence says it
    _told = False  # that something could not be stored, by the key that leaves
    _is_going = False

    async def action_quit(self) -> None:
        """Store everything and leave; what cannot be stored is said first, and only a second time left behind."""
        waits.leave_all()
        lost = self.keep()
        if lost and not self._told:
            self._told = True
            again = _("{key} again leaves without it.").format(key="^Q")
            for said in (reasons(lost), again):
                (self.screen if isinstance(self.screen, DeskScreen) else self).tell(UserError(said))
        else:
            self.exit()

    def keep(self) -> list[UserError]:
        """Store what is not stored yet; why something could not be, none where all of it is.

        Whatever is wrong with one screen, the others are asked too.
        """
        lost: list[UserError] = []
        for screen in self.screen_stack:
            try:
                if isinstance(screen, DeskScreen) and screen.is_mounted:
                    with translated():
                        screen.keep()
            except UserError as error:
                lost.append(error)
            except Exception as error:
                said = _("an error that nobody foresaw, {reference} in the log")
                lost.append(UserError(said.format(reference=log.mishap(error, screen=type(screen).__name__))))
        return lost

    def keep_at_last(self) -> str:
        """Store everything as `keep` does, with all the patience there is; what there is to say of it.

        Nobody looks at the screen any more, so it may stand still: until somebody else's change has ended, the server
        answers again, or there is room.
        """
        waits.leave_all()
        until = monotonic() + busy_seconds()
        with answering_within(None):
            while (lost := self.keep()) and any(map(_may_pass, lost)) and monotonic() < until:
                sleep(AGAIN)
        if not lost:
            return _("What was typed is saved.")
        for error in lost:
            log.event("desk.lost", log.ERROR, fault=_fault(error), person=self.actor.person_id)
        return _("What was typed last could not be saved: {why}").format(why=reasons(lost))

    def hang_up(self, number: int) -> None:
        """The line has dropped, or somebody ends the desk by a signal, which `number` is."""
        if self._is_going:
            return
        self._is_going = True
        try:
            kept = self.keep_at_last()
            if number == SIGTERM:
                self.last_word = told(_("The desk was ended from outside; log in again to go on."), kept)
                with suppress(UserError):
                    why = why_ended(self.actor)
                    self.farewell = told(why, kept) if why else ""
        finally:
            self.exit(return_code=128 + number)

    def leave_now(self, why: str) -> None:
        """Store everything and leave, saying why once the screen is gone."""
        self.farewell = told(why, self.keep_at_last())
        self.exit(return_code=1)

    def panic(self, *renderables: RenderableType) -> None:
        """Textual gives up: without an error because the keys cannot be read, for the terminal is gone.

        The signal that says so may come later than that, when no screen is left to be asked.
        """
        if sys.exc_info()[1] is None:
            self.hang_up(SIGHUP)
        else:
            self._note_mishap()
            super().panic(*renderables)

    def bell(self) -> None:
        """Textual rings when an error that nobody caught ends the app."""
        self._note_mishap()
        super().bell()

    def _note_mishap(self) -> None:
        """Note the error under way, and store what is typed.

        What Textual prints of it shows the values of variables, which are customers' data: `seal` keeps that away.
        """
        error = sys.exc_info()[1]
        if error is not None and not self.mishap and not self._is_going:  # else a screen came too late to be shown
            self.mishap = log.mishap(error, person=self.actor.person_id, screen=type(self.screen).__name__)
            self.kept = _("What was typed may not be saved.")
            with suppress(Exception):  # a second error says no more than the first
                self.kept = self.keep_at_last()

    def seal(self) -> None:
        """Print nothing of an error when the desk has ended but what this program says itself."""
        self.error_console = Console(file=io.StringIO())

    def mishap_line(self) -> str:
        """What the person at the desk is told of an error that ended it."""
        why = _("The desk has ended by an error that nobody foresaw; log in again to go on.")
        said = _("Tell your administrator the number {reference}.").format(reference=self.mishap)
        return told(told(why, self.kept), said)


def told(why: str, kept: str) -> str:
    """Two sentences, one behind the other; Chinese has no space there."""
    return f"{why}{'' if language() == 'zh' else ' '}{kept}"


def reasons(lost: list[UserError]) -> str:
    """Each reason once."""
    return _("; ").join(dict.fromkeys(map(str, lost)))


def _may_pass(error: UserError) -> bool:
    return _fault(error) in _PASSING


def _fault(error: UserError) -> str:
    return error.fault if isinstance(error, DatabaseProblem) else type(error).__name__
