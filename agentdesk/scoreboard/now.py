"""The day as it stands, in one look: every agent's figures and desk, what the day still needs, what is about to slip.

The supervisor's screen and `agentdesk scoreboard` show the same look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agentdesk.common import clock
from agentdesk.queue import nudging
from agentdesk.queue.nudging import Nudge
from agentdesk.scoreboard.agreed import Agreed, pressing
from agentdesk.scoreboard.live import DeskState, desk_states
from agentdesk.scoreboard.needed import Needed, needed
from agentdesk.scoreboard.today import AgentDay, agents_today
from agentdesk.scoreboard.watch import Watch, watch
from agentdesk.scoreboard.weekdays import Usual, usual
from agentdesk.store.audit import Actor
from agentdesk.store.memory import steady

_LOOKERS = ("supervisor", "administrator", "system")


@dataclass(frozen=True)
class Now:
    """A look at a day. States, promises and lines are of this moment; a past day has none."""

    day: date
    agents: Sequence[AgentDay]
    states: Mapping[int, DeskState]
    needed: Mapping[int | None, Needed]
    usual: Mapping[int | None, Usual]
    promises: Sequence[Agreed]
    nudges: Mapping[int, Nudge]
    watch: Watch


def look(actor: Actor, day: date, known: Mapping[int | None, Usual] | None = None) -> Now:
    """Look at a day; `known` are the weekdays' means where they have been worked out this minute already.

    Forbidden for a role that sees no figures. Customers and colleagues' lines are for those who supervise.
    """
    actor.require("agent", "handler", "supervisor", "board")
    with steady():
        return _look(actor, day, known)


def _look(actor: Actor, day: date, known: Mapping[int | None, Usual] | None) -> Now:
    agents, is_today = agents_today(day), day == clock.today()
    people = [row.person_id for row in agents if row.person_id is not None]
    supervises = actor.role in _LOOKERS
    return Now(
        day=day,
        agents=agents,
        states=desk_states(actor, people) if is_today else {},
        needed=needed(agents, day),
        usual=usual(day, _same_time(day)) if known is None else known,
        promises=pressing() if is_today and actor.role != "board" else (),
        nudges=nudging.latest_today() if is_today and supervises else {},
        watch=watch(day),
    )


def _same_time(day: date) -> datetime:
    """Now, or the end of a day that is over."""
    return clock.now() if day == clock.today() else clock.day_span(day)[1]


def as_json(seen: Now) -> dict[str, Any]:
    """What a look adds to the day's figures, with stable keys."""
    nobody = DeskState("away")
    usual_now = seen.usual.get(None)
    return {
        "desks": [
            {"person": row.person, **seen.states.get(row.person_id, nobody).as_json(),
             **seen.needed[row.person_id].as_json(), **_usual_json(seen.usual.get(row.person_id))}
            for row in seen.agents
            if row.person_id is not None and seen.states
        ],
        "day": {**seen.needed[None].as_json(), **_usual_json(usual_now)},
        "promises": [row.as_json() for row in seen.promises],
        "escalated": seen.watch.escalated,
        "findings": seen.watch.findings,
        "signed_until": seen.watch.signed_until.isoformat() if seen.watch.signed_until else None,
        "unsigned": [day.isoformat() for day in seen.watch.unsigned],
    }  # fmt: skip


def _usual_json(found: Usual | None) -> dict[str, Any]:
    has = found is not None and found.days > 0
    return {
        "weekday_average": round(found.mean, 1) if found and has else None,
        "weekday_days": found.days if found else 0,
    }
