"""`agentdesk scoreboard`: today and the month, on a screen, as plain text or as JSON."""

from __future__ import annotations

import sys

import click

from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _

READERS = ("agent", "handler", "supervisor", "board")


@click.command(
    help=_(
        "Show today and the month's figures; without an option as a screen.\n\nExample: agentdesk scoreboard --plain"
    )
)
@click.option("--date", "day", metavar="D", help=_("The date, with --plain or --json; today where none is given."))
@click.option("--plain", is_flag=True, help=_("Print plain text."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def command(day: str | None, plain: bool, as_json: bool) -> None:
    """Show the scoreboard."""
    with opened():
        actor = caller()
        actor.require(*READERS)
        if as_json:
            from agentdesk.scoreboard.render import board_json

            print_json(board_json(parse_day(day), actor))
            return
        if plain:
            from agentdesk.scoreboard.render import board

            click.echo(board(parse_day(day), actor))
            return
        if day:
            raise UsageError(_("A date goes with --plain or --json."))
        if not sys.stdout.isatty():
            raise UserError(_("This is not a terminal; use --plain or --json."))
        from agentdesk.tui.app import run_scoreboard

        run_scoreboard(actor)
