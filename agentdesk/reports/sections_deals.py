"""Who came and rang, by which channel, and why deals were lost: 来店/来电渠道分析 and 战败分析 (RP-02)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common.hiding import hidden_in
from agentdesk.common.i18n import _
from agentdesk.common.intervals import SMALL
from agentdesk.playbook import current
from agentdesk.reports.document import Block, Chart, Column, Prose, Quote, Quotes, Section, Series, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard import visits
from agentdesk.scoreboard.definition import Folded
from agentdesk.scoreboard.visits import Channel, Deal, Deals, Lost

SHOWN = 12  # channels or reasons in a picture; the table has them all


def channels(period: Period) -> Section:
    """The contacts of the period by channel, beside those of the period before and of the year before."""
    found = visits.channels(period.first, period.last)
    before, year = (
        {row.channel: row for row in visits.channels(then.first, then.last)} if current.is_in_force(then.last) else {}
        for then in (period.shifted(-1), period.year_before())
    )
    blocks = (
        Prose(_contacts(period)),
        *_channel_chart(found),
        _contact_table(found, before, year),
        *_closing_table(found),
    )
    return Section(_("Channels of visits and calls"), blocks, "RP-02", "channels")


def lost(period: Period) -> Section:
    """The deals lost in the period: why, to whom, of which model, by which colleague, and what was written of them."""
    now = visits.deals(period.first, period.last)
    tables = tuple(
        _lost_table(visits.lost_deals(period.first, period.last, by), title, people=by == "advisor")
        for by, title in (
            ("reason", _("By reason")),
            ("competitor", _("By competitor")),
            ("model", _("By model wanted")),
            ("advisor", _("By sales advisor")),
            ("channel", _("By channel")),
        )
    )
    remarks = [deal for deal in visits.decided(period.first, period.last) if deal.state == "lost" and deal.lost_note]
    blocks = (Prose(_lost_text(now, period)), *_reason_chart(period), *tables, _notes(remarks))
    return Section(_("Lost deals"), blocks, "RP-02", "lost-deals")


def _contacts(period: Period) -> str:
    """How many came and rang, and against the period before and the year before; absent data are called so (RP-10)."""
    now = visits.deals(period.first, period.last)
    if not now.visits + now.calls:
        return _("No visit and no call to the store is known of this period.")
    said = _("{visits} visits and {calls} calls, {all} in all; {before}; {year}.")
    told = []
    for then, text in (
        (period.shifted(-1), _("the period before {n}")),
        (period.year_before(), _("the year before {n}")),
    ):
        earlier = _deals(then)
        number = earlier.visits + earlier.calls if earlier else 0
        told.append(text.format(n=number or _("no data")))
    return said.format(visits=now.visits, calls=now.calls, all=now.visits + now.calls, before=told[0], year=told[1])


def _channel_chart(found: Sequence[Channel]) -> tuple[Block, ...]:
    if not found:
        return ()
    shown = found[:SHOWN]
    title = _("Contacts by channel")
    return (Chart(title, "bars", tuple(row.name for row in shown),
                  (Series(_("Visits"), tuple(row.visits for row in shown)),
                   Series(_("Incoming calls"), tuple(row.calls for row in shown))), "count"),)  # fmt: skip


def _contact_table(found: Sequence[Channel], before: dict[str, Channel], year: dict[str, Channel]) -> Table:
    """Visits and calls of each channel; one that brought nobody this time, but somebody before, stands below."""
    columns = (
        Column(_("Channel")), Column(_("Visits"), "count"), Column(_("Incoming calls"), "count"),
        Column(_("Together"), "count"), Column(_("Share"), "percent"),
        Column(_("Period before"), "count", _("no data")), Column(_("Year before"), "count", _("no data")),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (row.name, row.visits, row.calls, row.contacts, row.share.value, _then(row.channel, before),
         _then(row.channel, year))
        for row in found
    ]  # fmt: skip
    here = {row.channel for row in found}
    gone = [row for channel, row in before.items() if channel not in here and found]
    rows += [(row.name, 0, 0, 0, Fraction(), row.contacts, _then(row.channel, year)) for row in gone]
    return Table(columns, tuple(rows), empty=_("No visit and no call to the store is known of this period."))


def _closing_table(found: Sequence[Channel]) -> tuple[Block, ...]:
    """What has become of each channel's contacts so far."""
    columns = (
        Column(_("Channel")), Column(_("Bought"), "count"), Column(_("Lost"), "count"),
        Column(_("Still open"), "count"), Column(_("Closing rate"), "percent"), Column(_("95 % from"), "percent"),
        Column(_("95 % to"), "percent"), Column(_("Remark")),
    )  # fmt: skip
    rows = tuple(
        (row.name, row.bought, row.lost, row.still_open, row.closing.value, *_bounds(row.closing),
         _("sample too small") if row.contacts < SMALL else None)
        for row in found
    )  # fmt: skip
    caption = _("What has become of these contacts so far; open ones may still buy")
    return (Table(columns, rows, caption=caption),) if found else ()


def _then(channel: str, earlier: dict[str, Channel]) -> Value:
    """A channel's contacts in an earlier period: nought where others had some, nothing known where none had (RP-10)."""
    return (earlier[channel].contacts if channel in earlier else 0) if earlier else None


def _bounds(found: Folded) -> tuple[Value, Value]:
    if found.interval is None:
        return None, None
    return Fraction(found.interval[0]), Fraction(found.interval[1])


def _lost_text(now: Deals, period: Period) -> str:
    decided = now.bought + now.lost
    if not decided:
        return _("No deal was decided in this period.")
    said = _("{lost} of {decided} deals decided in the period were lost: {rate}; {before}; {year}.")
    told = []
    for then, text in (
        (period.shifted(-1), _("the period before {rate}")),
        (period.year_before(), _("the year before {rate}")),
    ):
        earlier = _deals(then)
        told.append(text.format(rate=_rate(earlier.lost_rate) if earlier else _("no data")))
    return said.format(lost=now.lost, decided=decided, rate=_rate(now.lost_rate), before=told[0], year=told[1])


def _deals(period: Period) -> Deals | None:
    """The deals of an earlier period; None before the house's first playbook, which says how they are counted."""
    return visits.deals(period.first, period.last) if current.is_in_force(period.last) else None


def _rate(found: Folded) -> str:
    if found.value is None:
        return _("no data")
    text = f"{float(100 * found.value):.1f} %"
    small = _("{rate} (sample too small)")
    return small.format(rate=text) if found.denominator < SMALL else text


def _reason_chart(period: Period) -> tuple[Block, ...]:
    found = visits.lost_deals(period.first, period.last, "reason")[:SHOWN]
    if sum(row.lost for row in found) < SMALL:
        return ()
    values = tuple(row.lost for row in found)
    title = _("Lost deals by reason")
    return (Chart(title, "bars", tuple(row.name for row in found), (Series(title, values),), "count"),)


def _lost_table(found: Sequence[Lost], title: str, *, people: bool) -> Table:
    """The lost deals of each group; where the group's own deals are known with the share lost of them and its noise."""
    rated = any(row.rate is not None for row in found)
    columns = [Column(title), Column(_("Lost"), "count"), Column(_("Share of the lost"), "percent")]
    if rated:
        columns += [
            Column(_("Decided"), "count"), Column(_("Lost of these"), "percent"), Column(_("95 % from"), "percent"),
            Column(_("95 % to"), "percent"), Column(_("Remark")),
        ]  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for row in found:
        line: tuple[Value, ...] = (row.name, row.lost, row.share.value)
        if rated and row.rate is not None:
            small = _("sample too small") if row.rate.denominator < SMALL else None
            value = None if small and people else row.rate.value
            line = (*line, row.rate.denominator, value, *_bounds(row.rate), small)
        rows.append(line)
    return Table(tuple(columns), tuple(rows), empty=_("No deal was lost in this period."))


def _notes(found: Sequence[Deal]) -> Quotes:
    """What was written of lost deals, the same words once; a contact is told by its number and names no person."""
    groups: dict[str, list[Deal]] = {}
    for deal in found:
        groups.setdefault(deal.lost_note.strip(), []).append(deal)
    lines = []
    for words, deals in sorted(groups.items(), key=lambda item: (-len(item[1]), item[1][0].decided_on, item[0])):
        whose = [" ".join(filter(None, (deal.reference, deal.model, deal.competitor))) for deal in deals]
        lines.append(Quote(hidden_in(words), _("; ").join(whose)))
    return Quotes(tuple(lines), _("Nothing more was written about the lost deals."))
