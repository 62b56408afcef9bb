"""The formats of a report; each renderer is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.reports.making import Made

FORMATS: dict[str, tuple[str, str]] = {
    "text": ("text", "as_text"),
    "md": ("markdown", "as_markdown"),
    "html": ("html", "as_html"),
    "xlsx": ("xlsx", "as_xlsx"),
}
_SUFFIXES = {".txt": "text", ".md": "md", ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".json": "json"}


def rendered(made: Made, form: str, width: int | None = None) -> bytes:
    """The report in a format (or `json`) as a file has it; UsageError for an unknown format.

    Text is laid out for `width` columns of a terminal, where one is given.
    """
    if form == "text" and width is not None:
        from agentdesk.reports.text import as_text

        return as_text(made, width).encode()
    if form == "json":
        return made.document.data().encode()
    if form not in FORMATS:
        allowed = ", ".join([*FORMATS, "json"])
        raise UsageError(_("{value} is not one of: {allowed}").format(value=form, allowed=allowed))
    module, function = FORMATS[form]
    found: str | bytes = getattr(import_module(f"agentdesk.reports.{module}"), function)(made)
    return found.encode() if isinstance(found, str) else found


def format_of(path: Path) -> str:
    """The format that a file's name asks for; text where it asks for none."""
    return _SUFFIXES.get(path.suffix.lower(), "text")
