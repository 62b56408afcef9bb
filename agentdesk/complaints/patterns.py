"""Repeat complaints: about whom, of which model, car, customer, cause or subject, against how much there was to do.

A rate counts visits complained of, not complaints: one customer with four complaints about one repair is one case.
Only a rate whose 95 % interval excludes the house's own says "more than chance" (standards.md section 3).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import fn

from agentdesk.common import clock, dates, names, plates
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.intervals import SMALL, wilson
from agentdesk.complaints import volumes
from agentdesk.complaints.model import subject_name
from agentdesk.playbook import current
from agentdesk.store.audit import Actor
from agentdesk.store.retention import removed_before
from agentdesk.store.tables import Complaint

READERS = ("agent", "handler", "supervisor")
VERDICTS: dict[str, str] = {
    "more": N_("more than chance"),
    "fewer": N_("fewer than chance"),
    "chance": N_("may be chance"),
    "small": N_("sample too small"),
    "unknown": N_("nothing to compare with"),
}


@dataclass(frozen=True)
class Pattern:
    """One group of complaints of a period.

    `cases` are the different visits they are about, `volume` what there was (visits of that advisor, model, car or
    customer; for causes and subjects the complaints), rates are in 0 to 1. `house` is what `rate` is compared with: the
    same rate of everybody together; for causes and subjects the share in the twelve months before.
    """

    by: str
    key: str  # what `--from-pattern` takes: a staff code, a model, a code
    name: str
    complaints: tuple[str, ...]  # their numbers
    cases: int
    volume: int
    interval: tuple[float, float] | None
    house: float | None
    verdict: str

    @property
    def rate(self) -> float | None:
        """The share of the volume that was complained of; None without a volume."""
        return self.cases / self.volume if self.volume else None

    def as_json(self) -> dict[str, Any]:
        """The row with stable keys; rates per 100."""
        return {
            "by": self.by,
            "key": self.key,
            "name": self.name,
            "count": len(self.complaints),
            "cases": self.cases,
            "volume": self.volume,
            "per_100": _per_100(self.rate),
            "interval": [_per_100(bound) for bound in self.interval] if self.interval else None,
            "house_per_100": _per_100(self.house),
            "verdict": self.verdict,
            "complaints": list(self.complaints),
        }


class _Way(NamedTuple):
    """A way of grouping: the key of a complaint, the volume of each key, and its name."""

    key: Callable[[volumes.Fact], str]
    volume: Callable[[date, date], Mapping[str, int]] | None  # None: a share of the complaints themselves
    name: Callable[[str], str]
    least: int = 1  # complaints that make a group


def usual_start(last: date) -> date:
    """Twelve months before: a dealer has few complaints, and fewer months would say nothing."""
    return dates.add_months(last, -12) + timedelta(days=1)


def counted_from(first: date, last: date) -> date:
    """Where a period really begins: not before the first complaint on file, as no earlier visit could be complained of.

    Visits of before then would make those whose visits are recent look worse than the others.
    """
    began: date | None = Complaint.select(fn.MIN(Complaint.raised_on)).where(Complaint.raised_on <= last).scalar()
    return max(first, began or first)


def patterns(actor: Actor, by: str, first: date, last: date) -> list[Pattern]:
    """The groups of a period's complaints, those beyond chance first, then the largest; merged duplicates don't count.

    The period begins at `counted_from(first, last)`, for complaints and visits alike. UsageError for an unknown `by` or
    a period that ends before it begins.
    """
    actor.require(*READERS)
    if by not in WAYS:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=by, allowed=", ".join(WAYS)))
    if last < first:
        raise UsageError(_("The period ends before it begins."))
    way, first = WAYS[by], counted_from(first, last)
    if way.volume is not None:
        _require_kept(first)
    facts = [fact for fact in volumes.complaints(first, last) if way.key(fact)]
    found = _of_shares(by, way, facts, first) if way.volume is None else _of_volume(by, way, facts, first, last)
    return sorted(found, key=lambda row: (row.verdict != "more", -len(row.complaints), row.name))


def pattern(actor: Actor, by: str, name: str) -> Pattern:
    """The group of that key or name in the usual period; UsageError where no complaint is in it."""
    for row in patterns(actor, by, usual_start(clock.today()), clock.today()):
        if name in (row.key, row.name):
            return row
    raise UsageError(_("No complaint of the last twelve months is about {name}.").format(name=name))


def _of_volume(by: str, way: _Way, facts: list[volumes.Fact], first: date, last: date) -> list[Pattern]:
    assert way.volume is not None
    volume, groups = way.volume(first, last), _grouped(facts, way)
    cases = {key: len({fact.case for fact in group}) for key, group in groups.items()}
    counted = [key for key in groups if volume.get(key)]
    whole = sum(volume.values())
    house = sum(min(cases[key], volume[key]) for key in counted) / whole if whole else None
    repeated = {key: group for key, group in groups.items() if len(group) >= way.least}
    return [_row(by, way, key, group, cases[key], volume.get(key, 0), house) for key, group in repeated.items()]


def _of_shares(by: str, way: _Way, facts: list[volumes.Fact], first: date) -> list[Pattern]:
    """Causes and subjects have no volume of their own: their share is compared with that of the year before."""
    earlier = volumes.complaints(dates.add_months(first, -12), first - timedelta(days=1))
    before = [key for fact in earlier if (key := way.key(fact))]
    rows = []
    for key, group in _grouped(facts, way).items():
        house = before.count(key) / len(before) if len(before) >= SMALL else None
        rows.append(_row(by, way, key, group, len(group), len(facts), house))
    return rows


def _require_kept(first: date) -> None:
    """Where sales or orders have been removed, the visits that are left are those complained of."""
    removed = max(filter(None, (removed_before(name) for name in ("sale", "repair_order"))), default=first)
    if first < removed:
        hint = _("Sales and orders before {day} have been removed; let the period begin there.")
        raise UsageError(hint.format(day=removed.isoformat()))


def _grouped(facts: Iterable[volumes.Fact], way: _Way) -> dict[str, list[volumes.Fact]]:
    groups: dict[str, list[volumes.Fact]] = defaultdict(list)
    for fact in facts:
        groups[way.key(fact)].append(fact)
    return groups


def _row(
    by: str, way: _Way, key: str, group: list[volumes.Fact], cases: int, volume: int, house: float | None
) -> Pattern:
    interval = wilson(min(cases, volume), volume)  # a complaint may be about a visit before the period
    numbers = tuple(fact.no for fact in group)
    return Pattern(by, key, way.name(key), numbers, cases, volume, interval, house, _verdict(interval, volume, house))


def _verdict(interval: tuple[float, float] | None, volume: int, house: float | None) -> str:
    if volume < SMALL or interval is None:
        return "small"
    if house is None:
        return "unknown"
    return "more" if interval[0] > house else "fewer" if interval[1] < house else "chance"


def _per_100(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _gap_name(code: str) -> str:
    row = next((row for row in current.current().complaints.gaps if row.code == code), None)
    return pick(row.zh, row.en) if row else code


def _car_name(key: str) -> str:
    model, plate = volumes.car(key)
    return f"{model} {plates.mask(plate)}".strip()


WAYS: dict[str, _Way] = {
    "advisor": _Way(lambda fact: fact.about, volumes.of_advisors, volumes.person_name),
    "model": _Way(lambda fact: fact.model, volumes.of_models, names.visible),
    "vehicle": _Way(lambda fact: fact.vehicle, volumes.of_vehicles, _car_name, least=2),
    "customer": _Way(lambda fact: fact.customer, volumes.of_customers, volumes.customer_name, least=2),
    "cause": _Way(lambda fact: fact.cause, None, _gap_name),
    "subject": _Way(lambda fact: fact.subject, None, subject_name),
}
