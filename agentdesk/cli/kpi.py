"""`agentdesk kpi`: the indicators of a period, and the rows beneath one of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor

FIGURE_READERS = ("agent", "handler", "supervisor", "board")
ROW_READERS = ("agent", "handler", "supervisor")


@click.group(
    invoke_without_command=True,
    help=_("Compute the indicators of a period.\n\nExample: agentdesk kpi --from 2026-10-01 --to 2026-10-31 --json"),
)
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--by", metavar="WHAT", help=_("Cut by agent, advisor, department, model or kind."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
@click.pass_context
def command(ctx: click.Context, first: str | None, last: str | None, by: str | None, as_json: bool) -> None:
    """Print every indicator of a period."""
    if ctx.invoked_subcommand:
        return
    from agentdesk.scoreboard import render
    from agentdesk.scoreboard.figures import all_figures

    with opened():
        actor = caller()
        actor.require(*FIGURE_READERS)
        if by:
            _print_cuts(actor, by, first, last, "", as_json)
            return
        found = all_figures(*_period(first, last))
        if as_json:
            print_json([figure.as_json() for figure in found])
            return
        parts = (render.figures_table(found), render.reported_table(found), render.reasons(found))
        click.echo("\n\n".join(filter(None, parts)))


@command.command(
    help=_("Show one indicator with its formula.\n\nExample: agentdesk kpi show KP-03 --from 2026-10-01 --rows")
)
@click.argument("indicator", metavar="ID")
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--by", metavar="WHAT", help=_("Cut by agent, advisor, department, model or kind."))
@click.option("--rows", "with_rows", is_flag=True, help=_("List everything it counts."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(indicator: str, first: str | None, last: str | None, by: str | None, with_rows: bool, as_json: bool) -> None:
    """Print one indicator, its formula, and on request its rows or its segments."""
    with opened():
        actor = caller()
        actor.require(*(ROW_READERS if with_rows else FIGURE_READERS))
        if by:
            _print_cuts(actor, by, first, last, indicator, as_json)
        else:
            _print_figure(indicator, *_period(first, last), with_rows, as_json)


def _print_figure(indicator: str, first: date, last: date, with_rows: bool, as_json: bool) -> None:
    from agentdesk.scoreboard import render
    from agentdesk.scoreboard.figures import daily, definition, figure
    from agentdesk.scoreboard.subjects import rows

    found, days, period = figure(indicator, first, last), daily(indicator, first, last), definition(indicator).period
    lines = rows(indicator, first, last) if with_rows else []
    if as_json:
        mean = {"mean_of_days": float(days.mean), "days": days.days} if days else {}
        more = {"rows": [line.as_json() for line in lines]} if with_rows else {}
        print_json({**found.as_json(), "formula": found.formula, "period": _(period), **mean, **more})
        return
    said = [f"{found.formula}\n{_(period)}" + (f"\n{render.daily_text(found, days)}" if days else "")]
    tables = [render.figures_table([found]), render.reported_table([found]), render.reasons([found])]
    click.echo("\n\n".join(filter(None, tables + said)))
    if with_rows:
        click.echo(f"\n{render.subjects_table(lines)}")


def _print_cuts(actor: Actor, by: str, first: str | None, last: str | None, indicator: str, as_json: bool) -> None:
    """Figures by person show people, so the board does not see them."""
    from agentdesk.scoreboard import compare_text, render
    from agentdesk.scoreboard.figures import cuts
    from agentdesk.scoreboard.funnel import funnel

    actor.require(*ROW_READERS)
    if indicator:
        made = funnel(indicator, by, *_period(first, last))
        if as_json:
            print_json([part.as_json() for part in made.parts])
        else:
            click.echo(compare_text.funnel_text(made))
        return
    found = cuts(by, *_period(first, last))
    if as_json:
        print_json([cut.as_json() for cut in found])
    else:
        click.echo(render.cuts_table(found) if found else _("Nothing falls in this period."))


@command.command(
    help=_(
        "Compare an indicator, or all of them, with another period: the difference with its 95 % interval, and whether "
        "it can be told from chance. Without one, the period before and the same one a year before.\n\n"
        "Example: agentdesk kpi compare KP-02 --from 2026-11-01 --to 2026-11-20 --with year"
    )
)
@click.argument("indicator", metavar="[ID]", required=False, default="")
@click.option("--from", "first", metavar="D", help=_("The first day; the first of this month where none is given."))
@click.option("--to", "last", metavar="D", help=_("The last day; today where none is given."))
@click.option("--with", "with_", type=click.Choice(["previous", "year"]), help=_("What to compare with."))
@click.option("--with-from", "other_first", metavar="D", help=_("The first day of the other period."))
@click.option("--with-to", "other_last", metavar="D", help=_("The last day of the other period."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def compare(
    indicator: str, first: str | None, last: str | None, with_: str | None, other_first: str | None,
    other_last: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Print indicators of two periods side by side."""
    from agentdesk.scoreboard import compare_text
    from agentdesk.scoreboard.comparing import WITH, compare_all
    from agentdesk.scoreboard.comparing import compare as compare_one

    if bool(other_first) != bool(other_last) or (other_first and with_):
        raise click.UsageError(_("Give --with-from and --with-to together, or --with."))
    with opened():
        caller().require(*FIGURE_READERS)
        span = _period(first, last)
        if other_first:
            others = [(parse_day(other_first), parse_day(other_last))]
        else:
            others = [WITH[name](*span) for name in ([with_] if with_ else WITH)]
        if indicator:
            found = [compare_one(indicator, span, other) for other in others]
        else:
            found = [row for other in others for row in compare_all(span, other)]
        if as_json:
            print_json([row.as_json() for row in found])
        else:
            click.echo(compare_text.comparisons_text(found))


@command.command(
    help=_(
        "Open one row of an indicator, as `kpi show --rows --json` names it: the call that was owed with every sitting "
        "and number dialled, or an order, a sale, an appointment, a customer with the calls they owe.\n\n"
        "Example: agentdesk kpi row task 1204"
    )
)
@click.argument("subject", type=click.Choice(["task", "repair_order", "sale", "appointment", "customer"]))
@click.argument("key", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def row(subject: str, key: int, as_json: bool) -> None:
    """Print what lies beneath one row."""
    from agentdesk.common.paper import printed
    from agentdesk.scoreboard import case_text
    from agentdesk.scoreboard.case import case

    with opened():
        found = case(caller(), subject, key)
        if as_json:
            print_json(found)
        else:
            click.echo(printed(case_text.parts(found), case_text.WIDTH))


@command.command(
    help=_(
        "Enter a month's figure that headquarters sent, a share also as counts (45/50); of what is counted every day, "
        "a day's counts.\n\nExample: agentdesk kpi enter AB-06 2026-10 93.61"
    )
)
@click.argument("indicator", metavar="ID")
@click.argument("month")
@click.argument("value")
@click.option("--source", metavar="TEXT", default="", help=_("Who says so: a letter, a bulletin."))
def enter(indicator: str, month: str, value: str, source: str) -> None:
    """Enter one reported figure."""
    from agentdesk.scoreboard import entering

    with opened():
        entering.enter(caller(), indicator, entering.parse_period(indicator, month), value, source)
        click.echo(_("Noted."))


@command.command(
    help=_(
        "Enter every figure of a CSV or Excel file with the columns month, id, value, source.\n\n"
        "Example: agentdesk kpi take bulletin.csv"
    )
)
@click.argument("file", type=Given(path_type=Path))
def take(file: Path) -> None:
    """Enter the reported figures of a file."""
    from agentdesk.scoreboard import entering

    with opened():
        count = entering.take(caller(), file)
        click.echo(_("{count} figures are entered.").format(count=count))


@command.command(
    help=_(
        "Take back a month's figure that was entered.\n\n"
        "Example: agentdesk kpi withdraw AB-06 2026-10 --reason 'wrong month'"
    )
)
@click.argument("indicator", metavar="ID")
@click.argument("month")
@click.option("--reason", required=True, metavar="TEXT", help=_("Why it is taken back."))
def withdraw(indicator: str, month: str, reason: str) -> None:
    """Take back a reported figure."""
    from agentdesk.scoreboard import entering

    with opened():
        entering.withdraw(caller(), indicator, entering.parse_period(indicator, month), reason)
        click.echo(_("Noted."))


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
