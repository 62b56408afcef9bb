"""What the customers of some calls answered: each question with how often each answer was given, and their own words.

    found = replies(tasks)                   # a SELECT of task ids; the last interview of a task that came to something
    found.tally("leaving_reason")            # [Share("price", "价格高", 4, 9), ...]: given by 4 of 9
    found.words("suggestion")                # [Said("...", reply), ...]

Only answers on the path are results; don't-know and refused are answers of their own and can be left out of a tally.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN, Select

from agentdesk.common import clock, names
from agentdesk.common.i18n import _, language
from agentdesk.interview.answered import answered
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import ASKED, CODES, SELECTS, FormModel, Kind, text_in
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Customer, FormVersion, Interview, Person, Sale, Task, Vehicle

_BATCH = 500


@dataclass(frozen=True)
class Question:
    """A question over all versions of its forms: its name, what it is called in short, and its answers by code."""

    name: str
    short: str
    kind: Kind
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One customer's answers; `customer` is masked, `advisor` and `agent` are names, `day` when the call ended."""

    task: int
    contact: int
    day: date
    kind: str
    customer: str
    model: str
    agent: str
    advisor: str
    answers: dict[str, str]


class Share(NamedTuple):
    """How many of those who answered a question gave an answer."""

    code: str
    label: str
    given: int
    answered: int


class Said(NamedTuple):
    """A customer's own words, unchanged, with whose they are."""

    words: str
    reply: Reply


@dataclass(frozen=True)
class Replies:
    """All of them, by the day of the call, and the questions in the order of the newest form."""

    questions: dict[str, Question]
    lines: tuple[Reply, ...]

    def tally(self, name: str, *, unsure: bool = False) -> list[Share]:
        """How often each answer to a choice was given, in the form's order; `unsure` counts don't-know and refused.

        Where several may be chosen the shares add up to more than one. Nothing for a question that no form asks.
        """
        question = self.questions.get(name)
        if question is None or question.kind not in SELECTS:
            return []
        given = [self._chosen(question, line) for line in self.lines]
        said = [codes for codes in given if codes and (unsure or not set(codes) <= CODES)]
        counted = Counter(code for codes in said for code in dict.fromkeys(codes))
        known = [code for code in question.codes if unsure or code not in CODES]
        return [Share(code, question.codes[code], counted[code], len(said)) for code in known]

    def words(self, name: str) -> list[Said]:
        """What was said to an open question, by day."""
        return [Said(text, line) for line in self.lines if (text := line.answers.get(name, "").strip())]

    def open_questions(self) -> list[Question]:
        """The questions whose answer is the customer's own words."""
        return [question for question in self.questions.values() if question.kind is Kind.TEXT]

    def label(self, name: str, line: Reply) -> str:
        """What somebody answered to a question, in the language in use; several answers after one another."""
        question = self.questions.get(name)
        said = line.answers.get(name, "")
        if question is None or question.kind not in SELECTS:
            return said
        return _(", ").join(self.labels(name, line))

    def labels(self, name: str, line: Reply) -> list[str]:
        """The answers that somebody chose, one by one; none for a question that is no choice."""
        question = self.questions.get(name)
        if question is None or question.kind not in SELECTS:
            return []
        return [question.codes.get(code, code) for code in self._chosen(question, line)]

    @staticmethod
    def _chosen(question: Question, line: Reply) -> list[str]:
        said = line.answers.get(question.name, "")
        return [said] if question.kind is Kind.SELECT_ONE and said else said.split()


def replies(tasks: Select, only: Sequence[str] = ()) -> Replies:
    """The answers of these tasks' interviews, with `only` those that ask one of these questions."""
    ids = sorted(column(tasks))
    versions = _versions(ids)
    questions = _questions(versions)
    wanted = frozenset(only) & questions.keys() if only else frozenset(questions)
    found = {row.interview: row for row in answered(ids, wanted)} if wanted else {}
    lines = [_reply(row, found[row[1]].results, questions) for row in _who([*found])]
    return Replies(questions, tuple(sorted(lines, key=lambda line: (line.day, line.task))))


def _versions(task_ids: Sequence[int]) -> list[FormModel]:
    """The form versions on which these tasks were asked, the newest first."""
    found: dict[int, str] = {}
    for start in range(0, len(task_ids), _BATCH):
        asked = Interview.select(Interview.form_version).where(Interview.task.in_(task_ids[start : start + _BATCH]))
        rows = FormVersion.select(FormVersion.id, FormVersion.content_hash).where(FormVersion.id.in_(asked))
        found |= dict(tuples(rows))
    return [form_model(key, found[key]) for key in sorted(found, reverse=True)]


def _questions(versions: Sequence[FormModel]) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for form in versions:
        for node in form.nodes:
            if node.kind not in ASKED:
                continue
            short = text_in(node.short, language()) or text_in(node.label, language())
            question = found.setdefault(node.name, Question(node.name, short, node.kind))
            for choice in form.choice_list(node.choices):
                question.codes.setdefault(choice.name, text_in(choice.label, language()) or choice.name)
    return found


def _who(interview_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    advisor = Person.alias()
    sale = (Task.subject == "sale") & (Task.subject_id == Sale.id)
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(interview_ids), _BATCH):
        rows = (
            Interview.select(
                Task.id, Interview.id, Interview.contact, Interview.ended_at, Task.kind_code, Customer.name,
                Vehicle.model, Sale.model, Person.name, advisor.name,
            )
            .join(Task, on=(Interview.task == Task.id))
            .join(Customer, on=(Task.customer == Customer.id))
            .join(Vehicle, JOIN.LEFT_OUTER, on=(Task.vehicle == Vehicle.id))
            .join(Sale, JOIN.LEFT_OUTER, on=sale)
            .join(Person, on=(Interview.person == Person.id))
            .join(advisor, JOIN.LEFT_OUTER, on=(Task.advisor == advisor.id))
            .where(Interview.id.in_(interview_ids[start : start + _BATCH]))
        )  # fmt: skip
        found += tuples(rows)
    return found


def _reply(row: tuple[Any, ...], answers: dict[str, str], questions: dict[str, Question]) -> Reply:
    task, _interview, contact, ended_at, kind, customer, model, sold, agent, advisor = row
    return Reply(
        task=task,
        contact=contact,
        day=clock.local(ended_at).date(),
        kind=kind,
        customer=names.mask(customer),
        model=model or sold or "",
        agent=agent,
        advisor=advisor or "",
        answers={name: said for name, said in answers.items() if name in questions},
    )


def calls_of(kinds: Sequence[str], first: date, last: date) -> Select:
    """The closed calls of these kinds whose latest day falls in the period, for `replies` (KP-23)."""
    of_kinds = Task.kind_code.in_(list(kinds)) & (Task.state == "closed")
    found: Select = Task.select(Task.id).where(of_kinds & Task.latest_on.between(first, last))
    return found
