"""`agentdesk complaint`: list complaints by what runs out next, and show one with its history."""

from __future__ import annotations

from pathlib import Path

import click

from agentdesk.cli.complaint_clock import clock_command, ladder_command
from agentdesk.cli.complaint_raise import raise_
from agentdesk.cli.complaint_step import merge, step
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

READERS = ("agent", "handler", "supervisor")


@click.group(help=_("Raise, list and show complaints, record their handling.\n\nExample: agentdesk complaint list"))
def command() -> None:
    """Hold the commands of complaints."""


command.add_command(raise_)
command.add_command(step)
command.add_command(merge)
command.add_command(ladder_command)
command.add_command(clock_command)


@command.command(
    "list", help=_("List complaints by what runs out next.\n\nExample: agentdesk complaint list --state recall_due")
)
@click.option("--state", metavar="S", help=_("One state, `open` (the default) or `all`."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(state: str | None, as_json: bool) -> None:
    """List complaints."""
    from agentdesk.common.tables import terminal_width
    from agentdesk.complaints.listing import list_complaints
    from agentdesk.complaints.text import table

    with opened():
        caller().require(*READERS)
        rows = list_complaints(state)
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(table(rows, terminal_width()))


@command.command(
    help=_("Show a complaint with its whole history, or its record as a page for the file.\n\n"
           "Example: agentdesk complaint show T-0031 --page --format html -o T-0031.html")
)  # fmt: skip
@click.argument("no")
@click.option("--page", "as_page", is_flag=True, help=_("The record by the six steps, to be printed and signed."))
@click.option("--format", "form", type=click.Choice(("text", "html")), default="text", show_default=True,
              help=_("What the page is written as."))  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help=_("Write the page to this file."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(no: str, as_page: bool, form: str, output: Path | None, as_json: bool) -> None:
    """Show one complaint."""
    from agentdesk.cli.complaint_page import print_page
    from agentdesk.complaints.listing import show as show_complaint
    from agentdesk.complaints.text import page
    from agentdesk.interview.origins import with_names

    if (form == "html" or output) and not as_page:
        raise UsageError(_("--format and -o are for the page: add --page."))
    with opened():
        actor = caller()
        actor.require(*READERS)
        found = with_names(show_complaint(no))
        if as_page:
            print_page(actor, found, form, output)
        elif as_json:
            print_json(found.as_json())
        else:
            click.echo(page(found))


@command.command(
    help=_("Find repeat complaints, against how much there was to do.\n\n"
           "Example: agentdesk complaint patterns --by advisor --from 2026-01-01 --to 2026-06-30")
)  # fmt: skip
@click.option("--by", type=click.Choice(("advisor", "model", "vehicle", "customer", "cause", "subject")),
              default="advisor", show_default=True, help=_("What the complaints are grouped by."))  # fmt: skip
@click.option("--from", "first", metavar="D",
              help=_("The first day; twelve months before the last where none is given."))  # fmt: skip
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def patterns(by: str, first: str | None, last: str | None, as_json: bool) -> None:
    """Print the groups of a period's complaints."""
    from agentdesk.common.tables import terminal_width
    from agentdesk.complaints import patterns as found
    from agentdesk.complaints.patterns_text import table

    with opened():
        end = parse_day(last)
        asked = parse_day(first) if first else found.usual_start(end)
        rows = found.patterns(caller(), by, asked, end)
        start = found.counted_from(asked, end)
        if as_json:
            print_json({"by": by, "from": start, "to": end, "rows": [row.as_json() for row in rows]})
            return
        period = _("{first} to {last}").format(first=start.isoformat(), last=end.isoformat())
        click.echo(_("{period}, since the first complaint on file").format(period=period) if start > asked else period)
        click.echo(f"\n{table(rows, terminal_width())}")
