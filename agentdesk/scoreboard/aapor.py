"""AAPOR's outcome rates (Standard Definitions, 10th edition 2023) from the final dispositions of cases.

A case is a task; its final disposition counts, not its attempts. Classes: I complete, P partial, R refusal and
break-off, NC non-contact, O other, UH and UO of unknown eligibility, NE not eligible (outside every denominator).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from peewee import Expression

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.playbook.current import current
from agentdesk.store.reading import column
from agentdesk.store.tables import Task

CLASSES = ("I", "P", "R", "NC", "O", "UH", "UO", "NE")


@dataclass(frozen=True)
class Outcomes:
    """Rates of a set of cases: the counts by class, the estimate `e`, and each rate, None over an empty denominator."""

    counts: dict[str, int]
    e: Fraction | None
    rates: dict[str, Fraction | None]

    def as_json(self) -> dict[str, object]:
        """Counts, e and rates with stable keys; rates are shares of one."""
        shares = {name: None if rate is None else float(rate) for name, rate in self.rates.items()}
        return {"counts": self.counts, "e": None if self.e is None else float(self.e), "rates": shares}


def rates(counts: Mapping[str, int], e: Fraction | None = None) -> Outcomes:
    """The rates of these counts. `e` is the share of cases of unknown eligibility that are taken as eligible.

    Without one it is (I+P+R+NC+O)/(I+P+R+NC+O+NE). UsageError for an unknown class or an e outside 0 to 1.
    """
    unknown = set(counts) - set(CLASSES)
    if unknown:
        raise UsageError(_("Not an AAPOR class: {name}").format(name=", ".join(sorted(unknown))))
    full = {name: counts.get(name, 0) for name in CLASSES}
    complete, partial, refused, other = full["I"], full["P"], full["R"], full["O"]
    known = complete + partial + refused + full["NC"] + other
    unclear = full["UH"] + full["UO"]
    if e is None:
        e = _ratio(known, known + full["NE"])
    elif not 0 <= e <= 1:
        raise UsageError(_("e must lie between 0 and 1."))
    estimated = None if e is None else known + e * unclear
    everybody, reached, asked = known + unclear, complete + partial + refused + other, complete + partial + refused
    found = {
        "RR1": _ratio(complete, everybody),
        "RR2": _ratio(complete + partial, everybody),
        "RR3": _ratio(complete, estimated),
        "RR4": _ratio(complete + partial, estimated),
        "RR5": _ratio(complete, known),
        "RR6": _ratio(complete + partial, known),
        "COOP1": _ratio(complete, reached),
        "COOP2": _ratio(complete + partial, reached),
        "COOP3": _ratio(complete, asked),
        "COOP4": _ratio(complete + partial, asked),
        "REF1": _ratio(refused, everybody),
        "REF2": _ratio(refused, estimated),
        "REF3": _ratio(refused, known),
        "CON1": _ratio(reached, everybody),
        "CON2": _ratio(reached, estimated),
        "CON3": _ratio(reached, known),
        "LOC1": _ratio(known, everybody),
        "LOC2": _ratio(known, estimated),
    }
    return Outcomes(full, e, found)


def _ratio(part: int, whole: Fraction | int | None) -> Fraction | None:
    return Fraction(part) / whole if whole else None


def of_period(first: date, last: date) -> Outcomes:
    """The rates of the agents' calls whose latest day lies in the period (KP-23); open cases are not attempted yet."""
    classes = {outcome.code: outcome.klass for outcome in current(last).outcomes}
    return rates(count(column(Task.select(Task.disposition).where(cases(first, last))), classes))


def cases(first: date, last: date) -> Expression:
    """The agents' calls whose latest day lies in the period."""
    ours: Expression = (Task.channel == "phone") & (Task.owner_role == "callback_agent")
    return ours & Task.latest_on.between(first, last)


def count(dispositions: Iterable[str], classes: Mapping[str, str | None]) -> Counter[str]:
    """How many cases each class has; a case without a disposition is of unknown eligibility (3.11, not attempted)."""
    return Counter(classes.get(disposition) or "UH" for disposition in dispositions)
