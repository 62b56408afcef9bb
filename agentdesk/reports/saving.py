"""A report as a file: whole or not at all, readable by nobody else, and audited as an export."""

from __future__ import annotations

import os
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.reports.making import Made
from agentdesk.reports.rendering import rendered
from agentdesk.store.audit import Actor, change
from agentdesk.store.files import clear, draft_of, take_place


def save(actor: Actor, made: Made, form: str, target: Path, *, replace: bool = False) -> None:
    """Write a report to a file in one of the formats or as `json`; UserError where it is there or cannot be written.

    With `replace` a file that is there already is replaced.
    """
    actor.require("agent", "handler", "supervisor")
    content = rendered(made, form)
    draft = draft_of(target)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
        if replace:
            draft.replace(target)
        else:
            take_place(draft, target)
    except FileExistsError as error:
        raise UserError(_("{path} is there already; choose another name.").format(path=target)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(_("The report could not be written: {reason}").format(reason=reason)) from error
    finally:
        clear(draft)
    note_export(actor, made, form)


def note_export(actor: Actor, made: Made, form: str) -> None:
    """Say in the audit trail that a report left the desk."""
    document = made.document
    said = {"report": document.name, "period": document.period, "format": form, "seen_on": document.seen_on,
            "sha256": document.fingerprint}  # fmt: skip
    with change(actor, "report.export") as audit:
        audit("report", None, after=said)
