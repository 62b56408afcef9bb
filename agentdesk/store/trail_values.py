"""What the codes in the audit trail are called: the program's own by the catalogue, a manager's by the playbook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agentdesk.common.i18n import N_, _, pick
from agentdesk.store.code_words import ACTION_STATES, CHANNELS, CLOCKS, COMPLAINT_STATES, PURPOSES, SOURCES
from agentdesk.store.memory import remembered
from agentdesk.store.tables import PlaybookVersion
from agentdesk.store.trail_names import ROLES

_STATES = {"open": N_("open"), "closed": N_("closed")}
_RESULTS = {"complete": N_("complete"), "partial": N_("partial"), "break_off": N_("broken off")}
_ANSWERS = {"seen": N_("seen"), "found": N_("answered"), "over": N_("over")}
_FIELDS = {
    "channel": CHANNELS, "state": _STATES, "role": ROLES, "purpose": PURPOSES, "source": SOURCES,
    "next_clock": CLOCKS, "clock": CLOCKS, "result": _RESULTS, "answer": _ANSWERS,
}  # fmt: skip
_OF_ROWS = {("complaint", "state"): COMPLAINT_STATES, ("improvement_action", "status"): ACTION_STATES}
# Where a field's codes stand in the playbook: the tables of its content, as it is stored.
_PLAYBOOK: dict[str, tuple[tuple[str, ...], ...]] = {
    "outcome": (("outcomes",),),
    "disposition": (("outcomes",),),
    "last_outcome": (("outcomes",),),
    "severity": (("complaints", "severity"),),
    "reason": (("head", "skip"), ("head", "pause")),
    "cause_gap": (("complaints", "gap"),),
    "paused_for": (("complaints", "pause"),),
}


def value_name(entity: str, field: str, code: str) -> str:
    """A code in the language in use; the code itself where it has no name, as a playbook of long ago may have had."""
    known = _OF_ROWS.get((entity, field)) or _FIELDS.get(field) or {}
    if code in known:
        return _(known[code])
    names = _names().get(field, {}).get(code) if field in _PLAYBOOK else None
    return pick(*names) if names else code


@remembered
def _names() -> dict[str, dict[str, tuple[str, str]]]:
    """By field, the names of its codes in both languages, in the newest playbook."""
    content = PlaybookVersion.select(PlaybookVersion.content).order_by(PlaybookVersion.id.desc()).limit(1).scalar()
    whole = json.loads(content) if content else {}
    return {
        field: {row["code"]: (str(row.get("zh", "")), str(row.get("en", ""))) for row in _rows(whole, paths)}
        for field, paths in _PLAYBOOK.items()
    }


def _rows(whole: dict[str, Any], paths: tuple[tuple[str, ...], ...]) -> Iterator[dict[str, Any]]:
    for path in paths:
        found: Any = whole
        for name in path:
            found = found.get(name, ()) if isinstance(found, dict) else ()
        yield from (row for row in found if isinstance(row, dict) and "code" in row)
