"""A questionnaire that asks everything a playbook's measures rest on, in one house."""

from __future__ import annotations

from datetime import datetime, time

from agentdesk.common import clock
from agentdesk.playbook import current
from agentdesk.playbook.forms import store_form
from agentdesk.store.audit import SYSTEM
from tests.dealership import Dealership
from tests.prepared import prepared

QUESTIONS = "questions"  # the form that asks everything a playbook's measures rest on


def answers_of_questions() -> dict[str, tuple[str, ...] | None]:
    """Each question that the playbook's measures rest on, with the answers it has; None for a number."""
    measures = current.current().measures
    found: dict[str, tuple[str, ...] | None] = {}
    for row in measures.asked:
        found[row.question] = tuple(dict.fromkeys([*(found.get(row.question) or ()), *row.counts, *row.others, "dk"]))
    for index in measures.indexes:
        for factor in index.factors:
            points = tuple(point.answer for point in factor.points)
            found.setdefault(factor.question, (*points, "dk") if points else None)
    for effort in measures.efforts:
        found[effort.question] = tuple(str(mark) for mark in range(1, effort.scale + 1))
    for recommend in measures.recommends:
        found[recommend.question] = tuple(str(mark) for mark in range(11))
    return found


def publish_questions(house: Dealership) -> None:
    """A form that asks everything the playbook's measures rest on, in force since the house opened."""
    questions = answers_of_questions()
    lines = ["| survey |", "|   | type | name | label::中文 (zh) | label::English (en) |"]
    for name, choices in questions.items():
        lines.append(
            f"|   | {'integer' if choices is None else f'select_one {name}'} | {name} | 问：{name} | Asked: {name} |"
        )
    lines += ["| choices |", "|   | list_name | name | label::中文 (zh) | label::English (en) |"]
    for name, choices in questions.items():
        lines += [f"|   | {name} | {choice} | {choice} | {choice} |" for choice in choices or ()]
    lines += ["| settings |", "|   | form_title | form_id | version | default_language |"]
    lines.append(f"|   | 问 / Questions | {QUESTIONS} | 1 | 中文 (zh) |")
    path = house.folder / f"{QUESTIONS}.md"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with clock.travel(datetime.combine(house.opened_on, time(9))):
        store_form(SYSTEM, prepared(path))
