"""`agentdesk incentive`: what scores and indicators of a month bring in yuan, as a proposal, and the scores."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, person_named, print_json
from agentdesk.common import clock
from agentdesk.common.i18n import _


@click.group(
    help=_("What scores and indicators of a month bring in yuan: a proposal.\n\nExample: agentdesk incentive list")
)
def command() -> None:
    """Hold the commands of the incentives."""


@command.command(
    "list",
    help=_("Propose a month's rewards and deductions.\n\nExample: agentdesk incentive list --month 2026-10 --json"),
)
@click.option("--month", metavar="M", help=_("The month, as 2026-10; this month where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(month: str | None, as_json: bool) -> None:
    """Print the proposal of a month."""
    from agentdesk.scoreboard.incentive_text import month_text
    from agentdesk.scoreboard.incentives import proposals

    with opened():
        wanted = _month(month)
        found = proposals(caller(), wanted)
        if as_json:
            print_json([line.as_json() for line in found])
        else:
            click.echo(month_text(found, wanted))


@command.command(
    help=_(
        "Show one incentive: its bands, a month's lines and what they rest on.\n\n"
        "Example: agentdesk incentive show IN-01 --month 2026-10"
    )
)
@click.argument("incentive", metavar="ID")
@click.option("--month", metavar="M", help=_("The month, as 2026-10; this month where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(incentive: str, month: str | None, as_json: bool) -> None:
    """Print the rule, the month's lines and their evidence."""
    from agentdesk.scoreboard.incentive_text import bands_text, evidence_text, month_text
    from agentdesk.scoreboard.incentives import proposals, rule

    with opened():
        wanted = _month(month)
        found = proposals(caller(), wanted, incentive)
        if as_json:
            print_json([line.as_json() for line in found])
            return
        bands = bands_text(rule(incentive, wanted))
        click.echo("\n\n".join(filter(None, (bands, month_text(found, wanted), evidence_text(found)))))


@command.command(
    help=_(
        "Enter a person's score, or how many cases there were (at cost price: how many yuan).\n\n"
        "PERIOD is a month, or a day of the week where the score is weekly.\n\n"
        "Example: agentdesk incentive enter IN-01 何平 2026-10 985"
    )
)
@click.argument("incentive", metavar="ID")
@click.argument("person")
@click.argument("period")
@click.argument("value")
@click.option("--source", metavar="TEXT", default="", help=_("What it rests on: the signed sheet, a bulletin."))
def enter(incentive: str, person: str, period: str, value: str, source: str) -> None:
    """Enter one score."""
    from agentdesk.scoreboard import scores

    with opened():
        scores.enter(caller(), incentive, person_named(person), period, value, source)
        click.echo(_("Noted."))


@command.command(
    help=_(
        "Enter every score of a CSV or Excel file with the columns month, id, person, value, source.\n\n"
        "Example: agentdesk incentive take scores.csv"
    )
)
@click.argument("file", type=Given(path_type=Path))
def take(file: Path) -> None:
    """Enter the scores of a file."""
    from agentdesk.scoreboard import scores

    with opened():
        count = scores.take(caller(), file)
        click.echo(_("{count} scores are entered.").format(count=count))


@command.command(
    help=_(
        "Take back what was entered for a person.\n\n"
        "Example: agentdesk incentive withdraw IN-01 何平 2026-10 --reason 'wrong person'"
    )
)
@click.argument("incentive", metavar="ID")
@click.argument("person")
@click.argument("period")
@click.option("--reason", required=True, metavar="TEXT", help=_("Why it is taken back."))
def withdraw(incentive: str, person: str, period: str, reason: str) -> None:
    """Take back one score."""
    from agentdesk.scoreboard import scores

    with opened():
        scores.withdraw(caller(), incentive, person_named(person), period, reason)
        click.echo(_("Noted."))


def _month(text: str | None) -> date:
    from agentdesk.scoreboard.entering import parse_month

    return parse_month(text) if text else clock.today().replace(day=1)
