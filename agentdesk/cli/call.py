"""`agentdesk call`: the evidence of a call."""

from __future__ import annotations

import click

from agentdesk.cli.session import caller, opened, print_json
from agentdesk.common.i18n import _


@click.group(help=_("Show the evidence of a call.\n\nExample: agentdesk call show 1204"))
def command() -> None:
    """Hold the commands of calls."""


@command.command(
    help=_(
        "Show who called when, on which numbers (masked), the prompts confirmed, the answers and what came of it.\n\n"
        "Example: agentdesk call show 1204 --json"
    )
)
@click.argument("call_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(call_id: int, as_json: bool) -> None:
    """Show one call."""
    from agentdesk.interview.evidence import evidence
    from agentdesk.interview.evidence_text import page

    with opened():
        found = evidence(caller(), call_id)
        if as_json:
            print_json(found)
        else:
            click.echo(page(found))
