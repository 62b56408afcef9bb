"""What of this installation stands in the configuration of sshd, systemd and cron: interpreter, package, database."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from agentdesk.common.settings import database_url
from agentdesk.store.database import is_postgres, without_password

PACKAGE = Path(__file__).resolve().parent.parent
PASSED_ON = ("TERM", "SSH_CONNECTION", "SSH_TTY", "SSH_ORIGINAL_COMMAND")  # what the desk takes from sshd; nothing else

_WRAPPER = """\
#!/bin/sh
# agentdesk as sshd runs it: nothing of the client's environment but the terminal's kind and what was asked for.
home={home}
[ -x "$home" ] || home=/nonexistent # who only answers sshd has no settings
exec /usr/bin/env -i \\
    "HOME=$home" \\
    {variables} \\
    {passed} \\
    {program} "$@"
"""


def is_file() -> bool:
    """Whether the database is a file, and no server."""
    return not is_postgres(database_url())


def database() -> str:
    """The file's whole path, or the server's URL without its password, which libpq finds in ~/.pgpass."""
    return str(Path(database_url()).resolve()) if is_file() else without_password(database_url())


def program() -> list[str]:
    """How this program is started."""
    return [os.path.abspath(sys.executable), "-P", "-m", "agentdesk"]


def started() -> list[str]:
    """How this program is started on this database by an account that has neither in its environment, such as root."""
    here = {"AGENTDESK_DATABASE": database(), **_where_imported()}
    return ["env", *(f"{name}={value}" for name, value in here.items()), *program()]


def wrapper(home: str, more: Mapping[str, str] | None = None) -> str:
    """The script that sshd runs for a key question and for a log-in, with the settings' folder under `home`."""
    fixed = {**environment(), **(more or {})}
    return _WRAPPER.format(
        home=shlex.quote(home),
        variables=" \\\n    ".join(shlex.quote(f"{name}={value}") for name, value in fixed.items()),
        passed=" \\\n    ".join(f'${{{name}+"{name}=${name}"}}' for name in PASSED_ON),
        program=shlex.join(program()),
    )


def environment() -> dict[str, str]:
    """What the program finds in its environment wherever the machine starts it by itself."""
    return {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUTF8": "1",
        "AGENTDESK_DATABASE": database(), **_where_imported(),
    }  # fmt: skip


def _where_imported() -> dict[str, str]:
    """A checkout is found by its path; what is installed is found by the interpreter itself."""
    installed = any(part in ("site-packages", "dist-packages") for part in PACKAGE.parts)
    return {} if installed else {"PYTHONPATH": str(PACKAGE.parent)}
