"""Checking a playbook: every fault with its file, line and key, before a version of it is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agentdesk.common.i18n import _
from agentdesk.playbook import check_house, check_kinds, check_outcomes
from agentdesk.playbook.read import Problem, Source, read


def check(folder: Path) -> list[Problem]:
    """Every problem of the playbook in a folder, in the order of its files and lines; empty where it may be published.

    Faults of single rows (TOML syntax, unknown keys, wrong types) come first; what rows say of each other is checked
    once every row can be read.
    """
    reading = read(folder)
    problems = list(reading.problems)
    for source in reading.sources.values():
        problems += _blank_texts(source, (), source.data)
    if reading.playbook is not None:
        problems += check_house.problems(reading.playbook, reading.sources["playbook.toml"])
        problems += check_kinds.problems(reading.playbook, reading.sources["kinds.toml"])
        problems += check_outcomes.problems(reading.playbook, reading.sources["outcomes.toml"])
        problems += check_house.figures(
            reading.playbook, reading.sources["targets.toml"], reading.sources["complaints.toml"]
        )
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.key))


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
