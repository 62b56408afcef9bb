"""A real sshd on the loopback: its own configuration, port and host key, for the account that the tests run as."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from agentdesk.cli.ssh_paths import wrapper
from tests.terminal import PATIENCE, Terminal

_SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin") or ""
_PRIVILEGES = Path("/run/sshd")  # where root's sshd locks its unprivileged part in
_CONFIG = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile none
AuthorizedKeysCommand /usr/bin/env -i {launcher} ssh authorized-keys --user %u --type %t --key %k --launcher {launcher}
AuthorizedKeysCommandUser {account}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
Subsystem sftp internal-sftp
AllowTcpForwarding yes
AllowAgentForwarding yes
MaxStartups 50
LoginGraceTime 60
ClientAliveInterval 1
ClientAliveCountMax 2
"""


class Sshd:
    """The server, and its clients."""

    def __init__(self, folder: Path, now: str) -> None:
        self.folder, self.port, self.account = folder, _free_port(), pwd.getpwuid(os.getuid()).pw_name
        launcher = folder / "agentdesk-ssh"
        launcher.write_text(wrapper(str(folder), {"AGENTDESK_NOW": now}), encoding="utf-8")
        launcher.chmod(0o755)
        self.key("host")
        config = folder / "sshd_config"
        config.write_text(
            _CONFIG.format(port=self.port, folder=folder, account=self.account, launcher=launcher),
            encoding="utf-8",
        )
        self.log = folder / "sshd.log"
        self.process = subprocess.Popen([_SSHD, "-D", "-f", str(config), "-E", str(self.log)])

    def key(self, name: str, *kind: str) -> Path:
        """A new key pair; the private file."""
        path = self.folder / name
        made = ["ssh-keygen", "-q", *(kind or ("-t", "ed25519")), "-N", "", "-C", name, "-f", str(path)]
        subprocess.run(made, check=True)
        return path

    def client(self, key: str, *options: str, program: str = "ssh", port: str = "-p") -> list[str]:
        """A client's command up to where the host is named; it knows nothing of the user's own settings."""
        known = f"UserKnownHostsFile={self.folder}/known"
        asked = (known, "StrictHostKeyChecking=no", "BatchMode=yes", "IdentitiesOnly=yes", "LogLevel=ERROR")
        flags = [word for option in asked for word in ("-o", option)]
        return [program, "-F", "none", "-i", str(self.folder / key), port, str(self.port), *flags, *options]

    @property
    def host(self) -> str:
        """Where to log in."""
        return f"{self.account}@127.0.0.1"

    def desk(self, key: str, size: tuple[int, int] = (80, 24)) -> Terminal:
        """A log-in with a key, on a terminal; skipped where an sshd without root cannot give one."""
        _require_terminals()
        return Terminal([self.host], size, {"LC_ALL": "C.UTF-8"}, program=self.client(key, "-tt"))

    def ask(self, key: str, *command: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A command in one line, without a terminal."""
        return self.run([*self.client(key, *options), self.host, "--", *command])

    def run(self, command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        """Run a client's command to its end."""
        quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, **more}
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60, **quiet)

    def effective(self, drop_in: str) -> dict[str, str]:
        """sshd's settings for this account with a drop-in in force."""
        config = self.folder / "with_drop_in"
        config.write_text(f"HostKey {self.folder}/host\n{drop_in}\n", encoding="utf-8")
        asked = [_SSHD, "-T", "-f", str(config), "-C", f"user={self.account},host=client,addr=127.0.0.1"]
        lines = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
        return {name: value for name, _space, value in (line.partition(" ") for line in lines)}

    def wait_empty(self) -> None:
        """Until no session runs any more."""
        end = time.monotonic() + PATIENCE
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while children.read_text().split():
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def wait_ready(self) -> None:
        """Until it listens."""
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE):
                return
            if self.process.poll() is not None or time.monotonic() > end:
                pytest.skip(f"sshd does not start here: {self.log.read_text()[-300:]}")
            time.sleep(0.05)

    def close(self) -> None:
        """End it and its sessions."""
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


def _require_terminals() -> None:
    """sshd gives a terminal to the account and the group tty; only root can where the machine does not by itself."""
    master, slave = os.openpty()
    group = os.fstat(slave).st_gid
    os.close(slave)
    os.close(master)
    with suppress(KeyError):
        if os.getuid() != 0 and group != grp.getgrnam("tty").gr_gid:
            pytest.skip("terminals do not belong to the group tty here, and an sshd without root cannot change that")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, now: str) -> Iterator[Sshd]:
    """A server for the block; the test is skipped where this machine has none or it will not serve."""
    for program in ("ssh", "ssh-keygen", "sftp"):
        if not shutil.which(program):
            pytest.skip(f"no {program} on this machine")
    if not _SSHD:
        pytest.skip("no sshd on this machine (Debian: openssh-server)")
    if os.getuid() == 0:
        _PRIVILEGES.mkdir(mode=0o755, exist_ok=True)  # it stays, as a package's does: another test's sshd may use it
    folder.mkdir(mode=0o700)
    server = Sshd(folder, now)
    try:
        server.wait_ready()
        yield server
    finally:
        server.close()
