"""What a wall screen shows: the house's figures and nothing of persons, neither customers nor colleagues (role board).

seen = look(actor)              # everything
seen = look(actor, seen)        # the same object where nothing has changed since: a few cheap queries
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _, language, pick
from agentdesk.complaints.board import COUNTED, open_counts
from agentdesk.playbook.names import dealer_name
from agentdesk.scoreboard.figures import Figure, figures, month_to
from agentdesk.scoreboard.today import agents_today, total
from agentdesk.scoreboard.watch import watch
from agentdesk.store.audit import Actor
from agentdesk.store.link import fresh_look, last_change
from agentdesk.store.tables import Person

READERS = ("agent", "handler", "supervisor", "board")
State = tuple[int, date, str]


@dataclass(frozen=True)
class Wall:
    """The house on a day: calls due, done and done on time, open complaints by view, the month's indicators.

    `due` contains what is done. `state` says what it was read from: the last change, the day and the language.
    """

    dealer: str
    day: date
    due: int
    done: int
    on_time: int
    completed: int
    promises: int
    complaints: tuple[tuple[str, int], ...]
    escalated: int
    figures: tuple[Figure, ...]
    seen_at: datetime = field(compare=False)
    state: State = field(compare=False)

    @property
    def open_complaints(self) -> int:
        """Complaints that are not closed."""
        return dict(self.complaints)["open"]

    def as_json(self) -> dict[str, Any]:
        """Everything with stable keys; counts are the house's."""
        return {
            "date": self.day.isoformat(),
            "dealer": self.dealer,
            "due": self.due,
            "done": self.done,
            "on_time": self.on_time,
            "completed": self.completed,
            "promises": self.promises,
            "complaints": dict(self.complaints),
            "escalated": self.escalated,
            "figures": [row.as_json() for row in self.figures],
        }


def look(actor: Actor, before: Wall | None = None) -> Wall:
    """The wall as it is now, over a connection of its own; what was seen `before` where nothing has changed since.

    DatabaseProblem where the link is broken, Forbidden for whoever may not look, or may no longer.
    """
    with fresh_look():
        _require_reader(actor)
        state = (last_change(), clock.today(), language())
        if before is None or before.state != state:
            return _read(state)
        now = clock.now()
        if now.replace(second=0, microsecond=0) > before.seen_at:  # limits run out without anybody's doing
            return replace(before, complaints=tuple(open_counts().items()), seen_at=now)
        return before


def read(actor: Actor) -> Wall:
    """The wall over the connection in use."""
    _require_reader(actor)
    return _read((last_change(), clock.today(), language()))


def _read(state: State) -> Wall:
    today = clock.today()
    house = total(agents_today(today))
    return Wall(
        dealer=pick(*dealer_name()),
        day=today,
        due=house.due,
        done=house.done,
        on_time=house.on_time,
        completed=house.completed,
        promises=house.promises,
        complaints=tuple(open_counts().items()),
        escalated=watch(today).escalated,
        figures=tuple(figures(*month_to(today))),
        seen_at=clock.now(),
        state=state,
    )


def _require_reader(actor: Actor) -> None:
    """Whoever looks must still be somebody of the house in a role that may: a screen on a wall stays for months."""
    actor.require(*READERS)
    if actor.person_id is None:
        return
    found = Person.get_or_none((Person.id == actor.person_id) & Person.active)
    if found is None:
        raise Forbidden(_("This account no longer works here."))
    replace(actor, role=found.role).require(*READERS)


def text(wall: Wall) -> str:
    """The same as plain text: a line of counts, the indicators, a line of complaints."""
    from agentdesk.common import dates
    from agentdesk.scoreboard.render import figures_table

    counts = _("Calls today {done}/{due}, on time {on_time}, questionnaires {completed}, times agreed {promises}")
    done = {"done": wall.done, "due": wall.due, "on_time": wall.on_time, "completed": wall.completed}
    return "\n\n".join(
        [
            f"{dates.heading(wall.day)}  {wall.dealer}",
            counts.format(**done, promises=wall.promises),
            figures_table(wall.figures),
            complaints_text(wall),
        ]
    )


def complaints_text(wall: Wall) -> str:
    """抱怨 7  待受理 1 ... 今日升级 0."""
    views = [f"{_(name)} {dict(wall.complaints)[view]}" for view, name in COUNTED.items()]
    parts = [f"{_('Complaints')} {wall.open_complaints}", *views, f"{_('escalated today')} {wall.escalated}"]
    return "  ".join(parts)
