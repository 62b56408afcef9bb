"""The register of other people's calls (CB-21, CB-22): what is expected of colleagues, and what was copied in.

Of the calls that sales advisors make themselves the desk keeps a record, never a call of its own queue. On the morning
after, an agent copies the yellow cards; what is not there by the end of that day becomes a finding for the supervisor,
and the finding is withdrawn when the record comes after all. The sales department's list of the day stands in the same
register, with what came of each call.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from peewee import JOIN, Select

from agentdesk.common import clock, plates
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook import current
from agentdesk.playbook.kinds import Content
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import CallRecord, CallRequest, Customer, Person, Sale, Task, Vehicle

KEPT_DAYS = 7  # how long a record that never came stays in the register
MISSING, REGISTERED, NOT_RECORDED = "missing", "registered", "not_recorded"
State = Literal["missing", "not_recorded", "registered", "to_call", "called"]
STATES = {
    "missing": N_("No card yet"),
    "not_recorded": N_("No record"),
    "registered": N_("Registered"),
    "to_call": N_("To call"),
    "called": N_("Called"),
}
ADVISORS = ("sales_advisor", "service_advisor")


@dataclass(frozen=True)
class Entry:
    """A line of the register: an advisor's call that is expected (`advisor`) or one that was asked for (`list`)."""

    task_id: int
    source: Literal["advisor", "list"]
    state: State
    kind_code: str
    kind_name: str
    due_on: date
    customer_id: int
    customer: str
    title: str
    customer_key: str
    model: str
    plate: str  # masked
    advisor_id: int | None
    advisor: str
    note: str = ""  # what the list asks for
    called_at: datetime | None = None  # naive UTC
    by: str = ""
    answers: tuple[tuple[str, str], ...] = ()  # of each content that was answered
    remark: str = ""
    outcome: str = ""  # of a call of the list

    def as_json(self) -> dict[str, Any]:
        """With stable keys; instants as local time."""
        return {
            "task": self.task_id, "source": self.source, "state": self.state, "kind": self.kind_code,
            "kind_name": self.kind_name, "due_on": self.due_on, "customer": self.customer,
            "customer_key": self.customer_key, "model": self.model, "plate": self.plate, "advisor": self.advisor,
            "note": self.note, "called_at": clock.local(self.called_at) if self.called_at else None, "by": self.by,
            "answers": dict(self.answers), "remark": self.remark, "outcome": self.outcome,
        }  # fmt: skip


def recorded_kinds(day: date | None = None) -> tuple[str, ...]:
    """Codes of the callbacks that colleagues make themselves under the playbook in force (CB-02, CB-04, CB-09)."""
    steps = current.current(day).steps()
    return tuple(dict.fromkeys(s.kind.code for s in steps if s.records and s.kind.purpose == "callback"))


def contents(kind_code: str) -> tuple[Content, ...]:
    """What a call of that kind has to settle, in the card's order; none where the playbook in force names nothing."""
    return next((kind.contents for kind in current.current().kinds if kind.code == kind_code), ())


def register(day: date | None = None) -> list[Entry]:
    """The register of a morning (today): what was expected up to the day before, and the list of the day.

    Missing records come first, the oldest at the top; then what the list asks for, then what is done.
    """
    day = day or clock.today()
    expected = _expected.dicts(
        recorded_kinds(day), ADVISORS, day - timedelta(days=4 * KEPT_DAYS), day - timedelta(days=1)
    )
    found = [_entry(row, "advisor", day) for row in expected if _stands(row, day)]
    found += [_entry(row, "list", day) for row in _asked.dicts(day, ADVISORS)]
    order: list[State] = ["missing", "not_recorded", "to_call", "registered", "called"]
    return sorted(found, key=lambda entry: (order.index(entry.state), entry.due_on, entry.task_id))


@prepared
def _expected(kinds: Any, roles: Any, first: Any, last: Any) -> Select:
    """The advisors' calls of the days before a morning, with their records."""
    ours = Task.kind_code.in_(kinds) & Task.owner_role.in_(roles) & (Task.channel == "phone")
    return _rows().where(ours & Task.latest_on.between(first, last))


@prepared
def _asked(day: Any, roles: Any) -> Select:
    """The calls of the day's lists that are the desk's own."""
    return _rows().where((CallRequest.due_on == day) & Task.owner_role.not_in(roles) & (Task.channel == "phone"))


def _rows() -> Select:
    caller = Person.alias()
    standing = (CallRecord.task == Task.id) & CallRecord.withdrawn_at.is_null()
    sale = (Task.subject == "sale") & (Task.subject_id == Sale.id)
    columns = (
        Task.id, Task.kind_code, Task.state, Task.disposition, Task.closed_on, Task.due_effective, Task.latest_on,
        Task.customer, Customer.name, Customer.title, Customer.source_key, Vehicle.model, Vehicle.plate,
        Sale.model.alias("sold_model"), Task.advisor, Person.name.alias("advisor_name"), CallRequest.note,
        CallRecord.called_at, CallRecord.answers, CallRecord.remark, CallRecord.work_date,
        caller.name.alias("caller_name"),
    )  # fmt: skip
    return (
        Task.select(*columns)
        .join(Customer, on=(Task.customer == Customer.id))
        .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
        .join(Sale, JOIN.LEFT_OUTER, on=sale)
        .join(Person, JOIN.LEFT_OUTER, on=(Task.advisor == Person.id))
        .join(CallRequest, JOIN.LEFT_OUTER, on=(Task.request == CallRequest.id))
        .join(CallRecord, JOIN.LEFT_OUTER, on=standing)
        .join(caller, JOIN.LEFT_OUTER, on=(CallRecord.person == caller.id))
    )


def _stands(row: dict[str, Any], day: date) -> bool:
    """Whether a line belongs to the morning: still open, copied on that day, or missing since a few days."""
    if row["work_date"] is not None:
        return bool(row["work_date"] == day)
    if row["state"] == "open":
        return True
    return bool(row["disposition"] == NOT_RECORDED and row["latest_on"] >= day - timedelta(days=KEPT_DAYS))


def _entry(row: dict[str, Any], source: Literal["advisor", "list"], day: date) -> Entry:
    kind = next((kind for kind in current.current(day).kinds if kind.code == row["kind_code"]), None)
    return Entry(
        task_id=row["id"],
        source=source,
        state=_state(row, source),
        kind_code=row["kind_code"],
        kind_name=pick(kind.zh, kind.en) if kind else "",
        due_on=row["due_effective"],
        customer_id=row["customer"],
        customer=row["name"],
        title=row["title"],
        customer_key=row["source_key"],
        model=row["model"] or row["sold_model"] or "",
        plate=plates.mask(row["plate"]) if row["plate"] else "",
        advisor_id=row["advisor"],
        advisor=row["advisor_name"] or "",
        note=row["note"] or "",
        called_at=row["called_at"],
        by=row["caller_name"] or "",
        answers=tuple(json.loads(row["answers"] or "{}").items()),
        remark=row["remark"] or "",
        outcome=row["disposition"],
    )


def _state(row: dict[str, Any], source: str) -> State:
    if source == "list":
        return "to_call" if row["state"] == "open" else "called"
    if row["called_at"] is not None:
        return "registered"
    return "not_recorded" if row["disposition"] == NOT_RECORDED else "missing"


def day_of(task_id: int) -> date:
    """The day a colleague's call was due: what a time without a date means. UserError where there is no such task."""
    task = Task.get_or_none(Task.id == task_id)
    if task is None:
        raise UserError(_("There is no task {id}.").format(id=task_id))
    return date.fromisoformat(str(task.due_effective))


def callers() -> list[tuple[int, str]]:
    """Who may have made such a call: the advisors in service, by id and name."""
    rows = Person.select(Person.id, Person.name).where(Person.position.in_(ADVISORS) & Person.active)
    return tuples(rows.order_by(Person.position, Person.name))
