"""One build at a time: a lease in the database, which a killed process does not keep."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from peewee import ModelUpdate

from agentdesk.common import clock, dates
from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.queue.staging import Run
from agentdesk.store.audit import Actor, Audit, change
from agentdesk.store.files import running
from agentdesk.store.pace import Pace
from agentdesk.store.prepared import prepared
from agentdesk.store.reading import column
from agentdesk.store.tables import Person, QueueRun

LEASE = "queue"
SILENCE = timedelta(minutes=10)  # after which a process counts as dead; on this machine it is looked for at once


class Busy(DatabaseProblem):
    """Another process is building; exit code 3."""


class Job:
    """A build under way. Each of its changes is a transaction of its own in which it says that it lives."""

    def __init__(self, actor: Actor, run: Run) -> None:
        self.actor, self.run = actor, run
        self.pace = Pace()
        self.longest_change = 0.0  # seconds for which the write lock was held at most
        self._beat_at = run.at

    @contextmanager
    def change(self, action: str) -> Iterator[Audit]:
        """One short change; raises Busy where somebody else took the build over meanwhile, and writes nothing."""
        with change(self.actor, action) as audit:
            start = time.monotonic()  # the lock is ours from here on
            self._beat()
            yield audit
        self.longest_change = max(self.longest_change, time.monotonic() - start)

    def alive(self, progress: Callable[[str], None] | None) -> Callable[[str], None]:
        """A progress report that is a sign of life too, for work that makes its own changes."""

        def report(text: str) -> None:
            if clock.now() > self._beat_at + SILENCE / 10:
                with change(self.actor, "queue.beat") as audit:
                    self._beat()
                    audit.skip()
            if progress:
                progress(text)

        return report

    def _beat(self) -> None:
        self._beat_at = clock.now()
        if not _beat.run(self.run.id, self._beat_at):
            raise Busy(_("This build was silent for too long, and another one has taken over."))

    def finish(self, manifest: dict[str, Any], added: int, expired: int) -> None:
        """Keep the manifest and let the next one build."""
        with self.change("queue.built") as audit:
            QueueRun.update(
                finished_at=clock.now(), added=added, summary=_json(manifest), lease=None
            ).where(QueueRun.id == self.run.id).execute()  # fmt: skip
            audit("queue_run", self.run.id, after={"added": added, "expired": expired})

    def give_up(self, reason: str) -> None:
        """Let the next one build, which completes what this one left; said in its manifest and in the audit trail."""
        with change(self.actor, "queue.broken_off") as audit:
            audit("queue_run", self.run.id, after={"reason": reason})
            _free(self.run.id)


@prepared
def _beat(run_id: Any, at: Any) -> ModelUpdate:
    return QueueRun.update(beat_at=at).where((QueueRun.id == run_id) & (QueueRun.lease == LEASE))


def begin(actor: Actor, day: date, manifest: Callable[[], dict[str, Any]]) -> Job:
    """Take the lease and note the run with its manifest, as far as it is known.

    Raises Busy where a living process has the lease; a dead one's is taken over.
    """
    with change(actor, "queue.build") as audit:
        holder = QueueRun.get_or_none(QueueRun.lease == LEASE)
        if holder is not None:
            if _lives(holder):
                raise Busy(_busy(holder))
            _free(holder.id)
            audit(holder, after={"reason": "its process is gone"}, action="queue.broken_off")
        now = clock.now()
        row = QueueRun.insert(
            work_date=day, started_at=now, person=actor.person_id, summary=_json(manifest()), lease=LEASE,
            host=_host(), process=os.getpid(), beat_at=now,
        )  # fmt: skip
        made = row.on_conflict(action="nothing", conflict_target=[QueueRun.lease]).returning(QueueRun.id)
        ids = column(made)
        if not ids:  # a server's: somebody was faster by a moment
            raise Busy(_("Another process has just begun to build; try again when it is done."))
        audit("queue_run", ids[0], after={"work_date": day})
    return Job(actor, Run(ids[0], day, now))


def state_of(row: QueueRun) -> str:
    """`finished`, `running`, or `broken_off`."""
    if row.finished_at is not None:
        return "finished"
    return "running" if row.lease == LEASE and _lives(row) else "broken_off"


def shown_host(row: QueueRun) -> str:
    """The machine a run is or was on; empty where it was not kept."""
    return (row.host or "").partition("/")[0]


def _free(run_id: int) -> None:
    QueueRun.update(lease=None).where(QueueRun.id == run_id).execute()


def _lives(row: QueueRun) -> bool:
    if row.beat_at is None or row.process is None or row.beat_at <= clock.now() - SILENCE:
        return False
    return row.host != _host() or running(row.process)


def _busy(row: QueueRun) -> str:
    found = Person.get_or_none(Person.id == row.person_id)
    text = _("The queue of {day} is being built since {time} (process {process} on {host}); wait until it is done.")
    shown = text.format(day=row.work_date, time=dates.moment(row.started_at), process=row.process, host=shown_host(row))
    return f"{found.name}: {shown}" if found else shown


def _host() -> str:
    """This machine, and its room for process numbers: two containers of one name count as two machines."""
    try:
        room = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        room = ""
    return f"{socket.gethostname()}/{room}"


def _json(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, default=str)
