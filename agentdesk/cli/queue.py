"""`agentdesk queue`: build a day's queue, and list it."""

from __future__ import annotations

from typing import Any

import click

from agentdesk.cli.progress import reporter
from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.i18n import _
from agentdesk.common.names import visible

READERS = ("agent", "handler", "supervisor")


@click.group(help=_("Build and list the day's queue.\n\nExample: agentdesk queue list"))
def command() -> None:
    """Hold the commands of the queue."""


@command.command(help=_("Build the queue of a date; a second run adds nothing.\n\nExample: agentdesk queue build"))
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--ahead", is_flag=True, help=_("Without a date: tomorrow from 18:00 on, today before; for cron."))
@click.option("--dry-run", is_flag=True, help=_("Say what would be done, and change nothing."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def build(day: str | None, ahead: bool, dry_run: bool, as_json: bool) -> None:
    """Build the queue of a date, and close the re-calls that ended without a word."""
    from agentdesk.complaints.unanswered import close_unanswered
    from agentdesk.queue.build import build as build_queue
    from agentdesk.queue.dates import day_ahead

    with opened(), reporter() as progress:
        wanted = day_ahead() if ahead and not day else parse_day(day)
        actor = caller()
        report = build_queue(actor, wanted, dry_run=dry_run, progress=progress)
        if not dry_run:
            close_unanswered(actor)
    if as_json:
        print_json(report.as_json())
        return
    for warning in report.warnings:
        click.echo(warning, err=True)
    click.echo(summary(report))


def summary(report: Any) -> str:
    """A build's report as a table for people."""
    from tabulate import tabulate

    titles = [_("Kind"), _("Name"), _("Added"), _("Open"), _("Left over"), _("Held back")]
    lines = [
        [row.kind, row.name, row.added, row.open, row.leftover, row.suppressed]
        for row in report.kinds
        if row.added or row.open or row.suppressed
    ]
    table = tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=_alignment(lines))
    last = _("{day}: {added} added, {assigned} shared out, {expired} expired, {unreachable} unreachable").format(
        day=report.day, added=report.added, assigned=report.assigned, expired=report.expired,
        unreachable=report.unreachable,
    )  # fmt: skip
    return "\n".join([table, "", last]) if lines else last


def _alignment(lines: list[list[Any]]) -> tuple[str, ...] | None:
    return ("left", "left", "right", "right", "right", "right") if lines else None


@command.command("list", help=_("List the tasks of a date.\n\nExample: agentdesk queue list --agent 李娜 --json"))
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--agent", metavar="A", help=_("Only the list of this person, by name or staff code."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_tasks(day: str | None, agent: str | None, as_json: bool) -> None:
    """List the tasks of a date."""
    from agentdesk.queue.listing import tasks_of

    with opened():
        caller().require(*READERS)
        found = tasks_of(parse_day(day), agent_id=person_named(agent).id if agent else None)
        if as_json:
            print_json(found)
        else:
            click.echo(_listed(found))


def _listed(found: list[dict[str, Any]]) -> str:
    from tabulate import tabulate

    from agentdesk.complaints.model import POSITIONS
    from agentdesk.interview.catalogue import outcome_name

    if not found:
        return _("No tasks.")
    states = {"open": _("open"), "closed": _("closed")}
    titles = [_("No."), _("Kind"), _("Customer"), _("Due"), _("Latest"), _("Owner"), _("Agent"), _("State")]
    lines = [
        [row["id"], f"{row['kind']} {row['kind_name']}", visible(row["customer"]), row["due_effective"],
         row["latest_on"], _(POSITIONS.get(row["owner_role"], row["owner_role"])), visible(row["agent"]),
         outcome_name(row["disposition"]) if row["disposition"] else states[row["state"]]]
        for row in found
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)
