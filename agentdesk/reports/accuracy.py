"""How right the dealer's own records are (RP-08, DA-02, DA-06): match rate, errors and cards, and against whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.reports import wording
from agentdesk.reports.cards import own_calls
from agentdesk.reports.compared import compared, comparison_table, sort_of
from agentdesk.reports.document import Block, Column, Prose, Section, Table
from agentdesk.reports.errors_table import error_name, errors_table
from agentdesk.reports.periods import Period
from agentdesk.reports.values import shown
from agentdesk.scoreboard.data_errors import KINDS, PHONE_ERRORS, DataError, by_person, data_errors
from agentdesk.scoreboard.figures import Figure, figure
from agentdesk.scoreboard.kpis import registry
from agentdesk.store.audit import Actor

MATCH, TOLD = "KP-17", "KP-18"


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The match rate, errors by kind and by whom they count against, the cards, and each error by itself."""
    found = data_errors(period.first, period.last)
    earlier = period.shifted(-1)
    before = data_errors(earlier.first, earlier.last)
    return (
        Section(_("Match rate"), _match(period), "KP-17", "match"),
        Section(_("Errors by kind"), _kinds(found, before), "RP-08", "kinds"),
        Section(_("Against whom they count"), _people(found), "DA-02", "people"),
        Section(_("Cards of advisors' own calls"), own_calls(period), "DA-06", "cards"),
        *_told(period),
        Section(_("Each error"), (errors_table(found),), "RP-08", "errors"),
    )


def _match(period: Period) -> tuple[Block, ...]:
    """KP-17 as computed here and, where others sent one, as reported; against the month and the year before."""
    return (Prose(_match_text(figure(MATCH, period.first, period.last))), *_against(MATCH, period))


def _match_text(now: Figure) -> str:
    if now.value is None:
        return _("No match rate: {why}").format(why=now.note or _("no data"))
    wrong = now.denominator - int(now.numerator)
    said = _("Of {all} new cars whose callback was worked, {wrong} had a wrong number or another contact.")
    return said.format(all=now.denominator, wrong=wrong)


def _against(code: str, period: Period) -> tuple[Block, ...]:
    """A figure beside the period before and the year before, in a table and a sentence, and what others reported."""
    found = compared([code], period)
    sent = [row.now for row in found if row.now.reported is not None]
    text = _("{name} as it was reported: {value}")
    return (
        *(Prose(wording.comparison(row)) for row in found),
        comparison_table(found, period),
        *(Prose(text.format(name=row.name, value=shown(row.reported, sort_of(row)))) for row in sent),
    )


def _kinds(found: Sequence[DataError], before: Sequence[DataError]) -> tuple[Block, ...]:
    """How many errors of each kind, beside the month before; nought is a count, so it is said."""
    now, then = Counter(row.kind for row in found), Counter(row.kind for row in before)
    kinds = [*KINDS, *sorted({*now, *then} - KINDS.keys())]
    shown = [kind for kind in kinds if now[kind] or then[kind] or kind in PHONE_ERRORS]
    columns = (Column(_("Error")), Column(_("This month"), "count"), Column(_("Month before"), "count"))
    rows = tuple((error_name(kind), now[kind], then[kind]) for kind in shown)
    return (Table(columns, (*rows, (_("All"), len(found), len(before))), summed=True),)


def _people(found: Sequence[DataError]) -> tuple[Block, ...]:
    """By name, never by rank; what counts against nobody by name is the house's own."""
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in found)]
    columns = (
        Column(_("Counts against")), Column(_("Staff code")),
        *(Column(error_name(kind), "count") for kind in kinds), Column(_("All"), "count"),
    )  # fmt: skip
    rows = tuple(
        (name or _("nobody named"), code or None, *(counts[kind] for kind in kinds), sum(counts.values()))
        for code, name, counts in by_person(found)
    )
    return (Table(columns, rows, empty=_("No error was found.")),)


def _told(period: Period) -> tuple[Section, ...]:
    """The month's bulletin of the 400 number, where the playbook counts it (RP-08)."""
    known = registry(current.current(period.last)).get(TOLD)
    if known is None or known.measure == "outside":
        return ()
    now = figure(TOLD, period.first, period.last)
    share = "-" if now.value is None else f"{float(100 * Fraction(now.value)):.1f} %"
    said = _("{name}: {share} of {n} customers asked.").format(name=now.name, share=share, n=now.denominator)
    return (Section(now.name, (Prose(said), *_against(TOLD, period)), "RP-08", "told"),)
