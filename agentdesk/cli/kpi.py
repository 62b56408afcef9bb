"""`agentdesk kpi`: the indicators of a period, and the rows beneath one of them."""

from __future__ import annotations

from datetime import date

import click

from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common import clock
from agentdesk.common.i18n import _

FIGURE_READERS = ("agent", "handler", "supervisor", "board")
ROW_READERS = ("agent", "handler", "supervisor")


@click.group(
    invoke_without_command=True,
    help=_("Compute the indicators of a period.\n\nExample: agentdesk kpi --from 2026-10-01 --to 2026-10-31 --json"),
)
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
@click.pass_context
def command(ctx: click.Context, first: str | None, last: str | None, as_json: bool) -> None:
    """Print every indicator of a period."""
    if ctx.invoked_subcommand:
        return
    from agentdesk.scoreboard.figures import figures
    from agentdesk.scoreboard.render import figures_table

    with opened():
        caller().require(*FIGURE_READERS)
        found = figures(*_period(first, last))
        if as_json:
            print_json([figure.as_json() for figure in found])
        else:
            click.echo(figures_table(found))


@command.command(
    help=_("Show one indicator with its formula.\n\nExample: agentdesk kpi show KP-03 --from 2026-10-01 --rows")
)
@click.argument("indicator", metavar="ID")
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--rows", "with_rows", is_flag=True, help=_("List everything it counts."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(indicator: str, first: str | None, last: str | None, with_rows: bool, as_json: bool) -> None:
    """Print one indicator, its formula, and on request its rows."""
    from agentdesk.scoreboard.figures import figure
    from agentdesk.scoreboard.render import figures_table, subjects_table
    from agentdesk.scoreboard.subjects import rows

    with opened():
        caller().require(*(ROW_READERS if with_rows else FIGURE_READERS))
        days = _period(first, last)
        found = figure(indicator, *days)
        lines = rows(indicator, *days) if with_rows else []
        if as_json:
            more = {"rows": [line.as_json() for line in lines]} if with_rows else {}
            print_json({**found.as_json(), "formula": found.formula, **more})
            return
        click.echo(figures_table([found]))
        click.echo(f"\n{found.formula}")
        if with_rows:
            click.echo(f"\n{subjects_table(lines)}")


@command.command(
    help=_("Show AAPOR's response, cooperation, refusal and contact rates.\n\nExample: agentdesk kpi aapor --json")
)
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def aapor(first: str | None, last: str | None, as_json: bool) -> None:
    """Print AAPOR's outcome rates of the agents' calls, with the counts and the e they rest on."""
    from agentdesk.scoreboard.aapor import of_period
    from agentdesk.scoreboard.render import aapor_table

    with opened():
        caller().require(*FIGURE_READERS)
        found = of_period(*_period(first, last))
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(aapor_table(found))


def _period(first: str | None, last: str | None) -> tuple[date, date]:
    end = parse_day(last)
    start = parse_day(first) if first else min(end, clock.today()).replace(day=1)
    return start, end
