"""What a supervisor does from the scoreboard with the agents' calls and lists; all of it is audited."""

from __future__ import annotations

from functools import partial

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.breaking import BreakingScreen, Broken
from agentdesk.tui.screens.moving import GivingScreen, Moves, MovingScreen, RebalanceScreen
from agentdesk.tui.screens.own_call import OwnCall
from agentdesk.tui.widgets.score_agents import AgentLine

SUPERVISING = frozenset(
    {"rebalance", "give", "break_claim", "take_over", "nudge", "mirror", "waiting", "daily_check", "quality"}
)


class Supervising(OwnCall):
    """The lists' part of the scoreboard; the screen says whose row is under the cursor."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor

    def agent_here(self) -> AgentLine | None:
        """The agent under the cursor."""
        raise NotImplementedError

    def action_reload(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def _agent(self) -> AgentLine | None:
        """The agent under the cursor; else says where the key works."""
        here = self.agent_here()
        if here is None:
            self.notify(_("Put the cursor on an agent first."))
        return here

    def _colleague(self) -> AgentLine | None:
        """The colleague under the cursor; else says where the key works."""
        here = self._agent()
        if here is not None and here.day.person_id == self._actor.person_id:
            self.notify(_("This is your own row."))
            return None
        return here

    def colleague_on_the_line(self) -> AgentLine | None:
        """The colleague under the cursor if they have an open call; else says why the key does nothing."""
        here = self._colleague()
        if here is not None and here.call is None:
            self.notify(_("{name} has no open call.").format(name=here.day.person))
            return None
        return here

    # ------------------------------------------------------------------------------------------- the agent

    def action_nudge(self) -> None:
        """Ask for a line to the agent under the cursor, and send it."""
        from agentdesk.tui.screens.nudging import NudgeScreen

        here = self._colleague()
        if here is not None and here.day.person_id is not None:
            self.app.push_screen(NudgeScreen(here.day.person), partial(self._send, here.day.person_id, here.day.person))

    async def _send(self, person_id: int, person: str, text: str | None) -> None:
        from agentdesk.queue.nudging import nudge

        if text and await self.attempt(nudge, self._actor, person_id, text) is not None:
            self.notify(_("{name} is told within a minute.").format(name=person))
            self.action_reload()

    async def action_mirror(self) -> None:
        """Look on at the call of the agent under the cursor."""
        from agentdesk.interview.onlooking import begin
        from agentdesk.tui.screens.mirror import MirrorScreen

        here = self.colleague_on_the_line()
        if here is None or here.call is None:
            return
        onlook = await self.attempt(begin, self._actor, here.call)
        if onlook is not None:
            self.app.push_screen(MirrorScreen(self._actor, here.call, onlook))

    async def action_take_over(self) -> None:
        """Ask, then go on with the call of the agent under the cursor."""
        from agentdesk.tui.screens.resume import offer
        from agentdesk.tui.screens.takeover import TakeoverScreen

        found = self.colleague_on_the_line()
        if found is None or found.call is None:
            return
        seen = await self.attempt(offer, found.call, self._actor.desk)
        if seen is not None:
            self.app.push_screen(TakeoverScreen(found.day.person, seen), partial(self._decided, found.call))

    async def _decided(self, call: int, wanted: bool | None) -> None:
        from agentdesk.interview.contacts import take_over

        if wanted and await self.attempt(take_over, self._actor, call) is not None:
            self.show_call(call)

    # -------------------------------------------------------------------------------------------- the lists

    async def action_rebalance(self) -> None:
        """Show what evening out the lists would do, then do it."""
        from agentdesk.queue.rebalance import plan

        found = await self.attempt(plan, clock.today())
        if found is None:
            return
        if found.moves:
            self._ask(RebalanceScreen(found))
        else:
            self.notify(_("The lists are even."))

    async def action_give(self) -> None:
        """Show which colleague could take the waiting calls of the agent under the cursor, then hand them over."""
        from agentdesk.queue.giving import giving

        here = self._agent()
        if here is None or here.day.person_id is None:
            return
        found = await self.attempt(giving, clock.today(), here.day.person_id)
        if found is None:
            return
        if any(taker.moves for taker in found.takers):
            self._ask(GivingScreen(here.day.person, found))
        else:
            self.notify(_("There is no call that a colleague could take."))

    def _ask(self, screen: MovingScreen) -> None:
        self.app.push_screen(screen, self._move)

    async def _move(self, moves: Moves | None) -> None:
        from agentdesk.queue.rebalance import carry_out

        if moves:
            moved = await self.attempt(carry_out, self._actor, moves)
            if moved is not None:
                self.notify(_("{n} calls have changed hands.").format(n=moved))
            self.action_reload()

    async def action_break_claim(self) -> None:
        """Show what the desk of the agent under the cursor holds, then free it for a reason."""
        from agentdesk.queue.giving import held_by

        here = self._agent()
        if here is None or here.day.person_id is None:
            return
        held = await self.attempt(held_by, self._actor, here.day.person_id)
        if held is not None:
            self.app.push_screen(BreakingScreen(here.day.person, held), partial(self._break, here.day.person))

    async def _break(self, person: str, broken: Broken | None) -> None:
        from agentdesk.queue.rebalance import break_claim

        if broken is not None:
            freed = await self.attempt(break_claim, self._actor, *broken)
            if freed is not None:
                self.notify(_("{n} calls of {person}'s are free again.").format(n=len(freed), person=person))
            self.action_reload()
