"""What the demo's customers complain of, and the complaints that are played word for word: in two TOML files."""

from __future__ import annotations

from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).resolve().parent


class Story(msgspec.Struct, frozen=True):
    """A grievance in the customer's own words, and what its handlers write of it."""

    code: str  # stories with the same one have the same cure
    department: str  # service or sales
    subject: str
    words: str
    remedy: str
    contact: str
    plan: str
    done: str
    cause: str
    question: str = ""  # of the interview, that brings it up; else any


class CaseStep(msgspec.Struct, frozen=True):
    """A step of a case: on an open day so many back from today, at a time of the dealer's clock."""

    days_back: int
    at: time
    by: str  # staff code
    kind: str
    note: str = ""
    data: dict[str, Any] = {}
    to: str = ""  # staff code of the next responsible person
    until: int = 0  # a pause: open days from today to the day it ends


class Case(msgspec.Struct, frozen=True):
    """A complaint that is played word for word."""

    code: str
    of: str  # staff code of the advisor whose customer complains
    days_back: int
    at: time
    by: str
    origin: str
    subject: str
    words: str
    remedy: str
    wants_callback: bool
    service: str = ""  # what the visit it is about was for, where there was such a one
    same: str = ""  # the case of the same customer
    step: list[CaseStep] = []


class _Stories(msgspec.Struct, frozen=True):
    again: list[str]
    story: list[Story]


class _Cases(msgspec.Struct, frozen=True):
    case: list[Case]


@cache
def _stories() -> _Stories:
    return msgspec.toml.decode((FOLDER / "stories.toml").read_bytes(), type=_Stories)


@cache
def of_department(department: str) -> tuple[Story, ...]:
    """The stories of one department."""
    return tuple(story for story in _stories().story if story.department == department)


@cache
def brought_up_by(question: str, department: str) -> tuple[Story, ...]:
    """The stories a question brings up in a department's interviews; all of the department where none is its own."""
    known = of_department(department)
    return tuple(story for story in known if story.question == question) or known


def again() -> list[str]:
    """What customers say whom the handling of their complaint did not satisfy."""
    return _stories().again


@cache
def story_of(words: str) -> Story | None:
    """The story a complaint's words are from."""
    return next((story for story in _stories().story if story.words == words), None)


def words_of(code: str) -> list[str]:
    """The words of all stories with one cure."""
    return [story.words for story in _stories().story if story.code == code]


@cache
def cases() -> list[Case]:
    """The cases, in the order in which they were raised."""
    found = msgspec.toml.decode((FOLDER / "cases.toml").read_bytes(), type=_Cases).case
    return sorted(found, key=lambda case: (-case.days_back, case.at))
