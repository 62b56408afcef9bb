"""The scoreboard and its figures as plain text, aligned by cells and at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from agentdesk.common import dates
from agentdesk.common.i18n import N_, _
from agentdesk.common.wrapping import wrap
from agentdesk.complaints.board import COUNTED, open_counts
from agentdesk.complaints.listing import counts as complaint_counts
from agentdesk.complaints.steps import STATES
from agentdesk.scoreboard import live_text
from agentdesk.scoreboard.aapor import Outcomes
from agentdesk.scoreboard.ahead import overload
from agentdesk.scoreboard.figures import Cut, Daily, Figure, figures, month_to
from agentdesk.scoreboard.now import as_json, look
from agentdesk.scoreboard.plain import NOTHING as NOTHING
from agentdesk.scoreboard.plain import WIDTH as WIDTH
from agentdesk.scoreboard.plain import table as table
from agentdesk.scoreboard.rates import VERDICTS
from agentdesk.scoreboard.reasons import NOTHING as NOTHING_HAPPENED
from agentdesk.scoreboard.subjects import SubjectRow
from agentdesk.scoreboard.today import COUNTS, AgentDay, total
from agentdesk.store.audit import SYSTEM, Actor

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


def board(day: date, actor: Actor = SYSTEM) -> str:
    """The whole scoreboard of a day: the agents and their desks, what the day needs, the month, the complaints."""
    first, last = month_to(day)
    seen = look(actor, day)
    month = _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())
    parts = [
        dates.heading(day),
        today_table(seen.agents),
        live_text.desks_table(seen),
        live_text.day_lines(seen),
        month,
        figures_table(figures(first, last)),
        complaints(),
        ahead(),
    ]
    return "\n\n".join(filter(None, parts))


def board_json(day: date, actor: Actor = SYSTEM) -> dict[str, Any]:
    """The same as data with stable keys."""
    seen = look(actor, day)
    first, last = month_to(day)
    return {
        "date": day.isoformat(),
        "agents": [row.as_json() for row in seen.agents],
        "total": total(list(seen.agents)).as_json(),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "figures": [figure.as_json() for figure in figures(first, last)],
        "complaints": complaint_counts(),
        "overload": [{"date": row.day.isoformat(), "over": round(row.over, 1)} for row in overload()],
        **as_json(seen),
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
    return table(lines, titles, ("left", *("right" for _count in shown), "left"))


def figures_table(found: Sequence[Figure]) -> str:
    """Indicators with value, counts, interval, target and verdict; "-" for an empty denominator (KP-21)."""
    titles = [_("Indicator"), _("Name"), _("Value"), _("Count"), _("95 % interval"), _("Target"), _("Verdict")]
    lines = [
        [row.id, row.name, value_text(row), count_text(row), interval_text(row), target_text(row), verdict_text(row)]
        for row in found
    ]
    return table(lines, titles, ("left", "left", "right", "right", "left", "left", "left"))


def reported_table(found: Sequence[Figure]) -> str:
    """What others sent beside what is computed here, with the difference; empty where nothing was sent (AB-07)."""
    lines = [
        [row.id, row.name, value_text(row), in_unit(row.reported, row), difference_text(row)]
        for row in found
        if row.reported is not None
    ]
    titles = [_("Indicator"), _("Name"), _("Computed"), _("Reported"), _("Difference")]
    return table(lines, titles, ("left", "left", "right", "right", "right")) if lines else ""


def reasons(found: Sequence[Figure]) -> str:
    """Why figures are empty, the indicators beside each reason; that nothing happened, their verdict says already."""
    whose: dict[str, list[str]] = {}
    for row in found:
        if row.note and (row.note != _(NOTHING_HAPPENED) or len(found) == 1):
            whose.setdefault(row.note, []).append(row.id)
    return "\n".join(line for why, ids in whose.items() for line in wrap(f"{', '.join(ids)}: {why}", WIDTH))


def cuts_table(found: Sequence[Cut]) -> str:
    """Figures by segment, by name and never by rank; below ten cases nothing is said of a target."""
    titles = [_("Indicator"), _("Whose"), _("Value"), _("Count"), _("95 % interval"), _("Target"), _("Verdict")]
    lines = [
        [row.figure.id, row.segment.name or _("not known"), value_text(row.figure), count_text(row.figure),
         interval_text(row.figure), target_text(row.figure),
         verdict_text(row.figure)]
        for row in found
    ]  # fmt: skip
    return table(lines, titles, ("left", "left", "right", "right", "left", "left", "left"))


def daily_text(pooled: Figure, found: Daily) -> str:
    """KP-22: the mean of the days beside the pooled share, each by its name."""
    share = Fraction(pooled.numerator) / pooled.denominator
    text = _("all days together {pooled}; mean of the {days} days {mean}")
    return text.format(pooled=percent(share), days=found.days, mean=percent(found.mean))


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
    return table(lines, titles, ("left",) * len(titles))


def aapor_table(found: Outcomes) -> str:
    """AAPOR's rates with the counts they rest on."""
    rates = [[name, "-" if rate is None else percent(rate)] for name, rate in found.rates.items()]
    counts = "  ".join(f"{name} {number}" for name, number in found.counts.items())
    e = "-" if found.e is None else f"{float(found.e):.3f}"
    return "\n".join([table(rates, [_("Rate"), _("Value")], ("left", "right")), "", f"{counts}  e {e}"])


def complaints() -> str:
    """One line of open complaints, counted as on their board: 抱怨 待受理 1  处理中 6 ..."""
    found = open_counts()
    views = [f"{_(name)} {found[view]}" for view, name in COUNTED.items() if found[view]]
    return "  ".join([_("Complaints"), *(views or [NOTHING])])


def value_text(row: Figure) -> str:
    """96.4 %, 824.7 points, or - for an empty denominator."""
    return in_unit(row.value, row)


def in_unit(value: Fraction | None, row: Figure) -> str:
    """A value in the figure's unit, rounded only here; counts are whole."""
    if value is None:
        return NOTHING
    if row.unit == "percent":
        return percent(value) if row.measure != "outside" else f"{float(100 * value):.2f} %"
    whole = row.unit in ("number", "rank") and value.denominator == 1
    digits = 0 if whole else 2 if row.measure == "outside" else 1
    return f"{float(value):.{digits}f}"


def difference_text(row: Figure) -> str:
    """What was reported less what is computed, in points of the unit, with its sign: -1.86."""
    if row.difference is None:
        return NOTHING
    return f"{float(row.difference * (100 if row.unit == 'percent' else 1)):+.2f}"


def count_text(row: Figure) -> str:
    """57/60, and the number of cases or months alone where values are added up."""
    if row.measure in ("share", "days", "ratio"):
        return f"{row.numerator}/{row.denominator}"
    return f"n={row.denominator}" if row.denominator else NOTHING


def interval_text(row: Figure) -> str:
    """94.2 … 97.8, in percent or points."""
    if row.lower is None or row.upper is None:
        return NOTHING
    times = 100 if row.unit == "percent" else 1
    return f"{times * row.lower:.1f} … {times * row.upper:.1f}"


def target_text(row: Figure, signs: Mapping[str, str] = SIGNS) -> str:
    """≥95 %, and 100 % where nothing lies above it; `signs` are those of the senses, as a terminal can draw them."""
    if row.target is None:
        return NOTHING
    if row.unit != "percent":
        return f"{signs[row.sense]}{float(row.target):g}"
    sign = signs[row.sense] if 0 < row.target < 1 else ""
    return f"{sign}{float(100 * row.target):g} %"


def verdict_text(row: Figure) -> str:
    """达标, 达标?, 未达标, 样本不足 or 无样本."""
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
