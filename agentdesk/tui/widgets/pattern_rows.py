"""Repeat complaints, row by row, and below them what the rate under the cursor says."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common import dates, names
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.action_list import STATUSES, ActionRow
from agentdesk.complaints.patterns import VERDICTS, Pattern
from agentdesk.tui.glyphs import Name, glyph
from agentdesk.tui.widgets.columns import Column, Columns, fitted, row
from agentdesk.tui.widgets.lines import Line, Span, indented, line
from agentdesk.tui.widgets.listing import Listing
from agentdesk.tui.widgets.packing import whole
from agentdesk.tui.widgets.sheet import Sheet

# The ways to cut the complaints, each by the digit that shows it.
CUTS: dict[str, str] = {
    "advisor": N_("Colleague"),
    "model": N_("Model"),
    "vehicle": N_("Vehicle"),
    "customer": N_("Customer"),
    "cause": N_("Cause"),
    "subject": N_("Subject"),
}
SHARES = ("cause", "subject")  # of the complaints themselves, compared with the year before
NUMBERS: Columns = (
    Column(N_("Complaints"), 6, most=10, align="right"),
    Column(N_("Cases"), 5, most=6, align="right", keep=5),
    Column(N_("of"), 3, most=7, align="right"),
    Column(N_("per 100"), 6, most=7, align="right"),
    Column(N_("95 %"), 11, most=13, align="right", keep=7),
    Column(N_("House"), 5, most=8, align="right", keep=4),
    Column(N_("Verdict"), 17, keep=8),
)
_MARKS: dict[str, Name] = {"more": "late", "fewer": "down", "chance": "dot", "small": "skip", "unknown": "dot"}
_STYLES = {"more": "warn", "small": "dim", "unknown": "dim"}


class PatternList(Listing[Pattern]):
    """The groups, those beyond chance first."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Columns = NUMBERS

    def measure(self, by: str, found: Sequence[Pattern]) -> Columns:
        """Give each column the width that these rows want."""
        self.columns = fitted((Column(CUTS[by], 9, most=24), *NUMBERS), map(cells, found))
        return self.columns

    def identity(self, item: Pattern) -> tuple[str, str]:
        """The same group, whatever is counted in it."""
        return item.by, item.key

    def spans(self, item: Pattern, width: int) -> Sequence[Span]:
        """One row."""
        return row(self.columns, cells(item), width)


class PatternPane(Sheet):
    """The row under the cursor in a sentence, what is done about it, and its complaints."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Pattern | None = None
        self._actions: Sequence[ActionRow] = ()
        self.empty = ""

    def show(self, found: Pattern | None, actions: Sequence[ActionRow] = ()) -> None:
        """Show this group with its improvement actions; None: what there is to say instead (`empty`)."""
        self._found, self._actions = found, actions
        self.redraw()

    def lines(self, width: int, height: int) -> Sequence[Line]:
        """As many actions as there is room for; the numbers of the complaints stand on the last line."""
        if self._found is None:
            return indented(self.empty, width - 1, "dim", indent=1)
        found = self._found
        head = line((f" {found.name}", "said"), right=(verdict(found), (" ", "")))
        said = indented(sentence(found), width - 1, "", indent=1)
        numbers = Line(((" ", ""), *whole([((no, "value"),) for no in found.complaints], width - 2, gaps=(2,))))
        room = max(height - 2 - len(said), 0)
        return [head, *said, *map(_action, self._actions[:room]), numbers]


def cells(found: Pattern) -> tuple[Span, ...]:
    """A group's cells."""
    low, high = found.interval or (None, None)
    span = f"{_rate(low)} {_('to')} {_rate(high)}" if found.interval else ""
    return (
        (names.visible(found.name), ""),
        (str(len(found.complaints)), "value"),
        (str(found.cases), "dim"),
        (str(found.volume), "dim"),
        (_rate(found.rate), "value"),
        (span, "dim"),
        (_rate(found.house), "dim"),
        verdict(found),
    )


def verdict(found: Pattern) -> Span:
    """▲ more than chance, – sample too small: a mark and the words."""
    return f"{glyph(_MARKS[found.verdict])} {_(VERDICTS[found.verdict])}", _STYLES.get(found.verdict, "")


def sentence(found: Pattern) -> str:
    """What the figures say, with what they are compared with."""
    if found.by in SHARES:
        said = _("{cases} of {volume} complaints, {rate} per 100").format(**_figures(found))
        other = _("the year before {house}")
    else:
        said = _("{cases} of {volume} visits and sales complained of, {rate} per 100").format(**_figures(found))
        other = _("the house {house}")
    compared = other.format(house=_rate(found.house)) if found.house is not None else ""
    return _("; ").join(filter(None, (said, compared)))


def _figures(found: Pattern) -> dict[str, object]:
    return {"cases": found.cases, "volume": found.volume, "rate": _rate(found.rate) or glyph("skip")}


def _action(found: ActionRow) -> Line:
    due = dates.day_name(found.due_on)
    mark = f"{glyph('late')} {due}" if found.overdue else due
    state = (f" {found.owner}  {_(STATUSES[found.status])}  ", "dim"), (f"{mark} ", "warn" if found.overdue else "")
    return line((f" {_('Action')} ", "dim"), (found.title, ""), right=state)


def _rate(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
