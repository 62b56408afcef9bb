"""Charts of a workbook, drawn by the spreadsheet program from the cells beside them."""

from __future__ import annotations

from typing import Any

from agentdesk.common.i18n import _
from agentdesk.reports.document import Chart, Column, Table
from agentdesk.reports.scales import scale_of
from agentdesk.reports.xlsx_styles import NUMBERS

CHART_ROWS = 17
_SHAPES = {"line": {"type": "line"}, "bars": {"type": "column"}}
_COLOURS = ("#1F5FA8", "#A8431F", "#3F7D3A", "#6B4A94")


def chart_table(chart: Chart) -> Table:
    """The drawn values: a row to each label, a column to each series, the target as one of its own."""
    targets = [_("Target")] if chart.target is not None else []
    columns = (
        Column(_("Label")),
        *(Column(series.name, chart.sort, "") for series in chart.series),
        *(Column(title, chart.sort) for title in targets),
    )
    rows = tuple(
        (label, *(series.values[place] for series in chart.series), *([chart.target] if targets else []))
        for place, label in enumerate(chart.labels)
    )
    return Table(columns, rows, chart.title, empty=_("no data"))


def add_chart(book: Any, sheet: Any, name: str, chart: Chart, head: int) -> None:
    """Draw the table whose titles stand in the row `head`, to its right."""
    count = len(chart.labels)
    if not count:
        return
    drawing = book.add_chart(dict(_SHAPES[chart.shape]))
    first, last = head + 1, head + count
    labels = [name, first, 0, last, 0]
    for place, _series in enumerate(chart.series, 1):
        colour = _COLOURS[(place - 1) % len(_COLOURS)]
        look: dict[str, Any] = {"name": [name, head, place], "categories": labels,
                                "values": [name, first, place, last, place]}  # fmt: skip
        if chart.shape == "line":
            look |= {"line": {"color": colour, "width": 2}, "marker": {"type": "circle", "fill": {"color": colour}}}
        else:
            look |= {"fill": {"color": colour}, "data_labels": {"value": True}}
        drawing.add_series(look)
    if chart.target is not None:
        place = len(chart.series) + 1
        target = book.add_chart({"type": "line"}) if chart.shape == "bars" else drawing
        target.add_series(
            {"name": [name, head, place], "categories": labels, "values": [name, first, place, last, place],
             "line": {"color": "#111111", "dash_type": "dash", "width": 1.25}, "marker": {"type": "none"}}
        )  # fmt: skip
        if target is not drawing:
            drawing.combine(target)
    scale = scale_of(chart)
    drawing.set_title({"name": [name, head - 1, 0], "name_font": {"size": 11}})  # of its cell: a text may look like one
    axis = {"num_format": NUMBERS[chart.sort], "min": float(scale.low), "max": float(scale.high)}
    drawing.set_y_axis({**axis, "major_gridlines": {"visible": True, "line": {"color": "#DDE1E6"}}})
    drawing.set_legend({"position": "bottom"} if len(chart.series) > 1 or chart.target is not None else {"none": True})
    drawing.show_blanks_as("gap")
    drawing.set_size({"width": 640, "height": 20 * (CHART_ROWS - 1)})
    sheet.insert_chart(head, len(chart.series) + 3, drawing, {"description": chart.title})
