"""What is found of the audit trail: its end, what is wrong with it, and what of that somebody has looked into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agentdesk.store.acknowledged import Acknowledgement
from agentdesk.store.chain import GENESIS


@dataclass
class Fault:
    """What is wrong: `content`, `link`, `missing`, `tail`, `rewritten`, `guard` or `heads`; with the event it is at."""

    what: str
    event: int | None
    said: str
    marks: tuple[str, ...] = ()  # what an acknowledgement goes by; none: it can't be acknowledged

    def as_json(self) -> dict[str, Any]:
        """For JSON."""
        return {"what": self.what, "event": self.event, "said": self.said}


@dataclass
class Verdict:
    """The state of the trail: how many events, the last one with its hash, how many kept heads agree, what is wrong.

    `known` are the breaks that somebody has looked into; they are no faults any more.
    """

    count: int = 0
    last: int = 0
    hash: str = GENESIS
    first: str = GENESIS
    agreed: int = 0
    faults: list[Fault] = field(default_factory=list)
    known: list[tuple[Fault, Acknowledgement]] = field(default_factory=list)

    @property
    def first_broken(self) -> int | None:
        """The first event that something is wrong at; None where nothing is, or not with a single event."""
        return min((fault.event for fault in self.faults if fault.event is not None), default=None)

    def as_json(self) -> dict[str, Any]:
        """For `agentdesk audit verify --json`; the keys stay. `sound`: nothing is wrong but what is known."""
        return {
            "sound": not self.faults, "events": self.count, "last_id": self.last, "hash": self.hash,
            "heads_agreed": self.agreed, "first_broken": self.first_broken,
            "faults": [each.as_json() for each in self.faults],
            "known": [{**fault.as_json(), **seen.as_json()} for fault, seen in self.known],
        }  # fmt: skip
