"""Reading a playbook's folder: typed rows, and every fault with its file, line and key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.os_errors import why
from agentdesk.playbook import index
from agentdesk.playbook.fitting import fit, unknown_key
from agentdesk.playbook.incentives import Incentive, Incentives, PerCase
from agentdesk.playbook.index import LineIndex
from agentdesk.playbook.measures import Asked, Composite, Effort, Index, Mean, Measures, Recommend, Reported
from agentdesk.playbook.not_toml import toml_reason
from agentdesk.playbook.schema import Complaints, Group, Head, Kind, Outcome, Playbook, Quality, Reporting, Row, Target

SHIPPED = Path(__file__).resolve().parent
FILES = ("playbook.toml", "kinds.toml", "outcomes.toml", "targets.toml", "complaints.toml", "quality.toml")
MAY_BE_MISSING = ("quality.toml",)
MEASURES = ("asked", "recommend", "effort", "index", "mean", "reported", "score")  # tables of targets.toml
INCENTIVES = ("incentive", "per_case")
REPORTS = "report"
TABLES = {
    "kinds.toml": ("group", "kind"),
    "outcomes.toml": ("outcome",),
    "targets.toml": ("target", *MEASURES, *INCENTIVES, REPORTS),
}
_AT_LINE = re.compile(r"\(at (?:line (\d+), column \d+|end of document)\)$")

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
    """What came of reading a folder; `playbook` is None where anything does not fit the schema.

    `draft` has stand-ins then, for what the sound rows say of each other; `doubtful` are the rows and tables that do
    not say what their author meant, by file and key (`""`: the whole file).
    """

    playbook: Playbook | None
    sources: dict[str, Source]
    problems: list[Problem]
    draft: Playbook
    doubtful: frozenset[tuple[str, str]]


def shipped(name: str) -> Path:
    """The folder of a playbook that comes with the program, by name, or the folder given."""
    inside = SHIPPED / name
    return inside if re.fullmatch(r"[a-z_]+", name) and (inside / "playbook.toml").exists() else Path(name)


def load(folder: Path | str) -> Playbook:
    """The typed playbook of a folder, or of a shipped one by name; UserError names the first fault and its place."""
    reading = read(shipped(str(folder)))
    if reading.playbook is None:
        raise UserError(str(reading.problems[0]))
    return reading.playbook


def read(folder: Path) -> Reading:
    """Read and type the files; one fault does not hide the next, in its own table, its file or another one.

    UsageError where there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(_("There is no playbook folder {path}.").format(path=folder))
    reader = _Reader(folder)
    draft = Playbook(
        head=reader.whole("playbook.toml", Head),
        groups=reader.rows("kinds.toml", "group", Group),
        kinds=reader.rows("kinds.toml", "kind", Kind),
        outcomes=reader.rows("outcomes.toml", "outcome", Outcome),
        targets=reader.rows("targets.toml", "target", Target),
        measures=_measures(reader),
        incentives=Incentives(
            banded=reader.rows("targets.toml", "incentive", Incentive),
            per_case=reader.rows("targets.toml", "per_case", PerCase),
        ),
        reports=reader.rows("targets.toml", REPORTS, Reporting),
        complaints=reader.whole("complaints.toml", Complaints),
        quality=reader.whole("quality.toml", Quality),
        forms=tuple(sorted(path.stem for path in (folder / "forms").glob("*.md"))),
    )
    for name, allowed in TABLES.items():
        source = reader.sources.get(name)
        extra = [key for key in source.data if key not in allowed] if source else []
        reader.problems += [source.problem((key,), unknown_key(key)) for key in extra if source]
    playbook = None if reader.problems else draft
    return Reading(playbook, reader.sources, reader.problems, draft, frozenset(reader.doubtful))


def _measures(reader: _Reader) -> Measures:
    return Measures(
        asked=reader.rows("targets.toml", "asked", Asked),
        recommends=reader.rows("targets.toml", "recommend", Recommend),
        efforts=reader.rows("targets.toml", "effort", Effort),
        indexes=reader.rows("targets.toml", "index", Index),
        means=reader.rows("targets.toml", "mean", Mean),
        reported=reader.rows("targets.toml", "reported", Reported),
        composites=reader.rows("targets.toml", "score", Composite),
    )


class _Reader:
    """The files of a folder as they are read, and what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self.doubtful: set[tuple[str, str]] = set()
        for name in FILES:
            _read_file(folder / name, self.sources, self.problems)
        self.doubtful |= {(name, "") for name in FILES if name not in self.sources}

    def whole(self, name: str, row: type[T]) -> T:
        """A file that is one table."""
        if name not in self.sources:
            return fit({}, row)[0]
        return self._take(self.sources[name], (), self.sources[name].data, row)

    def rows(self, name: str, table: str, row: type[T]) -> tuple[T, ...]:
        """An array of tables of a file."""
        if name not in self.sources:
            return ()
        source = self.sources[name]
        raw = source.data.get(table, [])
        if not isinstance(raw, list):
            self.problems.append(source.problem((table,), _("Write this as [[{name}]].").format(name=table)))
            return ()
        return tuple(self._take(source, (table, number), item, row) for number, item in enumerate(raw))

    def _take(self, source: Source, at: index.Path, raw: Any, row: type[T]) -> T:
        typed, faults = fit(raw, row, at)
        self.problems += [source.problem(fault.path, fault.message) for fault in faults]
        for fault in faults:
            if not fault.stray:
                rows = len(fault.path) > 1 and isinstance(fault.path[1], int)
                self.doubtful.add((source.name, dotted(fault.path[: 2 if rows else 1])))
        return typed


def _read_file(path: Path, sources: dict[str, Source], problems: list[Problem]) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        sources[path.name] = Source(path.name, tomllib.loads(text), LineIndex(text))
    except FileNotFoundError:
        if path.name not in MAY_BE_MISSING:
            problems.append(Problem(path.name, 0, "", _("The file is missing.")))
    except UnicodeDecodeError:
        problems.append(Problem(path.name, 0, "", _("The file is not UTF-8 text.")))
    except OSError as error:
        problems.append(Problem(path.name, 0, "", _("The file cannot be read: {reason}").format(reason=why(error))))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        reason = toml_reason(_AT_LINE.sub("", str(error)).strip())
        problems.append(Problem(path.name, line, "", _("This is not TOML: {reason}").format(reason=reason)))


def dotted(path: index.Path) -> str:
    """A path as people read it: kind[3].schedule[0].step, counted from 1."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
