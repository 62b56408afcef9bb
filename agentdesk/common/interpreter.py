"""The program started by a Python without its packages: one line that says which to use. Needs no package itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agentdesk.common.i18n import _, use_language

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def packages_needed() -> Iterator[None]:
    """End with one line and exit code 1 where a package that the block imports is not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "agentdesk", *sys.stdlib_module_names):
            raise
        use_language(os.environ.get("AGENTDESK_LANG") or "zh")  # the settings file is read by one of the packages
        right = ROOT / ".venv" / "bin" / "python"
        text = (
            _("{python} lacks the package {package}; run this with {right}")
            if right.exists()
            else _(
                "{python} lacks the package {package}; make its environment with scripts/desk, then run this with it."
            )
        )
        sys.exit(text.format(python=sys.executable, package=package, right=right))
