"""What a step sets by the playbook in force: deadlines, the end of a pause, the severity of a reopening.

All of it is kept in the step's event, so that a history can be read without today's playbook and calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _, pick
from agentdesk.complaints import pauses
from agentdesk.complaints.clocks import deadlines, recall_deadline, working_clock
from agentdesk.complaints.derive import Standing
from agentdesk.complaints.pauses import Pause
from agentdesk.complaints.steps import DISSATISFIED_STATE
from agentdesk.playbook import current
from agentdesk.playbook.schema import Pause as PauseReason

Data = dict[str, Any]


def terms(now: Standing, kind: str, data: Mapping[str, Any]) -> Data:
    """What a step that is about to be recorded adds to its data; UserError where a pause has no time left."""
    made = _TERMS.get(kind)
    if made is None:
        return {}
    instant = clock.now()
    return made(now, data, instant, working_clock(instant))


def _handled(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    return _due({**_resumption(now, at, working), "recall": _recall_by(at, working)})


def _answered(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    """An answer that is not accepted begins the handling anew; one that is, after all, begins the tracking."""
    if data.get("accepted") is False:
        return _due(_anew(now.severity, at, working))
    return _due({"recall": _recall_by(at, working)}) if now.handled_on is None else {}


def _reopened(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    """A customer who is not satisfied reopens it one severity higher; it was accepted, and stays accepted."""
    if now.merged_into_id is not None:
        return _due(_by_clock(deadlines(current.current().severity(now.severity), at, working)))
    severity = higher(now.severity) if now.state == DISSATISFIED_STATE else now.severity
    return {"severity": severity, **_due(_anew(severity, at, working))}


def _assessed(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    """Another severity has other deadlines from the same beginning on, without the time that was paused."""
    severity = data.get("severity")
    if severity in (None, now.severity) or now.begun_at is None:
        return {}
    row, begun = current.current().severity(str(severity)), now.begun_at
    hours = {"plan": row.plan_hours, "solve": row.solve_hours}
    running = {name: pauses.stopped(now.pauses, name, working) for name in hours}
    return _due({name: running[name].add(begun, timedelta(hours=hours[name])) for name in hours})


def _paused(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    """Until its day, and no longer than its reason may still take."""
    reason = next(row for row in current.current().complaints.pauses if row.code == data["reason"])
    pause = Pause(reason.code, at, _pause_end(now, reason, data, at, working), reason.stops)
    moved = pauses.moved(_running_deadlines(now), now.paused(at), pause, at, working)
    return {"ends": pause.end.isoformat(), "stops": list(pause.stops), **_due(moved)}


def _pause_end(
    now: Standing, reason: PauseReason, data: Mapping[str, Any], at: datetime, working: BusinessClock
) -> datetime:
    cap = timedelta(hours=reason.cap_hours)
    left = pauses.left(now.pauses, reason.code, cap, now.begun_at or at, at, working)
    if not left:
        text = _("{reason} has stopped the clocks for the {hours} working hours it may; they run on.")
        raise UserError(text.format(reason=pick(reason.zh, reason.en), hours=reason.cap_hours))
    until = data.get("until")
    capped = working.add(at, left)
    return min(capped, clock.day_span(date.fromisoformat(until))[0]) if until else capped


def _resumed(now: Standing, data: Mapping[str, Any], at: datetime, working: BusinessClock) -> Data:
    return _due(_resumption(now, at, working))


def _resumption(now: Standing, at: datetime, working: BusinessClock) -> dict[str, datetime]:
    """The deadlines that come forward again because a pause ends before its time."""
    return pauses.moved(_running_deadlines(now), now.paused(at), None, at, working)


def higher(severity: str) -> str:
    """The next severity of the playbook; the highest, and one that the playbook no longer has, stays."""
    codes = [row.code for row in current.current().complaints.severities]
    return codes[min(codes.index(severity) + 1, len(codes) - 1)] if severity in codes else severity


def _anew(severity: str, at: datetime, working: BusinessClock) -> dict[str, datetime]:
    due = _by_clock(deadlines(current.current().severity(severity), at, working))
    del due["acknowledge"]
    return due


def _running_deadlines(now: Standing) -> dict[str, datetime]:
    found = {"plan": now.plan_by, "solve": now.solve_by}
    return {name: due for name, due in found.items() if due is not None}


def _recall_by(at: datetime, working: BusinessClock) -> datetime:
    return recall_deadline(clock.local(at).date(), current.current(), working)


def _by_clock(due: Mapping[str, datetime]) -> dict[str, datetime]:
    return {name.removesuffix("_by"): at for name, at in due.items()}


def _due(by_clock: Mapping[str, datetime]) -> Data:
    if not by_clock:
        return {}
    return {"deadlines": {f"{name}_by": at.isoformat() for name, at in by_clock.items()}}


_TERMS: dict[str, Callable[[Standing, Mapping[str, Any], datetime, BusinessClock], Data]] = {
    "handled": _handled,
    "answered": _answered,
    "reopened": _reopened,
    "assessed": _assessed,
    "paused": _paused,
    "resumed": _resumed,
    "merged": _resumed,
}
