"""Where a database went, and whether a copy of one is finished: two marks among the settings, looked at on opening.

A copy is made in steps that end one after the other: the copy is complete and marked as not finished; the source says
where it went and takes no more changes; the copy loses its mark. Wherever it is broken off, at most one of the two can
be worked with, and the same command again goes on.
"""

from __future__ import annotations

from typing import Any

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.store.tables import Setting

MOVED = "agentdesk database moved to "  # begins what the triggers of a closed database say (store/bulk.py)
MOVED_TO, COPY_OF = "moved_to", "copy_of"  # the other one's path or URL, without a password
_OPENING = ("time_zone", MOVED_TO, COPY_OF)


def on_opening() -> dict[str, str]:
    """The settings that matter when a database is opened, in one look: the dealer's zone and the marks."""
    rows: Any = Setting.select(Setting.name, Setting.value).where(Setting.name.in_(_OPENING)).tuples()
    return dict(rows)


def require_in_use(found: dict[str, str]) -> None:
    """Raise DatabaseProblem for a database that was moved elsewhere, and for a copy that was not finished."""
    if MOVED_TO in found:
        raise DatabaseProblem(says(found[MOVED_TO]), fault="elsewhere")
    if COPY_OF in found:
        hint = _("This copy of {source} is not finished. Run agentdesk db copy there again.")
        raise DatabaseProblem(hint.format(source=found[COPY_OF]), fault="unfinished")


def says(where: str) -> str:
    """The line for whoever meets a database that was moved."""
    hint = _("This database was moved to {where}; work goes on there: set AGENTDESK_DATABASE to it.")
    return hint.format(where=where)
