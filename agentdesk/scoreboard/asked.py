"""What customers say: the playbook's questions, recommendation and indexes as indicators (KP-13, KP-16, KP-18, JD-24).

The subject is the callback: its last interview that came to something counts once, with the answers on its path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from peewee import Value, fn

from agentdesk.common.i18n import N_, _, pick
from agentdesk.interview.answered import Answered, answered
from agentdesk.interview.in_force import form_model
from agentdesk.playbook.measures import Asked, Factor, Index, Measures, Recommend
from agentdesk.playbook.schema import Playbook
from agentdesk.scoreboard.definition import Definition, Observation
from agentdesk.scoreboard.queries import Span
from agentdesk.store.reading import tuples
from agentdesk.store.tables import FormVersion, Interview, Task

PROMOTER, DETRACTOR, BEST = 9, 6, 10  # of 0 to 10


def definitions(playbook: Playbook) -> Iterator[Definition]:
    """The indicators that rest on answers, in the playbook's order; an index is followed by its factors."""
    measures = playbook.measures
    questions = questions_of(measures)
    for asked in measures.asked:
        yield _asked(asked, questions)
    for recommend in measures.recommends:
        yield _recommend(recommend, questions)
    for index in measures.indexes:
        yield _index(index, questions)
        for number, factor in enumerate(index.factors, 1):
            yield _factor(index, factor, number, questions)


def questions_of(measures: Measures) -> frozenset[str]:
    """Every question that an indicator of the playbook reads: they are read together, once for a computation."""
    asked = {row.question for row in measures.asked} | {row.question for row in measures.recommends}
    asked |= {row.question for row in measures.efforts}
    return frozenset(asked | {factor.question for index in measures.indexes for factor in index.factors})


def interviews(span: Span, kinds: tuple[str, ...], questions: frozenset[str]) -> list[Answered]:
    """The interviews of the period's closed calls of these kinds; read once for all indicators of a computation."""
    if questions not in span.memo:
        ended = (Interview.task == Task.id) & Interview.ended_at.is_null(False)
        held = fn.EXISTS(Interview.select(Value(1)).where(ended))
        closed = (Task.state == "closed") & Task.latest_on.between(span.first, span.last)
        rows = dict(tuples(Task.select(Task.id, Task.kind_code).where(closed & held).order_by(Task.id)))
        span.memo[questions] = [(rows[found.task], found) for found in answered([*rows], questions)]
    read: list[tuple[str, Answered]] = span.memo[questions]
    return [found for kind, found in read if not kinds or kind in kinds]


def _asked(row: Asked, questions: frozenset[str]) -> Definition:
    valid = frozenset((*row.counts, *row.others))

    def observe(span: Span) -> list[Observation]:
        said = ((each.task, each.results.get(row.question, "")) for each in interviews(span, row.kinds, questions))
        return [Observation("task", task, answer in row.counts) for task, answer in said if answer in valid]

    formula = _("answers {counts} ÷ answers {valid} to “{question}”; don't know and refused are left out")
    said = formula.format(counts=_list(row.counts), valid=_list((*row.counts, *row.others)), question=row.question)
    if row.mean_of_days:
        said = _("mean of the days, days without an answer left out: {formula}").format(formula=said)
    return Definition(
        row.code,
        pick(row.zh, row.en),
        said,
        "task",
        measure="days" if row.mean_of_days else "share",
        requirements=row.requirements,
        observe=observe,
        why_empty=unasked(row.question),
        ground="answer",
    )


def _recommend(row: Recommend, questions: frozenset[str]) -> Definition:
    def observe(span: Span) -> list[Observation]:
        found = []
        for each in interviews(span, row.kinds, questions):
            mark = number_of(each.results.get(row.question, ""))
            if mark is not None and 0 <= mark <= BEST:
                side = (mark >= PROMOTER) - (mark <= DETRACTOR)
                found.append(Observation("task", each.task, side == 1, Fraction(side)))
        return found

    formula = _("share of 9 and 10 less share of 0 to 6 of all answers from 0 to 10 to “{question}”, in points")
    return Definition(
        row.code,
        pick(row.zh, row.en),
        formula.format(question=row.question),
        "task",
        measure="net",
        unit="points",
        requirements=row.requirements,
        observe=observe,
        why_empty=unasked(row.question),
        ground="answer",
    )


def _index(row: Index, questions: frozenset[str]) -> Definition:
    def observe(span: Span) -> list[Observation]:
        scored = ((each.task, index_score(row, each.results)) for each in interviews(span, row.kinds, questions))
        return [Observation("task", task, True, score) for task, score in scored if score is not None]

    weights = " + ".join(f"{factor.weight} × {pick(factor.zh, factor.en)}" for factor in row.factors)
    formula = _("mean of the customers' scores ({weights}) ÷ the weights answered; none below {share} % of them")
    return Definition(
        row.code,
        pick(row.zh, row.en),
        formula.format(weights=weights, share=row.share_at_least),
        "task",
        measure="mean",
        unit="points",
        requirements=row.requirements,
        observe=observe,
        best=row.scale,
        why_empty=unasked(*(factor.question for factor in row.factors)),
        ground="answer",
    )


def _factor(index: Index, factor: Factor, number: int, questions: frozenset[str]) -> Definition:
    def observe(span: Span) -> list[Observation]:
        scored = ((each.task, _score(factor, each.results)) for each in interviews(span, index.kinds, questions))
        return [Observation("task", task, True, score) for task, score in scored if score is not None]

    formula = _("mean score of the customers who answered “{question}”; weight {weight} in {index}")
    return Definition(
        f"{index.code}-{number:02d}",
        f"{index.code} {pick(factor.zh, factor.en)}",
        formula.format(question=factor.question, weight=factor.weight, index=index.code),
        "task",
        measure="mean",
        unit="points",
        requirements=index.requirements,
        observe=observe,
        best=index.scale,
        why_empty=unasked(factor.question),
        ground="answer",
    )


def index_score(index: Index, results: dict[str, str]) -> Fraction | None:
    """A customer's score (JD-24): Σ weight × factor ÷ Σ weight of the factors answered, None where too few were."""
    scored = [(factor.weight, score) for factor in index.factors if (score := _score(factor, results)) is not None]
    weight, whole = sum(each for each, _score_of in scored), sum(factor.weight for factor in index.factors)
    if not weight or 100 * weight < index.share_at_least * whole:
        return None
    return sum((each * score for each, score in scored), Fraction()) / weight


def _score(factor: Factor, results: dict[str, str]) -> Fraction | None:
    answer = results.get(factor.question, "")
    if not factor.points:
        return number_of(answer)
    return next((Fraction(str(row.points)) for row in factor.points if row.answer == answer), None)


def number_of(answer: str) -> Fraction | None:
    """An answer that is a number, exact; None for any other."""
    try:
        return Fraction(answer)
    except (ValueError, ZeroDivisionError):
        return None


def unasked(*names: str) -> Callable[[Span], str]:
    """Says which of these questions no published questionnaire asks, or that nobody answered them."""

    def why(_span: Span) -> str:
        versions = FormVersion.select(FormVersion.id, FormVersion.content_hash)
        known = {node.name for row in tuples(versions) for node in form_model(*row).nodes}
        missing = [name for name in names if name not in known]
        if missing:
            return _("No published questionnaire asks {questions}.").format(questions=_list(missing))
        return N_("No interview of this period answers it.")

    return why


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
