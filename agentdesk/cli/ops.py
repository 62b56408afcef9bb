"""`agentdesk ops`: what the machine runs by itself."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import click

from agentdesk.cli import ops_jobs
from agentdesk.cli.session import opened, print_json
from agentdesk.cli.ssh_paths import database, is_file
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import settings

_SYSTEMD = "/etc/systemd/system"
_CRON = "/etc/cron.d/agentdesk"


@click.group(
    help=_("What the machine runs by itself: units for systemd, lines for cron.\n\nExample: agentdesk ops units --cron")
)
def command() -> None:
    """Hold what concerns the machine."""


@command.command(
    help=_(
        "Print the jobs of this installation for systemd or cron: the night, a copy at noon, the trail's head, the "
        "complaints' clocks, what is older than it may be kept. Paths, account and umask are this installation's.\n\n"
        "Example: agentdesk ops units --systemd --into FOLDER"
    )
)
@click.option("--systemd", "kind", flag_value="systemd", help=_("A service and a timer for each job."))
@click.option("--cron", "kind", flag_value="cron", help=_("One file for /etc/cron.d."))
@click.option("--account", metavar="U", help=_("Who runs them; the owner of the database where none is given."))
@click.option("--home", metavar="FOLDER", help=_("The account's home, with the settings file."))
@click.option("--backups", metavar="FOLDER",
              help=_("Where copies go; the setting backups, or a folder beside the database."))  # fmt: skip
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help=_("Write systemd's files into this folder, in the place of older ones."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def units(
    kind: str | None, account: str | None, home: str | None, backups: str | None, into: Path | None, as_json: bool
) -> None:
    """Print or write what systemd or cron is told, with how to install it as comments."""
    if kind is None:
        raise UsageError(_("Give --systemd or --cron."))
    if into and kind == "cron":
        raise UsageError(_("--into goes with --systemd."))
    _require_owner()
    with opened():
        plan = _plan(account, home, backups)
        files = ops_jobs.units(plan) if kind == "systemd" else {"agentdesk": ops_jobs.cron(plan)}
    if into:
        for name, text in files.items():
            _write(into / name, text)
            click.echo(str(into / name))
    elif as_json:
        print_json({"folder": _SYSTEMD if kind == "systemd" else str(Path(_CRON).parent), "files": files})
    else:
        click.echo(_printed(files, kind), nl=False)


def _require_owner() -> None:
    """Refuse root: the jobs go by the account's settings, and root's own files beside a database lock the desks out."""
    if is_file() and os.geteuid() == 0 and Path(database()).exists() and (owner := os.stat(database()).st_uid):
        said = _("Run it as the database's owner, by whose settings the jobs go: sudo -H -u {name} agentdesk ops units")
        raise UserError(said.format(name=_name_of(owner)))


def _name_of(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"'#{number}'"


def _plan(account: str | None, home: str | None, backups: str | None) -> ops_jobs.Plan:
    """The account that owns the database unless another one is named, and its folders."""
    owner = os.stat(database()).st_uid if is_file() else os.getuid()
    try:
        found = pwd.getpwnam(account) if account else pwd.getpwuid(owner)
    except KeyError as error:
        raise UserError(_("There is no account {name}.").format(name=account or owner)) from error
    beside = str(Path(database()).parent / "backups") if is_file() else ""
    chosen = backups or settings().backups
    return ops_jobs.Plan(
        found.pw_name, home or found.pw_dir, str(Path(chosen).expanduser().absolute()) if chosen else beside
    )


def _printed(files: dict[str, str], kind: str) -> str:
    """The files one after the other, and above them what is done with them."""
    if kind == "cron":
        how = [f"agentdesk ops units --cron | sudo tee {_CRON}"]
        return "".join(f"# {line}\n" for line in how) + "".join(files.values())
    timers = " ".join(name for name in files if name.endswith(".timer"))
    how = ["agentdesk ops units --systemd --into FOLDER", f"sudo install -m 0644 FOLDER/agentdesk-* {_SYSTEMD}",
           "sudo systemctl daemon-reload", f"sudo systemctl enable --now {timers}",
           "systemctl list-timers 'agentdesk-*'"]  # fmt: skip
    head = "".join(f"# {line}\n" for line in how)
    return head + "".join(f"\n# {_SYSTEMD}/{name}\n{text}" for name, text in files.items())


def _write(path: Path, text: str) -> None:
    from agentdesk.store.files import write_new

    write_new(path, text.encode(), mode=0o666, replace=True)
