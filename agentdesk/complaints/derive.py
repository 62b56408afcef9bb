"""What a complaint's history amounts to: pure functions of its events, in their order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from agentdesk.common import clock
from agentdesk.complaints import pauses as paused_time
from agentdesk.complaints.pauses import Pause
from agentdesk.complaints.steps import CRITERIA, HANDLED_STATES, SATISFIED, TRANSITIONS, UNREACHABLE

CLOCKS = ("acknowledge", "plan", "solve", "recall")
# KP-09: without these a handling was not proper, however fast it was.
MANDATORY = frozenset({"acknowledged", "assessed", "handled", "answered", "recalled"})
_ONCE = frozenset({"acknowledged", "assessed"})  # done for good; the rest is done anew after a reopening
# What any event may set by its name.
_VALUES = ("severity", "responsible_id", "cause_gap", "remedy_sought", "wants_callback")
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
    preferential: bool = False  # a preferential claim was approved (CP-11)
    preferential_asked: bool = False
    remedy_sought: str = ""
    remedy_asked: bool = False  # and where nothing was named then, that is what the customer said (ISO 10002)
    wants_callback: bool | None = None  # the newest that the customer said of it; None in a history without it
    criteria: Mapping[str, Any] = field(default_factory=dict)
    accepted: bool | None = None  # what the customer said of the last answer
    recourse: str = ""  # where a customer who did not accept it turned
    begun_at: datetime | None = None  # from when the deadlines count: the raising, or what began it anew
    pauses: tuple[Pause, ...] = ()
    merged_into_id: int | None = None

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

    @property
    def paused_for(self) -> str:
        """The reason of the last pause; empty where there was none."""
        return self.pauses[-1].reason if self.pauses else ""

    @property
    def paused_until(self) -> datetime | None:
        """When the last pause ends, or did."""
        return self.pauses[-1].end if self.pauses else None

    def paused(self, at: datetime) -> Pause | None:
        """The pause that holds at an instant (naive UTC); None where the clocks run."""
        return paused_time.running(self.pauses, at)

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
    state = TRANSITIONS.get((now.state, key_of(now, event.kind, event.data)))
    if state is None or (event.kind == "resumed" and not now.paused(event.at)):
        raise Illegal(f"{event.kind} cannot follow {now.state or 'nothing'}")
    changes: dict[str, Any] = {"state": state, "done": now.done | {event.kind}}
    missed = {name for name in _stopped_by(now, event) if (due := now.due(name)) is not None and event.at > due}
    if missed:
        changes["late"] = now.late | missed
    if event.kind in _EFFECTS:
        changes |= _EFFECTS[event.kind](now, event)
    if event.data:
        changes |= _fields(event.data)
    if state not in HANDLED_STATES or event.kind == "merged":
        changes["handled_on"] = None
    return replace(now, **changes)


def event_of(kind: str, at: datetime, data: str, person_id: int | None) -> Event:
    """A stored row as an event."""
    return Event(kind, at, json.loads(data), person_id)


def key_of(now: Standing, kind: str, data: Mapping[str, Any]) -> str:
    """What a step is called in the table of transitions, where that depends on what was said or done before."""
    if now.merged_into_id is not None and kind != "noted":
        return f"{kind}:merged"  # nothing happens to a duplicate but that it is none
    if kind == "recalled":
        return f"recalled:{data.get('result')}"
    return "answered:rejected" if kind == "answered" and data.get("accepted") is False else kind


def _running(state: str, done: frozenset[str]) -> tuple[str, ...]:
    if state in ("", "closed", "cause_due", "dissatisfied"):
        return ()
    if state in ("handled", "recall_due"):
        return ("recall",)
    running = () if "acknowledged" in done else ("acknowledge",)
    return (*running, "solve") if "proposed" in done else (*running, "plan", "solve")


def _stopped_by(now: Standing, event: Event) -> tuple[str, ...]:
    """The clocks that a step stops; an answer accepted after all is the solution, planned before."""
    comes_round = event.kind == "answered" and event.data.get("accepted") is not False and now.handled_on is None
    return ("solve",) if comes_round else _STOPS.get(event.kind, ())


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values an event sets: the fields it names, and the deadlines worked out when it was recorded."""
    named = {name: data[name] for name in _VALUES if data.get(name) is not None}
    if data.get("remedy_asked") or "remedy_sought" in named:
        named["remedy_asked"] = True
    return named | {name: datetime.fromisoformat(text) for name, text in data.get("deadlines", {}).items()}


def _raised(now: Standing, event: Event) -> dict[str, Any]:
    return {"begun_at": event.at}


def _assessed(now: Standing, event: Event) -> dict[str, Any]:
    named = {name: event.data[name] for name in CRITERIA if event.data.get(name) is not None}
    return {"criteria": {**now.criteria, **named}} if named else {}


def _handled(now: Standing, event: Event) -> dict[str, Any]:
    return {
        "handled_on": clock.local(event.at).date(),
        "accepted": None,
        "pauses": paused_time.ended(now.pauses, event.at),
    }


def _answered(now: Standing, event: Event) -> dict[str, Any]:
    """ISO 10002: an answer that is not accepted keeps the complaint open, and its handling begins anew."""
    if event.data.get("accepted") is False:
        return {"accepted": False, "done": now.done & _ONCE, "recall_by": None, "begun_at": event.at}
    if now.handled_on is None:  # accepted after all
        return {"accepted": True, "done": now.done | {"handled", "answered"},
                "handled_on": clock.local(event.at).date()}  # fmt: skip
    return {"accepted": event.data.get("accepted")}


def _external(now: Standing, event: Event) -> dict[str, Any]:
    return {"recourse": event.data.get("recourse") or now.recourse}


def _paused(now: Standing, event: Event) -> dict[str, Any]:
    end = datetime.fromisoformat(event.data["ends"]) if event.data.get("ends") else event.at
    stops = tuple(event.data.get("stops", ()))
    before = paused_time.ended(now.pauses, event.at)
    return {"pauses": (*before, Pause(str(event.data.get("reason", "")), event.at, end, stops))}


def _resumed(now: Standing, event: Event) -> dict[str, Any]:
    return {"pauses": paused_time.ended(now.pauses, event.at)}


def _recalled(now: Standing, event: Event) -> dict[str, Any]:
    result = str(event.data["result"])
    if now.first_recall or result == UNREACHABLE:
        return {"unanswered": result == UNREACHABLE}
    return {"unanswered": False, "first_recall": result, "first_recall_at": event.at}


def _reopened(now: Standing, event: Event) -> dict[str, Any]:
    anew = {"recall_by": None, "closed_at": None, "begun_at": event.at}
    if now.merged_into_id is not None:
        return {**anew, "merged_into_id": None, "done": frozenset()}
    return {**anew, "reopened": now.reopened + 1, "done": now.done & _ONCE, "accepted": None}


def _merged(now: Standing, event: Event) -> dict[str, Any]:
    into = {"merged_into_id": event.data.get("into"), "closed_at": event.at}
    return {**into, "pauses": paused_time.ended(now.pauses, event.at), "asked_by": None}


def _closed(now: Standing, event: Event) -> dict[str, Any]:
    return {"closed_at": event.at}


def _special_requested(now: Standing, event: Event) -> dict[str, Any]:
    return {
        "asked_by": event.person_id,
        "goodwill_asked": event.data.get("goodwill_cents"),
        "preferential_asked": bool(event.data.get("preferential")),
    }


def _special_approved(now: Standing, event: Event) -> dict[str, Any]:
    granted = {"goodwill_cents": now.goodwill_asked, "preferential": now.preferential_asked}
    return {**granted, **_special_refused(now, event)}


def _special_refused(now: Standing, event: Event) -> dict[str, Any]:
    return {"asked_by": None, "goodwill_asked": None, "preferential_asked": False}


_EFFECTS: dict[str, Callable[[Standing, Event], dict[str, Any]]] = {
    "raised": _raised,
    "assessed": _assessed,
    "handled": _handled,
    "answered": _answered,
    "external": _external,
    "paused": _paused,
    "resumed": _resumed,
    "merged": _merged,
    "recalled": _recalled,
    "reopened": _reopened,
    "closed": _closed,
    "special_requested": _special_requested,
    "special_approved": _special_approved,
    "special_refused": _special_refused,
}
