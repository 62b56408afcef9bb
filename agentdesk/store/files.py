"""Files that appear whole or not at all: made under a draft's name, and put in place when they are done."""

from __future__ import annotations

import os
import re
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _


def draft_of(target: Path) -> Path:
    """Where this process makes the file; hidden, beside the target, so that taking its place is one step."""
    return target.with_name(f".{target.name}.{os.getpid()}.new")


def take_place(draft: Path, target: Path) -> None:
    """Move the finished draft to its place; raises FileExistsError where somebody made a file there meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise
    except OSError:  # a stick or a share without hard links
        if target.exists():
            raise FileExistsError(str(target)) from None
        draft.rename(target)


def write_private(target: Path, content: str) -> None:
    """Write a new file whole or not at all, readable by nobody else.

    UserError where there is a file of that name; OSError where it cannot be written, for the caller to say.
    """
    draft = draft_of(target)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(content)
        take_place(draft, target)
    except FileExistsError as error:
        raise UserError(_("{path} is there already; choose another name.").format(path=target)) from error
    finally:
        clear(draft)


def clear(draft: Path) -> None:
    """Remove a draft with what the database library puts beside it; also what killed processes left of this target."""
    stem = draft.name.removesuffix(f".{os.getpid()}.new")
    mine = re.compile(rf"{re.escape(stem)}\.(?P<process>\d+)\.new(-wal|-shm|-journal)?")
    for leftover in draft.parent.glob(".*.new*"):
        found = mine.fullmatch(leftover.name)
        if found and (int(found["process"]) == os.getpid() or not running(int(found["process"]))):
            leftover.unlink(missing_ok=True)


def sweep(folder: Path, prefix: str) -> None:
    """Remove drafts that killed processes left in a folder, of targets whose names begin so."""
    mine = re.compile(rf"\.{re.escape(prefix)}.*\.(?P<process>\d+)\.new(-wal|-shm|-journal)?")
    for leftover in folder.glob(".*.new*"):
        found = mine.fullmatch(leftover.name)
        if found and not running(int(found["process"])):
            leftover.unlink(missing_ok=True)


def settle(path: Path) -> None:
    """Return when the file's content and its name are on the disk."""
    for each, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(each, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def running(process: int) -> bool:
    """Whether a process of that number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        pass
    return True
