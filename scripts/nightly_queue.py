#!/usr/bin/env python3
"""Build tomorrow's queue; the line for cron is in README.

    nightly_queue.py [--date D] [--json]

Exit codes: 0 built; 1 could not be done; 2 wrong usage; 3 the database is busy, missing or of another version.
Without --date it builds the queue of tomorrow, after 18:00, and of today before.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agentdesk.cli import main
from agentdesk.common import clock

EVENING = 18


def arguments(given: list[str]) -> list[str]:
    """The command line of the build; help and dates pass through."""
    if {"-h", "--help"} & set(given):
        print(__doc__)
        sys.exit(0)
    if "--date" in given:
        return given
    day = clock.today() + timedelta(days=1 if clock.local_now().hour >= EVENING else 0)
    return ["--date", day.isoformat(), *given]


if __name__ == "__main__":
    main(["queue", "build", *arguments(sys.argv[1:])])
