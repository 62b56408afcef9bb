"""What scores and indicators of a month bring in yuan (IN-01 to IN-07): a proposal by bands, never stored.

Every line says from which value it follows, in which band that lies, which conditions are met, and what it rests on.
Payroll lies outside (IN-09). A month's bands are those of the playbook in force on its last day, also for the months
before it that a run counts (IN-05). A week belongs to the month of its Sunday, as a call to that of its latest day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _, pick
from agentdesk.playbook import current
from agentdesk.playbook.incentives import Band, Incentive, PerCase, Run
from agentdesk.scoreboard.figures import Figure, cuts, figure
from agentdesk.scoreboard.greetings import Greetings, greetings
from agentdesk.scoreboard.scores import Score, find, scores
from agentdesk.store.audit import Actor
from agentdesk.store.tables import Person

LONGEST_RUN = 120  # periods that are looked back for a run


class Condition(NamedTuple):
    """Something that is asked beside the value, and whether it is met."""

    text: str
    is_met: bool


class Measured(NamedTuple):
    """Somebody's value in a period, in the incentive's unit, and what it rests on; `numerator` of an indicator only."""

    name: str
    value: Fraction | None
    numerator: int | Fraction | None = None
    denominator: int | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Proposal:
    """A line of the proposal: whose, for what period, from which value, and what follows.

    `yuan` is what is added to the pay, below nought for a deduction; None where nothing can be said: no value, an
    amount that the house has not set, or pay that `pays` replaces. `band` is "" where there is no value.
    """

    code: str
    name: str
    whose: str  # a staff code, a department, "" for the house
    whose_name: str
    first: date
    last: date
    unit: str
    measured: Measured
    band: str = ""
    band_text: str = ""
    effect: str = ""
    yuan: int | None = None
    pays: int | None = None
    notes: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The line with stable keys; amounts are whole numbers, the value is in the incentive's unit."""
        found = self.measured
        return {
            "id": self.code,
            "name": self.name,
            "whose": self.whose,
            "whose_name": self.whose_name,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "value": None if found.value is None else float(found.value),
            "unit": self.unit,
            "numerator": float(found.numerator) if isinstance(found.numerator, Fraction) else found.numerator,
            "denominator": found.denominator,
            "source": found.source,
            "band": self.band,
            "band_text": self.band_text,
            "effect": self.effect,
            "yuan": self.yuan,
            "pays": self.pays,
            "notes": list(self.notes),
            "conditions": [{"text": row.text, "met": row.is_met} for row in self.conditions],
        }


Read = Callable[[date, date], dict[str, Measured]]  # everybody's value in a period


def proposals(actor: Actor, month: date, code: str = "") -> list[Proposal]:
    """The proposal of a month, or one incentive's lines: all for supervisors, one's own for agents and handlers.

    UsageError for an unknown incentive.
    """
    actor.require("agent", "handler", "supervisor")
    wanted = [rule(code, month)] if code else current.current(_end(month)).incentives.all()
    found = [line for row in wanted for line in _lines(row, month)]
    if actor.role in ("supervisor", "administrator", "system"):
        return found
    mine = Person.get_by_id(actor.id).code
    return [line for line in found if line.whose == mine]


def rule(code: str, month: date) -> Incentive | PerCase:
    """An incentive as it is in force at the end of a month; UsageError names the known ones."""
    return find(code, _end(month))


def periods(row: Incentive | PerCase, month: date) -> Iterator[tuple[date, date]]:
    """The month, or for a weekly incentive its weeks from Monday to Sunday, both days inclusive."""
    first, end = month.replace(day=1), _end(month)
    if not isinstance(row, Incentive) or row.every == "month":
        yield first, end
        return
    sunday = first + timedelta(days=6 - first.weekday())
    while sunday <= end:
        yield sunday - timedelta(days=6), sunday
        sunday += timedelta(days=7)


def run_length(row: Incentive, band: Band, value: Callable[[date], Fraction | None], first: date) -> int:
    """For how many periods, the one that begins on `first` the last, the value has lain in a band (IN-05)."""
    length = 0
    while length < LONGEST_RUN and row.band_of(value(first)) == band:
        length += 1
        first = first - timedelta(days=7) if row.every == "week" else add_months(first, -1)
    return length


def _lines(row: Incentive | PerCase, month: date) -> Iterator[Proposal]:
    if isinstance(row, PerCase):
        yield from _cases(row, month)
        return
    read = lru_cache(maxsize=LONGEST_RUN)(_by_indicator(row) if row.kpi else _by_score(row))
    for first, last in periods(row, month):
        for whose, found in read(first, last).items():
            yield _line(row, whose, found, (first, last), _values(row, whose, read))


def _values(row: Incentive, whose: str, read: Read) -> Callable[[date], Fraction | None]:
    def value(first: date) -> Fraction | None:
        last = first + timedelta(days=6) if row.every == "week" else _end(first)
        found = read(first, last).get(whose)
        return found.value if found else None

    return value


def _line(
    row: Incentive, whose: str, found: Measured, days: tuple[date, date], value: Callable[[date], Fraction | None]
) -> Proposal:
    empty = Proposal(row.code, pick(row.zh, row.en), whose, found.name, *days, row.unit, found)
    band = row.band_of(found.value)
    if band is None:
        return replace(empty, notes=(found.note or _("no score is entered"),))
    runs = [run for run in row.runs if run.band == band.code]
    length = run_length(row, band, value, days[0]) if runs else 0
    taking = [run for run in runs if run.takes_effect(length)]
    own = () if any(run.replaces_note for run in taking) else (pick(band.note_zh, band.note_en),)
    return replace(
        empty,
        band=band.code,
        band_text=pick(band.zh, band.en),
        effect=band.effect,
        yuan=_sum(band, taking),
        pays=band.yuan if band.effect == "pay" else None,
        notes=tuple(filter(None, (*own, *(pick(run.zh, run.en) for run in taking)))),
        conditions=tuple(_conditions(row, found, days[1], runs, length)),
    )


def _sum(band: Band, taking: list[Run]) -> int | None:
    """The band's amount and what its runs add; None where one of them is not an amount."""
    parts = [band.signed, *(run.signed for run in taking)]
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _conditions(row: Incentive, found: Measured, last: date, runs: list[Run], length: int) -> Iterator[Condition]:
    if row.sheet_zh or row.sheet_en:
        yield Condition(pick(row.sheet_zh, row.sheet_en), bool(found.source))
    if row.kpi:
        yield Condition(_("the period is over"), last < clock.today())
    for run in runs:
        text = _("{times} periods running: {length} so far").format(times=run.times, length=length)
        yield Condition(text, run.takes_effect(length))


def _cases(row: PerCase, month: date) -> Iterator[Proposal]:
    """Cases that facts tell of go before entered ones, which are named where they say otherwise."""
    first, last = month.replace(day=1), _end(month)
    entered = scores(row.code)
    counted = greetings(first, last) if row.counted == "late_greetings" else {}
    for person in _people(row.position, {*entered, *(key for key in counted if key is not None)}):
        score = entered.get(person.id, {}).get(first)
        found = _counted(counted[person.id]) if person.id in counted else score
        if found is None:
            continue
        count = int(found.value)
        note = _("{count} × {yuan} yuan").format(count=count, yuan=row.yuan) if row.yuan else _("cost price")
        otherwise = score is not None and score.value != found.value
        notes = (note, _("entered: {count}").format(count=score.value)) if score and otherwise else (note,)
        yield Proposal(
            row.code, pick(row.zh, row.en), person.code, person.name, first, last,
            "cases" if row.yuan else "yuan", Measured(person.name, found.value, source=found.source),
            effect="penalty" if count else "normal", yuan=row.owed(count), notes=notes,
        )  # fmt: skip


def _counted(found: Greetings) -> Score:
    """What the outbox says of a colleague's greetings, as a score with its evidence."""
    text = _("outbox: {late} late and {missed} missed of {due}")
    return Score(Fraction(found.late + found.missed), text.format(**found._asdict()))


def _by_score(row: Incentive) -> Read:
    entered = scores(row.code)
    people = _people(row.position, set(entered))

    def read(first: date, last: date) -> dict[str, Measured]:
        found: dict[str, Measured] = {}
        for person in people:
            score: Score | None = entered.get(person.id, {}).get(first)
            if score:
                found[person.code] = Measured(person.name, score.value, source=score.source)
            elif person.active:
                found[person.code] = Measured(person.name, None)
        return found

    return read


def _by_indicator(row: Incentive) -> Read:
    kpi = row.kpi or ""

    def measured(name: str, found: Figure) -> Measured:
        times = 100 if found.unit == "percent" else 1
        value = None if found.value is None else found.value * times
        return Measured(name, value, found.numerator, found.denominator, kpi, found.note)

    def read(first: date, last: date) -> dict[str, Measured]:
        try:
            if row.by == "house":
                return {"": measured(_("the whole house"), figure(kpi, first, last))}
            found = [cut for cut in cuts(row.by, first, last, kpi) if cut.segment.key]
        except UsageError as error:  # the playbook names an indicator that is not there; the other lines stand
            return {"": Measured(_("the whole house"), None, note=str(error))}
        return {cut.segment.key: measured(cut.segment.name, cut.figure) for cut in found}

    return read


def _people(position: str | None, entered: set[int]) -> list[Person]:
    """Who has the position today, and whoever has an entry."""
    wanted = Person.id.in_(sorted(entered))
    if position is not None:
        wanted |= Person.active & (Person.position == position)
    return list(Person.select().where(wanted).order_by(Person.name, Person.code))


def _end(month: date) -> date:
    return add_months(month.replace(day=1), 1) - timedelta(days=1)
