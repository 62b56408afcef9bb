"""A complaint's page as one HTML file that needs nothing beside it and prints on A4."""

from __future__ import annotations

from pathlib import Path

from agentdesk.common.i18n import _, language
from agentdesk.complaints.page import Page

TEMPLATE = Path(__file__).with_name("page.html")


def as_html(page: Page) -> str:
    """The page; what customers said is text in it, whatever it looks like."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        page=page, language={"zh": "zh-CN"}.get(language(), language()), date=_("Date"), signature=_("Signature")
    )
