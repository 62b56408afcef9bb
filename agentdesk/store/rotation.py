"""Which backups stay: the last one of each of the latest days, weeks and months; the newest one always stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from agentdesk.store.backup import STAMP


class Keep(NamedTuple):
    """Of how many days, weeks (from Monday) and months that have a backup the last one stays."""

    days: int
    weeks: int
    months: int


_SPANS: tuple[Callable[[datetime], object], ...] = (
    lambda made: made.date(),
    lambda made: made.isocalendar()[:2],
    lambda made: (made.year, made.month),
)


def staying(made: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Those backups that stay, by the wall clock of their names."""
    newest_first = sorted(made, reverse=True)
    stay = set(newest_first[:1])
    for span, count in zip(_SPANS, keep, strict=True):
        last_of: dict[object, datetime] = {}
        for each in newest_first:
            last_of.setdefault(span(each), each)
        stay.update(list(last_of.values())[:count])
    return stay


def rotate(folder: Path, source: Path, keep: Keep) -> tuple[list[Path], list[str]]:
    """Remove the database's backups in a folder that need not stay; which went, and what could not be removed, why.

    Only files that `db backup` named are looked at: nothing else that lies there is touched.
    """
    found = backups(folder, source)
    stay = staying(found, keep)
    removed, refused = [], []
    for made, path in sorted(found.items()):
        if made in stay:
            continue
        try:
            path.unlink()
            removed.append(path)
        except OSError as error:
            refused.append(f"{path}: {error.strerror}")
    return removed, refused


def backups(folder: Path, source: Path) -> dict[datetime, Path]:
    """The dated backups of a database in a folder."""
    named = re.compile(rf"{re.escape(source.stem)}\.(\d{{8}}-\d{{6}}){re.escape(source.suffix)}")
    found = {}
    for path in folder.iterdir():
        match = named.fullmatch(path.name)
        if match and path.is_file():
            try:
                found[datetime.strptime(match[1], STAMP)] = path  # a wall clock's, only compared
            except ValueError:
                continue
    return found
