"""Errors in the dealer's records as a table, for the daily sheet and the month's accuracy (DA-02)."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import _
from agentdesk.reports.document import Column, Table
from agentdesk.scoreboard.data_errors import KINDS, DataError


def error_name(kind: str) -> str:
    """What a kind of error is called; its code where it has no name."""
    return _(KINDS[kind]) if kind in KINDS else kind


def errors_table(found: Sequence[DataError]) -> Table:
    """Each error on a line, by day; customers and numbers masked, the source's own key to find the record by."""
    columns = (
        Column(_("Day"), "date"), Column(_("Error")), Column(_("Customer")), Column(_("Customer no.")),
        Column(_("Telephone")), Column(_("Reason")), Column(_("Counts against")), Column(_("Found by")),
    )  # fmt: skip
    rows = tuple(
        (row.on, error_name(row.kind), row.customer, row.customer_key, row.phone or None, row.call or None,
         row.against or None, row.found_by or None)
        for row in found
    )  # fmt: skip
    return Table(columns, rows, empty=_("No error was found."))
