"""How often a test tries what it draws: a part in every run, more before a release (`THOROUGH=1 scripts/test`)."""

from __future__ import annotations

import os


def often(usual: int, thorough: int) -> int:
    """The times for this run."""
    return thorough if os.environ.get("THOROUGH") else usual
