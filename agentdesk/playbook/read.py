"""Reading a playbook's folder: typed rows, and every fault with its file, line and key."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.playbook import index
from agentdesk.playbook.index import LineIndex
from agentdesk.playbook.schema import Complaints, Group, Head, Kind, Outcome, Playbook, Row, Target

SHIPPED = Path(__file__).resolve().parent
FILES = ("playbook.toml", "kinds.toml", "outcomes.toml", "targets.toml", "complaints.toml")
TABLES = {"kinds.toml": ("group", "kind"), "outcomes.toml": ("outcome",), "targets.toml": ("target",)}
_AT_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_AT_KEY = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>key in )?\$?(?P<keys>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")


T = TypeVar("T", bound=Row)


class Problem(NamedTuple):
    """A fault of a playbook: in which file, on which line (0: the file as a whole), at which key, and what it is."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class Source(NamedTuple):
    """One TOML file as it was read: raw values and where they stand."""

    name: str
    data: dict[str, Any]
    lines: LineIndex

    def problem(self, path: index.Path, message: str) -> Problem:
        """A problem at a key of this file."""
        return Problem(self.name, self.lines.line(path), dotted(path), message)


class Reading(NamedTuple):
    """What came of reading a folder; `playbook` is None where a file could not be typed."""

    playbook: Playbook | None
    sources: dict[str, Source]
    problems: list[Problem]


def shipped(name: str) -> Path:
    """The folder of a playbook that comes with the program, by name, or the folder given."""
    inside = SHIPPED / name
    return inside if re.fullmatch(r"[a-z_]+", name) and (inside / "playbook.toml").exists() else Path(name)


def load(folder: Path | str) -> Playbook:
    """The typed playbook of a folder, or of a shipped one by name; UserError names the first fault and its place."""
    folder = shipped(str(folder))
    if not folder.is_dir():
        raise UsageError(_("There is no playbook folder {path}.").format(path=folder))
    reading = read(folder)
    if reading.playbook is None:
        raise UserError(str(reading.problems[0]))
    return reading.playbook


def read(folder: Path) -> Reading:
    """Read and type the five files; every table is typed on its own, so that one fault does not hide the next."""
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    for name in FILES:
        _read_file(folder / name, sources, problems)
    if len(sources) < len(FILES):
        return Reading(None, sources, problems)
    head = _typed(sources["playbook.toml"], (), sources["playbook.toml"].data, Head, problems)
    complaints = _typed(sources["complaints.toml"], (), sources["complaints.toml"].data, Complaints, problems)
    groups = _rows(sources["kinds.toml"], "group", Group, problems)
    kinds = _rows(sources["kinds.toml"], "kind", Kind, problems)
    outcomes = _rows(sources["outcomes.toml"], "outcome", Outcome, problems)
    targets = _rows(sources["targets.toml"], "target", Target, problems)
    for name, allowed in TABLES.items():
        extra = [key for key in sources[name].data if key not in allowed]
        problems += [sources[name].problem((key,), _unknown(key)) for key in extra]
    if problems or head is None or complaints is None:
        return Reading(None, sources, problems)
    playbook = Playbook(
        head=head,
        groups=groups,
        kinds=kinds,
        outcomes=outcomes,
        targets=targets,
        complaints=complaints,
        forms=tuple(sorted(path.stem for path in (folder / "forms").glob("*.md"))),
    )
    return Reading(playbook, sources, problems)


def _read_file(path: Path, sources: dict[str, Source], problems: list[Problem]) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        sources[path.name] = Source(path.name, tomllib.loads(text), LineIndex(text))
    except FileNotFoundError:
        problems.append(Problem(path.name, 0, "", _("The file is missing.")))
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 0, "", _("The file is not UTF-8 text.")))
    except OSError as error:
        problems.append(Problem(path.name, 0, "", _("The file cannot be read: {reason}").format(reason=error.strerror)))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        what = _AT_LINE.sub("", str(error)).strip()
        problems.append(Problem(path.name, line, "", _("This is not TOML: {reason}").format(reason=what)))


def _rows(source: Source, name: str, row: type[T], problems: list[Problem]) -> tuple[T, ...]:
    raw = source.data.get(name, [])
    if not isinstance(raw, list):
        problems.append(source.problem((name,), _("Write this as [[{name}]].").format(name=name)))
        return ()
    typed = (_typed(source, (name, number), item, row, problems) for number, item in enumerate(raw))
    return tuple(item for item in typed if item is not None)


def _typed(source: Source, at: index.Path, raw: Any, row: type[T], problems: list[Problem]) -> T | None:
    """The typed row; every unknown key is named, and of other faults the first."""
    rest, sound = copy.deepcopy(raw), True
    while True:
        try:
            typed = msgspec.convert(rest, row)
            return typed if sound else None
        except msgspec.ValidationError as error:
            found = _AT_KEY.match(str(error))
            what, keys = (found["what"], _keys(found["keys"] or "")) if found else (str(error), ())
            problems.append(_worded(source, (*at, *keys), what))
            unknown = _UNKNOWN.fullmatch(what)
            if not unknown:
                return None
            sound = False
            _table_at(rest, keys).pop(unknown[1])


def _table_at(raw: Any, keys: index.Path) -> dict[str, Any]:
    for key in keys:
        raw = raw[key]
    table: dict[str, Any] = raw
    return table


def _worded(source: Source, path: index.Path, what: str) -> Problem:
    """msgspec's fault in our words, at the key itself."""
    unknown = _UNKNOWN.fullmatch(what)
    if unknown:
        return source.problem((*path, unknown[1]), _unknown(unknown[1]))
    missing = re.fullmatch(r"Object missing required field `(.+)`", what)
    if missing:
        return source.problem((*path, missing[1]), _("{key} is missing.").format(key=missing[1]))
    value = re.fullmatch(r"Invalid enum value (.+)", what)
    if value:
        return source.problem(path, _("{value} is not one of the values allowed here.").format(value=value[1]))
    wrong = re.fullmatch(r"Expected `(.+)`, got `(.+)`", what)
    if wrong:
        message = _("This must be {wanted}, not {found}.").format(wanted=wrong[1], found=wrong[2])
        return source.problem(path, message)
    return source.problem(path, _("The value does not fit: {reason}").format(reason=what))


def _unknown(key: str) -> str:
    return _("{key} is not a key of this table.").format(key=key)


def _keys(text: str) -> index.Path:
    """msgspec's path `.schedule[0].step` as keys; the key of a mapping is shown as [...] and left out."""
    steps: list[str | int] = []
    for name, number in _STEP.findall(text):
        if name:
            steps.append(name)
        elif number.isdigit():
            steps.append(int(number))
    return tuple(steps)


def dotted(path: index.Path) -> str:
    """A path as people read it: kind[3].schedule[0].step, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
