"""Cards of the calls that advisors make themselves, against the customers' own word (CB-02, CB-22, DA-06)."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.reports.document import Block, Column, Prose, Table, Value
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.same_day import Control, Controlled, controls


def own_calls(period: Period) -> tuple[Block, ...]:
    """Each kind of call that the playbook controls: what was expected, what came, and what the customers said of it."""
    found = tuple(block for each in controls(period.first, period.last) for block in _kind(each))
    return found or (Prose(_("The playbook controls no call of colleagues.")),)


def _kind(found: Controlled) -> tuple[Block, ...]:
    """A kind of call that advisors make themselves: cards against the customers' own word, by name."""
    columns = (
        Column(_("Advisor")), Column(_("Expected"), "count"), Column(_("Card"), "count"), Column(_("No card"), "count"),
        Column(_("Called late"), "count"), Column(_("Customer: called"), "count"),
        Column(_("Customer: not called"), "count"), Column(_("Does not remember"), "count"),
        Column(_("Card denied"), "count"),
    )  # fmt: skip
    if not found.advisors:
        return (Table(columns, (), caption=found.name, empty=_("No such call was expected.")),)
    total = found.total
    rows = (*(_card(row, row.name or _("nobody named")) for row in found.advisors), _card(total, _("All")))
    said = _("Cards for {cards} of {expected} calls; of {asked} customers who knew, {confirmed} had been called.")
    text = said.format(cards=total.carded, expected=total.expected, asked=total.asked, confirmed=total.confirmed)
    return (Table(columns, rows, caption=found.name, summed=True), Prose(text))


def _card(row: Control, name: str) -> tuple[Value, ...]:
    return (
        name, row.expected, row.carded, row.uncarded, row.late, row.confirmed, row.denied, row.unsure, row.denied_cards
    )  # fmt: skip
