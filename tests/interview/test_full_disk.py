"""An answer that the disk has no room for: one clear line, nothing half stored, and stored when there is room."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from agentdesk.common.errors import DatabaseProblem
from agentdesk.interview import contacts, records
from agentdesk.interview.views import Change
from agentdesk.store import checks
from agentdesk.store.tables import Answer, AuditEvent, Confirmation, Interview, database
from tests.interview.call_world import Desk

pytestmark = pytest.mark.sqlite_only("a server has a disk of its own")

Full = Callable[[], AbstractContextManager[None]]


@contextmanager
def no_file_grows() -> Iterator[None]:
    """The system refuses every write behind the first 4 KiB of a file, as a quota does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def no_page_left() -> Iterator[None]:
    """SQLite finds the disk full as soon as it needs another page."""
    (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
    database.execute_sql(f"PRAGMA max_page_count={pages}")
    try:
        yield
    finally:
        database.execute_sql("PRAGMA max_page_count=1000000")


@pytest.mark.parametrize(("full", "line"), [(no_file_grows, "无法读写，磁盘是否已满"), (no_page_left, "磁盘已满")])
def test_what_the_disk_has_no_room_for_is_stored_when_there_is_room(desk: Desk, full: Full, line: str) -> None:
    task = desk.callback()
    interview_id = records.start_interview(desk.li, desk.on_the_line(task), task.id)
    position, events = Interview.get().position, AuditEvent.select().count()
    words = "等了很久。" * 20000  # more than what is free in the pages there are
    with full():
        for _time in range(2):
            with pytest.raises(DatabaseProblem, match=line):
                records.save_answers(desk.li, interview_id, [Change("suggestions", "", words)], position="closing")
            with pytest.raises(DatabaseProblem, match=line):
                records.save_answer(desk.li, interview_id, "suggestions", words, draft=True)
        assert (Answer.select().count(), Interview.get().position) == (0, position)
        assert records.load(interview_id).position == "opening"  # reading goes on
    assert AuditEvent.select().count() == events
    records.save_answers(desk.li, interview_id, [Change("suggestions", "", words)], position="closing")
    assert records.answers(interview_id) == {"suggestions": words}
    assert Interview.get().position == "closing"
    assert checks.examine() == []


def test_a_call_ends_when_there_is_room_again(desk: Desk) -> None:
    task = desk.callback()
    contact_id = desk.on_the_line(task)
    desk.interview(contact_id, task)
    said = Confirmation.select().count()
    with no_file_grows(), pytest.raises(DatabaseProblem):
        contacts.finish_item(desk.li, contact_id, task.id, "completed")
    assert contacts.read(contact_id).attempt is not None
    assert contacts.finish_item(desk.li, contact_id, task.id, "completed").closed
    assert Confirmation.select().count() == said
