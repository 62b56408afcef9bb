"""The published questionnaires: which there are, which version is in force, and what one of them asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.in_force import form_in_force, form_model
from agentdesk.interview.model import FormModel
from agentdesk.interview.pages import is_counted
from agentdesk.playbook.current import current
from agentdesk.store.tables import Form, FormVersion


@dataclass(frozen=True)
class Published:
    """A version of a form. `in_force` says whether a new interview of today runs on it; times are naive UTC."""

    name: str
    title_zh: str
    title_en: str
    version: int
    in_force: bool
    effective_from: date
    published_at: datetime
    prepared_by: str
    reviewed_by: str
    approved_by: str
    questions: int
    kinds: tuple[str, ...]


def published() -> list[Published]:
    """Each form by name: the version in force today, and after it those that come into force later."""
    today, found = clock.today(), []
    for row in FormVersion.select(FormVersion, Form).join(Form).order_by(Form.name, FormVersion.version):
        if row.effective_from > today or _is_in_force(row):
            found.append(_as_published(row))
    return found


def version_of(name: str, number: int | None = None) -> tuple[Published, FormModel]:
    """A version of a form by number; where none is given the one in force today, or the newest where none is yet.

    UserError where there is no such form or version.
    """
    versions = _versions(name)
    if number is None:
        row = next((each for each in versions if _is_in_force(each)), versions[-1])
    else:
        found = next((each for each in versions if each.version == number), None)
        if found is None:
            newest = versions[-1].version
            text = _("{name} has no version {number}; the newest is {newest}.")
            raise UserError(text.format(name=name, number=number, newest=newest))
        row = found
    return _as_published(row), form_model(row.id, row.content_hash)


def newest(name: str) -> FormModel | None:
    """The form as it was last published under a name; None where it never was."""
    columns = FormVersion.select(FormVersion.id, FormVersion.content_hash).join(Form).where(Form.name == name)
    row = columns.order_by(FormVersion.version.desc()).first()
    return form_model(row.id, row.content_hash) if row else None


def kinds_asking(name: str) -> tuple[str, ...]:
    """The kinds of the playbook in force whose calls run on the form; none where no playbook is in force."""
    try:
        steps = list(current().steps())
    except UserError:
        return ()
    return tuple(dict.fromkeys(step.kind.code for step in steps if step.form == name))


def _versions(name: str) -> list[FormVersion]:
    rows = FormVersion.select(FormVersion, Form).join(Form).where(Form.name == name)
    found = list(rows.order_by(FormVersion.version))
    if not found:
        raise UserError(_("There is no form {name}; see: agentdesk form list").format(name=name))
    return found


def _is_in_force(row: FormVersion) -> bool:
    found = form_in_force(row.form.name)
    return found is not None and found.version_id == row.id


def _as_published(row: FormVersion) -> Published:
    return Published(
        name=row.form.name,
        title_zh=row.form.title_zh,
        title_en=row.form.title_en,
        version=row.version,
        in_force=_is_in_force(row),
        effective_from=row.effective_from,
        published_at=row.published_at,
        prepared_by=row.prepared_by,
        reviewed_by=row.reviewed_by,
        approved_by=row.approved_by,
        questions=sum(is_counted(node) for node in form_model(row.id, row.content_hash).nodes),
        kinds=kinds_asking(row.form.name),
    )
