"""The page of `agentdesk complaint show --page`: to the terminal, or to a file of the caller's own."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from agentdesk.complaints.listing import ComplaintFile
from agentdesk.complaints.page import page_of
from agentdesk.store.audit import Actor
from agentdesk.store.files import write_new

WIDTH, WIDEST = 80, 100


def print_page(actor: Actor, found: ComplaintFile, form: str, output: Path | None) -> None:
    """Print or write the page as `text` or `html`; UserError where the file is there or cannot be written."""
    page = page_of(actor, found)
    if form == "html":
        from agentdesk.complaints.page_html import as_html

        content = as_html(page)
    else:
        from agentdesk.complaints.page_text import as_text

        content = as_text(page, _width(output))
    if output is None:
        click.echo(content)
        return
    write_new(output, (content.rstrip("\n") + "\n").encode())
    click.echo(str(output))


def _width(output: Path | None) -> int:
    """The terminal's, up to what reads well; a file's and a pipe's is that of a printer."""
    if output is not None or not sys.stdout.isatty():
        return WIDTH
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)
