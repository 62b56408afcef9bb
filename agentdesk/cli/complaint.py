"""`agentdesk complaint`: list complaints by what runs out next, and show one with its history."""

from __future__ import annotations

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.i18n import _

READERS = ("agent", "handler", "supervisor")


@click.group(help=_("List and show complaints.\n\nExample: agentdesk complaint list"))
def command() -> None:
    """Hold the commands of complaints."""


@command.command(
    "list", help=_("List complaints by what runs out next.\n\nExample: agentdesk complaint list --state recall_due")
)
@click.option("--state", metavar="S", help=_("One state, `open` (the default) or `all`."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(state: str | None, as_json: bool) -> None:
    """List complaints."""
    from agentdesk.complaints.listing import list_complaints
    from agentdesk.complaints.text import table

    with opened():
        caller().require(*READERS)
        rows = list_complaints(state)
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(table(rows))


@command.command(help=_("Show a complaint with its whole history.\n\nExample: agentdesk complaint show T-0031"))
@click.argument("no")
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(no: str, as_json: bool) -> None:
    """Show one complaint."""
    from agentdesk.complaints.listing import show as show_complaint
    from agentdesk.complaints.text import page
    from agentdesk.interview.origins import with_names

    with opened():
        caller().require(*READERS)
        found = with_names(show_complaint(no))
        if as_json:
            print_json(found.as_json())
        else:
            click.echo(page(found))
