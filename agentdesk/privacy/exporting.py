"""Everything that is held of a customer as a file for the customer (PIPL art. 45): JSON, or a page to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.json_text import dumped
from agentdesk.common.names import visible
from agentdesk.privacy.held import held
from agentdesk.store.audit import Actor, change
from agentdesk.store.files import write_new

Form = Literal["json", "text"]


def export(actor: Actor, customer_id: int, target: Path, reason: str, form: Form = "json") -> int:
    """Write all rows that are held of a customer to a new file that nobody else can read; audited with the reason.

    Returns how many rows. UserError without a reason, and where the file is there already or cannot be written.
    """
    actor.require("supervisor")
    if not reason.strip():
        raise UserError(_("Say why: --reason; it is kept in the audit trail."))
    rows = held(customer_id)
    count = sum(map(len, rows.values()))
    content = _json(customer_id, rows) if form == "json" else _page(customer_id, rows)
    with change(actor, "customer.export") as audit:
        audit("customer", customer_id, after={"rows": count, "form": form}, reason=reason.strip())
        write_new(target, content.encode())
    return count


def _json(customer_id: int, rows: dict[str, list[dict[str, Any]]]) -> str:
    made = {"customer": customer_id, "made_at": clock.now(), "times": "UTC", "held": rows}
    return dumped(made, _iso) + "\n"


def _page(customer_id: int, rows: dict[str, list[dict[str, Any]]]) -> str:
    """A page to read: each row's filled columns, a line each; control characters are shown as marks."""
    day = clock.local(clock.now()).date().isoformat()
    lines = [_("What is held of customer {id}, as of {day}").format(id=customer_id, day=day)]
    for table, found in rows.items():
        lines += ["", f"{table} ({len(found)})"] if found else []
        for row in found:
            lines += [f"  {name}: {visible(_text(value))}" for name, value in row.items() if value not in (None, "")]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _text(value: Any) -> str:
    return _iso(value) if hasattr(value, "isoformat") else str(value)


def _iso(value: Any) -> str:
    return str(value.isoformat())
