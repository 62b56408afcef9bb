"""Patterns of complaints as a table, aligned by cells and at most 100 columns wide, or as wide as the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import names, tables
from agentdesk.common.cells import fit
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.patterns import VERDICTS, WAYS, Pattern

TITLES: dict[str, str] = {
    "advisor": N_("Complaint about"),
    "model": N_("Model"),
    "vehicle": N_("Vehicle"),
    "customer": N_("Customer"),
    "cause": N_("Cause"),
    "subject": N_("Subject"),
}
NOTHING = "-"
WIDEST = 100


def table(rows: Sequence[Pattern], width: int | None = None) -> str:
    """The groups with their rates per 100, the 95 % interval, the house's rate and what may be said of them."""
    if not rows:
        return _("No complaints in this period.")
    titles = [
        _(TITLES[rows[0].by]), _("Complaints"), _("Cases"), _("of"), _("per 100"), _("95 %"), _("House"), _("Verdict"),
    ]  # fmt: skip
    lines = [
        [
            fit(row.name, 20), str(len(row.complaints)), str(row.cases), str(row.volume), _rate(row.rate),
            _interval(row), _rate(row.house), _(VERDICTS[row.verdict]),
        ]
        for row in rows
    ]  # fmt: skip
    sides: tuple[tables.Side, ...] = ("left", *("right",) * 6, "left")
    return tables.table(titles, lines, sides, width=min(width or WIDEST, WIDEST), gives={0: 8}, drops=(6,))


def named(pattern: str) -> str:
    """What an action came from, as ImprovementAction.pattern has it (advisor:S001), in words; itself if unknown."""
    by, _colon, key = pattern.partition(":")
    return f"{_(TITLES[by])} {WAYS[by].name(key)}" if by in WAYS else names.visible(pattern)


def _interval(row: Pattern) -> str:
    return f"{_rate(row.interval[0])}-{_rate(row.interval[1])}" if row.interval else NOTHING


def _rate(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.1f}"
