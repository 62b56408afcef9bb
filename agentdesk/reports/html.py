"""A report as one HTML file that needs nothing beside it and prints on A4; whatever it quotes is text in it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from agentdesk.common.cells import cell_len
from agentdesk.common.i18n import _
from agentdesk.reports.document import Chart, Prose, Quotes, Table
from agentdesk.reports.making import Made, foot, heading
from agentdesk.reports.svg import svg_of
from agentdesk.reports.values import RIGHT, cell, opened, readable

TEMPLATE = Path(__file__).with_name("report.html")
SHORT = 12  # cells of a text that stays on one line: a name, a state
LANGUAGES = {"zh": "zh-CN"}
_NUMBER = re.compile(r"\b(?:[A-Z]+|\d+)(?:-\d+)+\b")  # a complaint's, an indicator's, a day: never broken at its hyphen


def as_html(made: Made) -> str:
    """The page; the template escapes every text, and the charts escape their own."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "cell": lambda value, column: Markup(_kept_whole(cell(value, column))),
    }
    environment.tests |= {
        "table": lambda block: isinstance(block, Table),
        "chart": lambda block: isinstance(block, Chart),
        "quotes": lambda block: isinstance(block, Quotes),
        "prose": lambda block: isinstance(block, Prose),
        "right": lambda column: column.sort in RIGHT,
        "missing": lambda pair: opened(*pair)[0] is None,
    }
    document = readable(made.document)
    title, *rest = heading(document)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        document=document,
        language=LANGUAGES.get(document.language, document.language),
        title=title,
        heading=rest,
        foot=foot(made),
        none_said=_("None."),
        draw=lambda chart: Markup(svg_of(chart)),
    )


def _kept_whole(text: str) -> str:
    """A cell's text, escaped; a short one, a number and a day are never broken."""
    escaped = escape(text)
    if cell_len(text) <= SHORT and "\n" not in text:
        return f"<span>{escaped}</span>"
    return _NUMBER.sub(r"<span>\g<0></span>", escaped)
