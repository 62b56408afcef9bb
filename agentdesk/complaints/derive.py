"""What a complaint's history amounts to: pure functions of its events, in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.complaints.steps import HANDLED_STATES, SATISFIED, TRANSITIONS, UNREACHABLE

CLOCKS = ("acknowledge", "plan", "solve", "recall")
# KP-09: without these a handling was not proper, however fast it was.
MANDATORY = frozenset({"acknowledged", "assessed", "handled", "answered", "recalled"})
_ONCE = frozenset({"acknowledged", "assessed"})  # done for good; the rest is done anew after a reopening
# Which clocks a step stops; what is solved needs no plan any more.
_STOPS = {
    "acknowledged": ("acknowledge",),
    "proposed": ("plan",),
    "handled": ("plan", "solve"),
    "recalled": ("recall",),
}


class Event(NamedTuple):
    """One step of a history as the functions here need it; `at` is naive UTC."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = {}
    person_id: int | None = None


class Illegal(ValueError):
    """An event that cannot follow what was before it."""


@dataclass(frozen=True)
class Standing:
    """A complaint as its events say it is. `done` are the kinds recorded that still count, `late` the clocks missed."""

    state: str = ""
    severity: str = ""
    responsible_id: int | None = None
    cause_gap: str = ""
    goodwill_cents: int | None = None
    acknowledge_by: datetime | None = None
    plan_by: datetime | None = None
    solve_by: datetime | None = None
    recall_by: datetime | None = None
    handled_on: date | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    done: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    first_recall_at: datetime | None = None
    first_recall: str = ""  # result of the first re-call that reached the customer
    unanswered: bool = False  # the re-call of this handling ended without the customer's word (CP-07)
    asked_by: int | None = None  # who asked for the special handling that is open
    goodwill_asked: int | None = None

    @property
    def next_clock(self) -> str:
        """Which clock runs out next; empty where none runs."""
        running = [(due, name) for name in CLOCKS if (due := self.due(name)) is not None]
        return min(running)[1] if running else ""

    @property
    def next_breach(self) -> datetime | None:
        """The smallest deadline that is still open; the past one of a missed clock stays until it is done."""
        return self.due(self.next_clock) if self.next_clock else None

    @property
    def solved_at_once(self) -> bool:
        """KP-08: the first re-call found the customer satisfied, and it was never reopened."""
        return self.first_recall == SATISFIED and self.reopened == 0

    @property
    def timely_and_proper(self) -> bool:
        """KP-09: handled within the limits, with every mandatory step and field."""
        return not self.late - {"recall"} and self.done >= MANDATORY and bool(self.cause_gap and self.responsible_id)

    def due(self, name: str) -> datetime | None:
        """The deadline of a clock that still runs, else None."""
        if name not in _running(self.state, self.done):
            return None
        due: datetime | None = getattr(self, f"{name}_by")
        return due


def standing(events: Iterable[Event]) -> Standing:
    """What a whole history amounts to; Illegal where an event cannot follow the ones before it."""
    now = Standing()
    for event in events:
        now = advance(now, event)
    return now


def advance(now: Standing, event: Event) -> Standing:
    """The standing after one more event; Illegal where it cannot follow."""
    state = TRANSITIONS.get((now.state, _key(event)))
    if state is None:
        raise Illegal(f"{event.kind} cannot follow {now.state or 'nothing'}")
    changes: dict[str, Any] = {"state": state, "done": now.done | {event.kind}}
    missed = {name for name in _STOPS.get(event.kind, ()) if (due := now.due(name)) is not None and event.at > due}
    if missed:
        changes["late"] = now.late | missed
    if event.kind in _EFFECTS:
        changes |= _EFFECTS[event.kind](now, event)
    if event.data:
        changes |= _fields(event.data)
    if state not in HANDLED_STATES:
        changes["handled_on"] = None
    return replace(now, **changes)


def event_of(kind: str, at: datetime, data: str, person_id: int | None) -> Event:
    """A stored row as an event."""
    return Event(kind, at, json.loads(data), person_id)


def _key(event: Event) -> str:
    return f"recalled:{event.data.get('result')}" if event.kind == "recalled" else event.kind


def _running(state: str, done: frozenset[str]) -> tuple[str, ...]:
    if state in ("", "closed", "cause_due", "dissatisfied"):
        return ()
    if state in ("handled", "recall_due"):
        return ("recall",)
    running = () if "acknowledged" in done else ("acknowledge",)
    return (*running, "solve") if "proposed" in done else (*running, "plan", "solve")


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values an event sets: the fields it names, and the deadlines worked out when it was recorded."""
    named = {name: data[name] for name in ("severity", "responsible_id", "cause_gap") if data.get(name) is not None}
    return named | {name: datetime.fromisoformat(text) for name, text in data.get("deadlines", {}).items()}


def _handled(now: Standing, event: Event) -> dict[str, Any]:
    return {"handled_on": clock.local(event.at).date()}


def _recalled(now: Standing, event: Event) -> dict[str, Any]:
    result = str(event.data["result"])
    if now.first_recall or result == UNREACHABLE:
        return {"unanswered": result == UNREACHABLE}
    return {"unanswered": False, "first_recall": result, "first_recall_at": event.at}


def _reopened(now: Standing, event: Event) -> dict[str, Any]:
    return {"reopened": now.reopened + 1, "done": now.done & _ONCE, "recall_by": None, "closed_at": None}


def _closed(now: Standing, event: Event) -> dict[str, Any]:
    return {"closed_at": event.at}


def _special_requested(now: Standing, event: Event) -> dict[str, Any]:
    return {"asked_by": event.person_id, "goodwill_asked": event.data.get("goodwill_cents")}


def _special_approved(now: Standing, event: Event) -> dict[str, Any]:
    return {"goodwill_cents": now.goodwill_asked, "asked_by": None, "goodwill_asked": None}


def _special_refused(now: Standing, event: Event) -> dict[str, Any]:
    return {"asked_by": None, "goodwill_asked": None}


_EFFECTS: dict[str, Callable[[Standing, Event], dict[str, Any]]] = {
    "handled": _handled,
    "recalled": _recalled,
    "reopened": _reopened,
    "closed": _closed,
    "special_requested": _special_requested,
    "special_approved": _special_approved,
    "special_refused": _special_refused,
}
