"""`agentdesk db backup` and `db restore`: copies made while desks work, which ones stay, and the way back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import account_name, caller, opened, print_json
from agentdesk.common.errors import DatabaseProblem, Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store.audit import Actor
from agentdesk.store.database import is_postgres


def _three(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[int, int, int] | None:
    """DAILY,WEEKLY,MONTHLY: three whole numbers, not all of them nothing."""
    if value is None:
        return None
    parts = value.split(",")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts) or not any(map(int, parts)):
        raise click.BadParameter(_("Three numbers, as 7,5,12: of days, weeks and months."))
    days, weeks, months = map(int, parts)
    return days, weeks, months


@click.command(
    "backup",
    help=_(
        "Copy the database while desks work on it, and check the copy; it appears whole or not at all, readable by its "
        "owner only.\n\n"
        "For cron: --to FOLDER --rotate 7,5,12 keeps the last copy of each of 7 days, 5 weeks and 12 months. The "
        'night\'s job (scripts/nightly_queue.py) does that by itself where the settings have backups = "FOLDER" and '
        "keep_backups = [7, 5, 12].\n\n"
        "Example: agentdesk db backup --to /srv/backup --rotate 7,5,12"
    ),
)
@click.option("-o", "--output", type=click.Path(path_type=Path, readable=False), help=_("Where to write the copy."))
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help=_("Write it into this folder under a name with its time; the folder is made."))  # fmt: skip
@click.option("--rotate", callback=_three, metavar="DAILY,WEEKLY,MONTHLY",
              help=_("Then remove what need not stay; the last one of so many days, weeks, months stays."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def back_up(output: Path | None, folder: Path | None, rotate: tuple[int, int, int] | None, as_json: bool) -> int:
    """Copy a running SQLite database, check the copy, and remove older ones that need not stay."""
    from agentdesk.store import backup
    from agentdesk.store.rotation import Keep
    from agentdesk.store.rotation import rotate as turn
    from agentdesk.store.tables import database

    if output and (folder or rotate):
        raise UsageError(_("Give either -o FILE, or --to FOLDER and --rotate."))
    source = Path(database_url())
    removed: list[Path] = []
    refused: list[str] = []
    with opened():
        if is_postgres(database_url()):
            raise UserError(_("A database server makes its own backups; use pg_dump."))
        actor = caller()
        actor.require("administrator")
        into = folder or source.absolute().parent
        made = backup.backup_file(database.obj, output) if output else backup.backup_into(database.obj, into)
        if rotate:
            removed, refused = turn(into, source, Keep(*rotate))
        try:
            backup.note(actor, made)
        except UserError as error:  # a full disk must not keep anybody from a backup elsewhere
            refused.append(str(error))
    if as_json:
        print_json({"backup": str(made), "removed": [str(path) for path in removed], "warnings": refused})
    else:
        click.echo(str(made))
        for path in removed:
            click.echo(_("Removed: {path}").format(path=path))
    for line in refused:
        click.echo(line, err=True)
    return 0


@click.command(
    help=_(
        "Put a backup in the database's place. Refused while a desk or a job has the database open, and where the "
        "backup is not whole. What was there stays beside it under another name.\n\n"
        "--check only looks: is it whole, of which schema, how many rows, does its audit trail hold.\n\n"
        "Both name the customers who were erased, did not want to be contacted or withdrew a consent since the backup: "
        "none of that is done again by itself.\n\n"
        "Example: agentdesk db restore /srv/backup/dealer.20261120-213000.db --check"
    )
)
@click.argument("file", type=Given(path_type=Path, readable=False))
@click.option("--check", is_flag=True, help=_("Only look at the backup; nothing is changed."))
@click.option("--reason", default="", metavar="TEXT", help=_("Why, for the audit trail."))
@click.option("--anyway", is_flag=True, help=_("Although it is not whole: where nothing better is left."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def restore(file: Path, check: bool, reason: str, anyway: bool, as_json: bool) -> int:
    """Look at a backup, or put it in the database's place."""
    from agentdesk.store import restore as restoring

    url = database_url()
    actor = _administrator(url)
    kept = None
    if check:
        actor.require("administrator")
        found = restoring.look_at(file, url)
    else:
        found, kept = restoring.restore(actor, file, url, reason=reason, anyway=anyway)
    if as_json:
        print_json({**found.as_json(), "restored": not check, "kept": str(kept) if kept else None})
    else:
        _tell(found)
        if not check:
            click.echo(_("Restored. What was there before: {path}").format(path=kept or "–"))
    return 0 if found.whole else 1


def _administrator(url: str) -> Actor:
    """Who restores: as the database says, or whoever owns the file or its folder where it can't say anything."""
    try:
        with opened():
            return caller()
    except DatabaseProblem:
        path = Path(url).absolute()
        owned = path if path.exists() else path.parent
        if is_postgres(url) or not owned.exists() or owned.stat().st_uid != os.getuid():
            raise Forbidden(_("Only the owner of the database may act without being known to it.")) from None
        return Actor(None, account_name(), "administrator", "cli")


def _tell(found: Any) -> None:
    from tabulate import tabulate

    from agentdesk.common.dates import moment

    states = {"current": _("current"), "older": _("older; bring it up with: agentdesk db migrate")}
    rows = found.rows
    counts = _("{customers:,} customers, {tasks:,} tasks, {calls:,} calls, {complaints:,} complaints").format(
        customers=rows.get("customer", 0), tasks=rows.get("task", 0), calls=rows.get("contact", 0),
        complaints=rows.get("complaint", 0),
    )  # fmt: skip
    events = _("{count:,} events, the last one {at}")
    lines = [
        [_("File"), str(found.path)],
        [_("Schema"), f"{found.schema} ({states[found.state]})"],
        [_("Rows"), _("{rows:,} in {tables} tables").format(rows=found.total, tables=found.tables)],
        [_("Of these"), counts],
        [_("Audit trail"), events.format(count=found.trail.count, at=moment(found.last_at) or "–")],
        [_("Kept heads that agree"), str(found.trail.agreed)],
    ]
    if found.later is not None:
        lines.append([_("Events since, not in it"), str(found.later)])
    click.echo(tabulate(lines, tablefmt="plain", disable_numparse=True))
    for line in _lost_lines(found.lost):
        click.echo(f"! {line}", err=True)
    for line in [*found.faults, *(fault.said for fault in found.trail.faults)]:
        click.echo(f"! {line}", err=True)
    if found.whole:
        click.echo(_("The backup is whole."))


def _lost_lines(lost: Any) -> list[str]:
    """What customers asked for since the backup, by their numbers, and what to do about each kind."""
    if lost is None:
        return []
    texts = {
        "erasures": _("Erased since, or to be: customers {customers}. Again for each: agentdesk customer erase NUMBER"),
        "opt_outs": _(
            "Not to be contacted since: customers {customers}. Again: agentdesk customer no-contact add NUMBER"
        ),
        "opt_outs_lifted": _(
            "May be contacted again since: customers {customers}. Again: agentdesk customer no-contact lift NUMBER"
        ),
        "withdrawals": _(
            "Consent withdrawn since: customers {customers}. Again: agentdesk customer consent withdraw NUMBER"
        ),
        "restrictions": _("Restricted since: customers {customers}. Again: agentdesk customer restrict NUMBER"),
    }
    lines = [
        texts[kind].format(customers=f"{', '.join(map(str, numbers))} ({len(numbers)})")
        for kind, numbers in lost.customers.items()
    ]
    if lost.unknown:
        text = _("{count} customers of such wishes are not in the backup at all; an import brings them as new ones.")
        lines.append(text.format(count=lost.unknown))
    if lines:
        lines.append(_("Nothing of this is done again by itself; all of it stands in the database of before."))
    return lines
