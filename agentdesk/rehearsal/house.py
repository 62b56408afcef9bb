"""What the people of a rehearsal know of the demo dealer: its staff by code and name, and its days back from today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from agentdesk.playbook.current import calendar
from agentdesk.rehearsal.chapters import Chapter, chapter_of
from agentdesk.store.audit import Actor, actor_of
from agentdesk.store.tables import Person, Task

ADVISORS = ("service_advisor", "sales_advisor")
GONE = {"S001": 4, "S003": 1}  # how many customers of an advisor's cannot be reached any more at the end


@dataclass
class House:
    """The dealer's people, and which days are the last ones before today. `gone` are customers whom nobody reaches."""

    today: date
    people: dict[str, Person] = field(default_factory=dict)  # by staff code
    gone: frozenset[int] = frozenset()
    _open: list[date] = field(default_factory=list)  # open days back from today, as far as anybody asked

    def __post_init__(self) -> None:
        """Read the people."""
        self.people = {person.code: person for person in Person.select().where(Person.active).order_by(Person.code)}
        self._by_id: dict[int | None, Person] = {person.id: person for person in self.people.values()}
        self._by_name = {person.name: person for person in self.people.values()}

    def actor(self, code: str) -> Actor:
        """Somebody at the desk."""
        return actor_of(self.people[code], "desk")

    def of_id(self, person_id: int | None) -> Actor:
        """Somebody at the desk, by id."""
        return actor_of(self._by_id[person_id], "desk")

    def advisors_under(self, manager_id: int | None, about_id: int | None) -> list[int]:
        """The advisors of a manager's department, without the one a complaint is about."""
        return [
            person.id
            for person in self.people.values()
            if person.manager_id == manager_id and person.position in ADVISORS and person.id != about_id
        ]

    def department(self, advisor: str) -> str:
        """The department of an advisor by name; service where it is nobody's."""
        person = self._by_name.get(advisor)
        return "sales" if person is not None and person.position.startswith("sales") else "service"

    def chapter(self, day: date) -> Chapter:
        """How the house fared on a day."""
        return chapter_of(day, self.today)

    def content(self, advisor: str, day: date) -> float:
        """The share of an advisor's customers who have nothing to complain of on a day."""
        person, chapter = self._by_name.get(advisor), self.chapter(day)
        usual = chapter.content[self.department(advisor)]
        return chapter.careless.get(person.code, usual) if person is not None else usual

    def back(self, days: int) -> date:
        """The open day that lies so many open days before today."""
        day = self._open[-1] if self._open else self.today
        while len(self._open) < days:
            day -= timedelta(days=1)
            if calendar(day).is_open(day):
                self._open.append(day)
        return self._open[days - 1] if days else self.today

    def ahead(self, days: int) -> date:
        """The open day that comes so many open days after today."""
        day = self.today
        for _step in range(days):
            day = calendar(day).next_open(day + timedelta(days=1))
        return day

    def lose_customers(self, day: date) -> None:
        """From here on some customers whose first call is due answer no telephone: their advisors will have to look."""
        lost: list[int] = []
        for code, number in GONE.items():
            due = (Task.advisor == self.people[code]) & (Task.due_effective <= day) & (Task.expires_on > self.today)
            mine = due & (Task.state == "open") & (Task.channel == "phone") & (Task.owner_role == "callback_agent")
            tasks = Task.select(Task.customer).where(mine & (Task.attempts == 0) & Task.promised_at.is_null())
            lost += [task.customer_id for task in tasks.order_by(Task.due_effective.desc(), Task.id).limit(number)]
        self.gone = frozenset(lost)
