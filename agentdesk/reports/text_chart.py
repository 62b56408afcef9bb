"""A chart as rows of bars in text: one row a label, a mark where the target lies, words where there is no value."""

from __future__ import annotations

from fractions import Fraction

from agentdesk.common.cells import cell_len, column, fit, pad
from agentdesk.common.i18n import _
from agentdesk.common.wrapping import wrap
from agentdesk.reports.document import Chart, Series, Shape
from agentdesk.reports.scales import Scale, scale_of
from agentdesk.reports.values import shown

LABEL = 20  # cells that a label takes at most
FULL, GROUND, TARGET, POINT = "█", "·", "│", "●"


def chart_lines(chart: Chart, width: int) -> list[str]:
    """The chart's title, its scale, and for each series a row of each label."""
    scale = scale_of(chart)
    title = f"{chart.title}  {shown(scale.low, chart.sort)} … {shown(scale.high, chart.sort)}"
    if chart.target is not None:
        title += "  " + _("{mark} target {value}").format(mark=TARGET, value=shown(chart.target, chart.sort))
    lines = wrap(title, width)
    for series in chart.series:
        lines += [*wrap(series.name, width)] if len(chart.series) > 1 else []
        lines += _bars(chart, series, scale, width)
    return lines


def _bars(chart: Chart, series: Series, scale: Scale, width: int) -> list[str]:
    labels = max((cell_len(fit(label, LABEL)) for label in chart.labels), default=0)
    values = [_("no data") if value is None else shown(value, chart.sort) for value in series.values]
    wide = max(map(cell_len, values), default=0)
    room = max(width - labels - wide - 4, 10)
    target = None if chart.target is None else round(scale.place(chart.target) * (room - 1))
    return [
        f"{column(label, labels)}  {_row(value, scale, room, target, chart.shape)}  {pad(text, wide, 'right')}".rstrip()
        for label, value, text in zip(chart.labels, series.values, values, strict=True)
    ]


def _row(value: int | Fraction | None, scale: Scale, room: int, target: int | None, shape: Shape) -> str:
    """A bar from nought, or the point of a line, whose scale may begin elsewhere."""
    place = None if value is None else scale.place(Fraction(value))
    filled = round(place * room) if place is not None and shape == "bars" else 0
    cells = [FULL] * filled + [" " if place is None else GROUND] * (room - filled)
    if target is not None:
        cells[target] = TARGET
    if place is not None and shape == "line":
        cells[round(place * (room - 1))] = POINT
    return "".join(cells)
