"""The published questionnaires: which there are, which version is in force, and what one of them asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import FormModel, text_in
from agentdesk.interview.pages import is_counted
from agentdesk.playbook.current import current
from agentdesk.playbook.forms import WAITING
from agentdesk.store.tables import Form, FormVersion


@dataclass(frozen=True)
class Published:
    """A version of a form. `in_force` says whether a new interview of today runs on it; times are naive UTC.

    It is asked from `effective_from`, which a version `waiting` for its approval does not have, to `until`, the day
    before another version takes its place; None where none does.
    """

    name: str
    title_zh: str
    title_en: str
    version: int
    in_force: bool
    waiting: bool
    effective_from: date | None
    until: date | None
    published_at: datetime
    prepared_by: str
    reviewed_by: str
    approved_by: str
    questions: int
    kinds: tuple[str, ...]


class Span(NamedTuple):
    """The days on which a version is asked: from the first to the last, None where no other one follows."""

    version: int
    first: date
    last: date | None


def published() -> list[Published]:
    """Each form by name: the version in force today, after it those that come, and those that wait for approval."""
    found = []
    for rows in _by_form():
        numbered, spans = {row.version: row for row in rows}, timeline(rows)
        found += [_as_published(numbered[span.version], span) for span in spans]
        found += [_as_published(row, None) for row in rows if row.effective_from == WAITING]
    return found


def _by_form() -> list[list[FormVersion]]:
    rows = FormVersion.select(FormVersion, Form).join(Form).order_by(Form.name, FormVersion.version)
    return [list(versions) for _name, versions in groupby(rows, key=lambda row: row.form.name)]


def timeline(versions: list[FormVersion]) -> list[Span]:
    """Which of a form's versions is asked when, from today on."""
    return [span for span in _spans(versions) if span.last is None or span.last >= clock.today()]


def _spans(versions: list[FormVersion]) -> list[Span]:
    """Which version is asked when, in their order; of two that begin on one day the newer."""
    begins: dict[date, int] = {}
    for row in sorted(versions, key=lambda row: (row.effective_from, row.version)):
        if row.effective_from != WAITING:
            begins[row.effective_from] = row.version
    days = list(begins)
    lasts: list[date | None] = [*(day - timedelta(days=1) for day in days[1:]), None]
    return [Span(begins[first], first, last) for first, last in zip(days, lasts, strict=False)]


def timeline_of(name: str) -> list[Span]:
    """Which version of a form is asked when, from today on."""
    return timeline(_versions(name))


def version_of(name: str, number: int | None = None) -> tuple[Published, FormModel]:
    """A version of a form by number; where none is given the one in force today, or the next to come, or the newest.

    UserError where there is no such form or version.
    """
    versions = _versions(name)
    if number is None:
        number = next((span.version for span in timeline(versions)), versions[-1].version)
    row = next((each for each in versions if each.version == number), None)
    if row is None:
        text = _("{name} has no version {number}; the newest is {newest}.")
        raise UserError(text.format(name=name, number=number, newest=versions[-1].version))
    span = next((span for span in _spans(versions) if span.version == number), None)
    return _as_published(row, span), form_model(row.id, row.content_hash)


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


def _as_published(row: FormVersion, span: Span | None) -> Published:
    """`span` is None for a version that waits, and for one whose day another one took."""
    form, waiting = form_model(row.id, row.content_hash), row.effective_from == WAITING
    return Published(
        name=row.form.name,
        title_zh=text_in(form.title, "zh"),
        title_en=text_in(form.title, "en"),
        version=row.version,
        in_force=span is not None and span.first <= clock.today() and (not span.last or clock.today() <= span.last),
        waiting=waiting,
        effective_from=None if waiting else row.effective_from,
        until=span.last if span else None,
        published_at=row.published_at,
        prepared_by=row.prepared_by,
        reviewed_by=row.reviewed_by,
        approved_by=row.approved_by,
        questions=sum(is_counted(node) for node in form.nodes),
        kinds=kinds_asking(row.form.name),
    )
