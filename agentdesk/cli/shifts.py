"""`agentdesk shifts`: who works when, for what, and how many calls a day that makes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.common.names import visible

READERS = ("agent", "handler", "supervisor")  # a wall screen names nobody


@click.group(help=_("Who works when, and how many calls that makes.\n\nExample: agentdesk shifts show"))
def command() -> None:
    """Hold the commands of the shifts."""


@command.command(
    help=_("Show the agents of a date with their capacity and calls.\n\nExample: agentdesk shifts show --json")
)
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(day: str | None, as_json: bool) -> None:
    """List the agents with hours, capacity and calls."""
    from tabulate import tabulate

    from agentdesk.queue.candidates import loads_of
    from agentdesk.queue.presence import desks

    with opened():
        caller().require(*READERS)
        wanted = parse_day(day)
        loads = loads_of(wanted)
        rows: list[dict[str, Any]] = [
            {"agent": desk.name, "absent": desk.absent, "hours": round(desk.minutes / 60, 2),
             "capacity": round(desk.capacity, 1), "calls": loads.get(desk.person_id, 0), "skills": sorted(desk.skills),
             "brands": sorted(desk.brands)}
            for desk in desks(wanted)
        ]  # fmt: skip
    if as_json:
        print_json({"date": wanted, "agents": rows})
        return
    titles = [_("Agent"), _("Hours"), _("Capacity"), _("Calls"), _("Calls for")]
    lines = [
        [visible(str(row["agent"])), _("absent") if row["absent"] else row["hours"], row["capacity"], row["calls"],
         visible(" ".join([*row["skills"], *row["brands"]])) or _("all")]
        for row in rows
    ]  # fmt: skip
    aligned = ("left", "right", "right", "right", "left")
    click.echo(tabulate(lines, titles, disable_numparse=True, colalign=aligned) if lines else _("No agents."))


@command.command(
    "set",
    help=_(
        "Say when a person works, for what and how fast.\n\n"
        "Example: agentdesk shifts set 李娜 --hours '周一至周五 9点到17点' --pace 12"
    ),
)
@click.argument("person")
@click.option("--hours", metavar="TEXT", help=_("Days and hours; an empty text means the house's."))
@click.option("--skills", metavar="LIST", help=_("Groups of kinds with spaces between; an empty text means all."))
@click.option("--brands", metavar="LIST", help=_("Brands of cars with spaces between; an empty text means all."))
@click.option("--pace", type=click.IntRange(0, 60), metavar="N", help=_("Calls an hour; 0 means the playbook's."))
def set_one(person: str, hours: str | None, skills: str | None, brands: str | None, pace: int | None) -> None:
    """Store what is given; the rest stays."""
    from agentdesk.common.own_hours import stored
    from agentdesk.queue.presence import set_work

    with opened():
        actor, who = caller(), person_named(person)
        found = set_work(
            actor, who.id, shift=hours, skills=None if skills is None else skills.split(),
            brands=None if brands is None else brands.split(), calls_an_hour=pace,
        )  # fmt: skip
        hours_said = stored(found.shift).said() or _("the house's hours")
        rest = " ".join([found.skills, found.brands]).strip() or _("all")
        an_hour = int(found.calls_an_hour or 0)
        speed = _("{count} calls an hour").format(count=an_hour) if an_hour else ""
        click.echo("  ".join(filter(None, (visible(found.name), hours_said, rest, speed))))


@command.command(help=_("Enter days off.\n\nExample: agentdesk shifts absent 李娜 2026-11-24 2026-11-26 --reason 年假"))
@click.argument("person")
@click.argument("first")
@click.argument("last", required=False)
@click.option("--reason", default="", help=_("Why; kept in the audit trail."))
def absent(person: str, first: str, last: str | None, reason: str) -> None:
    """Enter an absence."""
    from agentdesk.queue.presence import enter_absence

    with opened():
        actor, who = caller(), person_named(person)
        row = enter_absence(actor, who.id, parse_day(first), parse_day(last or first), reason)
        text = _("{name} is away from {first} to {last}; the next build hands over what cannot wait.")
        click.echo(text.format(name=visible(who.name), first=row.first_on, last=row.last_on))


@command.command(help=_("Take days off back.\n\nExample: agentdesk shifts present 李娜 2026-11-24"))
@click.argument("person")
@click.argument("day", required=False)
def present(person: str, day: str | None) -> int:
    """Withdraw the absence that holds on a day."""
    from agentdesk.queue.presence import withdraw_absence

    with opened():
        actor, who = caller(), person_named(person)
        found = withdraw_absence(actor, who.id, parse_day(day))
    click.echo(_("Withdrawn.") if found else _("No absence is entered for that day."))
    return 0 if found else 1


@command.command(help=_("List days off, those of the next four weeks.\n\nExample: agentdesk shifts absences"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def absences(as_json: bool) -> None:
    """List the absences ahead."""
    from tabulate import tabulate

    from agentdesk.queue.presence import absences as entered

    with opened():
        caller().require(*READERS)
        today = clock.today()
        rows = [
            {"person": row.person.name, "first": row.first_on, "last": row.last_on, "reason": row.reason}
            for row in entered(today, today + timedelta(days=28))
        ]
    if as_json:
        print_json(rows)
        return
    lines = [[visible(row["person"]), row["first"], row["last"], visible(row["reason"])] for row in rows]
    titles = [_("Name"), _("Begins"), _("Ends"), _("Reason")]
    click.echo(tabulate(lines, titles, disable_numparse=True) if lines else _("Nobody is away."))
