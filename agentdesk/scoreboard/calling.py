"""What calling comes to: AAPOR's rates that open to their cases, right-party contact, attempts per complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from peewee import Expression, Select, Value, fn

from agentdesk.common.i18n import N_
from agentdesk.scoreboard.aapor import cases, rates
from agentdesk.scoreboard.computing import summed
from agentdesk.scoreboard.definition import OWN_DAY, Definition, Folded, Observation
from agentdesk.scoreboard.queries import Query, Span
from agentdesk.store.reading import tuples
from agentdesk.store.tables import AgendaItem, Attempt, Task

Observe = Callable[[Span], list[Observation]]
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


def _over(span: Span) -> Select:
    """The agents' cases of the period that are over."""
    return _cases(span).where((Task.state == "closed") | (Task.latest_on < span.seen_on))


def _reached(span: Span) -> Select:
    """Those in whose calls the right person was spoken to at least once."""
    spoken = (
        AgendaItem.select(Value(1))
        .join(Attempt, on=(Attempt.contact == AgendaItem.contact))
        .where((AgendaItem.task == Task.id) & Attempt.contacted & (Attempt.outcome != "undone"))
    )
    return _over(span).where(fn.EXISTS(spoken))


def _estimated(*classes: str) -> Observe:
    """Cases of these classes among all that may be eligible; of those nobody knows of, the share e is (RR3)."""

    def observe(span: Span) -> list[Observation]:
        class_of = {row.code: row.klass for row in span.playbook.outcomes}
        rows = tuples(Task.select(Task.id, Task.disposition).where(cases(span.first, span.last)).order_by(Task.id))
        found = [(key, class_of.get(code) or "UH") for key, code in rows]
        e = rates(Counter(klass for _key, klass in found)).e or Fraction()
        return [
            Observation("task", key, klass in classes, Fraction(1), e if klass in ("UH", "UO") else Fraction(1))
            for key, klass in found
            if klass != "NE"
        ]

    return observe


def _connected(span: Span) -> Select:
    """Dials that somebody answered, whoever it was; a machine or an announcement is nobody."""
    outcomes = span.playbook.outcomes
    codes = [row.code for row in outcomes if row.group in ("reached", "reminder") or row.klass in ("NC", "O")]
    return _dials(span).where(Attempt.outcome.in_(codes))


def _dials(span: Span) -> Select:
    counted: Expression = Attempt.work_date.between(span.first, span.last) & (Attempt.outcome != "undone")
    found: Select = Attempt.select(Attempt.id).where(counted)
    return found


def _effort(span: Span) -> list[Observation]:
    """The agents' cases of the period that are over, each with its attempts; the completed ones count."""
    complete = frozenset(_codes(span, ("I",)))
    rows = _over(span).select(Task.id, Task.disposition, Task.attempts)
    return [Observation("task", key, code in complete, Fraction(number)) for key, code, number in tuples(rows)]


def _by_estimate(code: str, name: str, formula: str, plain: Definition, *classes: str) -> Definition:
    """An estimate beside a plain rate of the same cases; put together from that one's counts and those of e."""

    def compute(span: Span) -> Folded:
        cases, known = summed(plain, span), summed(_E, span)
        e = Fraction(known.counted, known.everyone) if known.everyone else Fraction()
        weights = known.counted + e * (cases.everyone - known.counted)
        value = cases.counted / weights if weights else None
        return Folded(Fraction(cases.counted), cases.everyone, value, None)

    return Definition(code, name, formula, "task", observe=_estimated(*classes), measure="weighted", compute=compute,
                      requirements=("AAPOR",))  # fmt: skip


def _rate(code: str, name: str, formula: str, denominator: Query, numerator: Callable[[Span], Select]) -> Definition:
    return Definition(code, name, formula, "task", denominator, numerator, requirements=("AAPOR",), ground="task")


_RR1 = _rate("RR1", N_("Response rate 1"), "I ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("I"))
_RR2 = _rate("RR2", N_("Response rate 2"), "(I + P) ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("I", "P"))
_REF1 = _rate("REF1", N_("Refusal rate 1"), "R ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of("R"))
_CON1 = _rate(
    "CON1", N_("Contact rate 1"), "(I + P + R + O) ÷ (I + P + R + NC + O + UH + UO)", _eligible, _of(*_REACHED)
)
_E = _rate("E", N_("Eligible among the known (e)"), "(I + P + R + NC + O) ÷ (I + P + R + NC + O + NE)",
           _of(*_KNOWN, "NE"), _of(*_KNOWN))  # fmt: skip
DEFINITIONS: tuple[Definition, ...] = (
    _RR1,
    _RR2,
    _by_estimate("RR3", N_("Response rate 3"), "I ÷ (I + P + R + NC + O + e × (UH + UO))", _RR1, "I"),
    _by_estimate("RR4", N_("Response rate 4"), "(I + P) ÷ (I + P + R + NC + O + e × (UH + UO))", _RR2, "I", "P"),
    _rate("RR5", N_("Response rate 5"), "I ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("I")),
    _rate("RR6", N_("Response rate 6"), "(I + P) ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("I", "P")),
    _rate("COOP1", N_("Cooperation rate 1"), "I ÷ (I + P + R + O)", _of(*_REACHED), _of("I")),
    _rate("COOP2", N_("Cooperation rate 2"), "(I + P) ÷ (I + P + R + O)", _of(*_REACHED), _of("I", "P")),
    _rate("COOP3", N_("Cooperation rate 3"), "I ÷ (I + P + R)", _of(*_ASKED), _of("I")),
    _rate("COOP4", N_("Cooperation rate 4"), "(I + P) ÷ (I + P + R)", _of(*_ASKED), _of("I", "P")),
    _REF1,
    _by_estimate("REF2", N_("Refusal rate 2"), "R ÷ (I + P + R + NC + O + e × (UH + UO))", _REF1, "R"),
    _rate("REF3", N_("Refusal rate 3"), "R ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of("R")),
    _CON1,
    _by_estimate(
        "CON2", N_("Contact rate 2"), "(I + P + R + O) ÷ (I + P + R + NC + O + e × (UH + UO))", _CON1, *_REACHED
    ),
    _rate("CON3", N_("Contact rate 3"), "(I + P + R + O) ÷ (I + P + R + NC + O)", _of(*_KNOWN), _of(*_REACHED)),
    _E,
    Definition(
        "PEN",
        N_("Penetration of the list"),
        N_("cases that were dialled at least once ÷ all cases of the period that are over"),
        "task",
        _over,
        lambda span: _over(span).where(Task.attempts > 0),
        ground="task",
    ),
    Definition(
        "LCR",
        N_("Contacts of the list"),
        N_("cases in which the right person was spoken to ÷ all cases of the period that are over"),
        "task",
        _over,
        _reached,
        ground="task",
    ),
    Definition(
        "CONN",
        N_("Connected dials"),
        N_("dialled numbers that somebody answered ÷ all dialled numbers"),
        "attempt",
        _dials,
        _connected,
        period=OWN_DAY,
        ground="attempt",
    ),
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
