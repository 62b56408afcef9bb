#!/usr/bin/env python3
"""Build tomorrow's queue; the line for cron is in README.

    nightly_queue.py [--date D] [--dry-run] [--wait SECONDS] [--json]

Exit codes: 0 built; 1 could not be done; 2 wrong usage; 3 the database is busy, missing or of another version, or
another process builds. Without --date it builds the queue of tomorrow, from 18:00 on, and of today before, by the
dealer's clock. Nights that were missed are built first, each in its order. `agentdesk queue runs` shows what was built.
Then the head of the audit trail is kept outside the database, and a backup is made and old ones are removed, as the
settings file says: audit_heads = "FOLDER", backups = "FOLDER", keep_backups = [7, 5, 12] (of days, weeks, months).
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
    main(["queue", "build", "--ahead", *given])
