"""Who came and who rang, by which channel, and which deals were lost and why (RP-02), each share with its interval.

    deals(first, last)                    contacts, and what became of those decided in the period
    channels(first, last)                 来店/来电渠道分析: contacts by channel, and how many of them bought so far
    lost_deals(first, last, "reason")     战败分析: by reason, competitor, model, advisor, channel or kind

A contact belongs to the day on which somebody came or rang; a deal to the day on which it was bought or lost, where
that is not known to its contact's. A deal that is still open is neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

from peewee import JOIN, Expression

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _, pick
from agentdesk.playbook import current
from agentdesk.playbook.schema import LostReason
from agentdesk.scoreboard.definition import Folded
from agentdesk.scoreboard.folding import share
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Person, StoreVisit

Dimension = Literal["reason", "competitor", "model", "advisor", "channel", "kind"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
KINDS: dict[str, str] = {"visit": N_("Visit to the store"), "call": N_("Call to the store")}
OTHER, UNSAID = "other", ""


class Deal(NamedTuple):
    """One contact with its deal; `reason` is a code of the playbook, "other", or "" where none is said."""

    reference: str
    visited_on: date
    decided_on: date
    kind: str
    state: str
    channel: str
    model: str
    advisor: str  # the colleague's code
    advisor_name: str
    reason: str
    lost_reason: str  # as it was written
    lost_note: str
    competitor: str


@dataclass(frozen=True)
class Deals:
    """A period as a whole: its contacts, and the deals decided in it; `lost_rate` is lost ÷ (bought + lost)."""

    visits: int
    calls: int
    bought: int
    lost: int
    lost_rate: Folded


@dataclass(frozen=True)
class Channel:
    """A channel's contacts in a period and what became of them until now.

    `share` is of all contacts, `closing` is bought ÷ contacts: open deals may still add to it.
    """

    channel: str  # as the dealer system writes it, "" where it says none
    name: str
    visits: int
    calls: int
    bought: int
    lost: int
    still_open: int
    share: Folded
    closing: Folded

    @property
    def contacts(self) -> int:
        """Visits and calls together."""
        return self.visits + self.calls


@dataclass(frozen=True)
class Lost:
    """The lost deals of a segment: `share` of all lost ones; `rate` is lost ÷ decided of the segment's own deals.

    What is known of lost deals only, reason and competitor, has no rate.
    """

    by: Dimension
    key: str
    name: str
    lost: int
    share: Folded
    rate: Folded | None


def deals(first: date, last: date) -> Deals:
    """The contacts of a period, both days inclusive, and the deals that were bought or lost in it."""
    kinds = Counter(deal.kind for deal in _deals(StoreVisit.visited_on.between(first, last), last))
    states = Counter(deal.state for deal in decided(first, last))
    lost, bought = states["lost"], states["bought"]
    return Deals(kinds["visit"], kinds["call"], bought, lost, share(lost, bought + lost))


def channels(first: date, last: date) -> list[Channel]:
    """The contacts of a period by channel, the channel with most contacts first."""
    found = _deals(StoreVisit.visited_on.between(first, last), last)
    kinds = Counter((deal.channel, deal.kind) for deal in found)
    states = Counter((deal.channel, deal.state) for deal in found)
    rows = []
    for channel, number in sorted(Counter(deal.channel for deal in found).items(), key=_by_number):
        visits, calls = (kinds[channel, kind] for kind in ("visit", "call"))
        bought, lost, still_open = (states[channel, state] for state in ("bought", "lost", "open"))
        of_all, closing = share(number, len(found)), share(bought, number)
        rows.append(
            Channel(channel, channel or _("not said"), visits, calls, bought, lost, still_open, of_all, closing)
        )
    return rows


def lost_deals(first: date, last: date, by: str = "reason") -> list[Lost]:
    """The deals lost in a period by a dimension: what is most frequent first, colleagues by name.

    UsageError for an unknown dimension.
    """
    if by not in DIMENSIONS:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=by, allowed=", ".join(DIMENSIONS)))
    found = decided(first, last)
    key, name = _KEYS[by], _names(by, last)
    lost = [deal for deal in found if deal.state == "lost"]
    told = {key(deal): name(deal) for deal in reversed(found)}
    own = Counter(key(deal) for deal in found) if by in _HAS_RATE else Counter()
    rows = [
        Lost(by, each, told[each], number, share(number, len(lost)), share(number, own[each]) if own else None)
        for each, number in sorted(Counter(key(deal) for deal in lost).items(), key=_by_number)
    ]
    return sorted(rows, key=lambda row: row.name) if by == "advisor" else rows


def decided(first: date, last: date) -> list[Deal]:
    """Every deal that was bought or lost in a period, by day."""
    on = StoreVisit.decided_on.between(first, last)
    unknown = StoreVisit.decided_on.is_null() & StoreVisit.visited_on.between(first, last)
    found = _deals((on | unknown) & (StoreVisit.state != "open"), last)
    return sorted(found, key=lambda deal: deal.decided_on)


def reason_of(reasons: Iterable[LostReason], reason: str, note: str) -> str:
    """The code of the first of the playbook's reasons that fits what was written, the reason before the remark.

    "other" where something is written that fits none, "" where nothing is.
    """
    known = tuple(reasons)
    for text in filter(None, (reason.strip(), note.strip())):
        for row in known:
            if row.fits(text):
                return row.code
    return OTHER if reason.strip() or note.strip() else UNSAID


def reason_name(code: str, day: date) -> str:
    """A reason's name in the language in use, by the playbook in force on a day."""
    known = {row.code: pick(row.zh, row.en) for row in _reasons(day)}
    return known.get(code) or (_("other reasons") if code else _("not said"))


def _reasons(day: date) -> tuple[LostReason, ...]:
    """The reasons of the playbook in force on a day; today's where there was none or it named none yet."""
    then = current.current(day).head.lost_reasons if current.is_in_force(day) else ()  # a register is older than us
    return then or current.current().head.lost_reasons


def _deals(which: Expression, last: date) -> list[Deal]:
    reasons = _reasons(last)
    rows = StoreVisit.select(
        StoreVisit.source_key, StoreVisit.visited_on, StoreVisit.decided_on, StoreVisit.kind, StoreVisit.state,
        StoreVisit.channel, StoreVisit.model, Person.code, Person.name,
        StoreVisit.lost_reason, StoreVisit.lost_note, StoreVisit.competitor,
    ).join(Person, JOIN.LEFT_OUTER, on=(StoreVisit.advisor == Person.id))  # fmt: skip
    return [
        Deal(
            reference, visited_on, decided_on or visited_on, kind, state, channel.strip(), model.strip(),
            advisor or "", name or "", reason_of(reasons, reason, note), reason, note, competitor.strip(),
        )
        for reference, visited_on, decided_on, kind, state, channel, model, advisor, name, reason, note, competitor
        in tuples(rows.where(which).order_by(StoreVisit.visited_on, StoreVisit.id))
    ]  # fmt: skip


_KEYS: dict[str, Callable[[Deal], str]] = {
    "reason": lambda deal: deal.reason,
    "competitor": lambda deal: deal.competitor,
    "model": lambda deal: deal.model,
    "advisor": lambda deal: deal.advisor,
    "channel": lambda deal: deal.channel,
    "kind": lambda deal: deal.kind,
}
_HAS_RATE = ("model", "advisor", "channel", "kind")


def _names(by: str, last: date) -> Callable[[Deal], str]:
    if by == "reason":
        return lambda deal: reason_name(deal.reason, last)
    if by == "kind":
        return lambda deal: _(KINDS[deal.kind])
    if by == "advisor":
        return lambda deal: deal.advisor_name or _("not said")
    return lambda deal: _KEYS[by](deal) or _("not said")


def _by_number(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
