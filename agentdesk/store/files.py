"""Files that appear whole or not at all: made under a draft's name, and put in place when they are done.

Whatever has the name already stays as it is: a file, a folder, a pipe, a device, a link wherever it leads.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.common.os_errors import why


def write_new(target: Path, content: bytes, *, mode: int = 0o600, replace: bool = False) -> None:
    """Write a new file, which nobody else can read unless `mode` says so.

    UserError where something of that name is there or it cannot be written. With `replace` a file, or a link itself,
    gives way to it.
    """
    require_name(target) if replace else require_new(target)
    draft = draft_of(target)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            file.write(content)
        if replace:
            draft.replace(target)
        else:
            take_place(draft, target)
    except FileExistsError as error:
        raise _there(target) from error
    except OSError as error:
        raise _unwritten(target, why(error)) from error
    finally:
        clear(draft)


def require_new(target: Path) -> None:
    """UserError where a file of that name could not be made, or something is there."""
    require_name(target)
    try:
        target.lstat()
    except FileNotFoundError as error:
        if not target.parent.is_dir():
            raise _unwritten(target, why(error)) from error
    except OSError as error:
        raise _unwritten(target, why(error)) from error
    else:
        raise _there(target)


def require_name(target: Path) -> None:
    """UserError for a path that ends in no name, or in one that a terminal would obey or an eye cannot see."""
    if target.name in ("", ".."):
        raise _unwritten(target, _("it is a folder, not a file"))
    if visible(target.name) != target.name:
        raise _unwritten(target, _("its name has letters that nobody can see"))


def _there(target: Path) -> UserError:
    return UserError(_("{path} is there already; choose another name.").format(path=_shown(target)))


def _unwritten(target: Path, reason: str) -> UserError:
    return UserError(_("{path} could not be written: {reason}").format(path=_shown(target), reason=reason))


def _shown(path: Path) -> str:
    return visible(str(path))


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
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        draft.rename(target)


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
