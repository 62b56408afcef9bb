"""`agentdesk db`: migrate, back up, restore and check the database, and remove what is too old."""

from __future__ import annotations

from pathlib import Path

import click
from peewee import Database, PeeweeException

from agentdesk.cli.backups import back_up, restore
from agentdesk.cli.copying import copy
from agentdesk.cli.rolling import rollup
from agentdesk.cli.session import print_json
from agentdesk.common.errors import DatabaseProblem, UsageError
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store import backup, schema
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.database import close_database, open_database, shown, translated
from agentdesk.store.problems import problem
from agentdesk.store.single_desk import send_home


@click.group(
    help=_("Migrate, back up, check and move the database, and remove what is too old.\n\nExample: agentdesk db check")
)
def command() -> None:
    """Hold the commands of the database."""


for each in (back_up, restore, copy, rollup):
    command.add_command(each)


@command.command(
    help=_(
        "Bring the database to this program's schema, with a backup before. Desks that are open save what is typed and "
        "end; whoever logs in again goes on where they were.\n\nExample: agentdesk db migrate"
    )
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def migrate(as_json: bool) -> None:
    """Apply the migrations that the database has not had."""
    opened = open_database(check=False)
    try:
        with translated(shown(database_url())):
            done, kept, (ended, left) = _migrate(opened)
    finally:
        close_database()
    if as_json:
        print_json({
            "applied": done, "backup": str(kept) if kept else None, "desks_ended": ended, "desks_left": left,
        })  # fmt: skip
    elif done:
        if ended:
            click.echo(_("Desks that have saved and ended: {count}").format(count=ended))
        if left:
            click.echo(_("Desks elsewhere that end within a minute: {count}").format(count=left), err=True)
        click.echo(_("Applied: {names}. The backup before it: {path}").format(names=", ".join(done), path=kept))
    else:
        click.echo(_("The database is up to date."))


def _migrate(opened: Database) -> tuple[list[str], Path | None, tuple[int, int]]:
    """The migrations that were applied, the backup that was made before the first of them, the desks sent home."""
    have = schema.applied(opened)
    if not have or set(have) - set(schema.known()):
        schema.require_current(opened)
    if have == schema.known():
        return [], None, (0, 0)
    gone = send_home()
    kept = backup.before_migration(opened)
    try:
        done = schema.migrate(opened)
    except PeeweeException as error:
        reason = problem(error, shown(database_url()))
        hint = _("The migration was not done: {reason} The backup before it: {path}")
        raise DatabaseProblem(hint.format(reason=reason, path=kept)) from error
    with change(SYSTEM, "db.migrate") as audit:
        audit("schema_migration", None, before={"at": have[-1]}, after={"at": done[-1]})
    return done, kept, gone


@command.command(help=_("Check the file, its links and the audit chain.\n\nExample: agentdesk db check"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def check(as_json: bool) -> int:
    """Say whether the database is sound."""
    from agentdesk.store.checks import examine

    open_database()
    try:
        with translated(shown(database_url())):
            findings = examine()
    finally:
        close_database()
    if as_json:
        print_json({"sound": not findings, "findings": findings})
    elif not findings:
        click.echo(_("The database is sound."))
    for finding in findings if not as_json else []:
        click.echo(finding, err=True)
    return 1 if findings else 0


@command.command(
    help=_("Show which files are older than they may be kept, and remove them when their number is confirmed.\n\n"
           "What is removed is gone; backups made before still hold it.\n\n"
           "Example: agentdesk db purge --dry-run, then: agentdesk db purge --confirm 1250")
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help=_("Only show what would go, as without options."))
@click.option("--confirm", metavar="COUNT", type=click.IntRange(min=0),
              help=_("Remove them; the number of files that was shown."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def purge(dry_run: bool, confirm: int | None, as_json: bool) -> None:
    """Show or do what the years of the playbook ask for (RT-01 to RT-04)."""
    from agentdesk.cli.purging import show_plan, show_removed
    from agentdesk.cli.session import caller, opened

    if dry_run and confirm is not None:
        raise UsageError(_("Give either --dry-run or --confirm."))
    with opened():
        actor = caller()
        actor.require("administrator")
        if confirm is None:
            show_plan(as_json)
        else:
            show_removed(actor, confirm, as_json)
