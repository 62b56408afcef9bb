"""`agentdesk db copy`: a dealer moves from SQLite to PostgreSQL, or back, and the old database says where to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from agentdesk.cli.session import account_name, print_json, refuse_as, require_owner
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url
from agentdesk.store.audit import Actor

if TYPE_CHECKING:
    from agentdesk.store.copying import Copied


@click.command(
    help=_(
        "Move the dealer to another database: a PostgreSQL server's, or from there to a file. All desks must be closed."
        "\n\n"
        "Each table is copied in one piece of time, compared by count and checksum, and the audit trail is followed on "
        "the copy. Then the old database says where it went and takes no more changes; it stays as it was. A copy that "
        "was broken off leaves nothing behind: run the same command again.\n\n"
        "Example: agentdesk db copy --to postgresql://agentdesk:PASSWORD@db.example.com/agentdesk"
    )
)
@click.option("--to", "target", metavar="URL|FILE", required=True,
              help=_("An empty database that the account in the URL owns, or a new file."))  # fmt: skip
@click.option("--mark-nul", is_flag=True,
              help=_("Write ␀ for a NUL in a text, which no server stores; else such rows are named."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def copy(target: str, mark_nul: bool, as_json: bool) -> None:
    """Copy, compare, close the old database."""
    from agentdesk.cli.progress import reporter
    from agentdesk.store.copying import copy as copy_database

    actor = _owner()
    with reporter() as report:
        done = copy_database(actor, database_url(), target, report, mark_nul=mark_nul)
    if as_json:
        tables = [{"table": each.table, "rows": each.rows, "checksum": each.checksum} for each in done.tables]
        print_json({"from": done.source, "to": done.target, "tables": tables, "rows": done.rows, "events": done.events,
                    "nul_marked": done.marked, "resumed": done.resumed})  # fmt: skip
        return
    if done.resumed:
        click.echo(_("The copy was complete already, and is finished now."))
    else:
        _tell_tables(done.tables)
        equal = _("{rows:,} rows in {tables} tables, equal on both sides; {events:,} events of the audit trail hold.")
        click.echo(equal.format(rows=done.rows, tables=len(done.tables), events=done.events))
    for where in done.marked:
        click.echo(_("␀ for NUL: {where}").format(where=where))
    click.echo()
    click.echo(_("Next: set AGENTDESK_DATABASE (or `database` in the settings file, chmod 600) to {url} on every host "
                 "with desks; let the night's job run on one of them only.").format(url=done.target))  # fmt: skip
    click.echo(_("{source} takes no more changes and says so to whoever opens it; keep it as a backup of today.")
               .format(source=done.source))  # fmt: skip


def _owner() -> Actor:
    """Who owns the database, also one that was moved already."""
    from agentdesk.store.database import close_database, open_database

    refuse_as()
    open_database(check=False)
    try:
        require_owner()
    finally:
        close_database()
    return Actor(None, account_name(), "administrator", "cli")


def _tell_tables(tables: list[Copied]) -> None:
    from tabulate import tabulate

    lines = [[each.table, f"{each.rows:,}", each.checksum[:12]] for each in tables if each.rows]
    heads = [_("Table"), _("Rows"), _("Checksum")]
    click.echo(tabulate(lines, heads, colalign=("left", "right", "left"), disable_numparse=True))
