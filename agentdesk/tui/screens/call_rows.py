"""A person's calls of a day as rows that are only looked at."""

from __future__ import annotations

from datetime import date

from agentdesk.common.i18n import N_, _
from agentdesk.interview.calls import calls_of
from agentdesk.store.audit import Actor
from agentdesk.tui.screens.rows import Rows
from agentdesk.tui.widgets.columns import Column, Columns

CALLS: Columns = (
    Column(N_("Start"), 5),
    Column(N_("No."), 6, most=8, align="right"),
    Column(N_("Customer"), 8, most=16),
    Column(N_("Reason"), 10, most=32),
    Column(N_("Outcome"), 8, most=20),
    Column(N_("min"), 4, align="right"),
    Column("", 0),
)


def call_rows(actor: Actor, day: date, person_id: int, name: str) -> Rows:
    """Who was called when, why, and what came of it."""
    found = calls_of(actor, day, person_id)
    cells = [
        (
            (call["started_at"][11:16], ""),
            (str(call["id"]), "dim"),
            (call["customer"], "value"),
            ("  ".join(call["kind_names"]), ""),
            (call["outcome"]["name"] if call["outcome"] else _("not dialled"), ""),
            (str(call["minutes"]), "dim"),
            ("", ""),
        )
        for call in found
    ]
    opens = [("call", int(call["id"])) for call in found]
    return Rows(f"{name}  {day.isoformat()}", _("{n} calls").format(n=len(cells)), CALLS, cells, actor, opens)
