"""What a supervisor does from the scoreboard with the agents' lists: each shown first, then done and audited."""

from __future__ import annotations

from functools import partial

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.scoreboard.today import AgentDay
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.base import DeskScreen
from agentdesk.tui.screens.breaking import BreakingScreen, Broken
from agentdesk.tui.screens.moving import GivingScreen, Moves, MovingScreen, RebalanceScreen


class Supervising(DeskScreen[None]):
    """The lists' part of the scoreboard; the screen says whose row is under the cursor."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self._actor = actor

    def agent_here(self) -> AgentDay | None:
        """The agent under the cursor."""
        raise NotImplementedError

    def action_reload(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def may_do(self, action: str) -> bool:
        """Whether a key of the lists stands in the footer: for supervisors, and where there is an agent to do it to."""
        if self._actor.role != "supervisor":
            return False
        here = self.agent_here()
        return action == "rebalance" or bool(here and here.person_id)

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

        here = self.agent_here()
        if here is None or here.person_id is None:
            return
        found = await self.attempt(giving, clock.today(), here.person_id)
        if found is None:
            return
        if any(taker.moves for taker in found.takers):
            self._ask(GivingScreen(here.person, found))
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

        here = self.agent_here()
        if here is None or here.person_id is None:
            return
        held = await self.attempt(held_by, self._actor, here.person_id)
        if held is not None:
            self.app.push_screen(BreakingScreen(here.person, held), partial(self._break, here.person))

    async def _break(self, person: str, broken: Broken | None) -> None:
        from agentdesk.queue.rebalance import break_claim

        if broken is not None:
            freed = await self.attempt(break_claim, self._actor, *broken)
            if freed is not None:
                self.notify(_("{n} calls of {person}'s are free again.").format(n=len(freed), person=person))
            self.action_reload()
