"""Checking a playbook: every fault with its file, line and key, before a version of it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agentdesk.common.i18n import _
from agentdesk.playbook import (
    check_house,
    check_incentives,
    check_kinds,
    check_measures,
    check_outcomes,
    check_quality,
)
from agentdesk.playbook.index import LineIndex
from agentdesk.playbook.read import FILES, Problem, Reading, Source, read

_REFERS = re.compile(r"(?:^|\.)(?:recall_kind|same_as|goes_with|merges_with|group|kinds)(?:\[\d+\])?$")


def check(folder: Path) -> list[Problem]:
    """Every problem of the playbook in a folder, in the order of its files and lines; empty where it may be published.

    Single rows (TOML syntax, unknown keys, wrong types) and what rows say of each other are checked in one go; nothing
    is concluded from a row that does not say what its author meant.
    """
    return problems_of(read(folder))


def problems_of(reading: Reading) -> list[Problem]:
    """The same of a folder that has been read."""
    problems = list(reading.problems)
    for source in reading.sources.values():
        problems += _blank_texts(source, (), source.data)
    problems += [each for each in _contradictions(reading) if _is_certain(each, reading)]
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.key))


def _contradictions(reading: Reading) -> Iterator[Problem]:
    sources = {name: reading.sources.get(name, Source(name, {}, LineIndex(""))) for name in FILES}
    yield from check_house.problems(reading.draft, sources["playbook.toml"])
    yield from check_kinds.problems(reading.draft, sources["kinds.toml"])
    yield from check_outcomes.problems(reading.draft, sources["outcomes.toml"])
    yield from check_measures.problems(reading.draft, sources["targets.toml"])
    yield from check_incentives.problems(reading.draft, sources["targets.toml"])
    yield from check_house.figures(reading.draft, sources["targets.toml"], sources["complaints.toml"])
    yield from check_quality.problems(reading.draft, sources["quality.toml"])


def _is_certain(problem: Problem, reading: Reading) -> bool:
    """Whether a contradiction follows from what was written, and not from what stands in for it."""
    for file, key in reading.doubtful:
        here = file == problem.file and (not key or re.match(rf"{re.escape(key)}(?:[.\[]|$)", problem.key))
        refers = _REFERS.search(problem.key) or (file == problem.file and problem.line == 0)
        if here or (refers and _names(problem, file, key, reading)):
            return False
    return True


def _names(problem: Problem, file: str, key: str, reading: Reading) -> bool:
    """Whether a problem is about a doubtful row that is referred to or missed, or a file that cannot be read."""
    if not key:
        return file == "kinds.toml"
    row = re.fullmatch(r"(kind|group|outcome)\[(\d+)\]", key)
    raw = reading.sources[file].data[row[1]][int(row[2]) - 1] if row else {}
    code = raw.get("code") if isinstance(raw, dict) else None
    return row is not None and (not isinstance(code, str) or code in problem.message)


def _blank_texts(source: Source, path: tuple[str | int, ...], raw: Any) -> Iterator[Problem]:
    """Texts of either language that are there but say nothing."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if (key in ("zh", "en") or key.endswith(("_zh", "_en"))) and isinstance(value, str) and not value.strip():
                yield source.problem((*path, key), _("The text is empty; both languages are needed."))
            yield from _blank_texts(source, (*path, key), value)
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            yield from _blank_texts(source, (*path, number), value)
