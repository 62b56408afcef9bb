"""The head of the audit trail, kept outside the database every night: what no one can change who only has the database.

One line of JSON a night is appended to a file (mode 0600), each with a hash over itself and the line before. It belongs
on another machine or under another account; the settings' `audit_heads` names its folder. A restored backup is noted in
it too: from then on only the heads up to the backup's count. So is a break that was looked into: who only has the
database cannot write that line.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import settings
from agentdesk.store.chain import GENESIS
from agentdesk.store.database import is_postgres
from agentdesk.store.tables import database

NIGHT, RESTORE, ACKNOWLEDGED = "night", "restore", "acknowledge"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the chain at one moment (UTC): its last event, that one's hash, how many events there were."""

    at: str
    why: str = NIGHT  # or a backup was put in the database's place, or a break was looked into, and its head is this
    last_id: int
    hash: str
    count: int
    first: str  # the first event's hash: which trail this is
    event: int | None = None  # of what was looked into: where it is, and what it goes by (store/acknowledged.py)
    marks: tuple[str, ...] = ()
    line: str = ""  # over these fields and the line before

    def as_json(self) -> dict[str, Any]:
        """As a line of the file has it; the keys stay."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        return fields if self.why == ACKNOWLEDGED else {k: v for k, v in fields.items() if k not in ("event", "marks")}


@dataclass
class Kept:
    """What a file of heads says: its lines, those that still count, and what is wrong with the file itself.

    A file that cannot be read says nothing of the trail; one whose lines do not fit each other was changed.
    """

    path: Path
    heads: list[Head] = field(default_factory=list)
    problem: str = ""
    is_unreadable: bool = False

    @property
    def in_force(self) -> list[Head]:
        """The heads that the trail must agree with, oldest first: none that a restored backup took back."""
        counted: list[Head] = []
        for head in self.heads:
            if head.why == RESTORE:
                counted = [each for each in counted if each.last_id <= head.last_id]
            counted.append(head)
        return sorted(counted, key=lambda each: each.last_id)


def path_for(url: str) -> Path:
    """Where the heads of a database are kept: in the settings' folder, else beside the database file."""
    if is_postgres(url):
        name = url.rpartition("/")[2].partition("?")[0] or "agentdesk"
        folder = _data_folder()
    else:
        name, folder = Path(url).stem, Path(url).absolute().parent
    chosen = settings().audit_heads
    return (Path(chosen).expanduser() if chosen else folder) / f"{name}.audit-heads.jsonl"


def apart(url: str) -> bool:
    """Whether the heads lie in a folder of their own, as they should: who has the database's has them too otherwise."""
    return is_postgres(url) or path_for(url).parent != Path(url).absolute().parent


def _data_folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("agentdesk", appauthor=False))


def current(why: str = NIGHT) -> Head:
    """The head of the open database's trail."""
    end = database.execute_sql('SELECT "id", "hash" FROM "audit_event" ORDER BY "id" DESC LIMIT 1').fetchone()
    start = database.execute_sql('SELECT "hash" FROM "audit_event" ORDER BY "id" LIMIT 1').fetchone()
    (count,) = database.execute_sql('SELECT COUNT(*) FROM "audit_event"').fetchone()
    last_id, last_hash = end or (0, GENESIS)
    at = clock.now().isoformat(timespec="seconds")
    return Head(at=at, why=why, last_id=last_id, hash=last_hash, count=count, first=start[0] if start else GENESIS)


def keep(path: Path, head: Head) -> Head:
    """Append a head to the file, on the disk when this returns; UserError where it can't be written or is broken.

    Nothing is appended where the last line says the same, so that a second run at night costs nothing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            return _append(path, file, head)
    except OSError as error:
        text = _("The head of the audit trail could not be kept in {path}: {reason}")
        raise UserError(text.format(path=path, reason=error.strerror or error)) from error


def _append(path: Path, file: Any, head: Head) -> Head:
    content = file.read()
    kept = _parse(path, content)
    if kept.problem:
        raise UserError(kept.problem)
    last = kept.heads[-1] if kept.heads else None
    if last and (last.last_id, last.hash, last.count) == (head.last_id, head.hash, head.count) and head.why == NIGHT:
        return last
    sealed = msgspec.structs.replace(head, line=_seal(head, last.line if last else GENESIS))
    before = content.rfind(b"\n") + 1
    os.ftruncate(file.fileno(), before)  # what a killed night left of a line
    try:
        file.write(json.dumps(sealed.as_json()).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), before)  # half a line would stop every night after this one
        raise
    return sealed


def read(path: Path) -> Kept:
    """The heads in a file; none where it is not there."""
    try:
        return _parse(path, path.read_bytes())
    except FileNotFoundError:
        return Kept(path)
    except OSError as error:
        said = _("{path} cannot be read: {why}").format(path=path, why=error.strerror)
        return Kept(path, problem=said, is_unreadable=True)


def _parse(path: Path, content: bytes) -> Kept:
    """Read the lines as far as each fits the one before it; a last one without its end was never kept."""
    kept = Kept(path)
    previous = GENESIS
    for number, line in enumerate(content.split(b"\n")[:-1], 1):
        try:
            head = msgspec.json.decode(line, type=Head)
        except msgspec.MsgspecError:
            head = None
        if head is None or head.line != _seal(head, previous):
            said = _("{path}: line {number} was changed, or a line before it is missing. Put a copy of the file back; "
                     "where there is none, move it aside and begin a new one: agentdesk audit head")  # fmt: skip
            kept.problem = said.format(path=path, number=number)
            break
        kept.heads.append(head)
        previous = head.line
    return kept


def _seal(head: Head, previous: str) -> str:
    fields: list[Any] = [previous, head.at, head.why, head.last_id, head.hash, head.count, head.first]
    fields += [head.event, *head.marks] if head.why == ACKNOWLEDGED else []
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()
