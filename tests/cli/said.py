"""What a refused command must look like, and what it must not have done."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import Result

from agentdesk.store.database import connect

ROOT = Path(__file__).resolve().parent.parent.parent

Cli = Callable[..., Result]

_PR_CAPBSET_DROP = 24
_OVER_PERMISSIONS = (1, 2, 3)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
_HOLDS = """
import sys
from agentdesk.store.audit import SYSTEM, change
from agentdesk.store.database import open_database
open_database(sys.argv[1])
with change(SYSTEM, "setting.put") as audit:
    audit.skip()
    print("held", flush=True)
    sys.stdin.read()
"""


def refused(result: Result | subprocess.CompletedProcess[str], code: int) -> str:
    """Hold that the command ended with the code, printed nothing but one line on stderr; the line."""
    ended = result.exit_code if isinstance(result, Result) else result.returncode
    assert (ended, result.stdout) == (code, ""), (ended, result.stdout, result.stderr)
    assert result.stderr.endswith("\n")
    assert result.stderr.strip()
    assert len(result.stderr.splitlines()) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr.strip()


def rows(url: str | Path) -> dict[str, int]:
    """How many rows each table of a database has, read by a connection of its own."""
    opened = connect(str(url))
    with opened.connection_context():
        return {
            name: opened.execute_sql(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in opened.get_tables()
        }


@contextmanager
def held(path: str | Path) -> Iterator[None]:
    """Another process is in the middle of a change of the database for the block."""
    command = [sys.executable, "-c", _HOLDS, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.communicate("")


def run(*arguments: object, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with options of `subprocess.run`."""
    command = [sys.executable, "-m", "agentdesk", *map(str, arguments)]
    given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, encoding="utf-8", check=False, timeout=60,
        env={**os.environ, **(env or {})}, **given,
    )  # fmt: skip


def like_anybody() -> None:
    """In a child before it starts: root loses what lets it pass over permissions, so that modes hold for it too."""
    if os.geteuid():
        return
    library = ctypes.CDLL(None, use_errno=True)
    for capability in _OVER_PERMISSIONS:
        if library.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl")
