"""Storing published questionnaires: a version is a row that never changes (SC-19)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Form, FormVersion

WAITING = date.max  # the day of a version that nobody has approved yet: it has none


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
    """Store a form as the next version of its name; the version that applies on its day where that asks the same.

    `WAITING` stores it without a day. Supervisors and administrators only (the care manager designs the questionnaires,
    AU-04). UsageError where a form that has versions already would get one that begins before today.
    """
    actor.require("supervisor")
    day = effective_from or clock.today()
    with change(actor, "form.publish") as audit:
        row = Form.get_or_none(Form.name == form.name) or Form.create(name=form.name)
        versions = list(FormVersion.select().where(FormVersion.form == row).order_by(FormVersion.version))
        applying = version_on(versions, max(day, clock.today()))
        if applying is not None and applying.content_hash == form.content_hash:
            audit.skip()
            return applying
        if versions:
            require_no_past(day)
        number = versions[-1].version + 1 if versions else 1
        Form.update(title_zh=form.title_zh, title_en=form.title_en).where(Form.id == row.id).execute()
        signed = sign_off or SignOff()
        version = FormVersion.create(
            form=row,
            version=number,
            compiled=form.render(str(number)),
            source=form.source,
            content_hash=form.content_hash,
            effective_from=day,
            published_at=clock.now(),
            **signed._asdict(),
        )
        noted = {"form": form.name, "version": number, "hash": form.content_hash, **signed._asdict()}
        audit(version, after={**noted, "effective_from": None if day == WAITING else day})
        return version


def version_on(versions: list[FormVersion], day: date) -> FormVersion | None:
    """Which of a form's versions applies on a day: the one that began last, of two that began together the newer."""
    begun = [each for each in versions if each.effective_from <= day]
    return max(begun, key=lambda each: (each.effective_from, each.version), default=None)


def require_no_past(day: date) -> None:
    """UsageError for a day before today: what was asked on it was asked by another version."""
    if day < clock.today():
        text = _("A version cannot be in force before today ({today}): {day}")
        raise UsageError(text.format(today=clock.today(), day=day))
