"""Where every open call stands: dialling, at which question of which form, or at its end; read in a few statements.

The step follows from what is stored: the answers and the question the desk stands at, through the form. It is worked
out anew only for a call in which something was answered or moved since the last look.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect, fn

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import language, pick
from agentdesk.interview import records
from agentdesk.interview.parked import Away, away_in, without
from agentdesk.interview.run import END
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Answer, Attempt, Confirmation, Contact, Form, FormVersion, Interview, database

_REMEMBERED = 512  # steps; a house has fewer calls at a time

OPENED, DIALLING, TALKING, ASKING, ENDING = "opened", "dialling", "talking", "asking", "ending"


class Step(NamedTuple):
    """How far a questionnaire is: question `number` of `total` (0: none that counts), what it is about, whose form."""

    number: int
    total: int
    about: str
    form: str


class Whereabouts(NamedTuple):
    """An open call: at which terminal ("" where it is parked), how far, and since when it is talked or dialled.

    `since` leaves out the time in which it was parked, as the call's own screen does; `left_at` is when it was parked.
    """

    contact_id: int
    person_id: int
    desk: str
    stage: str  # opened, dialling, talking (no questionnaire), asking, ending
    since: datetime
    step: Step | None = None
    left_at: datetime | None = None


def open_calls() -> dict[int, Whereabouts]:
    """The open call of each person who has one, by person."""
    rows = sorted(_open.rows(), key=itemgetter(0))
    ids = [row[0] for row in rows]
    away, asked = away_in(ids), {row[0]: row[1:] for row in _interviews.rows(ids)} if ids else {}
    return {row[1]: _whereabouts(row, asked.get(row[0]), away.get(row[0], Away((), None))) for row in rows}


def _whereabouts(row: tuple[Any, ...], interview: tuple[Any, ...] | None, away: Away) -> Whereabouts:
    contact_id, person_id, desk, started_at, dialled_at, contacted = row
    stage, step = OPENED if dialled_at is None else DIALLING, None
    if contacted:
        stage = TALKING
        if interview is not None:
            *key, form_zh, form_en = interview
            step = _step(str(database.database), *key, pick(form_zh, form_en), language())
            stage = ENDING if step is None else ASKING
    began, now = dialled_at or started_at, away.left_at or clock.now()
    since = now - timedelta(seconds=without(away.spans, began, now))
    return Whereabouts(contact_id, person_id, desk, stage, since, step, away.left_at)


@lru_cache(maxsize=_REMEMBERED)
def _step(
    _database: str, interview_id: int, position: str, _answer: int | None, _said: int, form: str, _language: str
) -> Step | None:
    """The step an interview stands at; None behind its last question.

    What is not used here only tells one look from the next.
    """
    if position == END:
        return None
    try:
        page = records.load(interview_id).page
    except UserError:  # it was taken back between two statements
        return None
    return Step(page.number, page.total, page.title or page.items[0].short, form) if page else None


@prepared
def _open() -> ModelSelect[Contact]:
    columns = (Contact.id, Contact.person, Contact.desk, Contact.started_at, Attempt.started_at, Attempt.contacted)
    dialled = (Attempt.contact == Contact.id) & Attempt.ended_at.is_null()
    calls = Contact.select(*columns).join(Attempt, JOIN.LEFT_OUTER, on=dialled)
    return calls.where(Contact.ended_at.is_null())  # in no order: one would lead SQLite past the index of open calls


@prepared
def _interviews(contact_ids: Any) -> ModelSelect[Interview]:
    """The interviews under way, the newest of a call last: what their step depends on."""
    answer = Answer.select(fn.MAX(Answer.id)).where(Answer.interview == Interview.id)
    said = Confirmation.select(fn.COUNT(Confirmation.id)).where(Confirmation.interview == Interview.id)
    columns = (
        Interview.contact, Interview.id, Interview.position, answer.alias("answer"), said.alias("said"), Form.title_zh,
        Form.title_en,
    )  # fmt: skip
    under_way = Interview.contact.in_(contact_ids) & Interview.ended_at.is_null()
    return (
        Interview.select(*columns)
        .join(FormVersion, on=(FormVersion.id == Interview.form_version))
        .join(Form, on=(Form.id == FormVersion.form))
        .where(under_way)
        .order_by(Interview.id)
    )
