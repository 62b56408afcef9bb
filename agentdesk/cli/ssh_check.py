"""Whether sshd, the accounts and the files are as the guide says; what this account cannot see is said, too."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agentdesk.cli.ssh_paths import PACKAGE, database, is_file, wrapper
from agentdesk.common.i18n import _

if TYPE_CHECKING:
    from agentdesk.cli.ssh_guide import Plan

_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_FIXED = {
    "authenticationmethods": "publickey", "passwordauthentication": "no", "kbdinteractiveauthentication": "no",
    "disableforwarding": "yes", "permituserrc": "no", "authorizedkeysfile": "none",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """Which sshd is looked at: its configuration file, the system's own where none is named, and the port asked for."""

    config: Path | None = None
    port: int | None = None

    @property
    def said(self) -> str:
        """In one line, to be read beside what was found."""
        file = str(self.config) if self.config else _("sshd's own configuration file")
        text = _("Looked at {file}, port {port}.") if self.port else _("Looked at {file}.")
        return text.format(file=file, port=self.port)

    @property
    def asked(self) -> list[str]:
        """The options of `sshd -T`."""
        return ["-T", *(["-f", str(self.config)] if self.config else [])]

    @property
    def about(self) -> str:
        """What the connection is like, beside who logs in."""
        return f",lport={self.port}" if self.port else ""


def examine(plan: Plan, server: Server) -> tuple[list[str], list[str]]:
    """What does not hold, and what could not be seen: a line each."""
    found = [*_accounts(plan), *_launcher(Path(plan.launcher), plan), *_program(), *(_data(plan) if is_file() else [])]
    effective = _effective(plan.account, server)
    if isinstance(effective, str):
        return found, [effective]
    return [*found, *server_faults(plan, effective)], []


def _uid(name: str) -> int | None:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        return None


def _accounts(plan: Plan) -> Iterator[str]:
    for name in dict.fromkeys((plan.account, plan.reader)):
        if _uid(name) is None:
            yield _("There is no account {name}.").format(name=name)
    if _uid(plan.account) == 0:
        yield _("{name} is root: the desk needs an account of its own.").format(name=plan.account)


def _launcher(path: Path, plan: Plan) -> Iterator[str]:
    """sshd runs it only where nobody but root could have written it."""
    if not path.is_file():
        yield _("{path} is missing.").format(path=path)
        return
    for part in (path, *path.resolve().parents):
        about = part.stat()
        if about.st_uid != 0 or about.st_mode & _BY_OTHERS:
            yield _("{path} must be root's and written by nobody else, or sshd refuses it.").format(path=part)
    if not path.stat().st_mode & stat.S_IXOTH:
        yield _("{path} cannot be run by everybody: chmod 0755").format(path=path)
    if path.read_text(encoding="utf-8", errors="replace") != wrapper(plan.home):
        yield _("{path} is not what this installation would write; make it again.").format(path=path)


def _program() -> Iterator[str]:
    """Interpreter and package lie where both accounts can read, and where neither can write."""
    said = {
        Path(sys.executable): _(
            "{path} cannot be entered by the desk's account, and the interpreter {named} is really {real}: build its "
            "environment anew with a Python that everybody may read, such as /usr/bin/python3."
        ),
        PACKAGE: _(
            "{path} cannot be entered by the desk's account, and the program lies in {real}: move it to where "
            "everybody may read."
        ),
    }
    for named, text in said.items():
        real = named.resolve()
        for part in (real, *real.parents):
            if part.is_dir() and not part.stat().st_mode & stat.S_IXOTH:
                yield text.format(path=part, named=named, real=real)
                break


def _data(plan: Plan) -> Iterator[str]:
    path, owner = Path(database()), _uid(plan.account)
    if not path.exists():
        yield _("{path} is missing.").format(path=path)
        return
    for part, most in ((path, 0o640), (path.parent, 0o2750)):
        about = part.stat()
        mode = stat.S_IMODE(about.st_mode)
        if owner is not None and about.st_uid != owner:
            yield _("{path} does not belong to {name}.").format(path=part, name=plan.account)
        if mode & ~most & 0o777:
            yield _("{path} is open to others: chmod {mode:o}").format(path=part, mode=most)
    if not path.parent.stat().st_mode & stat.S_ISGID and plan.reader != plan.account:
        yield _("{path} needs its group for what is made in it: chmod {mode:o}").format(path=path.parent, mode=0o2750)


def _effective(account: str, server: Server) -> dict[str, str] | str:
    """sshd's settings for a log-in to the account; where they cannot be read, a line that says why."""
    sshd = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if sshd is None:
        return _("There is no sshd on this machine; its settings were not looked at.")
    asked = [sshd, *server.asked, "-C", f"user={account},host=client,addr=127.0.0.1{server.about}"]
    unread = _("sshd's settings cannot be read by this account; look as root: {command}").format(
        command=shlex.join(asked)
    )
    try:
        done = subprocess.run(asked, capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return unread
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()[-1:]), "")
        return f"{unread} ({reason})" if reason else unread
    lines = (line.partition(" ") for line in done.stdout.splitlines())
    return {name.lower(): value for name, _space, value in lines}


def server_faults(plan: Plan, effective: dict[str, str]) -> Iterator[str]:
    """What of sshd's settings for the account is not as the guide says."""
    wanted = {**_FIXED, "authorizedkeyscommanduser": plan.reader}
    for name, value in wanted.items():
        if effective.get(name, "") != value:
            said = _("sshd: {name} is {found} for {account}, not {wanted}.")
            yield said.format(name=name, found=effective.get(name, "-"), account=plan.account, wanted=value)
    if not effective.get("authorizedkeyscommand", "").startswith(f"{plan.launcher} ssh authorized-keys"):
        yield _("sshd: authorizedkeyscommand does not ask {path}.").format(path=plan.launcher)
    if effective.get("clientaliveinterval", "0") == "0":
        yield _("sshd: clientaliveinterval is 0: a dead line would hold its desk for hours.")
