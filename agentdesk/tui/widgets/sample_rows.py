"""Calls that are looked at, row by row: whose, when, why, and how far the judgement is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.quality.judged import STATES, Judged
from agentdesk.quality.listing import SampleRow
from agentdesk.quality.text import score_text
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.lines import Span
from agentdesk.tui.widgets.listing import Listing

SAMPLES: Columns = (
    Column(N_("Day"), 6, most=10),
    Column(N_("Agent"), 6, most=12),
    Column(N_("Customer"), 6, most=14, keep=4),
    Column(N_("State"), 8, most=22),
    Column(N_("Score"), 5, align="right"),
    Column(N_("Why"), 16),
)
OWN: Columns = (
    Column(N_("Day"), 11, most=16),
    Column(N_("Customer"), 6, most=14),
    Column(N_("State"), 10, most=24),
    Column(N_("Score"), 5, align="right"),
    Column(N_("Judged by"), 8, most=12),
    Column(N_("Why"), 16),
)


class SampleList(Listing[SampleRow]):
    """The calls of a view."""

    columns: Columns = SAMPLES

    def measure(self, found: Sequence[SampleRow]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(SAMPLES, map(_sample_cells, found))
        return self.columns

    def identity(self, item: SampleRow) -> Hashable:
        """The same call, however far it is judged."""
        return item.call

    def spans(self, item: SampleRow, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, _sample_cells(item), width)


class OwnList(Listing[Judged]):
    """What was said of an agent's calls."""

    columns: Columns = OWN

    def measure(self, found: Sequence[Judged]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted(OWN, map(_own_cells, found))
        return self.columns

    def identity(self, item: Judged) -> Hashable:
        """The same judgement, whatever has become of it."""
        return item.id

    def spans(self, item: Judged, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, _own_cells(item), width)


def _sample_cells(found: SampleRow) -> tuple[Span, ...]:
    return (
        (dates.day_name(found.day), ""),
        (found.agent, "value"),
        (found.customer, ""),
        (found.state_text, "here" if found.state in ("draft", "objected") else ""),
        (score_text(found.score), "value" if found.score is not None else "dim"),
        ("  ".join(reason.text for reason in found.reasons), "dim"),
    )


def _own_cells(found: Judged) -> tuple[Span, ...]:
    return (
        (dates.moment(found.started_at), ""),
        (found.customer, ""),
        (_(STATES[found.state]), "here" if found.state in ("submitted", "answered") else ""),
        (score_text(found.score), "value"),
        (found.judge, "dim"),
        ("  ".join(reason.text for reason in found.reasons), "dim"),
    )
