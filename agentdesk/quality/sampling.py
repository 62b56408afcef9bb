"""Which finished calls of an agent are looked at (SV-02): a seeded part of all calls, and some of those with a flag.

The random part is drawn from all calls, flagged or not, so that its mean speaks for them all; only what is left of
the number goes to flags. The same facts and the same playbook always give the same sample: nothing is stored for it,
and a sample is drawn only of days or weeks that are over.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook import current
from agentdesk.playbook.quality import Sample
from agentdesk.quality.facts import Call, calls, promises
from agentdesk.quality.flags import Flagged, Numbers, found_in, numbers_text

RANDOM, CHOSEN = "random", "chosen"
_NAMES = {RANDOM: N_("drawn at random"), CHOSEN: N_("chosen by the supervisor")}


@dataclass(frozen=True)
class Reason:
    """Why a call is looked at: a code with its name in both languages, and the numbers of a flag."""

    code: str
    zh: str = ""
    en: str = ""
    rule: str = ""
    numbers: Numbers = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Any]:
        """As it is stored with a judgement."""
        return asdict(self)

    @property
    def text(self) -> str:
        """The reason as one reads it: drawn at random; answers came quickly: 11 questions answered in 40 s."""
        if self.code in _NAMES:
            return _(_NAMES[self.code])
        return f"{pick(self.zh, self.en)}{_(': ')}{numbers_text(self.rule, self.numbers)}"


class Period(NamedTuple):
    """A day or a week (Monday to Sunday)."""

    first: date
    last: date


@dataclass(frozen=True)
class Sampled:
    """A call that is looked at, and why."""

    call: Call
    reasons: tuple[Reason, ...]


def sampled(today: date | None = None) -> list[Sampled]:
    """The samples of the periods that are over and not too old, newest period first, flagged calls first."""
    today = today or clock.today()
    found: list[Sampled] = []
    for period in periods(today, current.current(today).quality.sample):
        found += sample_of(period)
    return found


def sample_of(period: Period) -> list[Sampled]:
    """The sample of a period by the playbook in force on its last day."""
    rules = current.current(period.last).quality
    if not rules.sample.calls:
        return []
    of_calls = calls(*period)
    return draw(of_calls, found_in(of_calls, promises(*period), rules.flags), rules.sample, period.first.isoformat())


def periods(today: date, sample: Sample) -> Iterator[Period]:
    """The days or weeks that ended before today, and not longer ago than the sample waits; newest first."""
    days = 7 if sample.per == "week" else 1
    first = today - timedelta(days=today.weekday() + 7 if sample.per == "week" else 1)
    while first + timedelta(days=days - 1 + sample.within_days) >= today:
        yield Period(first, first + timedelta(days=days - 1))
        first -= timedelta(days=days)


def draw(of_calls: Iterable[Call], flagged: Sequence[Flagged], sample: Sample, seed: str) -> list[Sampled]:
    """Of each agent so many calls as the sample says, or all where there are fewer; flagged ones first."""
    own: dict[int, list[Call]] = defaultdict(list)
    for call in of_calls:
        if call.can_be_judged or any(call.id in flag.calls for flag in flagged):
            own[call.person_id].append(call)
    found: list[Sampled] = []
    for person_id in sorted(own):
        found += _of_person(own[person_id], flagged, sample, f"{seed}:{person_id}")
    return sorted(found, key=lambda row: all(reason.code == RANDOM for reason in row.reasons))


def _of_person(own: Sequence[Call], flagged: Sequence[Flagged], sample: Sample, seed: str) -> list[Sampled]:
    """The random part, then what a flag adds to it, then more at random where there are too few flags."""
    ranked = sorted((call for call in own if call.can_be_judged), key=lambda call: rank(seed, call.id))
    drawn = [call.id for call in ranked[: max(sample.calls - sample.flagged_at_most, 0)]]
    chosen: list[int] = []
    for flag in flagged:
        left = [call for call in flag.calls if call not in drawn and call not in chosen]
        if len(chosen) < sample.flagged_at_most and flag.person_id == own[0].person_id and left:
            chosen.append(min(left, key=lambda call: rank(seed, call)))
    more = [call.id for call in ranked if call.id not in drawn and call.id not in chosen]
    drawn += more[: max(sample.calls - len(drawn) - len(chosen), 0)]
    by_id = {call.id: call for call in own}
    return [Sampled(by_id[call], reasons_of(call, flagged, at_random=call in drawn)) for call in (*chosen, *drawn)]


def reasons_of(call: int, flagged: Iterable[Flagged], *, at_random: bool) -> tuple[Reason, ...]:
    """Why a call is looked at; chosen where nothing else says so."""
    flags = [Reason(row.code, row.zh, row.en, row.rule, row.numbers) for row in flagged if call in row.calls]
    found = (*flags, *((Reason(RANDOM),) if at_random else ()))
    return found or (Reason(CHOSEN),)


def rank(seed: str, call: int) -> str:
    """The place of a call in the draw: the same on every machine."""
    return hashlib.sha256(f"{seed}:{call}".encode()).hexdigest()
