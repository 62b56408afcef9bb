"""A questionnaire made ready for the store, and a manager's version of it with its sign-offs (PX-09)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import _
from agentdesk.interview import signing
from agentdesk.interview.compile import compile_form, with_identity
from agentdesk.interview.model import FormModel, text_in
from agentdesk.interview.signing import UNAPPROVED, SignedBy
from agentdesk.interview.spreadsheet import source_text
from agentdesk.playbook.forms import WAITING, CompiledForm, store_form, version_on
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Form, FormVersion


class Publication(NamedTuple):
    """What came of publishing: the version that asks the form's questions, and whether it was made now."""

    version: int
    is_new: bool


def prepare(path: Path, name: str = "") -> CompiledForm:
    """The form of a file, to be stored under a name (the file's); FormErrors lists every error with its cell.

    The source is kept where it is text; a workbook's is kept by its author.
    """
    name = name or path.stem
    form = compile_form(path, name=name)
    source = source_text(path)
    return CompiledForm(
        name=name,
        title_zh=text_in(form.title, "zh"),
        title_en=text_in(form.title, "en"),
        source=source,
        render=lambda version: _rendered(form, name, version),
    )


def _rendered(form: FormModel, name: str, version: str) -> str:
    return with_identity(form, name=name, version=version).to_json()


def publish_form(
    actor: Actor,
    form: CompiledForm,
    effective_from: date | None = None,
    signed: SignedBy | None = None,
    *,
    unapproved: bool = False,
) -> Publication:
    """Publish a questionnaire as a manager does: approved it is in force from its day on, else it waits (PX-09).

    `effective_from` is today where none is given. Only an administrator may put a version in force `unapproved`, and
    the audit trail says so. The same questions again make no new version, but take the sign-offs they come with.
    Supervisors and administrators only; UserError where somebody signs who may not, or another one has signed already.
    """
    actor.require("supervisor")
    signed = signed or SignedBy()
    if unapproved:
        actor.require("administrator")
    if unapproved and signed.approved is not None:
        raise UsageError(_("Either somebody approves it or it is unapproved, not both."))
    signing.require_right(signed)
    day = effective_from or clock.today()
    with change(actor, "form.publish") as audit:
        audit.skip()  # the changes inside note what they do
        same = _asking_the_same(form, max(day, clock.today()))
        if same is not None:
            signing.add(actor, same, signed, day, unapproved=unapproved)
            return Publication(same.version, is_new=False)
        waits = signed.approved is None and not unapproved
        version = store_form(actor, form, WAITING if waits else day, signed.names())
        if unapproved:
            audit(version, reason=UNAPPROVED, action="form.unapproved")
        return Publication(version.version, is_new=True)


def _asking_the_same(form: CompiledForm, day: date) -> FormVersion | None:
    """A version that asks the same: the newest that waits for its approval, or the one in force on the day."""
    rows = list(FormVersion.select().join(Form).where(Form.name == form.name).order_by(FormVersion.version.desc()))
    waiting = [each for each in rows if each.effective_from == WAITING]
    found = [each for each in (*waiting, version_on(rows, day)) if each is not None]
    return next((each for each in found if each.content_hash == form.content_hash), None)
