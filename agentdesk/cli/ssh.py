"""`agentdesk ssh`: what sshd asks and runs, and how it is told to (design section 9)."""

from __future__ import annotations

import os
import pwd
import shlex
import sys

import click

from agentdesk.cli.session import FORCED, opened, require_owner
from agentdesk.cli.ssh_guide import install_guide
from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _
from agentdesk.common.settings import database_url, preferred_language
from agentdesk.store.audit import Actor

_LINE = 'restrict,pty,command="{run}" {kind} {blob}'  # sshd's: nothing but a terminal, and this program in it


@click.group(
    help=_(
        "Log-ins over SSH: whose key it is, what it opens, how to set it up.\n\nExample: agentdesk ssh install-guide"
    )
)
def command() -> None:
    """Hold what concerns SSH."""


@command.command(
    "authorized-keys",
    help=_(
        "Answer sshd's question whose key this is: for its AuthorizedKeysCommand. Prints nothing for a key that is not "
        "in force.\n\nExample: agentdesk ssh authorized-keys --user desk --type ssh-ed25519 --key AAAAC3NzaC1lZDI1..."
    ),
)
@click.option("--user", required=True, metavar="U", help=_("The account that is being logged in to: %u."))
@click.option("--type", "kind", required=True, metavar="T", help=_("The key's type: %t."))
@click.option("--key", "blob", required=True, metavar="K", help=_("The key in base64: %k."))
@click.option("--launcher", metavar="COMMAND", help=_("What the log-in runs in place of this program."))
def authorized_keys(user: str, kind: str, blob: str, launcher: str | None) -> None:
    """Print the line of an authorized_keys file for a key in force of an active person; whatever is wrong, nothing."""
    from agentdesk.store.database import looked_at
    from agentdesk.store.keys import look_up

    _require_account(user)
    with looked_at():
        key_id = look_up(kind, blob)
    if key_id is not None:
        start = launcher or shlex.join([sys.executable, "-P", "-m", "agentdesk"])
        run = f"{start} ssh session --key {key_id}".replace("\\", "\\\\").replace('"', '\\"')
        click.echo(_LINE.format(run=run, kind=kind, blob=blob))


def _require_account(user: str) -> None:
    """Forbidden unless it is the account whose desk this is: a line in the wrong place must not open another one."""
    from agentdesk.store.database import is_postgres

    try:
        wanted = pwd.getpwnam(user).pw_uid
    except KeyError as error:
        raise Forbidden(_("There is no account {name}.").format(name=user)) from error
    url = database_url()
    foreign = wanted == 0 != os.getuid() if is_postgres(url) else wanted != _owner(url)
    if foreign:
        raise Forbidden(_("{name} is not the account of this desk.").format(name=user))


def _owner(path: str) -> int:
    try:
        return os.stat(path).st_uid
    except OSError:
        return -1


@command.command(
    help=_(
        "What a log-in runs: the desk, or a plain command that the client asks for. Only sshd calls this.\n\n"
        "Example: agentdesk ssh session --key 17"
    )
)
@click.option("--key", "key_id", required=True, type=int, metavar="N", help=_("The key's number."))
@click.pass_context
def session(context: click.Context, key_id: int) -> None:
    """Let the holder of a key in: to the desk of their role, or to what the table of plain commands allows."""
    from agentdesk.common.i18n import use_language
    from agentdesk.store.logins import code_of, language_of, log_in

    _refuse_as(context)
    with opened():
        require_owner()  # for whoever else may open the database, a key's number would be a claim
        actor = log_in(key_id, os.environ.get("SSH_CONNECTION", "").partition(" ")[0])
        if not preferred_language():
            use_language(language_of(actor))
        code = code_of(actor)
    context.exit(_serve(actor, code))


def _refuse_as(context: click.Context) -> None:
    """Forbidden beside a key: `--as` would be the client's claim."""
    if context.find_root().obj.get("as"):
        raise Forbidden(_("--as is refused over SSH: the key says who you are."))


def _serve(actor: Actor, code: str) -> int:
    """Run what the client asks for, the desk where it asks for nothing; the exit code."""
    from agentdesk.cli import root
    from agentdesk.cli.plain_commands import Refused, arguments_of, noted
    from agentdesk.store.logins import note_command, note_refusal

    line = os.environ.get(FORCED, "")
    try:
        arguments = arguments_of(actor.role, line, code)
    except Refused as refusal:
        with opened():
            note_refusal(actor, noted(line), refusal.noted)
        raise
    if arguments != ["desk"]:
        with opened():
            note_command(actor, noted(shlex.join(arguments), codes=True))
    done = root().main(args=arguments, prog_name="agentdesk", standalone_mode=False, obj={"actor": actor})
    return done if isinstance(done, int) else 0


command.add_command(install_guide)
