"""`agentdesk queue`: build a day's queue, look at what was built and why, and list it."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from agentdesk.cli.patience import patiently
from agentdesk.cli.progress import reporter
from agentdesk.cli.queue_forecast import forecast
from agentdesk.cli.queue_lists import reassign, rebalance, release
from agentdesk.cli.queue_register import record, register
from agentdesk.cli.session import caller, opened, parse_day, person_named, print_json
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible

READERS = ("agent", "handler", "supervisor")


@click.group(help=_("Build and list the day's queue.\n\nExample: agentdesk queue list"))
def command() -> None:
    """Hold the commands of the queue."""


for each in (register, record, forecast, rebalance, reassign, release):
    command.add_command(each)


@command.command(help=_("Build the queue of a date; a second run adds nothing.\n\nExample: agentdesk queue build"))
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option(
    "--ahead",
    is_flag=True,
    help=_(
        "For cron: tomorrow from 18:00 on, today before, and first the nights that were missed, in their order; then "
        "the head of the audit trail and a backup, as the settings audit_heads, backups and keep_backups say."
    ),
)
@click.option("--dry-run", is_flag=True, help=_("Say what would be done, and change nothing."))
@click.option(
    "--wait",
    type=click.IntRange(0, 86_400),
    default=0,
    metavar="SECONDS",
    help=_("How long to wait for another build to end; without it the command ends at once, with exit code 3."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def build(day: str | None, ahead: bool, dry_run: bool, wait: int, as_json: bool) -> int:
    """Build the queue of a date; then the rest of the night's work.

    It closes re-calls that ended without a word, finds cards that customers deny, and stores what closed days came to.
    At night it keeps the head of the audit trail and makes the backup; where one of them can't be, all else is done.
    """
    from agentdesk.complaints.unanswered import close_unanswered
    from agentdesk.interview.control import check_cards
    from agentdesk.queue.build import build as build_one
    from agentdesk.queue.build import catch_up
    from agentdesk.queue.dates import day_ahead
    from agentdesk.scoreboard.rolling import roll_up
    from agentdesk.store import nightly

    night = nightly.Night()
    with opened(), reporter() as progress:
        wanted = day_ahead() if ahead and not day else parse_day(day)
        actor = caller()
        how = catch_up if ahead and not day else build_one
        report = patiently(lambda: how(actor, wanted, dry_run=dry_run, progress=progress), wait)
        if not dry_run:
            close_unanswered(actor)
            check_cards(actor)
            roll_up(actor, progress)
            night = nightly.leave(actor) if ahead else night
    if as_json:
        print_json(report.as_json())
    for each in [] if as_json else [*report.missed, report]:
        for warning in each.warnings:
            click.echo(warning, err=True)
        click.echo(summary(each))
    for line in [*night.problems, *night.warnings]:
        click.echo(line, err=True)
    return 1 if night.problems else 0


def summary(report: Any) -> str:
    """A build's report as a table for people."""
    from tabulate import tabulate

    titles = [_("Kind"), _("Name"), _("Added"), _("Open"), _("Left over"), _("Held back"), _("Ended")]
    lines = [
        [row.kind, row.name, row.added, row.open, row.leftover, row.suppressed, row.closed]
        for row in report.kinds
        if row.added or row.open or row.suppressed or row.closed
    ]
    table = tabulate(lines, titles, tablefmt="simple", disable_numparse=True, colalign=_alignment(lines))
    last = _("{day}: {added} added, {assigned} shared out, {expired} expired, {unreachable} unreachable").format(
        day=report.day, added=report.added, assigned=report.assigned, expired=report.expired,
        unreachable=report.unreachable,
    )  # fmt: skip
    return "\n".join([table, "", last]) if lines else last


def _alignment(lines: list[list[Any]]) -> tuple[str, ...] | None:
    return ("left", "left", *["right"] * 5) if lines else None


@command.command(help=_("Show what was built, from what, by whom.\n\nExample: agentdesk queue runs --date 2026-11-20"))
@click.option("--date", "day", metavar="D", help=_("Only the builds of this date; the last ones where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def runs(day: str | None, as_json: bool) -> None:
    """Show the manifests of the builds, newest first."""
    from agentdesk.queue.manifest import runs as runs_of

    with opened():
        caller().require("supervisor")
        found = runs_of(parse_day(day) if day else None)
    if as_json:
        print_json(found)
    else:
        click.echo(_runs_listed(found))


def _runs_listed(found: list[dict[str, Any]]) -> str:
    from tabulate import tabulate

    if not found:
        return _("No builds.")
    states = {"finished": _("finished"), "running": _("running"), "broken_off": _("broken off")}
    titles = [_("Run"), _("Date"), _("Began"), _("Seconds"), _("By"), _("State"), _("Added"), _("Held back"),
              _("Expired"), _("Playbook")]  # fmt: skip
    lines = [
        [row["run"], row["date"], f"{row['started_at']:%Y-%m-%d %H:%M}", row["seconds"], visible(row["by"]),
         states[row["state"]], row["added"], row["suppressed"], row["expired"],
         (row["inputs"].get("playbook") or {}).get("version")]
        for row in found
    ]  # fmt: skip
    return tabulate(lines, titles, tablefmt="simple", disable_numparse=True)


@command.command(
    help=_(
        "Build a past date again from the facts as they were known then, and compare it with what was stored; nothing "
        "is written. Exit code 1 where they differ.\n\nExample: agentdesk queue replay --date 2026-11-20"
    )
)
@click.option("--date", "day", metavar="D", required=True, help=_("The date, as 2026-11-20."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def replay(day: str, as_json: bool) -> None:
    """Play a past date again."""
    from agentdesk.queue.replay import replay as play

    with opened():
        found = play(caller(), parse_day(day))
    if as_json:
        rows = [row.as_json() for row in found]
        print_json({"date": day, "equal": not any(row.differences for row in found), "runs": rows})
    else:
        for row in found:
            _show_replay(row)
    if any(row.differences for row in found):
        raise UserError(_("The day does not come out as it was stored; the differences are listed."))


def _show_replay(found: Any) -> None:
    said = _("Run {run}: {stored} tasks stored, {computed} computed, {count} differences").format(
        run=found.run_id, stored=found.stored, computed=found.computed, count=len(found.differences)
    )
    click.echo(said)
    for row in found.differences:
        click.echo(f"  {row['what']} {visible(row['key'])}: {_difference(row)}")
    for cause in found.causes:
        click.echo(f"  {visible(cause)}")


def _difference(row: dict[str, Any]) -> str:
    words = {"stored_only": _("only stored"), "computed_only": _("only computed")}
    changed = (f"{name} {before} -> {now}" for name, (before, now) in row.get("columns", {}).items())
    return words.get(row["difference"]) or ", ".join(changed)


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


@command.command(help=_("List what was due on a date and held back, and why.\n\nExample: agentdesk queue suppressed"))
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def suppressed(day: str | None, as_json: bool) -> None:
    """List what a day's build held back."""
    from tabulate import tabulate

    from agentdesk.queue.held_back import held_back

    with opened():
        caller().require(*READERS)
        found = held_back(parse_day(day))
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo(_("Nothing is held back."))
        return
    titles = [_("Kind"), _("Customer"), _("Since"), _("Why"), _("Detail")]
    lines = [
        [f"{row['kind']} {row['kind_name']}", visible(row["customer"]), row["held_back_since"], row["words"],
         row["detail"]]
        for row in found
    ]  # fmt: skip
    click.echo(tabulate(lines, titles, tablefmt="simple", disable_numparse=True))


@command.command(
    help=_(
        "Say why a task is there and at its place, or why a customer is called on a date or not.\n\n"
        "Example: agentdesk queue explain --customer 王建国 --date 2026-11-20"
    )
)
@click.argument("task", type=int, required=False)
@click.option("--customer", metavar="C", help=_("By name, telephone, plate or number."))
@click.option("--date", "day", metavar="D", help=_("The date, as 2026-11-20; today where none is given."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def explain(task: int | None, customer: str | None, day: str | None, as_json: bool) -> None:
    """Explain a task, or a customer's day."""
    if (task is None) == (customer is None):
        raise UsageError(_("Give either the number of a task or --customer."))
    if task is not None and day:
        raise UsageError(_("--date goes with --customer."))
    with opened():
        caller().require(*READERS)
        if task is not None:
            _explain_task(task, as_json=as_json)
        else:
            _explain_customer(customer or "", parse_day(day), as_json=as_json)


def _explain_task(task_id: int, *, as_json: bool) -> None:
    from agentdesk.queue.explain_task import explain_task, task_json, task_page

    found = explain_task(task_id)
    if as_json:
        print_json(task_json(found))
    else:
        click.echo(task_page(found))


def _explain_customer(name: str, day: date, *, as_json: bool) -> None:
    from agentdesk.queue.explain import explain_customer
    from agentdesk.queue.explain_task import explanation_json
    from agentdesk.queue.explain_text import page
    from agentdesk.queue.whom import customer_named

    found = explain_customer(customer_named(name).id, day)
    if as_json:
        print_json(explanation_json(found))
    else:
        click.echo(page(found))
