"""Customer effort: agreement to a question ("made it easy") by each of its published scorings, named, never mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook.measures import Effort
from agentdesk.playbook.schema import Playbook
from agentdesk.playbook.vocabulary import Unit
from agentdesk.scoreboard.asked import interviews, number_of, questions_of, unasked
from agentdesk.scoreboard.definition import Definition, Measure, Observation
from agentdesk.scoreboard.queries import Span

TOP = 2  # the best answers of a top-two share


class Scoring(NamedTuple):
    """One way to put the marks together; `read` gives whether a mark of a scale counts, and what it is worth."""

    suffix: str
    name: str
    formula: str
    measure: Measure
    unit: Unit
    read: Callable[[Fraction, int], tuple[bool, Fraction | None]]


def side(mark: Fraction, scale: int) -> int:
    """1 for one of the two best answers, -1 for one below the middle, else 0."""
    return (mark > scale - TOP) - (2 * mark < scale + 1)


SCORINGS: tuple[Scoring, ...] = (
    Scoring("", "", N_("mean of the marks from 1 to {scale}"), "mean", "points", lambda mark, scale: (True, mark)),
    Scoring("-01", N_("two best answers"), N_("marks {top} and above ÷ all marks from 1 to {scale}"),
            "share", "percent", lambda mark, scale: (mark > scale - TOP, None)),
    Scoring("-02", N_("above the middle"), N_("marks above the middle of 1 to {scale} ÷ all marks"), "share", "percent",
            lambda mark, scale: (2 * mark > scale + 1, None)),
    Scoring("-03", N_("net of both ends"),
            N_("share of marks {top} and above less share of marks below the middle of 1 to {scale}, in points"),
            "net", "points", lambda mark, scale: (side(mark, scale) == 1, Fraction(side(mark, scale)))),
)  # fmt: skip


def definitions(playbook: Playbook) -> Iterator[Definition]:
    """Each effort question by each scoring, in the playbook's order."""
    questions = questions_of(playbook.measures)
    for row in playbook.measures.efforts:
        for scoring in SCORINGS:
            yield _definition(row, scoring, questions)


def _definition(row: Effort, scoring: Scoring, questions: frozenset[str]) -> Definition:
    def observe(span: Span) -> list[Observation]:
        found = []
        for each in interviews(span, row.kinds, questions):
            mark = number_of(each.results.get(row.question, ""))
            if mark is not None and 1 <= mark <= row.scale:
                found.append(Observation("task", each.task, *scoring.read(mark, row.scale)))
        return found

    name = pick(row.zh, row.en)
    said = _(scoring.formula).format(scale=row.scale, top=row.scale - TOP + 1)
    return Definition(
        f"{row.code}{scoring.suffix}",
        _("{name}: {scoring}").format(name=name, scoring=_(scoring.name)) if scoring.name else name,
        _("{formula}; answers to “{question}”").format(formula=said, question=row.question),
        "task",
        measure=scoring.measure,
        unit=scoring.unit,
        requirements=row.requirements,
        observe=observe,
        best=row.scale if scoring.measure == "mean" else 0,
        why_empty=unasked(row.question),
        ground="answer",
    )
