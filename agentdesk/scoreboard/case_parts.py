"""What the pages beneath a row of a figure write alike: days, instants, cars, outcomes, complaints."""

from __future__ import annotations

from typing import Any

from agentdesk.common import clock, plates
from agentdesk.interview.catalogue import outcome_name
from agentdesk.store.reading import tuples
from agentdesk.store.tables import (
    Complaint,
)

Found = dict[str, Any]


def complaint_numbers(where: Any) -> list[str]:
    """The numbers of these complaints, in the order they were raised."""
    return [no for (no,) in tuples(Complaint.select(Complaint.no).where(where).order_by(Complaint.id))]


def named(code: str, name: str = "") -> dict[str, str] | None:
    """An outcome with its name, that of the catalogue where none is given; None where there is none."""
    return {"code": code, "name": name or outcome_name(code)} if code else None


def car_text(model: str | None, plate: str | None) -> str:
    """A car's model and its masked plate."""
    return f"{model or ''} {plates.mask(plate)}".strip()


def iso(day: Any) -> str | None:
    """A day as 2026-11-20; None where there is none."""
    return day.isoformat() if day else None


def wall_time(instant: Any) -> str | None:
    """An instant (naive UTC) as local time with its offset, to the minute; None where there is none."""
    return clock.local(instant).isoformat(timespec="minutes") if instant else None
