"""Why a figure is empty: nothing imported that it rests on, or nothing of it in the period."""

from __future__ import annotations

from typing import Any

from agentdesk.common.i18n import N_, _
from agentdesk.scoreboard.definition import Definition
from agentdesk.scoreboard.queries import Span
from agentdesk.store.tables import Appointment, RepairOrder, Sale

_TABLES: dict[str, Any] = {"appointments": Appointment, "repair-orders": RepairOrder, "sales": Sale}
NOTHING = N_("Nothing of it falls in this period.")


def why_empty(definition: Definition, span: Span) -> str:
    """One line in the language in use: what is missing, and what would bring it."""
    if definition.source and not _TABLES[definition.source].select().exists():
        text = _("No such facts are stored; they come with: agentdesk import {kind} FILE")
        return text.format(kind=definition.source)
    return _(definition.why_empty(span)) if definition.why_empty else _(NOTHING)
