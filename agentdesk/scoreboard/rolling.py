"""Keeping closed days: counted once, stored, and counted anew where something beneath them was written since.

A day is marked first, then counted, then its sums are stored where the mark still stands. Whatever is written beneath
it meanwhile takes the mark away (migration 0021), so a day is never stored as it was before a change, and nobody waits:
the counting holds no lock. Before it begins, changes that were under way when the marks were made have ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from secrets import token_hex
from typing import Any, NamedTuple

import msgspec
from peewee import fn

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.scoreboard.closed_days import Packed, packed
from agentdesk.scoreboard.computing import counted, counted_by_day
from agentdesk.scoreboard.definition import Definition
from agentdesk.scoreboard.grounds import GROUNDS, Ground, each_day, month_end
from agentdesk.scoreboard.kpis import registry
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.sums import NONE
from agentdesk.store.audit import Actor, change
from agentdesk.store.differing import wait_for_writers
from agentdesk.store.memory import remembered
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.reading import tuples
from agentdesk.store.tables import PlaybookVersion, RolledDay

MONTHS = 37  # how far back days are kept: three years to compare with; what is older is counted
_DAYS = 60  # days in a turn
_EVER = date(9000, 1, 1)
_COLUMNS = ("ground", "day", "playbook", "seen_on", "sums", "mark")


class Key(NamedTuple):
    """A stored day: its ground, the facts' own day, and the playbook version it is counted by."""

    ground: str
    day: date
    playbook: int


class Rolled(NamedTuple):
    """What a run did: days counted and stored, rows that nobody needs any more, days that must wait.

    A day waits where it was written to meanwhile, and a month where what belongs to it may still change.
    """

    stored: int
    dropped: int
    left: int


class Difference(NamedTuple):
    """A stored day of an indicator that is not what counting gives: both as they are stored."""

    ground: str
    day: date
    indicator: str
    stored: Packed | None
    counted: Packed | None


Progress = Callable[[str], None]


def roll_up(actor: Actor, progress: Progress | None = None, *, anew: bool = False) -> Rolled:
    """Count and store every closed day that is not stored; once more, and nothing is left to do. Supervisors only.

    `anew` throws away what is stored. In short turns, each its own change: what a killed run had done stays.
    """
    actor.require("supervisor")
    wanted, have = _wanted(), _have()
    kept = {key for key in have if not anew and key in wanted and _complete(have[key], wanted[key])}
    dropped = _drop(actor, [key for key in have if key not in kept])
    missing = [key for key in wanted if key not in kept]
    stored = 0
    for start in range(0, len(missing), _DAYS):
        stored += _turn(actor, {key: wanted[key] for key in missing[start : start + _DAYS]})
        if progress:
            progress(_("Closed days: {done} of {of}").format(done=start + _DAYS, of=len(missing)))
    return Rolled(stored, dropped, len(missing) - stored)


def differences(progress: Progress | None = None) -> Iterator[Difference]:
    """Every stored day counted again: what differs. A day that is written to meanwhile is no difference."""
    wanted, have = _wanted(), _have()
    for place, key in enumerate(have):
        if progress and place % _DAYS == 0:
            progress(_("Closed days: {done} of {of}").format(done=place, of=len(have)))
        stored = _DECODE(have[key])
        found = _count(wanted[key]) if key in wanted else None
        if found is not None and found != stored and _sums_of(key) == have[key]:
            for indicator in sorted(stored.keys() | found.keys()):
                if stored.get(indicator) != found.get(indicator):
                    yield Difference(key.ground, key.day, indicator, stored.get(indicator), found.get(indicator))


_DECODE = msgspec.json.Decoder(dict[str, Packed]).decode


class _Job(NamedTuple):
    """A ground's day, or its month, as a period to be counted."""

    ground: Ground
    span: Span


def _complete(sums: str, job: _Job) -> bool:
    """Whether a stored day has every indicator that the program and the playbook know now, and no other."""
    return _DECODE(sums).keys() == _rows(job).keys()


def _wanted() -> dict[Key, _Job]:
    """The days and months before today that are to be stored: since the first fact, each by its month's playbook."""
    today = clock.today()
    oldest = max(add_months(today.replace(day=1), -MONTHS), _first_rule(today))
    found: dict[Key, _Job] = {}
    for ground in GROUNDS.values():
        began = _began(ground)
        for first, last in _periods(ground, max(oldest, began), today) if began else ():
            span = Span(first, last, today, by=min(month_end(first), today))
            day = first if ground.monthly else first - ground.shift(span)
            found[Key(ground.name, day, current.version_id(span.ruled_on))] = _Job(ground, span)
    return found


def _periods(ground: Ground, began: date, today: date) -> Iterator[tuple[date, date]]:
    if not ground.monthly:
        yield from ((day, day) for day in each_day(began, today - timedelta(days=1)))
        return
    first = began.replace(day=1)
    while month_end(first) < today:
        yield first, month_end(first)
        first = add_months(first, 1)


def _began(ground: Ground) -> date | None:
    """The day of the ground's first fact."""
    found = [each.model.select(fn.MIN(each)).where(each.is_null(False)).scalar() for each in ground.dates]
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in found if day]
    return min(days) if days else None


def _first_rule(today: date) -> date:
    """From when on a playbook says how days are counted, to the end of whose month it must be in force."""
    first: Any = PlaybookVersion.select(fn.MIN(PlaybookVersion.effective_from)).scalar()
    return (date.fromisoformat(first) if isinstance(first, str) else first or today).replace(day=1)


def _have() -> dict[Key, str]:
    rows = RolledDay.select(RolledDay.ground, RolledDay.day, RolledDay.playbook, RolledDay.sums)
    found = tuples(rows.where(RolledDay.sums != "").order_by(RolledDay.ground, RolledDay.day))
    return {Key(ground, day, playbook): sums for ground, day, playbook, sums in found}


def _sums_of(key: Key) -> str | None:
    found: str | None = RolledDay.select(RolledDay.sums).where(_is(key)).scalar()
    return found


def _is(key: Key) -> Any:
    return (RolledDay.ground == key.ground) & (RolledDay.day == key.day) & (RolledDay.playbook == key.playbook)


def _drop(actor: Actor, keys: Sequence[Key]) -> int:
    """Remove what another playbook has taken the place of, or what is too old to be kept."""
    for start in range(0, len(keys), 20 * _DAYS):
        with change(actor, "figures.drop") as audit:
            some = keys[start : start + 20 * _DAYS]
            for key in some:
                RolledDay.delete().where(_is(key)).execute()
            audit("rolled_day", None, after={"days": len(some)})
    return len(keys)


def _turn(actor: Actor, jobs: dict[Key, _Job]) -> int:
    mark = token_hex(8)
    with change(actor, "figures.mark") as audit:
        for key in jobs:
            _clear.run(*key)
        today = clock.today()
        insert_rows(RolledDay, _COLUMNS, [(*key, today, "", mark) for key in jobs])
        audit.skip()  # nothing is said of a day yet
    sums: dict[Key, str] = {}
    if wait_for_writers():
        for key, found in _counts(jobs):
            if found is not None:
                sums[key] = msgspec.json.encode(found).decode()
    with change(actor, "figures.roll_up") as audit:
        stored = sum(_store.run(text, *key, mark) for key, text in sums.items())
        _unmark.run(mark)
        if stored:
            audit("rolled_day", None, after={"days": stored})
        else:
            audit.skip()
    return stored


def _counts(jobs: Mapping[Key, _Job]) -> Iterator[tuple[Key, dict[str, Packed] | None]]:
    """What these days and months come to; the days of a ground's month are counted together where subjects have one."""
    runs: dict[tuple[str, date], list[Key]] = defaultdict(list)
    for key, job in jobs.items():
        if job.ground.own_day:
            runs[key.ground, job.span.ruled_on].append(key)
        else:
            yield key, _count(job)
    for keys in runs.values():
        yield from _run({key: jobs[key] for key in keys})


def _run(jobs: dict[Key, _Job]) -> Iterator[tuple[Key, dict[str, Packed]]]:
    """Days of one ground and one playbook; a subject's own day is that of the key."""
    job = next(iter(jobs.values()))
    day = job.ground.dates[0]
    span = replace(job.span, first=min(each.span.first for each in jobs.values()),
                   last=max(each.span.last for each in jobs.values()), by=job.span.ruled_on, memo={})  # fmt: skip
    rows = _rows(job)
    daily = {name: counted_by_day(row, day, span) for name, row in rows.items()}
    busy = {own for (own,) in tuples(day.model.select(day).where(day.between(min(jobs).day, max(jobs).day)).distinct())}
    for key, each in jobs.items():
        found = {}
        for name, row in rows.items():
            sums = daily[name]
            if sums is not None:
                found[name] = packed(sums.get(key.day, NONE))
            else:
                found[name] = packed(counted(row, each.span) if key.day in busy else NONE)
        yield key, found


@prepared
def _clear(ground: Any, day: Any, playbook: Any) -> Any:
    return RolledDay.delete().where(_is(Key(ground, day, playbook)))


@prepared
def _store(sums: Any, ground: Any, day: Any, playbook: Any, mark: Any) -> Any:
    return RolledDay.update(sums=sums).where(_is(Key(ground, day, playbook)) & (RolledDay.mark == mark))


@prepared
def _unmark(mark: Any) -> Any:
    return RolledDay.delete().where((RolledDay.mark == mark) & (RolledDay.sums == ""))


def _count(job: _Job) -> dict[str, Packed] | None:
    """What a day comes to in each indicator of its ground; None for a month of which something is not over yet."""
    rows = _rows(job)
    found = {name: counted(row, job.span) for name, row in rows.items()}
    if job.ground.monthly:
        later = replace(job.span, seen_on=_EVER, by=job.span.ruled_on, memo={})
        if any(counted(row, later) != found[name] for name, row in rows.items()):
            return None
    return {name: packed(sums) for name, sums in found.items()}


def _rows(job: _Job) -> dict[str, Definition]:
    """The indicators of a day."""
    return {name: row for name, row in _known(job.span.ruled_on).items() if row.ground == job.ground.name}


@remembered
def _known(day: date) -> dict[str, Definition]:
    return registry(current.current(day))
