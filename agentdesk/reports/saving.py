"""A report as a file: whole or not at all, readable by nobody else, and audited as an export."""

from __future__ import annotations

from pathlib import Path

from agentdesk.reports.making import Made
from agentdesk.reports.rendering import rendered
from agentdesk.store.audit import Actor, change
from agentdesk.store.files import write_new


def save(actor: Actor, made: Made, form: str, target: Path, *, replace: bool = False) -> None:
    """Write a report to a file in one of the formats or as `json`; UserError where it is there or cannot be written.

    With `replace` a file that is there already is replaced.
    """
    actor.require("agent", "handler", "supervisor")
    write_new(target, rendered(made, form), replace=replace)
    note_export(actor, made, form)


def note_export(actor: Actor, made: Made, form: str) -> None:
    """Say in the audit trail that a report left the desk."""
    document = made.document
    said = {"report": document.name, "period": document.period, "format": form, "seen_on": document.seen_on,
            "sha256": document.fingerprint}  # fmt: skip
    with change(actor, "report.export") as audit:
        audit("report", None, after=said)
