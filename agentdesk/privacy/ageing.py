"""Words and copies older than the playbook keeps them: notes, open answers, raw rows, drafts, sessions, notices.

That somebody called, answered or wrote stays, for the figures; what was said is blanked. Raw rows of imports, drafts
nobody finished and desks' sessions go as a whole. The boundary day is kept, as with files (store/retention.py); a
second run finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from peewee import fn

from agentdesk.common import clock
from agentdesk.interview.in_force import form_model
from agentdesk.interview.model import CODES, Kind
from agentdesk.playbook import current
from agentdesk.privacy.blanking import GONE
from agentdesk.store.audit import Actor, change
from agentdesk.store.pace import Pace
from agentdesk.store.reading import tuples
from agentdesk.store.retention import first_kept
from agentdesk.store.tables import (
    AgendaItem,
    Answer,
    Attempt,
    ComplaintDraft,
    Contact,
    DeskSession,
    FormVersion,
    ImportBatch,
    ImportRow,
    Interview,
    Notice,
    Promise,
    Skip,
    StepDraft,
)

CLASSES = ("call_notes", "verbatims", "notices", "import_rows", "drafts", "sessions")
Progress = Callable[[str, int, int], None]


class Part(NamedTuple):
    """Rows of a class that are too old: blanked in the fields, or removed where there are none."""

    name: str
    table: Any
    old: Any
    fields: tuple[Any, ...] = ()


def counts() -> dict[str, int]:
    """How many rows of each class are older than they may be kept; reads only."""
    found = dict.fromkeys(CLASSES, 0)
    for part in _parts():
        found[part.name] += part.table.select().where(part.old).count()
    return found


def age(actor: Actor, progress: Progress = lambda name, done, of: None) -> dict[str, int]:
    """Blank or remove them, in short turns with an audit event each; returns how many rows of each class."""
    actor.require("administrator")
    done = dict.fromkeys(CLASSES, 0)
    for part in _parts():
        highest = part.table.select(fn.MAX(part.table.id)).scalar() or 0
        for low, high in Pace().spans(highest):
            with change(actor, "db.age") as audit:
                gone = _turn(part, part.old & part.table.id.between(low + 1, high))
                if gone:
                    audit(part.table._meta.table_name, None, after={"class": part.name, "rows": gone})
                else:
                    audit.skip()
            done[part.name] += gone
            progress(part.name, high, highest)
    return done


def _turn(part: Part, rows: Any) -> int:
    if not part.fields:
        return int(part.table.delete().where(rows).execute())
    count = int(part.table.select().where(rows).count())
    for field in part.fields if count else ():
        part.table.update({field: GONE}).where(rows & _said(field)).execute()
    return count


def _said(field: Any) -> Any:
    return field.is_null(False) & field.not_in(["", GONE])


def _parts() -> Iterator[Part]:
    kept = current.current().head.retention
    today = clock.today()
    before = {name: clock.at(first_kept(today, getattr(kept, name))) for name in CLASSES}
    day = {name: first_kept(today, getattr(kept, name)) for name in CLASSES}
    notes = before["call_notes"]
    calls = Contact.select(Contact.id).where(Contact.work_date < day["call_notes"])
    for table, old, fields in (
        (Contact, Contact.work_date < day["call_notes"], (Contact.note,)),
        (AgendaItem, AgendaItem.contact.in_(calls), (AgendaItem.note,)),
        (Attempt, Attempt.work_date < day["call_notes"], (Attempt.note, Attempt.number)),
        (Promise, Promise.created_at < notes, (Promise.note,)),
        (Skip, Skip.work_date < day["call_notes"], (Skip.note,)),
    ):
        yield _blanked("call_notes", table, old, *fields)
    yield from _verbatims(before["verbatims"])
    answered = Notice.answered_at < before["notices"]
    yield _blanked("notices", Notice, answered, Notice.text, Notice.answer_note)
    batches = ImportBatch.select(ImportBatch.id).where(ImportBatch.started_at < before["import_rows"])
    yield Part("import_rows", ImportRow, ImportRow.batch.in_(batches))
    yield Part("drafts", StepDraft, StepDraft.updated_at < before["drafts"])
    yield Part("drafts", ComplaintDraft, ComplaintDraft.ended_at < before["drafts"])
    yield Part("sessions", DeskSession, DeskSession.closed_at < before["sessions"])


def _blanked(name: str, table: Any, old: Any, *fields: Any) -> Part:
    said = _said(fields[0])
    for field in fields[1:]:
        said |= _said(field)
    return Part(name, table, old & said, fields)


def _verbatims(before: Any) -> Iterator[Part]:
    """The open answers of each version of a questionnaire; a code such as "does not know" is no word of theirs."""
    for version, content_hash in tuples(FormVersion.select(FormVersion.id, FormVersion.content_hash)):
        nodes = [node.name for node in form_model(version, content_hash).nodes if node.kind == Kind.TEXT]
        interviews = Interview.select(Interview.id).where(Interview.form_version == version)
        here = Answer.node.in_(nodes) & Answer.value.not_in(sorted(CODES)) & Answer.interview.in_(interviews)
        if nodes:
            yield _blanked("verbatims", Answer, here & (Answer.answered_at < before), Answer.value)
