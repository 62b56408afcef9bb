"""The ladder: what happens by itself while a complaint's clock runs and nobody stops it.

How it is used::

    preview(complaint_id)   # -> list[Rung]: what was taken, and what comes if nobody acts
    take_due()              # scripts/complaint_clock.py: takes every rung whose time has come, each once; how many
    tick()                  # a desk's minute: the same, for one query where nothing is due

A rung is a transaction of its own: the Escalation that says it was taken, the new responsible person where it names
one, and a notice to whom it went. Two processes at once take it once: the second finds it taken.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.complaints.clocks import working_clock
from agentdesk.complaints.deputies import Staff, staff
from agentdesk.complaints.derive import Event, event_of, standing
from agentdesk.complaints.notices import OVER
from agentdesk.complaints.preview import person_line
from agentdesk.complaints.rungs import OWNER, REASSIGN, Case, Rung, ahead, runs
from agentdesk.complaints.text import CLOCK_NAMES
from agentdesk.complaints.workflow import record
from agentdesk.playbook import current
from agentdesk.playbook.schema import LadderStep
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Complaint, ComplaintEvent, Escalation, Notice, database

_BATCH = 500  # complaints read at once; SQLite limits the values of one statement
_NO_CLOCK = ("closed", "cause_due")  # states in which nothing runs
_TRUSTED = timedelta(hours=1)  # how long a desk goes by what it worked out, as absences and holidays may change


@dataclass(frozen=True)
class _Rules:
    """What all complaints have in common at one instant."""

    now: datetime
    steps: tuple[LadderStep, ...]
    working: BusinessClock
    people: Staff

    def ahead(self, case: Case) -> list[Rung]:
        return list(ahead(case, self.steps, self.people, self.working, self.now))


def preview(complaint_id: int) -> list[Rung]:
    """The rungs a complaint had and those it will have if nobody acts, by their time. UsageError for an unknown one."""
    case = _cases([complaint_id]).get(complaint_id)
    if case is None:
        raise UsageError(_("There is no complaint {no}.").format(no=complaint_id))
    rules = _rules()
    rows = Escalation.select().where(Escalation.complaint == complaint_id).order_by(Escalation.id)
    taken = [
        Rung(row.taken_at, row.clock, row.step, row.action, person_line(row.to_person_id), True, row.due_at)
        for row in rows
    ]
    return taken + rules.ahead(case)


def take_due(complaint_ids: Sequence[int] | None = None) -> int:
    """Take every rung whose time has come, of some complaints or of all; how many were taken.

    Outside working hours none is: field.md row 59, no alarms at two in the morning.
    """
    ids = _open_ids() if complaint_ids is None else list(complaint_ids)
    rules = _rules()
    due = [complaint_id for complaint_id, case in _cases(ids).items() if _first_due(rules, case)]
    taken = 0
    for complaint_id in due:
        while _take(complaint_id):
            taken += 1
    return taken


def tick() -> int:
    """What a desk does each minute, away from the screen: take what is due. Cheap where nothing is; how many."""
    if not _plan.lock.acquire(blocking=False):
        return 0  # the minute before is still at it
    try:
        due = _plan.due()
        taken = take_due(due) if due else 0
        _plan.work_out(due)
        return taken
    finally:
        _plan.lock.release()


def _rules() -> _Rules:
    now = clock.now()
    day = clock.local(now).date()
    return _Rules(now, current.current().complaints.ladder, working_clock(now), staff(day))


def _first_due(rules: _Rules, case: Case) -> Rung | None:
    return next((rung for rung in rules.ahead(case) if rung.at <= rules.now), None)


def _take(complaint_id: int) -> bool:
    """Take the first rung that is due, judged again inside the transaction; whether there was one."""
    with change(SYSTEM, "complaint.escalate") as audit:
        rules = _rules()
        rung = _first_due(rules, _cases([complaint_id])[complaint_id])
        taken = _noted(complaint_id, rung, rules.now) if rung else None
        if rung is None or taken is None:
            audit.skip()
            return False
        to = rung.to.person_id if rung.to else None
        if rung.action == REASSIGN:
            record(SYSTEM, complaint_id, "assigned", _why(rung), {"responsible_id": to})
        _tell(complaint_id, taken, rung, to, rules.now)
        after = {"clock": rung.clock, "step": rung.step, "action": rung.action, "to": to, "due_at": rung.due_at}
        audit("complaint", complaint_id, after=after)
    return True


def _noted(complaint_id: int, rung: Rung, now: datetime) -> int | None:
    """The row of a rung that is taken here; None where somebody else was faster."""
    row = Escalation.insert(
        complaint=complaint_id, clock=rung.clock, step=rung.step, due_at=rung.due_at, taken_at=now,
        action=rung.action, to_person=rung.to.person_id if rung.to else None,
    )  # fmt: skip
    once = [Escalation.complaint, Escalation.clock, Escalation.step, Escalation.due_at]
    ids = column(row.on_conflict(action="nothing", conflict_target=once).returning(Escalation.id))
    return int(ids[0]) if ids else None


def _tell(complaint_id: int, escalation_id: int, rung: Rung, to: int | None, now: datetime) -> None:
    """A notice to whom it went; what the same person was told of the same clock before is overtaken by it."""
    told = Escalation.select(Escalation.id).where(
        (Escalation.complaint == complaint_id) & (Escalation.clock == rung.clock) & (Escalation.action != REASSIGN)
    )
    still = (Notice.to_person == to) & Notice.answered_at.is_null() & Notice.escalation.in_(told)
    Notice.update(answered_at=now, answer=OVER).where(still).execute()
    Notice.insert(
        kind="nudge", dedupe_key=f"ladder:{escalation_id}", to_person=to, complaint=complaint_id,
        escalation=escalation_id, created_at=now,
        customer=Complaint.select(Complaint.customer).where(Complaint.id == complaint_id).scalar(),
    ).execute()  # fmt: skip


def _why(rung: Rung) -> str:
    """The note of a new assignment in the complaint's history."""
    if rung.clock == OWNER:
        return _("Whoever was responsible has left.")
    return _("Nobody acted in time: {clock} {at}").format(clock=_(CLOCK_NAMES[rung.clock]), at=rung.step.split()[0])


def _open_ids() -> list[int]:
    return column(Complaint.select(Complaint.id).where(Complaint.state.not_in(_NO_CLOCK)).order_by(Complaint.id))


def _cases(ids: Sequence[int]) -> dict[int, Case]:
    """The complaints with their histories and the rungs they had."""
    found: dict[int, Case] = {}
    for start in range(0, len(ids), _BATCH):
        part = list(ids[start : start + _BATCH])
        events, taken = _events(part), _taken(part)
        for complaint_id, about_id, raised_at in tuples(
            Complaint.select(Complaint.id, Complaint.about, Complaint.raised_at).where(Complaint.id.in_(part))
        ):
            history = events[complaint_id]
            found[complaint_id] = Case(raised_at, standing(history), runs(history), about_id, taken[complaint_id])
    return found


def _events(ids: list[int]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    columns = (ComplaintEvent.kind, ComplaintEvent.at, ComplaintEvent.data, ComplaintEvent.person)
    rows = ComplaintEvent.select(ComplaintEvent.complaint, *columns).where(ComplaintEvent.complaint.in_(ids))
    for complaint_id, *rest in tuples(rows.order_by(ComplaintEvent.id)):
        found[complaint_id].append(event_of(*rest))
    return found


def _taken(ids: list[int]) -> dict[int, set[tuple[str, str, datetime]]]:
    found: dict[int, set[tuple[str, str, datetime]]] = defaultdict(set)
    columns = (Escalation.complaint, Escalation.clock, Escalation.step, Escalation.due_at)
    for complaint_id, *rest in tuples(Escalation.select(*columns).where(Escalation.complaint.in_(ids))):
        found[complaint_id].add((rest[0], rest[1], rest[2]))
    return found


@dataclass
class _Plan:
    """When the next rung of each open complaint is, as far as this process knows."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    file: Any = None
    event: int = 0  # the last one that was looked at
    until: datetime | None = None
    next_at: dict[int, datetime] = field(default_factory=dict)

    def due(self) -> list[int]:
        """The complaints with a rung that is due; one query where no complaint has moved."""
        now = clock.now()
        last = ComplaintEvent.select(fn.MAX(ComplaintEvent.id)).scalar() or 0
        trusted = self.until is not None and now < self.until <= now + _TRUSTED
        if not trusted or self.file != database.database or self.event > last:
            self.file, self.next_at, self.until = database.database, {}, now + _TRUSTED
            self.work_out(_open_ids())
        elif last > self.event:
            moved = ComplaintEvent.select(ComplaintEvent.complaint).where(ComplaintEvent.id > self.event).distinct()
            self.work_out(column(moved))
        self.event = last
        return [complaint_id for complaint_id, at in self.next_at.items() if at <= now]

    def work_out(self, ids: list[int]) -> None:
        """Look anew at some complaints."""
        if not ids:
            return
        rules = _rules()
        for complaint_id, case in _cases(ids).items():
            rungs = rules.ahead(case)
            if rungs:
                self.next_at[complaint_id] = rungs[0].at
            else:
                self.next_at.pop(complaint_id, None)


_plan = _Plan()
