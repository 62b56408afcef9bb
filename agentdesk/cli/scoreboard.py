"""`agentdesk scoreboard`: today and the month, on a screen, as plain text or as JSON."""

from __future__ import annotations

import sys

import click

from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common import clock, collector
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor

READERS = ("agent", "handler", "supervisor", "board")


@click.command(
    help=_(
        "Show today and the month's figures; without an option as a screen, with --board as one for a wall, which "
        "names nobody.\n\nExample: agentdesk scoreboard --plain"
    )
)
@click.option("--date", "day", metavar="D", help=_("The date, with --plain or --json; today where none is given."))
@click.option("--board", "on_a_wall", is_flag=True, help=_("The house's figures without anybody's name, for a wall."))
@click.option("--plain", is_flag=True, help=_("Print plain text."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def command(day: str | None, on_a_wall: bool, plain: bool, as_json: bool) -> None:
    """Show the scoreboard; whoever has the role board gets what hangs on the wall, whatever they ask for."""
    with opened():
        actor = caller()
        actor.require(*READERS)
        on_a_wall = on_a_wall or actor.role == "board"
        if on_a_wall and (as_json or plain):
            _print_wall(actor, day, as_json)
            return
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
        collector.hold()
        from agentdesk.cli.second_desk import alone, with_pin
        from agentdesk.tui.guard import require_terminal
        from agentdesk.tui.run import run_scoreboard

        require_terminal()
        run_scoreboard(actor if on_a_wall else alone(with_pin(actor)), on_a_wall=on_a_wall)


def _print_wall(actor: Actor, day: str | None, as_json: bool) -> None:
    from agentdesk.scoreboard import wall

    if day and parse_day(day) != clock.today():
        raise UsageError(_("The board shows today only."))
    found = wall.read(actor)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(wall.text(found))
