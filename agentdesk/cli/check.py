"""`agentdesk check`: a day looked at and signed by the supervisor (SV-01)."""

from __future__ import annotations

from datetime import timedelta

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.i18n import _


@click.group(help=_("The daily check: what a day came to, signed.\n\nExample: agentdesk check show --date 2026-11-20"))
def command() -> None:
    """Hold the commands of the daily check."""


@command.command(
    help=_(
        "Show a day's sheet: as it stands, or as it stood when it was signed.\n\n"
        "Example: agentdesk --as 方慧 check show"
    )
)
@click.option("--date", "day", metavar="D", help=_("The day; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(day: str | None, as_json: bool) -> None:
    """Show one day."""
    from agentdesk.quality.check import sheet
    from agentdesk.quality.sheet_text import page

    with opened():
        found = sheet(caller(), parse_day(day))
        if as_json:
            print_json(found.as_json())
        else:
            click.echo(page(found))


@command.command(
    "list",
    help=_("List the days with their signatures, newest first.\n\nExample: agentdesk --as 方慧 check list --unsigned"),
)
@click.option("--from", "first", metavar="D", help=_("The first day; four weeks back where none is given."))
@click.option("--unsigned", is_flag=True, help=_("Only the work days before today that nobody has signed."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_(first: str | None, unsigned: bool, as_json: bool) -> None:
    """List the days."""
    from agentdesk.common import clock
    from agentdesk.quality.check import checked_days, unsigned_days
    from agentdesk.quality.sheet_text import days_table

    with opened():
        actor, today = caller(), clock.today()
        open_days = unsigned_days(actor) if unsigned else ()
        begin = parse_day(first) if first else min([today - timedelta(days=27), *open_days])
        rows = [row for row in checked_days(actor, begin, today) if not unsigned or row.day in open_days]
        if as_json:
            print_json([row.as_json() for row in rows])
        else:
            click.echo(days_table(rows) if rows else _("Every work day is signed."))


@command.command(
    help=_(
        "Sign a day with its figures as they stand; later entries supplement it, nothing changes it.\n\n"
        "Example: agentdesk --as 方慧 check sign --date 2026-11-19 --remark '补签'"
    )
)
@click.option("--date", "day", metavar="D", help=_("The day; today where none is given."))
@click.option("--remark", metavar="TEXT", default="", help=_("What is to be said of the day."))
def sign(day: str | None, remark: str) -> None:
    """Sign one day."""
    from agentdesk.quality.check import sign as put_down

    with opened():
        made = put_down(caller(), parse_day(day), remark)
        click.echo(_("{day} is signed.").format(day=made.work_date.isoformat()))


@command.command(
    help=_(
        "Write down what a day's check found; with --owner and --due it becomes an improvement action.\n\n"
        "Example: agentdesk --as 方慧 check add '午后两小时无人拨号' --about 孙悦"
    )
)
@click.argument("text")
@click.option("--date", "day", metavar="D", help=_("The day; today where none is given."))
@click.option("--about", metavar="NAME", help=_("Whom it is about, by name or staff code."))
@click.option("--owner", metavar="NAME", help=_("Who sees to it, by name or staff code."))
@click.option("--due", metavar="D", help=_("The day by which it is to be done."))
def add(text: str, day: str | None, about: str | None, owner: str | None, due: str | None) -> None:
    """Add an entry."""
    from agentdesk.quality.check import add_entry

    with opened():
        made = add_entry(
            caller(), parse_day(day), text, about_id=person_named(about).id if about else None,
            owner_id=person_named(owner).id if owner else None, due_on=parse_day(due) if due else None,
        )  # fmt: skip
        click.echo(_("Noted."))
        if made.action_id:
            click.echo(_("Improvement action {id}").format(id=made.action_id))
