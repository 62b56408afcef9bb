"""A report as one HTML file that needs nothing beside it and prints on A4; whatever it quotes is text in it."""

from __future__ import annotations

import re
from pathlib import Path

from agentdesk.common.i18n import _
from agentdesk.reports.document import Chart, Prose, Quotes, Table
from agentdesk.reports.making import Made, foot, heading
from agentdesk.reports.svg import svg_of
from agentdesk.reports.values import RIGHT, cell, opened, readable

TEMPLATE = Path(__file__).with_name("report.html")
LANGUAGES = {"zh": "zh-CN"}
_NUMBER = re.compile(r"\b(?:[A-Z]+|\d+)(?:-\d+)+\b")  # a complaint's, an indicator's, a day: never broken at its hyphen


def as_html(made: Made) -> str:
    """The page; the template escapes every text, and the charts escape their own."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup, escape

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "cell": lambda value, column: Markup(_NUMBER.sub(r"<span>\g<0></span>", escape(cell(value, column)))),
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
