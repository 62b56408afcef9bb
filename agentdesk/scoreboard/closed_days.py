"""Closed days as they are stored: what of a period need not be counted again. What is not there is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from agentdesk.playbook import current
from agentdesk.scoreboard.definition import Definition
from agentdesk.scoreboard.grounds import GROUNDS, Ground, each_day, month_end
from agentdesk.scoreboard.queries import Span
from agentdesk.scoreboard.sums import Number, Sums, of_day
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import RolledDay

Packed = list[int | str]  # everyone, counted and, where values are added up, their sum and that of their squares
_DECODE = msgspec.json.Decoder(dict[str, Packed]).decode


class Known(NamedTuple):
    """What is stored of a period, by day, and the spans of days that are to be counted."""

    sums: Mapping[date, Sums]
    rest: list[Span]


def known(definition: Definition, span: Span) -> Known:
    """The stored days of an indicator in a period, and the rest of it."""
    ground = GROUNDS.get(definition.ground)
    if ground is None or (ground.monthly and (span.first.day > 1 or span.last != month_end(span.first))):
        return Known({}, [span])
    shift = ground.shift(span)
    stored = _stored(ground, span)
    if ground.monthly:
        packed = stored.get(span.first, {}).get(definition.id)
        return Known({}, [span]) if packed is None else Known({span.first: unpacked(packed)}, [])
    found = {
        day: unpacked(packed)
        for day in each_day(span.first, span.last)
        if (packed := stored.get(day - shift, {}).get(definition.id)) is not None
    }
    return Known(found, _rest(span, found) if found else [span])


def packed(sums: Sums) -> Packed:
    """The sums of a day or month as they are stored."""
    if sums.total or sums.squares:
        return [sums.everyone, sums.counted, str(sums.total), str(sums.squares)]
    return [sums.everyone, sums.counted]


def unpacked(values: Packed) -> Sums:
    """The stored sums of a day."""
    everyone, counted, *exact = values
    return of_day(int(everyone), int(counted), *map(_number, exact))


def _number(text: int | str) -> Number:
    return Fraction(text) if "/" in str(text) else int(text)


def _stored(ground: Ground, span: Span) -> dict[date, dict[str, Packed]]:
    """The stored days of a ground; read once for all indicators of a computation."""
    key = ("closed days", ground.name)
    if key not in span.memo:
        shift, version = ground.shift(span), current.version_id(span.ruled_on)
        first, last = span.first - shift, span.last - shift
        rows = _rows.rows(ground.name, first, last, version, span.seen_on)
        span.memo[key] = {day: _DECODE(text) for day, text in rows}
    found: dict[date, dict[str, Packed]] = span.memo[key]
    return found


@prepared
def _rows(ground: Any, first: Any, last: Any, version: Any, seen_on: Any) -> Any:
    """A day that was counted later than the figure is seen knows more than it may."""
    here = (RolledDay.ground == ground) & (RolledDay.day >= first) & (RolledDay.day <= last)
    counted = (RolledDay.playbook == version) & (RolledDay.sums != "") & (RolledDay.seen_on <= seen_on)
    return RolledDay.select(RolledDay.day, RolledDay.sums).where(here & counted)


def _rest(span: Span, found: Mapping[date, Sums]) -> list[Span]:
    """The runs of days that are not stored, each a part of the whole period."""
    runs: list[list[date]] = []
    for day in each_day(span.first, span.last):
        if day in found:
            continue
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [part(span, run[0], run[-1]) for run in runs]


def part(span: Span, first: date, last: date) -> Span:
    """Days of a period as a part of it; the same object for all indicators of a computation, for what they share."""
    key = ("part", first, last)
    if key not in span.memo:
        span.memo[key] = replace(span, first=first, last=last, by=span.ruled_on, memo={})
    found: Span = span.memo[key]
    return found
