"""`agentdesk calendar`: days off and make-up days, the house's own closed days, and next year's notice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, parse_day, print_json
from agentdesk.common import clock
from agentdesk.common.dates import weekday
from agentdesk.common.i18n import N_, _, pick
from agentdesk.common.names import visible

KINDS = {"off": N_("day off"), "work": N_("make-up working day"), "closed": N_("closed by the house")}


@click.group(help=_("Days off, make-up days and calling hours.\n\nExample: agentdesk calendar show --year 2027"))
def command() -> None:
    """Hold the commands of the calendar."""


@command.command(help=_("List the days that do not follow their weekday.\n\nExample: agentdesk calendar show --json"))
@click.option("--year", type=click.IntRange(1900, 2999), metavar="Y", help=_("The year; this one where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def show(year: int | None, as_json: bool) -> None:
    """List a year's days, and what is not known of it."""
    from tabulate import tabulate

    from agentdesk.playbook.workdays import listed, year_warning

    with opened():
        caller()
        wanted = year or clock.today().year
        rows = [
            {"date": row.day, "kind": row.kind, "name": row.name, "source": row.source}
            for row in listed(date(wanted, 1, 1), date(wanted, 12, 31))
        ]
        warning = year_warning(wanted)
    if as_json:
        print_json({"year": wanted, "days": rows, "warnings": [warning] if warning else []})
        return
    if warning:
        click.echo(warning, err=True)
    lines = [
        [row["date"], weekday(row["date"]), _(KINDS[row["kind"]]), visible(row["name"]), visible(row["source"])]
        for row in rows
    ]
    titles = [_("Date"), _("Weekday"), _("Kind"), _("Name"), _("Source")]
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True) if lines else _("No days."))


@command.command(
    help=_("Say whether customers are called on a day, and at which hours.\n\nExample: agentdesk calendar day")
)
@click.argument("day", required=False)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def day(day: str | None, as_json: bool) -> None:
    """Say what the calendar makes of a day."""
    from agentdesk.playbook.current import calendar, current
    from agentdesk.playbook.vocabulary import WEEKDAYS

    with opened():
        caller()
        wanted = parse_day(day)
        opening, house = calendar(wanted), current(wanted).head.calendar
        own = house.calling.ranges(WEEKDAYS[wanted.weekday()]) is not None
        facts: dict[str, Any] = {
            "date": wanted,
            "open": opening.is_open(wanted),
            "calling": [str(window) for window in opening.windows(wanted)],
            "preset": None if own else house.preset,
            "next_open": opening.next_open(wanted),
            "warnings": list(opening.warnings),
        }
    if as_json:
        print_json(facts)
        return
    for warning in facts["warnings"]:
        click.echo(warning, err=True)
    if facts["open"]:
        hours = "  ".join(facts["calling"]) or _("nobody is called")
        preset = f" ({facts['preset']})" if facts["preset"] else ""
        text = _("{day} {weekday}: open; calls {hours}").format(day=wanted, weekday=weekday(wanted), hours=hours)
        click.echo(text + preset)
    else:
        ahead = facts["next_open"]
        text = _("{day} {weekday}: closed; open again {next} {next_weekday}")
        click.echo(text.format(day=wanted, weekday=weekday(wanted), next=ahead, next_weekday=weekday(ahead)))


@command.command(
    help=_("List the calling hours that a playbook can name.\n\nExample: agentdesk calendar presets --json")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def presets(as_json: bool) -> None:
    """List the presets: `preset = "cn-strict"` in the calendar of playbook.toml."""
    from tabulate import tabulate

    from agentdesk.playbook.presets import PRESETS

    rows = [{"preset": name, "hours": list(row.ranges), "rule": pick(row.zh, row.en)} for name, row in PRESETS.items()]
    if as_json:
        print_json(rows)
        return
    lines = [[row["preset"], "  ".join(row["hours"]), row["rule"]] for row in rows]
    click.echo(tabulate(lines, [_("Preset"), _("Calling hours"), _("Rule")], tablefmt="simple", disable_numparse=True))


@command.command("import", help=_("Take in a year's official notice.\n\nExample: agentdesk calendar import 2027.json"))
@click.argument("file", type=Given(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def take_in(file: Path, as_json: bool) -> None:
    """Store a notice in place of what was known of its year."""
    from agentdesk.playbook.notice import read_notice
    from agentdesk.playbook.workdays import store_notice

    with opened():
        year, days = read_notice(file)
        count = store_notice(caller(), year, days)
    if as_json:
        print_json({"year": year, "days": count})
    else:
        click.echo(_("{year}: {count} days stored.").format(year=year, count=count))


@command.command(
    "set", help=_("Enter one day by hand.\n\nExample: agentdesk calendar set 2026-12-05 closed --name 盘点")
)
@click.argument("day")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--name", default="", help=_("What the day is."))
def set_one(day: str, kind: str, name: str) -> None:
    """Enter a day."""
    from agentdesk.playbook.workdays import set_day

    with opened():
        wanted = parse_day(day)
        set_day(caller(), wanted, kind, name)
    click.echo(f"{wanted} {weekday(wanted)}: {_(KINDS[kind])}")


@command.command(help=_("Take an entered day back.\n\nExample: agentdesk calendar forget 2026-12-05"))
@click.argument("day")
def forget(day: str) -> int:
    """Let a day follow its weekday again."""
    from agentdesk.playbook.workdays import forget_day

    with opened():
        wanted = parse_day(day)
        found = forget_day(caller(), wanted)
    click.echo(_("{day} follows its weekday again.").format(day=wanted) if found else _("No such day is stored."))
    return 0 if found else 1
