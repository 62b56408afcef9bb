"""Opening a desk on this terminal, and what is said when it is gone."""

from __future__ import annotations

import sys

from agentdesk.common import log
from agentdesk.common.errors import Forbidden, UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import settings
from agentdesk.store.audit import Actor
from agentdesk.store.database import answering_within, close_database
from agentdesk.tui import guard
from agentdesk.tui.app import FIRST_SCREENS, AgentDesk
from agentdesk.tui.work import waits

_FIRST: dict[str, FIRST_SCREENS] = {
    "agent": "queue",
    "handler": "handler",
    "supervisor": "scoreboard",
    "administrator": "scoreboard",
    "board": "wall",
}
ON_SCREEN = 1.0  # second for which the desk itself stands still at most; what may take longer is done away from it


def run_desk(actor: Actor) -> int:
    """Open the desk for a person: the queue, what waits for a handler, or the figures; gives the exit code.

    Raises UserError where there is no terminal to draw on, Forbidden for a role that has no desk.
    """
    first = _FIRST.get(actor.role)
    if first is None:
        raise Forbidden(_("Your role has no desk; see what concerns you with: agentdesk complaint list"))
    return _run(AgentDesk(actor, first))


def run_scoreboard(actor: Actor, *, on_a_wall: bool = False) -> int:
    """Open the scoreboard for a person, or the house's figures for a wall; gives the exit code.

    Whoever has figures only has the wall's, which name nobody.
    """
    return _run(AgentDesk(actor, "wall" if on_a_wall or actor.role == "board" else "scoreboard"))


def _run(desk: AgentDesk) -> int:
    guard.require_terminal()
    guard.write_utf8()
    if desk.first == "wall":
        close_database()  # it reads over connections of its own, and holds no file that is moved away
    desk.animation_level = "none"
    desk.seal()
    told = {"screen": desk.first, "role": desk.actor.role, "person": desk.actor.person_id}
    log.event("desk.open", **told)
    with answering_within(ON_SCREEN):
        desk.run(mouse=settings().mouse)
        waits.leave_all()
        desk.stand_up()
    log.event("desk.close", code=desk.return_code, **told)
    if desk.mishap:
        raise UserError(desk.mishap_line())
    if desk.farewell:
        raise UserError(desk.farewell)
    if desk.last_word:
        print(desk.last_word, file=sys.stderr)  # noqa: T201 - the screen is gone
    return desk.return_code or 0
