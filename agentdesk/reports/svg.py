"""Charts as SVG within a page: axis, levels, labels, a dashed target, and a gap where there is no data.

Series differ by their dashes and marks as well as by colour, so that they can be told apart in print.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from itertools import groupby
from typing import NamedTuple

from agentdesk.common.cells import cell_len, fit
from agentdesk.common.i18n import _
from agentdesk.reports.document import Chart, Series
from agentdesk.reports.scales import Scale, scale_of
from agentdesk.reports.values import shown

WIDTH, HEIGHT = 720, 260
TOP, RIGHT, BOTTOM, LEFT = 14, 70, 42, 64
CELL = 6.2  # of a label's width, in pixels
SLOT = 22  # of a lying bar
COLOURS = ("#1f5fa8", "#a8431f", "#3f7d3a", "#6b4a94")
DASHES = ("", "6 3", "2 3", "8 3 2 3")
LONGEST = 22  # cells of a lying bar's label


class _Frame(NamedTuple):
    """Where the drawing's axes lie, in pixels."""

    left: float
    right: float
    top: float
    bottom: float


def svg_of(chart: Chart) -> str:
    """The chart as one <svg> element; all its text is escaped."""
    lying = chart.shape == "bars" and any(cell_len(label) > 8 for label in chart.labels)
    height = TOP + SLOT * max(len(chart.labels), 1) * len(chart.series) + BOTTOM if lying else HEIGHT
    draw = _lying if lying else _standing
    parts = "".join(draw(chart, scale_of(chart), height))
    title = escape(chart.title)
    legend = "".join(_legend(chart.series, height)) if len(chart.series) > 1 else ""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'aria-label="{title}" xmlns="http://www.w3.org/2000/svg">{parts}{legend}</svg>'
    )


def _standing(chart: Chart, scale: Scale, height: float) -> Iterable[str]:
    """Levels from left to right lines, labels below: a line, or bars that stand."""
    frame = _Frame(LEFT, WIDTH - RIGHT, TOP, height - BOTTOM)
    for level in scale.levels:
        y = _y(level, scale, frame)
        yield _line(frame.left, y, frame.right, y, "grid")
        yield _text(frame.left - 6, y + 4, shown(level, chart.sort), "end")
    slot = (frame.right - frame.left) / max(len(chart.labels), 1)
    each = max(1, -(-int(max(map(cell_len, chart.labels), default=1) * CELL + 8) // max(int(slot), 1)))
    for place, label in enumerate(chart.labels):
        if place % each == (len(chart.labels) - 1) % each:
            yield _text(_x(place, slot, frame), frame.bottom + 16, label, "middle")
    draw = _curve if chart.shape == "line" else _columns
    for number, series in enumerate(chart.series):
        yield from draw(chart, series, number, scale, frame, slot)
    yield _line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    if chart.target is not None:
        y = _y(chart.target, scale, frame)
        yield _line(frame.left, y, frame.right, y, "target")
        yield _text(frame.right + 4, y + 4, _("target {value}").format(value=shown(chart.target, chart.sort)), "start")
    if all(value is None for series in chart.series for value in series.values):
        yield _text((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2, _("no data"), "middle")


def _curve(chart: Chart, series: Series, number: int, scale: Scale, frame: _Frame, slot: float) -> Iterable[str]:
    """A line that breaks where there is no data; a month that stands alone is a point."""
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    placed = [(place, value) for place, value in enumerate(series.values)]
    for missing, run in groupby(placed, key=lambda item: item[1] is None):
        if missing:
            continue
        points = [(_x(place, slot, frame), _y(Fraction(value or 0), scale, frame)) for place, value in run]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    last = max((place for place, value in placed if value is not None), default=None)
    for place, value in placed:
        if value is None:
            continue
        x, y = _x(place, slot, frame), _y(Fraction(value), scale, frame)
        said = f"{chart.labels[place]} {shown(value, chart.sort)}"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"><title>{escape(said)}</title></circle>'
        if place == last:
            yield _text(x, y - 8, shown(value, chart.sort), "middle", "value")


def _columns(chart: Chart, series: Series, number: int, scale: Scale, frame: _Frame, slot: float) -> Iterable[str]:
    wide = slot * 0.7 / len(chart.series)
    ground = _y(max(Fraction(), scale.low), scale, frame)
    for place, value in enumerate(series.values):
        if value is None:
            yield _text(_x(place, slot, frame), frame.bottom - 4, "–", "middle", "none")
            continue
        x = _x(place, slot, frame) - slot * 0.35 + number * wide
        y = _y(Fraction(value), scale, frame)
        yield _bar(
            x, min(y, ground), wide, abs(ground - y), number, f"{chart.labels[place]} {shown(value, chart.sort)}"
        )
        yield _text(x + wide / 2, min(y, ground) - 4, shown(value, chart.sort), "middle", "value")


def _lying(chart: Chart, scale: Scale, height: float) -> Iterable[str]:
    """Bars that lie, for labels that are words."""
    left = min(max((cell_len(fit(label, LONGEST)) for label in chart.labels), default=0) * CELL + 14, WIDTH / 3)
    frame = _Frame(left, WIDTH - RIGHT, TOP, height - BOTTOM)
    for level in scale.levels:
        x = frame.left + scale.place(level) * (frame.right - frame.left)
        yield _line(x, frame.top, x, frame.bottom, "grid")
        yield _text(x, frame.bottom + 16, shown(level, chart.sort), "middle")
    slot = (frame.bottom - frame.top) / max(len(chart.labels), 1)
    wide = slot * 0.7 / len(chart.series)
    for place, label in enumerate(chart.labels):
        middle = frame.top + (place + 0.5) * slot
        yield _text(frame.left - 6, middle + 4, fit(label, LONGEST), "end")
        for number, series in enumerate(chart.series):
            y, value = middle - slot * 0.35 + number * wide, series.values[place]
            if value is None:
                yield _text(frame.left + 6, y + wide, _("no data"), "start", "none")
                continue
            end = scale.place(Fraction(value)) * (frame.right - frame.left)
            yield _bar(frame.left, y, end, wide, number, f"{label} {shown(value, chart.sort)}")
            yield _text(frame.left + end + 4, y + wide / 2 + 4, shown(value, chart.sort), "start", "value")
    yield _line(frame.left, frame.top, frame.left, frame.bottom, "axis")
    if chart.target is not None:
        x = frame.left + scale.place(chart.target) * (frame.right - frame.left)
        yield _line(x, frame.top, x, frame.bottom, "target")


def _legend(series: Sequence[Series], height: float) -> Iterable[str]:
    x = float(LEFT)
    for number, each in enumerate(series):
        y = height - 10
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        yield (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x + 22:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>'
        )
        yield _text(x + 27, y + 4, each.name, "start")
        x += 44 + cell_len(each.name) * CELL


def _x(place: int, slot: float, frame: _Frame) -> float:
    return frame.left + (place + 0.5) * slot


def _y(value: Fraction, scale: Scale, frame: _Frame) -> float:
    return frame.bottom - scale.place(value) * (frame.bottom - frame.top)


def _bar(x: float, y: float, width: float, height: float, number: int, said: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'fill="{COLOURS[number % len(COLOURS)]}"><title>{escape(said)}</title></rect>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, kind: str = "label") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
