"""`agentdesk ssh install-guide`: how sshd is told of this desk, with this installation's real paths.

One Unix account serves everybody and nobody has sudo: sshd asks whose key it is as an account that may only read, and
runs the desk as the account that owns the database.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import click

from agentdesk.cli.given import Given
from agentdesk.cli.session import print_json
from agentdesk.cli.ssh_check import Server, examine
from agentdesk.cli.ssh_paths import database, is_file, started, wrapper
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _

ALIVE = (15, 4)  # seconds between two signs of life, and how many may be missed: a dead line ends within a minute

_ACCOUNTS = """\
useradd --system --create-home --home-dir {home} --shell /bin/sh {account}
usermod --password '*' {account}
useradd --system --user-group --no-create-home --shell /usr/sbin/nologin {reader}"""
_FILES = """\
chown {account}:{reader} {folder} {file}
chmod 2750 {folder}
chmod 0640 {file}
chmod 0700 {home}"""
_SERVER = """\
chmod 0700 {home}
install -o {account} -m 0600 /dev/null {home}/.pgpass"""
_INSTALL = """\
{program} ssh install-guide{options} --part wrapper >{launcher}
chown root:root {launcher}
chmod 0755 {launcher}"""
DROP_IN = """\
Match User {account}
    AuthorizedKeysFile none
    AuthorizedKeysCommand {launcher} ssh authorized-keys --user %u --type %t --key %k --launcher {launcher}
    AuthorizedKeysCommandUser {reader}
    AuthenticationMethods publickey
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    DisableForwarding yes
    PermitUserRC no
    PermitTTY yes
    ClientAliveInterval {interval}
    ClientAliveCountMax {missed}
Match all"""
_RELOAD = """\
{launcher} ssh install-guide{options} --part sshd >/etc/ssh/sshd_config.d/agentdesk.conf
sshd -t && systemctl reload ssh
{launcher} ssh install-guide{options} --check"""
_PEOPLE = """\
ssh-keygen -t ed25519
su {account} -c '{launcher} people key add NAME -' <name.pub"""
_CLIENT = """\
Host desk
    HostName SERVER
    User {account}
    RequestTTY auto
    Compression yes
    ServerAliveInterval 15"""

_USUAL = {"account": "desk", "reader": "", "home": "/var/lib/agentdesk", "launcher": "/usr/local/bin/agentdesk-ssh"}


def _usual_reader(account: str) -> str:
    """Who answers sshd where nobody is named: a file can be read by another account, a server's password cannot."""
    return "agentdesk-keys" if is_file() else account


@dataclass(frozen=True)
class Plan:
    """Who and where: the accounts, the home of the settings file, the script that sshd runs."""

    account: str
    reader: str
    home: str
    launcher: str

    @property
    def options(self) -> str:
        """What must be given again for the same plan, each option after a space; nothing where all are the defaults."""
        usual = {**_USUAL, "reader": _usual_reader(self.account)}
        given = ((name, getattr(self, name)) for name in usual if getattr(self, name) != usual[name])
        return "".join(f" --{name} {shlex.quote(value)}" for name, value in given)

    def fill(self, text: str) -> str:
        """A template with this plan's names."""
        file = database() if is_file() else ""
        return text.format(
            account=self.account, reader=self.reader, home=self.home, launcher=self.launcher, file=file,
            folder=Path(file).parent if file else "", interval=ALIVE[0], missed=ALIVE[1],
            options=self.options, program=shlex.join(started()),
        )  # fmt: skip


def _steps(plan: Plan) -> list[tuple[str, str]]:
    """What is said, and what is typed or written, step by step."""
    about_data = (
        (_("The database belongs to the desk's account; the other one may only read it, its companions too."), _FILES)
        if is_file()
        else (_("The server's password goes to a file that only the desk's account may read."), _SERVER)
    )
    return [
        (_("Two accounts: one for every desk (no password, yet not locked), one that only answers sshd."), _ACCOUNTS),
        about_data,
        (_("The script that sshd runs. Only root may write it, or any folder above it."), _INSTALL),
        (_("It reads:"), wrapper(plan.home)),
        (_("What sshd is told. A ForceCommand is not needed: each key brings its own."), DROP_IN),
        (_("Put it in force, and see whether it holds."), _RELOAD),
        (_("Each person makes a key on their own computer; the account of the desk adds the public half."), _PEOPLE),
        (_("On each person's computer, in ~/.ssh/config; compression saves nine bytes in ten."), _CLIENT),
    ]


@click.command(
    "install-guide",
    help=_(
        "Print how sshd is told of this desk: accounts, file modes, the script it runs, its configuration; all with "
        "this installation's paths.\n\nExample: agentdesk ssh install-guide --check"
    ),
)
@click.option(
    "--account", default=_USUAL["account"], show_default=True, metavar="U", help=_("The account people log in to.")
)
@click.option("--reader", metavar="U", help=_("The account that answers sshd; agentdesk-keys where none is given."))
@click.option("--home", default=_USUAL["home"], show_default=True, metavar="FOLDER",
              help=_("The account's home, with the settings file."))  # fmt: skip
@click.option("--launcher", default=_USUAL["launcher"], show_default=True, metavar="FILE",
              help=_("The script that sshd runs."))  # fmt: skip
@click.option("--part", type=click.Choice(["wrapper", "sshd"]), help=_("Only this file's content."))
@click.option("--check", "checked", is_flag=True, help=_("Look whether it is set up like that; exit code 1 if not."))
@click.option("--sshd-config", "config", type=Given(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help=_("With --check: an sshd with this configuration file; else the system's own."))  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help=_("With --check: as for a log-in at this port, where the file tells ports apart."))  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON with stable keys."))
def install_guide(
    account: str, reader: str | None, home: str, launcher: str, part: str | None, checked: bool, config: Path | None,
    port: int | None, as_json: bool,
) -> int:  # fmt: skip
    """Print the guide, a part of it, or what does not hold of it here."""
    plan = Plan(account, reader or _usual_reader(account), home, launcher)
    if checked:
        return _check(plan, Server(config.absolute() if config else None, port), as_json)
    if config or port:
        raise UsageError(_("--sshd-config and --port go with --check."))
    if part:
        click.echo({"wrapper": wrapper(plan.home).rstrip("\n"), "sshd": plan.fill(DROP_IN)}[part])
        return 0
    steps = [(said, text if text == wrapper(plan.home) else plan.fill(text)) for said, text in _steps(plan)]
    if as_json:
        print_json([{"step": said, "text": text} for said, text in steps])
        return 0
    for number, (said, text) in enumerate(steps, 1):
        click.echo(f"# {number}. {said}\n\n{text.rstrip()}\n")
    return 0


def _check(plan: Plan, server: Server, as_json: bool) -> int:
    findings, unseen = examine(plan, server)
    if as_json:
        looked = {"sshd_config": str(server.config) if server.config else None, "port": server.port}
        print_json({"findings": findings, "not_seen": unseen, **looked})
    else:
        click.echo(server.said)
        for line in [*findings, *unseen]:
            click.echo(f"! {line}", err=True)
        if not findings:
            click.echo(_("Nothing is wrong."))
    return 1 if findings else 0
