"""`agentdesk desk`: an agent's queue and calls, a handler's complaints and notices, a supervisor's scoreboard."""

from __future__ import annotations

import click

from agentdesk.common import collector
from agentdesk.common.i18n import _


@click.command(
    help=_(
        "Open the desk: an agent's queue and calls, a handler's complaints and notices, everybody else's scoreboard. "
        "Needs a terminal.\n\n"
        "Example: agentdesk --as 李娜 desk"
    )
)
@click.pass_context
def command(context: click.Context) -> None:
    """Open the database, find out who is there, and draw."""
    collector.hold()
    from agentdesk.cli.second_desk import alone, with_pin
    from agentdesk.cli.session import caller, opened
    from agentdesk.tui.guard import require_terminal

    require_terminal()
    with opened():
        actor = alone(with_pin(caller("agent")))
        from agentdesk.tui.run import run_desk

        context.exit(run_desk(actor))
