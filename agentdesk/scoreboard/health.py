"""How an installation fares, for a monitor: figures under stable names, and checks, each with what mends it.

found = figures()                       # {"night_state": "finished", "backup_age_hours": 9.2, ...}
for check in checks(found): check.state # "ok", "warning" or "fault"
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple

from peewee import SqliteDatabase, fn

from agentdesk.care.sending import given_up
from agentdesk.common import clock, log
from agentdesk.common.i18n import N_, _
from agentdesk.common.settings import config_path, database_url, settings
from agentdesk.complaints.listing import counts
from agentdesk.queue.job import state_of
from agentdesk.store import heads
from agentdesk.store.rotation import backups
from agentdesk.store.sessions import open_sessions
from agentdesk.store.settings import setting
from agentdesk.store.tables import AuditEvent, QueueRun, database

NIGHT_HOURS = 26.0  # the night's job runs once a day; two hours are for a long one
BACKUP_HOURS = 36.0
UNSAVED_HOURS = 48.0  # a new database is tried out before anything in it is worth a backup
SMALL = 100_000_000  # bytes; below it a database is taken for that large when the disk's room is judged
LONG_LOG = 256_000_000  # bytes; SQLite's log is emptied at 64 MB unless somebody reads for hours

TITLES = {
    "night_day": N_("Last queue built for"),
    "night_state": N_("How that build ended"),
    "night_age_hours": N_("Hours since the last finished build"),
    "today_built": N_("Today's queue is built"),
    "backup_age_hours": N_("Hours since the last backup"),
    "head_age_hours": N_("Hours since the trail's head was kept"),
    "desks_open": N_("Open desks"),
    "database_bytes": N_("Size of the database (bytes)"),
    "wal_bytes": N_("Size of its log (bytes)"),
    "disk_free_bytes": N_("Free on its disk (bytes)"),
    "complaints_open": N_("Open complaints"),
    "complaints_overdue": N_("Complaints past a limit"),
    "notices_undelivered": N_("Notices that could not be sent"),
    "clock_skew_seconds": N_("Seconds the clock is behind the newest event"),
    "log_file": N_("Log"),
}

Figures = Mapping[str, Any]


class Check(NamedTuple):
    """What was looked at, how it is, and what mends it."""

    name: str
    state: Literal["ok", "warning", "fault"]
    said: str = ""
    mend: str = ""

    @property
    def line(self) -> str:
        """Both in one line."""
        return f"{self.said} {self.mend}"


def figures() -> dict[str, Any]:
    """The figures of the open database under the names of TITLES; None where there is none, hours since an instant."""
    last = QueueRun.select().order_by(QueueRun.work_date.desc(), QueueRun.id.desc()).first()
    finished = QueueRun.select(fn.MAX(QueueRun.finished_at)).scalar()
    complaints = counts()
    newest = AuditEvent.select(fn.MAX(AuditEvent.at)).scalar()
    log_file = log.path()
    return {
        "night_day": last.work_date if last else None,
        "night_state": state_of(last) if last else None,
        "night_age_hours": _hours(_instant(finished)),
        "today_built": QueueRun.select().where(
            (QueueRun.work_date == clock.today()) & QueueRun.finished_at.is_null(False)
        ).exists(),
        "backup_age_hours": _hours(_last_backup()),
        "head_age_hours": _hours(_last_head()),
        "desks_open": sum(session.lives for session in open_sessions()),
        **_disk(),
        "complaints_open": complaints["open"],
        "complaints_overdue": complaints["breached"],
        "notices_undelivered": len({notice for notice, _channel, _error in given_up()}),
        "clock_skew_seconds": max(0, round((_instant(newest) - clock.now()).total_seconds())) if newest else 0,
        "log_file": str(log_file) if log_file else None,
    }  # fmt: skip


def checks(found: Figures) -> list[Check]:
    """What the figures and the settings come to; a demo has no nights."""
    if setting("demo"):
        of_work: Iterator[Check] = iter(())
    else:
        of_work = _without_nights(found) if found["night_age_hours"] is None else _of_nights(found)
    return [*of_work, *_of_disk(found), *_of_files()]


def _of_nights(found: Figures) -> Iterator[Check]:
    if not found["today_built"] and found["night_age_hours"] > NIGHT_HOURS:
        said = _("Today's queue is not built; the last build ended {hours:.0f} hours ago.")
        mend = _("Look why the night's job does not run (agentdesk ops units), then: agentdesk queue build --ahead")
        yield Check("night", "fault", said.format(hours=found["night_age_hours"]), mend)
    else:
        yield Check("night", "ok")
    if not isinstance(database.obj, SqliteDatabase):
        return
    age, folder = found["backup_age_hours"], settings().backups
    if not folder:
        mend = _('Set backups = "FOLDER" in the settings file; the night then makes one.')
        yield Check("backup", "warning", _("No folder for backups is named."), mend)
    elif age is None or age > BACKUP_HOURS:
        said = _("The last backup is {hours:.0f} hours old.").format(hours=age) if age else _("There is no backup.")
        yield Check("backup", "fault", said, _("Make one now: agentdesk db backup --to {folder}").format(folder=folder))
    else:
        yield Check("backup", "ok")


def _without_nights(found: Figures) -> Iterator[Check]:
    """A dealer who has not begun with the nights, or never will: what was typed in for days lies nowhere else."""
    if not isinstance(database.obj, SqliteDatabase) or found["backup_age_hours"] is not None:
        return
    first = AuditEvent.select(fn.MIN(AuditEvent.at)).scalar()
    if first is None or (_hours(_instant(first)) or 0) <= UNSAVED_HOURS:
        return
    folder = settings().backups
    if folder:
        mend = _("Make one now: agentdesk db backup --to {folder}").format(folder=folder)
        yield Check("backup", "warning", _("There is no backup."), mend)
    else:
        mend = _('Set backups = "FOLDER" in the settings file, then: agentdesk db backup --to FOLDER')
        yield Check("backup", "warning", _("No folder for backups is named."), mend)


def _of_disk(found: Figures) -> Iterator[Check]:
    free, size, wal = found["disk_free_bytes"], found["database_bytes"], found["wal_bytes"]
    if free is None:
        return
    needed = max(size, SMALL)
    if free < 2 * needed:
        said = _("{free} MB are free on the disk of the database.").format(free=free // 1_000_000)
        mend = _("Make room for a copy of it, {needed} MB at least.").format(needed=2 * needed // 1_000_000)
        yield Check("disk", "fault" if free < needed else "warning", said, mend)
    else:
        yield Check("disk", "ok")
    if wal > LONG_LOG:
        said = _("The log of the database has grown to {size} MB: somebody has been reading for hours.")
        mend = _("End the oldest desk or report that runs; the log empties itself.")
        yield Check("wal", "warning", said.format(size=wal // 1_000_000), mend)
    else:
        yield Check("wal", "ok")


def _of_files() -> Iterator[Check]:
    path, problem = config_path(), log.problem()
    if isinstance(database.obj, SqliteDatabase) and Path(database.obj.database).stat().st_mode & 0o007:
        file = Path(database.obj.database)
        yield Check("file", "warning", _("Every account of this machine can read {path}.").format(path=file),
                    f"chmod o= {file}*")  # fmt: skip
    else:
        yield Check("file", "ok")
    if settings().notify and path.stat().st_mode & 0o077:
        said = _("Others can read {path}, in which the channels' passwords stand.").format(path=path)
        yield Check("settings", "warning", said, f"chmod 600 {path}")
    else:
        yield Check("settings", "ok")
    if problem:
        mend = _('Name a file that can be written with log = "FILE" in the settings, or "off".')
        yield Check("log", "warning", _("The log cannot be written: {problem}.").format(problem=problem), mend)
    else:
        yield Check("log", "ok")


def _disk() -> dict[str, int | None]:
    if not isinstance(database.obj, SqliteDatabase):
        return dict.fromkeys(("database_bytes", "wal_bytes", "disk_free_bytes"))
    path = Path(database.obj.database)
    wal = Path(f"{path}-wal")
    return {
        "database_bytes": path.stat().st_size,
        "wal_bytes": wal.stat().st_size if wal.exists() else 0,
        "disk_free_bytes": shutil.disk_usage(path.parent).free,
    }


def _last_backup() -> datetime | None:
    folder = Path(settings().backups).expanduser() if settings().backups else None
    if folder is None or not folder.is_dir() or not isinstance(database.obj, SqliteDatabase):
        return None
    made = backups(folder, Path(database.obj.database))
    return clock.to_utc(max(made)) if made else None


def _last_head() -> datetime | None:
    kept = heads.read(heads.path_for(database_url())).heads
    return datetime.fromisoformat(kept[-1].at) if kept else None


def _hours(instant: datetime | None) -> float | None:
    return None if instant is None else round((clock.now() - instant) / timedelta(hours=1), 2)


def _instant(value: Any) -> Any:
    """An instant that came through an aggregate, which SQLite gives as text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
