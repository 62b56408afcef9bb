"""Comparisons and funnels as plain text; the words and numbers the desk shows, too. At most 100 columns wide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from agentdesk.common.cells import cell_len, fit
from agentdesk.common.i18n import _
from agentdesk.scoreboard import comparing, funnel
from agentdesk.scoreboard.comparing import Comparison
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.funnel import Funnel, Limits, Part
from agentdesk.scoreboard.render import NOTHING, WIDTH, count_text, in_unit, interval_text, table, value_text

_NAME = 18  # cells of a name at least; where the words of a language are long, the table is wider for it


def comparisons_text(found: Sequence[Comparison]) -> str:
    """A table for each pair of periods, under a line that names both; a mark where one of the samples is small."""
    parts = []
    for spans in dict.fromkeys((row.span, row.other_span) for row in found):
        rows = [row for row in found if (row.span, row.other_span) == spans]
        against = _("{one} against {other}").format(one=span_text(*spans[0]), other=span_text(*spans[1]))
        parts.append(f"{against}\n{_comparisons_table(rows)}")
    if any(row.is_small and row.word in ("higher", "lower", "same") for row in found):
        parts.append(_("* one of the two samples has fewer than ten cases"))
    return "\n\n".join(parts)


def _comparisons_table(found: Sequence[Comparison]) -> str:
    """The names take the room that the figures leave."""
    titles = [_("Indicator"), _("Value"), _("Count"), _("Then"), _("Count"), _("Difference"), _("95 % interval"),
              _("It says")]  # fmt: skip
    lines = [
        [row.figure.id, value_text(row.figure), count_text(row.figure), value_text(row.other), count_text(row.other),
         apart_text(row), apart_interval(row).replace(" ", ""), said_text(row)]
        for row in found
    ]  # fmt: skip
    sides = ("left", *("right",) * 5, "left", "left")
    room = max(WIDTH - 2 - max(cell_len(line) for line in table(lines, titles, sides).splitlines()), _NAME)
    named = [[line[0], fit(row.figure.name, room), *line[1:]] for line, row in zip(lines, found, strict=True)]
    return table(named, [titles[0], _("Name"), *titles[1:]], ("left", *sides))


def funnel_text(found: Funnel) -> str:
    """The parts of a figure by name with the limits that chance sets; no ranks."""
    if not found.parts:
        return _("Nothing falls in this period.")
    titles = [
        _("Whose"),
        _("Value"),
        _("Count"),
        _("95 % interval"),
        _("95 % limits"),
        _("99.9 % limits"),
        _("It says"),
    ]
    lines = [
        [part.cut.segment.name or _("not known"), value_text(part.cut.figure), count_text(part.cut.figure),
         interval_text(part.cut.figure), limits_text(part.alert), limits_text(part.alarm), part_text(part)]
        for part in found.parts
    ]  # fmt: skip
    head = f"{found.whole.id}  {found.whole.name}  {value_text(found.whole)}  {count_text(found.whole)}"
    said = table(lines, titles, ("left", "right", "right", "left", "left", "left", "left"))
    return f"{head}\n{middle_text(found)}\n\n{said}"


def middle_text(found: Funnel) -> str:
    """What the limits lie around."""
    if found.centre is None:
        return _("No limits: nothing falls in this period.")
    text = _("limits around the target {value}") if found.around == "target" else _("limits around the house's {value}")
    return text.format(value=in_unit(found.centre, found.whole))


def span_text(first: date, last: date) -> str:
    """2026-11-01 … 2026-11-20; one day alone."""
    return f"{first}" if first == last else f"{first} … {last}"


def said_text(row: Comparison) -> str:
    """Higher, lower, not distinguishable; a mark where a sample is small."""
    mark = " *" if row.is_small and row.word in ("higher", "lower", "same") else ""
    return _(comparing.WORDS[row.word]) + mark


def part_text(part: Part) -> str:
    """Within the limits, below 95 % ..."""
    return _(funnel.WORDS[part.word])


def apart_text(row: Comparison) -> str:
    """+10.0, in points of a percentage or in the figure's own unit."""
    return NOTHING if row.difference is None else _signed(row.difference, row.figure)


def apart_interval(row: Comparison) -> str:
    """-10.7 … +19.4, in the same unit."""
    if row.lower is None or row.upper is None:
        return NOTHING
    return f"{_signed(row.lower, row.figure)} … {_signed(row.upper, row.figure)}"


def limits_text(found: Limits | None) -> str:
    """70.0 … 100.0, in percent."""
    return NOTHING if found is None else f"{100 * found[0]:.1f} … {100 * found[1]:.1f}"


def _signed(value: Fraction | float, row: Figure) -> str:
    return f"{float(value) * (100 if row.unit == 'percent' else 1):+.1f}"
