"""The scoreboard and its figures as plain text, aligned by cells and at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.complaints.listing import counts as complaint_counts
from agentdesk.complaints.steps import STATES
from agentdesk.scoreboard.aapor import Outcomes
from agentdesk.scoreboard.ahead import overload
from agentdesk.scoreboard.figures import Figure, figures, month_to
from agentdesk.scoreboard.rates import VERDICTS
from agentdesk.scoreboard.subjects import SubjectRow
from agentdesk.scoreboard.today import COUNTS, AgentDay, agents_today, total

NOTHING = "-"
SIGNS: Mapping[str, str] = {"at_least": "≥", "at_most": "≤", "below": "<"}
TITLES: dict[str, str] = {
    "due": N_("Calls due"),
    "done": N_("Done"),
    "on_time": N_("On time"),
    "reached": N_("Reached"),
    "completed": N_("Completed"),
    "promises": N_("Promises"),
    "complaints": N_("Complaints"),
    "skipped": N_("Skipped"),
    "missed": N_("Missed"),
}

RARE = ("skipped", "missed")


def board(day: date) -> str:
    """The whole scoreboard of a day: the agents, the month's indicators, the open complaints."""
    first, last = month_to(day)
    month = _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())
    parts = [
        dates.heading(day),
        today_table(agents_today(day)),
        month,
        figures_table(figures(first, last)),
        complaints(),
        ahead(),
    ]
    return "\n\n".join(parts)


def board_json(day: date) -> dict[str, Any]:
    """The same as data with stable keys."""
    agents = agents_today(day)
    first, last = month_to(day)
    return {
        "date": day.isoformat(),
        "agents": [row.as_json() for row in agents],
        "total": total(agents).as_json(),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "figures": [figure.as_json() for figure in figures(first, last)],
        "complaints": complaint_counts(),
        "overload": [{"date": row.day.isoformat(), "over": round(row.over, 1)} for row in overload()],
    }


def ahead() -> str:
    """One line: the days of the next two weeks with more calls than hands."""
    days = "  ".join(f"{row.day:%m-%d} {dates.weekday(row.day)} +{row.over:.0f}" for row in overload())
    return _("More calls than hands: {days}").format(days=days) if days else _("Every day can bear its calls.")


def today_table(rows: Sequence[AgentDay]) -> str:
    """The agents' day with its sum; what happens rarely has a column on the days on which it did."""
    summed = total(list(rows))
    shown = [name for name in COUNTS if name not in RARE or getattr(summed, name)]
    titles = [_("Agent"), *(_(TITLES[name]) for name in shown), _("Pace")]
    named = [(row.person or _("in nobody's list"), row) for row in rows] + [(_("Total"), summed)]
    lines = [[name, *(str(getattr(row, count)) for count in shown), pace_text(row.pace)] for name, row in named]
    return _table(lines, titles, ("left", *("right" for _count in shown), "left"))


def figures_table(found: Sequence[Figure]) -> str:
    """Indicators with value, counts, interval, target and verdict; "-" for an empty denominator (KP-21)."""
    titles = [_("Indicator"), _("Name"), _("Value"), _("Count"), _("95 % interval"), _("Target"), _("Verdict")]
    lines = [
        [row.id, row.name, value_text(row), f"{row.numerator}/{row.denominator}", interval_text(row), target_text(row),
         verdict_text(row)]
        for row in found
    ]  # fmt: skip
    return _table(lines, titles, ("left", "left", "right", "right", "left", "left", "left"))


def subjects_table(rows: Sequence[SubjectRow]) -> str:
    """The rows beneath a figure; those in the numerator carry a mark."""
    if not rows:
        return _("Nothing falls in this period.")
    titles = [_("Counted"), _("No."), _("Customer"), _("Day"), _("What"), _("Outcome"), _("Closed"), _("Agent")]
    lines = [
        ["✓" if row.counted else NOTHING, row.reference, row.customer, _day(row.on), row.detail,
         _outcome(row), _day(row.closed_on), row.agent]
        for row in rows
    ]  # fmt: skip
    return _table(lines, titles, ("left",) * len(titles))


def aapor_table(found: Outcomes) -> str:
    """AAPOR's rates with the counts they rest on."""
    rates = [[name, "-" if rate is None else percent(rate)] for name, rate in found.rates.items()]
    counts = "  ".join(f"{name} {number}" for name, number in found.counts.items())
    e = "-" if found.e is None else f"{float(found.e):.3f}"
    return "\n".join([_table(rates, [_("Rate"), _("Value")], ("left", "right")), "", f"{counts}  e {e}"])


def complaints() -> str:
    """One line of open complaints by state: 抱怨 待受理 1  处理中 6 ..."""
    found = complaint_counts()
    states = [f"{_(STATES[state])} {found[state]}" for state in STATES if found.get(state)]
    late = [_("past a deadline {count}").format(count=found["breached"])] if found["breached"] else []
    return "  ".join([_("Complaints"), *(states or [NOTHING]), *late])


def value_text(row: Figure) -> str:
    """96.4 %, or - for an empty denominator."""
    return NOTHING if row.value is None else percent(row.value)


def interval_text(row: Figure) -> str:
    """94.2 … 97.8, in percent."""
    return NOTHING if row.lower is None or row.upper is None else f"{100 * row.lower:.1f} … {100 * row.upper:.1f}"


def target_text(row: Figure, signs: Mapping[str, str] = SIGNS) -> str:
    """≥95 %, and 100 % where nothing lies above it; `signs` are those of the senses, as a terminal can draw them."""
    if row.target is None:
        return NOTHING
    sign = signs[row.sense] if 0 < row.target < 1 else ""
    return f"{sign}{float(100 * row.target):g} %"


def verdict_text(row: Figure) -> str:
    """达标, 达标?, 未达标 or 无样本."""
    return _(VERDICTS[row.verdict])


def pace_text(pace: int | None) -> str:
    """提前 1, 落后 2; empty where there is none."""
    if pace is None:
        return ""
    if pace == 0:
        return _("on pace")
    return _("ahead {count}").format(count=pace) if pace > 0 else _("behind {count}").format(count=-pace)


def percent(value: Fraction) -> str:
    """A ratio in percent with one decimal, rounded only here."""
    return f"{float(100 * value):.1f} %"


def _outcome(row: SubjectRow) -> str:
    return _(STATES[row.outcome]) if row.subject == "complaint" else row.outcome


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _table(lines: list[list[str]], titles: list[str], sides: tuple[str, ...]) -> str:
    import tabulate as tables

    tables.MIN_PADDING = 0  # a title asks for no more room than its letters
    return tables.tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=sides)
