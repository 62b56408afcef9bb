"""The app's part of being at the desk: its sign of life, and the lines that colleagues send to whoever sits there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from agentdesk.common.collector import settle
from agentdesk.common.errors import UserError
from agentdesk.queue.nudging import Nudge, unread
from agentdesk.store import clock_back, sessions
from agentdesk.store.audit import Actor
from agentdesk.store.single_desk import why_ended
from agentdesk.tui.guarded import Guarded
from agentdesk.tui.messages import NudgesChanged, SignGiven
from agentdesk.tui.work import in_background, off_thread


class AtTheDesk(Guarded):
    """An app whose person is known to be there, and who is told what colleagues send."""

    nudges: tuple[Nudge, ...] = ()  # not acknowledged yet, oldest first

    def sit_down(self) -> None:
        """After the first paint: note that the desk is open, and read what was sent before."""
        settle()
        self._report(sessions.open_session)
        if self._is_somebodys:
            self.run_worker(self._look_at_the_clock(), group="presence", exit_on_error=False)

    async def _look_at_the_clock(self) -> None:
        with suppress(UserError):
            said = await in_background(clock_back.warning)
            if said:
                self.notify(said, severity="warning", timeout=60)

    def give_a_sign(self) -> None:
        """With the minute's tick: that the desk lives, and what was sent meanwhile; whether anybody is there."""
        self.look_whether_idle()
        self._report(sessions.beat)
        if not self._is_somebodys:
            self.run_worker(self._look_whether_outdated(), group="presence", exit_on_error=False)

    def stand_up(self) -> None:
        """The desk is left; who cannot be told of it learns by its silence."""
        if self._is_somebodys:
            with suppress(UserError):
                sessions.close_session(self.actor)

    def _report(self, sign: Callable[[Actor], None]) -> None:
        if self._is_somebodys:
            self.run_worker(self._tell_and_listen(sign), group="presence", exit_on_error=False)

    async def _tell_and_listen(self, sign: Callable[[Actor], None]) -> None:
        def all_of_it() -> tuple[str, list[Nudge]]:
            ended = why_ended(self.actor)
            if ended:
                return ended, []
            with suppress(UserError):  # busy: the next minute's does as well
                sign(self.actor)
            return "", unread(self.actor.id)

        with suppress(UserError):
            ended, nudges = await in_background(all_of_it)
            if ended:
                self.leave_now(ended)
                return
            self._take(tuple(nudges))
            self._tell_all(SignGiven())

    async def _look_whether_outdated(self) -> None:
        with suppress(UserError):
            ended = await in_background(why_ended, self.actor)
            if ended:
                self.leave_now(ended)

    def _take(self, found: tuple[Nudge, ...]) -> None:
        if found != self.nudges:
            self.nudges = found
            self._tell_all(NudgesChanged())

    def _tell_all(self, news: NudgesChanged | SignGiven) -> None:
        for screen in self.screen_stack:
            screen.post_message(news)

    async def action_seen(self) -> None:
        """Acknowledge the line that is shown; the colleague who sent it sees that it was read."""
        from agentdesk.complaints.notices import seen

        if self.nudges:
            first, *rest = self.nudges
            try:
                await off_thread(seen, self.actor, first.id)
            except UserError as error:
                self.notify(str(error), severity="error", markup=False)
            else:
                self._take(tuple(rest))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to acknowledge only while a line stands there."""
        return bool(self.nudges) if action == "seen" else super().check_action(action, parameters)
