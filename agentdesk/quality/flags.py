"""Neutral reasons to look at a call: numbers that stand out, by the playbook's rules. They say nothing about anybody.

A flag is a reason for sampling and nothing else: no figure, no target and no score rests on one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from agentdesk.common import clock
from agentdesk.common.i18n import _, pick
from agentdesk.playbook import current
from agentdesk.playbook.quality import Flag
from agentdesk.quality.facts import Call, Promised, calls, promises
from agentdesk.store.audit import Actor

Numbers = dict[str, int | str]
Measure = Callable[[Flag, Sequence[Call], Sequence[Promised]], Iterator[tuple[list[int], Numbers]]]


@dataclass(frozen=True)
class Flagged:
    """A flag on one or more calls of a person's day, with the numbers that gave rise to it."""

    code: str
    zh: str
    en: str
    rule: str
    person_id: int
    person: str
    day: date
    calls: tuple[int, ...]
    numbers: Numbers

    @property
    def name(self) -> str:
        """The flag in the language in use."""
        return pick(self.zh, self.en)

    def as_json(self) -> dict[str, Any]:
        """The row with stable keys."""
        return {
            "code": self.code,
            "name": self.name,
            "agent": self.person,
            "date": self.day.isoformat(),
            "calls": list(self.calls),
            "numbers": self.numbers,
            "text": numbers_text(self.rule, self.numbers),
        }


def flags(actor: Actor, first: date, last: date) -> list[Flagged]:
    """What stands out on these days, by the playbook in force on the last of them; for supervisors."""
    actor.require("supervisor")
    return found_in(calls(first, last), promises(first, last), current.current(last).quality.flags)


def found_in(of_calls: Sequence[Call], promised: Sequence[Promised], rules: Sequence[Flag]) -> list[Flagged]:
    """What stands out among these calls, in the order of the rules; each person's day is looked at by itself."""
    days: dict[tuple[date, int], list[Call]] = defaultdict(list)
    for call in sorted(of_calls, key=lambda call: (call.started_at, call.id)):
        days[call.day, call.person_id].append(call)
    agreed: dict[tuple[date, int], list[Promised]] = defaultdict(list)
    for each in promised:
        agreed[each.day, each.person_id].append(each)
    return [
        Flagged(rule.code, rule.zh, rule.en, rule.rule, person_id, own[0].person, day, tuple(ids), numbers)
        for rule in rules
        for (day, person_id), own in sorted(days.items(), key=lambda item: item[0])
        for ids, numbers in _MEASURES[rule.rule](rule, own, agreed[day, person_id])
    ]


def numbers_text(rule: str, numbers: Numbers) -> str:
    """The numbers of a flag as a sentence without a judgement: 11 题用时 40 秒."""
    return _TEXTS[rule]().format(**numbers)


_TEXTS: dict[str, Callable[[], str]] = {
    "seconds_per_answer": lambda: _("{answers} questions answered in {seconds} s"),
    "same_in_a_call": lambda: _("{count} equal answers in a row"),
    "same_in_calls": lambda: _("{count} calls in a row with the same answers"),
    "unreached_in_a_row": lambda: _("{count} numbers dialled in vain in {seconds} s"),
    "completed_undialled": lambda: _("completed, and no number was dialled"),
    "wrap_up_seconds": lambda: _("{minutes} min from the last number to the end of the call"),
    "promises_at_once": lambda: _("{count} promises for {at}"),
}


def _quick(rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    for call in own:
        answers = sum(each.answers for each in call.asked)
        seconds = sum(each.seconds for each in call.asked)
        if answers >= rule.answers and seconds < rule.limit * answers:
            yield [call.id], {"answers": answers, "seconds": round(seconds)}


def _same_answers(
    rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]
) -> Iterator[tuple[list[int], Numbers]]:
    for call in own:
        runs = [len(list(run)) for each in call.asked for _code, run in groupby(value for _node, value in each.choices)]
        if runs and max(runs) >= rule.limit:
            yield [call.id], {"count": max(runs)}


def _same_calls(rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    answered = [(call.id, [(each.form, each.choices) for each in call.asked if each.choices]) for call in own]
    for _answers, run in groupby((row for row in answered if row[1]), key=lambda row: row[1]):
        ids = [call for call, _given in run]
        if len(ids) >= rule.limit:
            yield ids, {"count": len(ids)}


def _in_vain(rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    """The longest stretches without anybody reached of which each `limit` numbers in a row lie within the minutes."""
    dials = sorted((dial.started_at, call.id, dial.reached) for call in own for dial in call.dials)
    for reached, stretch in groupby(dials, key=lambda dial: dial[2]):
        if reached:
            continue
        row = list(stretch)
        within = timedelta(minutes=rule.minutes)
        dense = [
            place
            for place in range(len(row) - rule.limit + 1)
            if row[place + rule.limit - 1][0] - row[place][0] <= within
        ]
        for start, end in _runs(dense):
            part = row[start : end + rule.limit]
            seconds = round((part[-1][0] - part[0][0]).total_seconds())
            yield list(dict.fromkeys(call for _at, call, _reached in part)), {"count": len(part), "seconds": seconds}


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of neighbours."""
    there = set(places)
    starts = [place for place in places if place - 1 not in there]
    ends = [place for place in places if place + 1 not in there]
    yield from zip(starts, ends, strict=True)


def _undialled(_rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    yield from (([call.id], {}) for call in own if call.completed and not call.dials)


def _wrap_up(rule: Flag, own: Sequence[Call], _promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    for call in own:
        last = max((dial.ended_at for dial in call.dials if dial.ended_at), default=None)
        if last is not None and (call.ended_at - last).total_seconds() > rule.limit:
            yield [call.id], {"minutes": round((call.ended_at - last).total_seconds() / 60)}


def _at_once(rule: Flag, own: Sequence[Call], promised: Sequence[Promised]) -> Iterator[tuple[list[int], Numbers]]:
    """Several tasks of one customer's are one promise."""
    there = {call.id for call in own}
    by_minute: dict[datetime, dict[int, None]] = defaultdict(dict)
    for each in promised:
        if each.call in there:
            by_minute[each.promised_at.replace(second=0, microsecond=0)][each.call] = None
    for minute, ids in sorted(by_minute.items()):
        if len(ids) >= rule.limit:
            yield list(ids), {"count": len(ids), "at": f"{clock.local(minute):%Y-%m-%d %H:%M}"}


_MEASURES: dict[str, Measure] = {
    "seconds_per_answer": _quick,
    "same_in_a_call": _same_answers,
    "same_in_calls": _same_calls,
    "unreached_in_a_row": _in_vain,
    "completed_undialled": _undialled,
    "wrap_up_seconds": _wrap_up,
    "promises_at_once": _at_once,
}
