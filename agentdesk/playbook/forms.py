"""Storing published questionnaires: a version is a row that never changes (SC-19)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Form, FormVersion


class CompiledForm(NamedTuple):
    """A questionnaire ready to be stored: `render` gives its compiled JSON under a version's name."""

    name: str
    title_zh: str
    title_en: str
    source: str
    render: Callable[[str], str]

    @property
    def content_hash(self) -> str:
        """SHA-256 of the compiled form without a version: the same questions have the same hash."""
        return hashlib.sha256(self.render("").encode()).hexdigest()


class SignOff(NamedTuple):
    """Who stands for a form's version (PX-09)."""

    prepared_by: str = ""
    reviewed_by: str = ""
    approved_by: str = ""


def store_form(
    actor: Actor, form: CompiledForm, effective_from: date | None = None, sign_off: SignOff | None = None
) -> FormVersion:
    """Store a form as the next version of its name; the newest version itself where nothing changed.

    Supervisors and administrators only (the care manager designs the questionnaires, AU-04).
    """
    actor.require("supervisor")
    with change(actor, "form.publish") as audit:
        row = Form.get_or_none(Form.name == form.name) or Form.create(name=form.name)
        newest = FormVersion.select().where(FormVersion.form == row).order_by(FormVersion.version.desc()).first()
        if newest is not None and newest.content_hash == form.content_hash:
            audit.skip()
            found: FormVersion = newest
            return found
        number = newest.version + 1 if newest else 1
        Form.update(title_zh=form.title_zh, title_en=form.title_en).where(Form.id == row.id).execute()
        signed = sign_off or SignOff()
        version = FormVersion.create(
            form=row,
            version=number,
            compiled=form.render(str(number)),
            source=form.source,
            content_hash=form.content_hash,
            effective_from=effective_from or clock.today(),
            published_at=clock.now(),
            **signed._asdict(),
        )
        audit(version, after={"form": form.name, "version": number, "hash": form.content_hash, **signed._asdict()})
        return version
