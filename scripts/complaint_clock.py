#!/usr/bin/env python3
"""Take the due steps of the complaints' ladder and send the notices that leave the house; for cron, every few minutes.

    complaint_clock.py [--json]

Exit codes: 0 done, also where a sending failed, which is tried again and shown by `agentdesk notices list`; 1 could not
be done, as where the settings file of the channels is not in order; 2 wrong usage; 3 the database is busy, missing or
of another version. Each step is taken once, in working hours only; running it twice, or two at once, changes nothing.
Prints one line where something was done, and nothing otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from agentdesk.common.interpreter import packages_needed

with packages_needed():
    from agentdesk.cli import main

if __name__ == "__main__":
    given = sys.argv[1:]
    if {"-h", "--help"} & set(given):
        print(__doc__)
        sys.exit(0)
    main(["complaint", "clock", *given])
