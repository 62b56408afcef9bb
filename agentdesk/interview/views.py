"""What the running interview hands to whoever shows it: plain values, already in the language of the call."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from agentdesk.interview.model import Kind


@dataclass(frozen=True)
class Change:
    """An answer that changed: what to append to the history. "" is no answer.

    `words`: it is the customer's own words, which may name anybody.
    """

    key: str
    old: str
    new: str
    words: bool = False


@dataclass(frozen=True)
class Verdict:
    """What became of an answer: stored (`ok`, with every change it caused), refused, or waiting for confirmation."""

    ok: bool
    error: str = ""
    warning: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ChoiceView:
    """A choice as it is offered; `digit` is the key that chooses it, "" where there are more than keys."""

    name: str
    label: str
    digit: str = ""
    selected: bool = False


@dataclass(frozen=True)
class Item:
    """A question, note or prompt as it is shown."""

    key: str
    name: str
    kind: Kind
    label: str
    hint: str = ""
    guidance: str = ""
    short: str = ""
    appearance: str = ""
    value: str = ""
    choices: tuple[ChoiceView, ...] = ()
    required: bool = False
    read_only: bool = False
    confirmed: bool = False
    number: int = 0
    kept: bool = True  # what was answered is stored

    @property
    def spoken(self) -> bool:
        """Whether the label is read aloud; `must-not` and `manner` prompts are for the agent only."""
        return not {"must-not", "manner"} & set(self.appearance.split())


@dataclass(frozen=True)
class Reason:
    """Why the interview is not complete: `required`, `unconfirmed`, `invalid` or `identity`, and of which row."""

    code: str
    key: str
    text: str


@dataclass(frozen=True)
class Page:
    """What is asked at one time: one question, or the questions of a field-list group."""

    key: str
    title: str
    items: tuple[Item, ...]
    number: int
    total: int
    open: tuple[Reason, ...] = ()


class State(StrEnum):
    """How a row of the outline stands."""

    ANSWERED = "answered"
    OPEN = "open"
    REQUIRED = "required"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    HIDDEN = "hidden"
    NOTE = "note"


@dataclass(frozen=True)
class OutlineRow:
    """A row of the outline; `why` says what hides a hidden one, `number` counts the questions on the path."""

    key: str
    label: str
    state: State
    why: str = ""
    value: str = ""
    number: int = 0
    current: bool = False
    kind: Kind = field(default=Kind.TEXT)
