"""All indicators in groups, as a list shows them: the regulation's, the branch's, what customers say, how calls end."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import N_
from agentdesk.scoreboard.calling import DEFINITIONS as CALLING
from agentdesk.scoreboard.figures import Figure
from agentdesk.scoreboard.handling import DEFINITIONS as HANDLING

GROUPS: dict[str, str] = {
    "regulation": N_("The regulation's indicators"),
    "branch": N_("The branch's indicators"),
    "said": N_("What customers say"),
    "calling": N_("How calls end"),
}
_CALLING = frozenset(row.id for row in (*CALLING, *HANDLING))


def grouped(found: Sequence[Figure]) -> dict[str, list[Figure]]:
    """The figures by group, in their order; groups that have none are left out."""
    parts = {name: [row for row in found if group_of(row.id) == name] for name in GROUPS}
    return {name: rows for name, rows in parts.items() if rows}


def group_of(code: str) -> str:
    """The group an indicator stands in, by its id."""
    if code in _CALLING:
        return "calling"
    return "regulation" if code.startswith("KP-") else "branch" if code.startswith("AB-") else "said"
