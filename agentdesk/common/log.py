"""The log: one JSON object a line, for whoever runs the machine; nothing of it is about a customer or a colleague.

A line says what ran, how long and how it ended; of an error its kind and the places in the code. Texts of errors are
left out, for they quote what was read; so is every value that is no number and no code of this program.

Settings: log = "FILE" ("off" writes none), log_level, log_megabytes (when a new file is begun), log_files (older ones
that stay). Many processes append to one file: each line is one write to a file opened with O_APPEND, mode 0600.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import traceback
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from agentdesk.common import clock
from agentdesk.common.errors import UserError

OFF = "off"
DEBUG, INFO, WARNING, ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR
_NAME = "agentdesk"
_CODE = re.compile(r"[A-Za-z_][\w.:/ -]{0,79}", re.ASCII)  # a code, a command, a place in the program
_NUMBER = re.compile(r"\d{6}")  # a telephone number, a date of birth, part of an identity number
_FRAMES = 12
_ROOT = Path(__file__).resolve().parent.parent.parent


def event(name: str, level: int = INFO, /, **fields: object) -> None:
    """Write that something happened: a `noun.verb` and numbers or codes that say more; anything else is left out.

    Never raises: a log that cannot be written is `doctor`'s to report.
    """
    try:
        logger = _logger()
        if logger.isEnabledFor(level):
            logger.log(level, name, extra={"fields": {key: _safe(value) for key, value in fields.items()}})
    except UserError:  # a settings file with a fault is told to whoever calls a command
        return


def mishap(error: BaseException, /, **fields: object) -> str:
    """Write down an error that nobody foresaw; the number under which it stands in the log, to be told to the user."""
    reference = f"E-{uuid4().hex[:8].upper()}"
    try:
        logger = _logger()
        told = {key: _safe(value) for key, value in fields.items()}
        logger.error("error", extra={"fields": {"reference": reference, **told, **about(error)}})
    except UserError:
        pass
    return reference


def about(error: BaseException) -> dict[str, object]:
    """What may be told of an error: its kind, the system's code for it, the way through the code, innermost last."""
    found: dict[str, object] = {"error": _kind(error)}
    number, name = getattr(error, "errno", None), getattr(error, "sqlite_errorname", None)
    if isinstance(number, int):
        found["errno"] = number
    if isinstance(name, str):
        found["sqlite"] = name
    before = error.__cause__ or error.__context__
    if before is not None:
        found["after"] = _kind(before)
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    found["where"] = [f"{_shown(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return found


def path() -> Path | None:
    """The file that is written, None where none is; raises UserError where the settings file has a fault."""
    from agentdesk.common.settings import settings

    chosen = settings().log
    if chosen == OFF:
        return None
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_log_dir("agentdesk", appauthor=False)) / "agentdesk.jsonl"


def problem() -> str:
    """Why nothing can be written, as the system says it; empty where all is well."""
    file = path()
    if file is None:
        return ""
    try:
        os.close(_open(file))
    except OSError as error:
        return f"{file}: {error.strerror or error}"
    return ""


def _logger() -> logging.Logger:
    from agentdesk.common.settings import settings

    chosen = settings()
    return _configured(path(), chosen.log_level, int(chosen.log_megabytes * 1_000_000), chosen.log_files)


@lru_cache(maxsize=1)
def _configured(file: Path | None, level: str, most: int, files: int) -> logging.Logger:
    """The program's logger; what libraries have to say goes the same way, without their words."""
    logger = logging.getLogger(_NAME)
    root = logging.getLogger()
    for each in [*root.handlers]:
        if isinstance(each, JsonLines):
            root.removeHandler(each)
    root.addHandler(JsonLines(file, most, files))
    logger.setLevel(level.upper())
    return logger


class JsonLines(logging.Handler):
    """Appends a line for each record, and begins a new file where one has grown too large."""

    def __init__(self, file: Path | None, most: int, files: int) -> None:
        super().__init__()
        self._file, self._most, self._files = file, most, files

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; a disk that is full or a folder that is closed keeps nobody from working."""
        if self._file is None:
            return
        try:
            self._append(self._file, _line(record).encode())
        except OSError:
            return

    def _append(self, file: Path, line: bytes) -> None:
        descriptor = _open(file)
        try:
            if os.fstat(descriptor).st_size + len(line) > self._most > 0:
                self._begin_new(file, len(line))
                os.close(descriptor)
                descriptor = _open(file)
            os.write(descriptor, line)
        finally:
            os.close(descriptor)

    def _begin_new(self, file: Path, more: int) -> None:
        """Move the full file aside, unless another process has just done it."""
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if not file.exists() or file.stat().st_size + more <= self._most:
                return
            for number in range(self._files, 0, -1):
                older, newer = Path(f"{file}.{number}"), Path(f"{file}.{number - 1}") if number > 1 else file
                if newer.exists():
                    newer.replace(older)
            if not self._files:
                file.unlink()
        finally:
            os.close(folder)


def _open(file: Path) -> int:
    """The file for appending; its folder is made where it is missing."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(file, flags, 0o600)
    except FileNotFoundError:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(file, flags, 0o600)


def _line(record: logging.LogRecord) -> str:
    own = record.name == _NAME
    said: dict[str, Any] = {
        "at": f"{clock.now().isoformat(timespec='milliseconds')}Z", "level": record.levelname.lower(),
        "event": record.msg if own else "library", "process": record.process,
    }  # fmt: skip
    said |= record.__dict__.get("fields", {}) if own else {"library": record.name}
    if not own and record.exc_info and record.exc_info[1] is not None:
        said |= about(record.exc_info[1])
    return json.dumps(said) + "\n"


def _safe(value: object) -> object:
    """A value that cannot be about a person: a number, a truth, a code of the program; anything else is a mark."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value) and not _NUMBER.search(value):
        return value
    return "?"


def _kind(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _shown(filename: str) -> str:
    """A file of the program or a library by its path in it: where it is installed is nobody's business."""
    for part in (f"{_ROOT}{os.sep}", f"site-packages{os.sep}", f"python3{os.sep}"):
        if part in filename:
            return filename.rpartition(part)[2]
    return Path(filename).name
