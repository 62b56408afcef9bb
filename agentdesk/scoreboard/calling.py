"""What calling comes to: AAPOR's rates that open to their cases, right-party contact, attempts per complete."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from peewee import Expression, Select

from agentdesk.common.i18n import N_
from agentdesk.scoreboard.aapor import cases
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Observation
from agentdesk.scoreboard.queries import Query, Span
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Attempt, Task

_REACHED, _ASKED = ("I", "P", "R", "O"), ("I", "P", "R")
_KNOWN = (*_REACHED, "NC")


def _of(*classes: str) -> Query:
    """The cases of these classes."""
    return lambda span: _cases(span).where(Task.disposition.in_(_codes(span, classes)))


def _eligible(span: Span) -> Select:
    """Every case that is eligible or may be: all but those found not to be."""
    return _cases(span).where(Task.disposition.not_in(_codes(span, ("NE",))))


def _cases(span: Span) -> Select:
    found: Select = Task.select(Task.id).where(cases(span.first, span.last))
    return found


def _codes(span: Span, classes: tuple[str, ...]) -> list[str]:
    return [row.code for row in span.playbook.outcomes if row.klass in classes]


def _dials(span: Span) -> Select:
    counted: Expression = Attempt.work_date.between(span.first, span.last) & (Attempt.outcome != "undone")
    found: Select = Attempt.select(Attempt.id).where(counted)
    return found


def _effort(span: Span) -> list[Observation]:
    """The agents' cases of the period that are over, each with its attempts; the completed ones count."""
    complete = frozenset(_codes(span, ("I",)))
    over = (Task.state == "closed") | (Task.latest_on < span.seen_on)
    rows = Task.select(Task.id, Task.disposition, Task.attempts).where(cases(span.first, span.last) & over)
    return [Observation("task", key, code in complete, Fraction(number)) for key, code, number in tuples(rows)]


def _rate(code: str, name: str, formula: str, denominator: Query, numerator: Callable[[Span], Select]) -> Definition:
    return Definition(code, name, formula, "task", denominator, numerator, requirements=("AAPOR",), ground="task")


DEFINITIONS: tuple[Definition, ...] = (
    _rate("RR1", N_("Response rate 1"), "I ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("I")),
    _rate("RR2", N_("Response rate 2"), "(I + P) ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("I", "P")),
    _rate("RR5", N_("Response rate 5"), "I ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("I")),
    _rate("RR6", N_("Response rate 6"), "(I + P) ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("I", "P")),
    _rate("COOP1", N_("Cooperation rate 1"), "I ÷ (I + P + R + O)", _of(*_REACHED), _of("I")),
    _rate("COOP2", N_("Cooperation rate 2"), "(I + P) ÷ (I + P + R + O)", _of(*_REACHED), _of("I", "P")),
    _rate("COOP3", N_("Cooperation rate 3"), "I ÷ (I + P + R)", _of(*_ASKED), _of("I")),
    _rate("COOP4", N_("Cooperation rate 4"), "(I + P) ÷ (I + P + R)", _of(*_ASKED), _of("I", "P")),
    _rate("REF1", N_("Refusal rate 1"), "R ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("R")),
    _rate("REF3", N_("Refusal rate 3"), "R ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("R")),
    _rate("CON1", N_("Contact rate 1"), "(I + P + R + O) ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of(*_REACHED)),
    _rate("CON3", N_("Contact rate 3"), "(I + P + R + O) ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of(*_REACHED)),
    Definition(
        "RPC",
        N_("Right-party contacts"),
        N_("dialled numbers at which the right person answered ÷ all dialled numbers"),
        "attempt",
        _dials,
        lambda span: _dials(span).where(Attempt.contacted),
        period=OWN_DAY,
        ground="attempt",
    ),
    Definition(
        "APC",
        N_("Attempts per completed call"),
        N_("attempts of all cases of the period that are over ÷ completed cases among them"),
        "task",
        observe=_effort,
        measure="ratio",
        unit="number",
        sense="at_most",
        ground="task",
    ),
)
