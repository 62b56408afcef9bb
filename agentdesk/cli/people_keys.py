"""`agentdesk people key`: which public keys a person logs in with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import caller, opened, person_named, print_json
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.common.os_errors import why
from agentdesk.store.tables import PersonKey

_LARGEST = 64 * 1024  # letters of a file with one key


@click.group(help=_("Keys that people log in with over SSH.\n\nExample: agentdesk people key list"))
def key() -> None:
    """Hold the commands of the keys."""


@key.command(
    help=_(
        "Let a person log in with a public key: a .pub file, or - for the standard input.\n\n"
        "Example: agentdesk people key add 李娜 li.na.pub"
    )
)
@click.argument("person")
@click.argument("file", type=Given(path_type=str, allow_dash=True, readable=False))
def add(person: str, file: str) -> None:
    """Add a key; a private key is refused unread further."""
    from agentdesk.store.keys import add_key

    text = _read(file)
    with opened():
        actor = caller()
        actor.require("administrator")
        row = add_key(actor, person_named(person), text)
        said = _("{name} may log in with key {id}: {fingerprint}")
        click.echo(said.format(name=visible(row.person.name), id=row.id, fingerprint=row.fingerprint))


def _read(file: str) -> str:
    try:
        if file == "-":
            return sys.stdin.read(_LARGEST)
        with Path(file).open(encoding="utf-8", errors="replace") as opened_file:
            return opened_file.read(_LARGEST)
    except OSError as error:
        raise UserError(_("{path} cannot be read: {why}").format(path=file, why=why(error))) from error


@key.command(
    "list",
    help=_(
        "List the keys in force; --all shows the revoked ones after them.\n\n"
        "Example: agentdesk people key list 李娜 --all"
    ),
)
@click.argument("person", required=False)
@click.option("--all", "with_revoked", is_flag=True, help=_("The revoked ones too."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def list_keys(person: str | None, with_revoked: bool, as_json: bool) -> None:
    """List keys by person."""
    from agentdesk.store.keys import keys

    with opened():
        caller().require("administrator")
        found = [_as_json(row) for row in keys(person_named(person) if person else None, revoked=with_revoked)]
    if as_json:
        print_json(found)
    else:
        none = _("No keys.") if with_revoked else _("No keys in force.")
        click.echo(_table(found, with_revoked) if found else none)


def _as_json(row: PersonKey) -> dict[str, Any]:
    return {
        "id": row.id, "person": row.person.name, "code": row.person.code, "type": row.kind,
        "fingerprint": row.fingerprint, "comment": row.comment,
        "added_at": row.added_at, "added_by": row.added_by.name if row.added_by_id else "",
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at, "revoked_by": row.revoked_by.name if row.revoked_by_id else "",
        "revoked_why": row.revoked_why,
    }  # fmt: skip


def _table(found: list[dict[str, Any]], with_revoked: bool) -> str:
    from agentdesk.common.clock import local
    from agentdesk.common.tables import table, terminal_width

    def moment(value: Any) -> str:
        return f"{local(value):%Y-%m-%d %H:%M}" if value else "-"

    titles = [_("No."), _("Person"), _("Fingerprint"), _("Key's comment"), _("Added"), _("Last used")]
    lines = [
        [str(row["id"]), visible(str(row["person"])), str(row["fingerprint"]), visible(str(row["comment"])),
         moment(row["added_at"]), moment(row["last_used_at"])]
        for row in found
    ]  # fmt: skip
    if with_revoked:
        titles.append(_("Revoked"))
        for line, row in zip(lines, found, strict=True):
            revoked = f"{moment(row['revoked_at'])} {visible(str(row['revoked_why']))}"
            line.append(revoked if row["revoked_at"] else "")
    return table(titles, lines, ["left"] * len(titles), width=terminal_width(), gives={2: 12, 3: 8, 6: 10})


@key.command(
    help=_(
        "Take a key out of force, by its number or fingerprint.\n\n"
        "Example: agentdesk people key revoke 17 --reason 笔记本电脑丢失"
    )
)
@click.argument("key_named", metavar="KEY")
@click.option("--reason", required=True, metavar="TEXT", help=_("Why; kept in the audit trail."))
def revoke(key_named: str, reason: str) -> None:
    """Revoke a key."""
    from agentdesk.store.keys import revoke_key

    with opened():
        row = revoke_key(caller(), key_named, reason)
        click.echo(_("{name} can no longer log in with key {id}.").format(name=visible(row.person.name), id=row.id))
