"""`agentdesk quality`: calls that are sampled and judged, numbers that stand out, a month's scores (SV-02)."""

from __future__ import annotations

from datetime import timedelta

import click

from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common.i18n import _


@click.group(help=_("Calls sampled and judged for their quality.\n\nExample: agentdesk --as 方慧 quality list"))
def command() -> None:
    """Hold the commands of quality."""


@command.command(
    "list",
    help=_(
        "List the calls to judge with the reason why each was drawn, or those judged, flagged or objected to.\n\n"
        "Example: agentdesk --as 方慧 quality list --view judged"
    ),
)
@click.option(
    "--view", type=click.Choice(["to_judge", "judged", "flags", "objected"]), default="to_judge",
    help=_("Which calls; those to judge where nothing is said."),
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(view: str, as_json: bool) -> None:
    """List calls."""
    from agentdesk.quality.listing import views
    from agentdesk.quality.text import samples_table

    with opened():
        rows = views(caller())[view]
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(samples_table(rows))


@command.command(
    help=_(
        "Show a judgement: criteria as they read then, points, comments, and what the agent said of it.\n\n"
        "Example: agentdesk --as 李娜 quality show 3"
    )
)
@click.argument("judgement_id", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(judgement_id: int, as_json: bool) -> None:
    """Show one judgement."""
    from agentdesk.quality.judged import judgement
    from agentdesk.quality.text import page

    with opened():
        found = judgement(caller(), judgement_id)
        if as_json:
            print_json(found.as_json())
        else:
            click.echo(page(found))


@command.command(
    help=_(
        "List numbers that stand out, neutral reasons to look at a call, of the days up to today.\n\n"
        "Example: agentdesk --as 方慧 quality flags --from 2026-11-01"
    )
)
@click.option("--from", "first", metavar="D", help=_("The first day; a week back where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def flags(first: str | None, last: str | None, as_json: bool) -> None:
    """List flags."""
    from agentdesk.quality.flags import flags as standing_out
    from agentdesk.quality.text import flags_table

    with opened():
        until = parse_day(last)
        rows = standing_out(caller(), parse_day(first) if first else until - timedelta(days=6), until)
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(flags_table(rows))


@command.command(
    help=_(
        "Show a month's scores by agent: the mean of the calls drawn at random with its interval, critical errors; "
        "calls looked at for another reason are only counted.\n\n"
        "Example: agentdesk --as 方慧 quality scores --month 2026-11"
    )
)
@click.option("--month", metavar="M", help=_("The month, such as 2026-11; this one where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def scores(month: str | None, as_json: bool) -> None:
    """Show scores."""
    from agentdesk.common.dates import add_months
    from agentdesk.quality.figures import scores as of_month
    from agentdesk.quality.text import scores_table

    with opened():
        first = parse_day(f"{month}-01" if month else None).replace(day=1)
        rows = of_month(caller(), first, add_months(first, 1) - timedelta(days=1))
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(scores_table(rows))
