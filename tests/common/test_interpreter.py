"""A Python without the program's packages: cron's, or the system's, in the place of the environment's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.said import ROOT, refused

STARTS = (["scripts/nightly_queue.py", "--dry-run"], ["scripts/complaint_clock.py"], ["-m", "agentdesk", "doctor"])


@pytest.mark.parametrize("start", STARTS, ids=" ".join)
def test_a_python_without_the_packages_says_which_to_use(start: list[str]) -> None:
    bare = {"PATH": os.environ["PATH"]}
    without_packages = [sys.executable, "-S"]
    done = subprocess.run(
        [*without_packages, *start], env=bare, cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    line = refused(done, 1)
    assert "click" in line
    right = ROOT / ".venv" / "bin" / "python"
    assert (str(right) if right.exists() else "scripts/desk") in line
