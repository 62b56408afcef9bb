"""The rungs of the ladder that a complaint has before it: a pure function of its history, the playbook and the people.

Nothing here is stored. `ladder.py` shows the rungs, and takes those whose time has come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from agentdesk.common import clock, dates
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.i18n import _
from agentdesk.complaints.deputies import Staff
from agentdesk.complaints.derive import CLOCKS, Event, Standing
from agentdesk.complaints.pauses import stopped
from agentdesk.complaints.preview import PersonLine
from agentdesk.complaints.steps import TRANSITIONS
from agentdesk.playbook.schema import LadderStep

NOTIFY, REASSIGN = "notify", "reassign"
OWNER = ""  # stands for a clock where nobody answers for the complaint any more
# The steps that begin a run of clocks; any other one only moves a deadline, as a pause does. True: the time of the run
# counts from the step itself.
_BEGINS = {
    "raised": (True, ("acknowledge", "plan", "solve")),
    "reopened": (True, ("acknowledge", "plan", "solve")),
    "handled": (True, ("recall",)),
    "answered": (True, ("plan", "solve", "recall")),
    "assessed": (False, ("plan", "solve")),
}


class Run(NamedTuple):
    """One run of a clock: from when its working time counts, and its deadline as it was first set (naive UTC).

    The latter names the run where a rung is noted as taken: pauses move the deadline, and take no rung anew.
    """

    start: datetime
    due: datetime


@dataclass(frozen=True)
class Case:
    """A complaint as the ladder sees it; `taken` are the rungs it had, by clock, step and first deadline."""

    raised_at: datetime
    standing: Standing
    runs: Mapping[str, Run]
    about_id: int | None = None
    taken: Collection[tuple[str, str, datetime]] = ()


@dataclass(frozen=True)
class Rung:
    """One step that was taken, or will be if nobody acts; instants are naive UTC."""

    at: datetime
    clock: str  # acknowledge, plan, solve, recall; empty where nobody was responsible any more
    step: str  # as the playbook has it: +4h reassign general_manager
    action: str  # notify or reassign
    to: PersonLine | None
    taken: bool
    due_at: datetime

    @property
    def words(self) -> str:
        """One line: 今天 16:00 → 服务经理 吴敏."""
        who = f"{self.to.position} {self.to.name}" if self.to else _("nobody")
        text = _("{when} → {who} takes over") if self.action == REASSIGN else "{when} → {who}"
        return text.format(when=dates.moment(self.at), who=who)


class _Due(NamedTuple):
    """A step of the playbook on its clock, with its instant."""

    mark: datetime
    clock: str
    place: int
    step: LadderStep


def runs(events: Iterable[Event]) -> dict[str, Run]:
    """The run under way of each clock that was ever set; a reopening or another severity begins new ones."""
    found: dict[str, Run] = {}
    severity = ""
    for event in events:
        itself, clocks = _BEGINS.get(event.kind, (False, ()))
        changed, severity = event.data.get("severity") not in (None, severity), event.data.get("severity") or severity
        for name in clocks:
            text = event.data.get("deadlines", {}).get(f"{name}_by")
            if text is not None and (itself or changed):
                start = event.at if itself or name not in found else found[name].start
                found[name] = Run(start, datetime.fromisoformat(text))
    return found


def ahead(
    case: Case, steps: Sequence[LadderStep], staff: Staff, working: BusinessClock, now: datetime
) -> Iterator[Rung]:
    """The rungs to come if nobody acts, in their order; those of `now` and before are to be taken at once.

    Each is taken within working hours: one that falls outside waits for the first minute of the next opening. Whoever
    is made responsible by one is who the later ones mean by it.
    """
    state, responsible = case.standing.state, case.standing.responsible_id
    at_once = working.add(now, timedelta())
    if (state, "assigned") in TRANSITIONS and not staff.works(responsible):
        day = clock.local(at_once).date()
        heir = staff.whom("responsible", responsible, case.about_id, day, answering=True)
        if heir is not None:
            step = _left(case, responsible)
            yield Rung(at_once, OWNER, step, REASSIGN, staff.line(heir), taken=False, due_at=case.raised_at)
            state, responsible = TRANSITIONS[state, "assigned"], heir
    for at, due in sorted(_due(case, steps, working, now), key=_order):
        can_move = due.step.action == REASSIGN and (state, "assigned") in TRANSITIONS
        to = staff.whom(due.step.to, responsible, case.about_id, clock.local(at).date(), answering=can_move)
        if to is None:
            continue
        moves = can_move and to != responsible
        first = case.runs[due.clock].due
        rung = Rung(at, due.clock, due.step.code, NOTIFY, staff.line(to), taken=False, due_at=first)
        yield replace(rung, action=REASSIGN) if moves else rung
        if moves:
            state, responsible = TRANSITIONS[state, "assigned"], to


def _left(case: Case, responsible: int | None) -> str:
    """The step's name where whoever was responsible has left; a further one for somebody who came back and left."""
    step = f"left {responsible or ''}".strip()
    before = sum(name == OWNER and taken.partition("#")[0] == step for name, taken, _due_at in case.taken)
    return f"{step}#{before + 1}" if before else step


def _order(timed: tuple[datetime, _Due]) -> tuple[datetime, datetime, int, int]:
    """By their time; two at once by what they were due, then by the order of the clocks and of the playbook."""
    at, due = timed
    return at, due.mark, CLOCKS.index(due.clock), due.place


def _due(
    case: Case, steps: Sequence[LadderStep], working: BusinessClock, now: datetime
) -> Iterator[tuple[datetime, _Due]]:
    """The steps not taken yet of the clocks that run, each with when it is taken."""
    own = {name: stopped(case.standing.pauses, name, working) for name in case.runs}
    for place, step in enumerate(steps):
        name = step.clock
        due, run = case.standing.due(name), case.runs.get(name)
        if due is None or run is None or not step.concerns(case.standing.severity):
            continue
        if (name, step.code, run.due) not in case.taken:
            mark = _mark(step, due, run, own[name])
            yield own[name].add(max(mark, now), timedelta()), _Due(mark, name, place, step)


def _mark(step: LadderStep, due: datetime, run: Run, own: BusinessClock) -> datetime:
    """The instant of a step on the clock it belongs to."""
    if step.share_before:
        return own.before(due, own.elapsed(run.start, due) * step.share_before / 100)
    return own.add(due, timedelta(hours=step.hours_after))
