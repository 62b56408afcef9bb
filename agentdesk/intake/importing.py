"""Taking in a file: read, understand, apply, and keep what became of each row.

A file of up to two thousand rows is one transaction; a longer one is several short ones, and its batch stays
`staged` until the last. Running an interrupted import again takes it up where it stopped.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agentdesk.common import clock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.intake import profiles, readers, rows
from agentdesk.intake.apply import apply, stage
from agentdesk.intake.facts import TARGETS, Known, Target
from agentdesk.intake.readers import Sheet
from agentdesk.intake.rows import Problem, Row
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import ImportBatch, ImportRow

KINDS = profiles.KINDS
_CHUNK = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RowVerdict:
    """What became of a row that was not simply accepted: its number in the file, and what was wrong in it."""

    row: int
    verdict: str
    problems: tuple[Problem, ...]


@dataclass
class ImportResult:
    """What became of a file. Each row counts once: accepted, corrected, refused, unchanged, duplicate or outdated.

    `outdated` is of a time whose files were removed by their age, and is not taken in again (RT-04). `created` and
    `updated` count facts; `corrected` rows were taken with something altered, left out or doubtful.
    """

    batch_id: int | None
    kind: str
    file: str
    encoding: str
    dry_run: bool
    unknown_columns: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    verdicts: list[RowVerdict] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows of the file, without blank lines and totals."""
        return sum(self.counts[verdict] for verdict in VERDICTS)


VERDICTS = ("accepted", "corrected", "refused", "unchanged", "duplicate", "outdated")


class _Undone(Exception):
    """Rolls a rehearsal back."""


def import_file(
    actor: Actor,
    kind: str,
    path: Path | str,
    *,
    profile: str | None = None,
    dry_run: bool = False,
    shift_days: int = 0,
    progress: Progress | None = None,
    targets: Mapping[str, Target] = TARGETS,
) -> ImportResult:
    """Take in one export of the dealer system; administrators only.

    A refused row never stops the others; the same file again changes nothing. `dry_run` does everything and rolls it
    back. `shift_days` moves all dates of the file (a demo's). `progress` is called with rows done and rows in all.
    `targets` has what becomes of each kind: this room's facts, and what rooms above it make of others.
    Raises UsageError for an unknown kind or profile, UserError for a file that cannot be read or that is plainly the
    export of another kind.
    """
    actor.require("administrator")
    described = profiles.load(kind, profile)
    sheet = readers.read(Path(path))
    _refuse_other(kind, sheet, profile)
    columns = profiles.find(described, sheet.rows, sheet.name)
    parsed = list(rows.parse(described, columns, sheet, shift_days))
    result = ImportResult(None, kind, sheet.name, sheet.encoding, dry_run, columns.unknown)
    job = _Job(actor, kind, sheet, profile or "", result, targets[kind])
    if dry_run:
        job.rehearse(parsed, progress)
    else:
        job.run(parsed, progress)
    return result


def _refuse_other(kind: str, sheet: Sheet, profile: str | None) -> None:
    """A file of vehicles has customers' numbers and names too, and must not become customers without phones."""
    other = profiles.better_kind(kind, sheet.rows, profile)
    if other:
        hint = _("{name} is an export of {other}, not of {kind}; nothing was taken in. Use: agentdesk import {other}")
        raise UserError(hint.format(name=sheet.name, other=other, kind=kind))


class _Job:
    """One file on its way in."""

    def __init__(
        self, actor: Actor, kind: str, sheet: Sheet, profile: str, result: ImportResult, target: Target
    ) -> None:
        self._actor, self._kind, self._sheet, self._profile, self._result = actor, kind, sheet, profile, result
        self._target, self._known = target, Known()

    def run(self, parsed: list[Row], progress: Progress | None) -> None:
        """Apply the rows chunk by chunk, each in its own transaction."""
        batch = self._interrupted()
        done = self._taken(batch) if batch else set()
        waiting = [row for row in parsed if row.number not in done]
        for chunk, ready, last in _chunks(waiting):
            with change(self._actor, "import.apply") as audit:
                batch = batch or self._begin()
                self._apply(batch, chunk)
                if last:
                    self._finish(batch)
                audit(batch, after=self._summary(chunk))
            if progress:
                progress(ready, len(waiting))

    def rehearse(self, parsed: list[Row], progress: Progress | None) -> None:
        """Apply all rows and roll back."""
        try:
            with change(self._actor, "import.rehearse"):
                batch = self._begin()
                for chunk, ready, _last in _chunks(parsed):
                    self._apply(batch, chunk)
                    if progress:
                        progress(ready, len(parsed))
                raise _Undone
        except _Undone:
            self._result.batch_id = None

    def _apply(self, batch: ImportBatch, chunk: Sequence[Row]) -> None:
        planned = apply(self._target, chunk, self._known, self._actor, clock.now())
        stage(batch, chunk, planned)
        counts = self._result.counts
        counts.update(row.verdict for row in chunk)
        counts.update(plan.change for plan in planned if plan.change)
        self._result.verdicts += [
            RowVerdict(row.number, row.verdict, tuple(row.problems))
            for row in chunk
            if row.verdict in ("corrected", "refused", "duplicate")
        ]

    def _begin(self) -> ImportBatch:
        batch = ImportBatch.create(
            kind=self._kind, file_name=self._sheet.name, sha256=self._sheet.sha256, encoding=self._sheet.encoding,
            profile=self._profile, started_at=clock.now(), person=self._actor.person_id,
        )  # fmt: skip
        self._result.batch_id = batch.id
        return batch

    def _finish(self, batch: ImportBatch) -> None:
        counts = self._result.counts
        batch.accepted, batch.corrected = counts["accepted"], counts["corrected"]
        batch.refused, batch.unchanged = counts["refused"], counts["unchanged"]
        batch.status, batch.finished_at = "applied", clock.now()
        batch.save()

    def _interrupted(self) -> ImportBatch | None:
        same = ImportBatch.kind == self._kind, ImportBatch.sha256 == self._sheet.sha256
        found: ImportBatch | None = ImportBatch.get_or_none(*same, ImportBatch.status == "staged")
        return found

    def _taken(self, batch: ImportBatch) -> set[int]:
        """Numbers of the rows an interrupted run took; they count as what they became then."""
        self._result.batch_id = batch.id
        done: set[int] = set()
        for row in ImportRow.select().where(ImportRow.batch == batch):
            done.add(row.row_number)
            self._result.counts.update([row.verdict, *([row.change] if row.change else [])])
            if row.verdict != "accepted":
                problems = tuple(Problem(**problem) for problem in json.loads(row.problems))
                self._result.verdicts.append(RowVerdict(row.row_number, row.verdict, problems))
        return done

    def _summary(self, chunk: Sequence[Row]) -> dict[str, Any]:
        verdicts = Counter(row.verdict for row in chunk)
        return {"kind": self._kind, "file": self._sheet.name, "rows": len(chunk), **verdicts}


def _chunks(parsed: Sequence[Row]) -> Iterator[tuple[Sequence[Row], int, bool]]:
    """Rows in chunks, with how many are ready after each and whether it is the last; an empty file is one chunk."""
    for start in range(0, max(len(parsed), 1), _CHUNK):
        chunk = parsed[start : start + _CHUNK]
        ready = start + len(chunk)
        yield chunk, ready, ready >= len(parsed)
