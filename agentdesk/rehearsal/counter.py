"""Complaints that no call of ours gave rise to: at the counter, on the 400 line, from headquarters (CP-12). Seeded."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from agentdesk.common import clock
from agentdesk.complaints.outside import context_of, outside_draft
from agentdesk.complaints.raising import raise_complaint
from agentdesk.complaints.workflow import record
from agentdesk.rehearsal.house import House
from agentdesk.rehearsal.stories import Case, CaseStep, cases, of_department
from agentdesk.store.tables import Complaint, Customer, Person, RepairOrder, Sale, Task

SALES = 0.15  # share of them that are about a sale
ORIGINS = {"store": 4, "line_400": 3, "visit": 2, "hq": 1, "media": 1}
TAKERS = {"store": "S006", "visit": "S006", "line_400": "A001", "hq": "M001", "media": "M004"}
FRESH = timedelta(days=6)  # how long after a visit somebody comes back to complain
FAVOURED = 0.5  # how often it is one of the month's own stories
LATEST = 25  # of an advisor's visits, among which a case looks for its own
FRESH_SALE = timedelta(days=20)

Visit = RepairOrder | Sale
_Planned = tuple[date, time, Case, CaseStep | None]  # no step: the raising itself


class Counter:
    """What comes in beside the calls: now and then a complaint, and the cases that are played word for word."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.ids: dict[str, int] = {}  # the complaints of the cases
        self._visits: dict[str, Visit] = {}  # what each case is about
        plan: list[_Planned] = [(house.back(case.days_back), case.at, case, None) for case in cases()]
        plan += [(house.back(step.days_back), step.at, case, step) for case in cases() for step in case.step]
        self._plan = sorted(plan, key=lambda row: row[:2])

    def walk_in(self, day: date) -> None:
        """The customer who comes back to complain, on some days."""
        dice = random.Random(f"counter:{day.toordinal()}")
        chapter = self.house.chapter(day)
        if dice.random() >= chapter.walk_in:
            return
        department = "sales" if dice.random() < SALES else "service"
        visits = self._of_day(day, department)
        origin = dice.choices(list(ORIGINS), list(ORIGINS.values()))[0]
        known = of_department(department)
        favoured = [story for story in known if story.code in chapter.favours]
        story = dice.choice(favoured if favoured and dice.random() < FAVOURED else known)
        moment = datetime.combine(day, time(dice.choice((9, 10, 11, 14, 15, 16)), dice.randint(0, 59)))
        if visits:
            more: dict[str, Any] = {"subject": story.subject, "remedy_sought": story.remedy, "remedy_asked": True,
                    "wants_callback": dice.random() < 0.8}  # fmt: skip
            self._raise(TAKERS[origin], dice.choice(visits), moment, origin, story.words, more)

    def play(self, day: date, until: time) -> None:
        """What the cases have for a day up to a time; each is done once."""
        while self._plan and (self._plan[0][0], self._plan[0][1]) <= (day, until):
            on, at, case, step = self._plan.pop(0)
            if step is None:
                self._begin(case, datetime.combine(on, at))
            elif case.code in self.ids:
                self._step(self.ids[case.code], step, datetime.combine(on, at))

    def _begin(self, case: Case, moment: datetime) -> None:
        visit = self._visits.get(case.same) or self._visit_for(case, moment.date())
        if visit is None:
            return
        self._visits[case.code] = visit
        more: dict[str, Any] = {"subject": case.subject, "remedy_sought": case.remedy, "remedy_asked": True,
                "wants_callback": case.wants_callback}  # fmt: skip
        self.ids[case.code] = self._raise(case.by, visit, moment, case.origin, case.words, more)

    def _step(self, complaint_id: int, step: CaseStep, moment: datetime) -> None:
        data = dict(step.data)
        if step.to:
            data["responsible_id"] = self.house.people[step.to].id
        if step.until:
            data["until"] = self.house.ahead(step.until).isoformat()
        with clock.travel(moment):
            record(self.house.actor(step.by), complaint_id, step.kind, step.note, data)

    def _raise(self, by: str, visit: Visit, moment: datetime, origin: str, words: str, more: dict[str, Any]) -> int:
        with clock.travel(moment):
            found = context_of(visit.customer_id, order=visit.source_key)
            draft, _proposal = outside_draft(found, words=words, origin=origin, **more)
            return int(raise_complaint(self.house.actor(by), draft).id)

    def _of_day(self, day: date, department: str) -> list[Visit]:
        """The visits somebody may come back for on a day, without those complained of already."""
        if department == "sales":
            known = Complaint.select(Complaint.sale).where(Complaint.sale.is_null(False))
            lately = Sale.delivered_on.between(day - FRESH_SALE, day - timedelta(days=1)) & Sale.id.not_in(known)
            return list(Sale.select().where(lately & _is_called_for(Sale)).order_by(Sale.id))
        known = Complaint.select(Complaint.repair_order).where(Complaint.repair_order.is_null(False))
        lately = RepairOrder.left_on.between(day - FRESH, day - timedelta(days=1)) & RepairOrder.id.not_in(known)
        return list(RepairOrder.select().where(lately & _is_called_for(RepairOrder)).order_by(RepairOrder.id))

    def _visit_for(self, case: Case, day: date) -> Visit | None:
        """A private customer of the advisor's who has complained of nothing yet: the latest visit of its kind."""
        table: type[Visit] = Sale if case.of.startswith("X") else RepairOrder
        left = Sale.delivered_on if table is Sale else RepairOrder.left_on
        taken = [visit.customer_id for visit in self._visits.values()]
        free = Customer.id.not_in([*taken, *self.house.gone]) & Customer.id.not_in(Complaint.select(Complaint.customer))
        query = table.select().join(Customer).switch(table).join(Person, on=(table.advisor == Person.id))
        theirs = query.where((Person.code == case.of) & (left < day) & (Customer.kind == "person"))
        found: list[Visit] = list(
            theirs.where(free & _is_called_for(table)).order_by(left.desc(), table.id).limit(LATEST)
        )
        of_kind = [visit for visit in found if isinstance(visit, RepairOrder) and visit.service_name == case.service]
        return next(iter([*of_kind, *found]), None)


def _is_called_for(table: type[Visit]) -> Any:
    """The visits whose customers are called: the others could not be asked what they say of the handling."""
    return table.id.in_(Task.select(Task.subject_id).where(Task.subject == table._meta.table_name))
