"""The page of `agentdesk complaint show --page`: to the terminal, or to a file of the caller's own."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.listing import ComplaintFile
from agentdesk.complaints.page import page_of
from agentdesk.store.audit import Actor
from agentdesk.store.files import clear, draft_of, take_place

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
    _write(output, content.rstrip("\n") + "\n")
    click.echo(str(output))


def _width(output: Path | None) -> int:
    """The terminal's, up to what reads well; a file's and a pipe's is that of a printer."""
    if output is not None or not sys.stdout.isatty():
        return WIDTH
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST)


def _write(target: Path, content: str) -> None:
    """Whole or not at all, readable by nobody else: it names the customer."""
    draft = draft_of(target)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
        take_place(draft, target)
    except FileExistsError as error:
        raise UserError(_("{path} is there already; choose another name.").format(path=target)) from error
    except OSError as error:
        raise UserError(_("The page could not be written: {reason}").format(reason=error.strerror or error)) from error
    finally:
        clear(draft)
