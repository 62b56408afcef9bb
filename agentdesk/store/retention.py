"""How long files are kept, and what goes when they are older (RT-01 to RT-04).

A file goes when its day plus its years lies before today: the boundary day is kept. A sale's day is its delivery, a
repair order's the day the car left (completed, opened, where it never did), a complaint's the day it was raised.

- A sale or repair order to which a complaint that is kept points stays, so a complaint's page is always complete.
- A file about which a call is still open stays, and so does a complaint that is not closed.
- Customers and cars stay: they are no file of the three classes, and who has not come for years is called for that.
- The house's own work stays (tasks, calls, answers, findings), or no figure of a closed period could be explained.
  A task's link to a removed file is cut: its `subject_id` becomes negative, so that no later file can take its place.
- With a complaint go its events, its escalations and notices, and forms that were begun for it.
- With a sale or a repair order go the raw rows of the imports that brought it (purge_imports.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import Expression, Value, fn

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.store.reading import column
from agentdesk.store.settings import setting
from agentdesk.store.tables import Complaint, RepairOrder, Sale, Task

CLASSES = ("complaint", "sale", "repair_order")  # in this order: what a complaint held back goes after it
EARLIEST = date(1900, 1, 1)
NUMBERS = 20  # complaints that are named


@dataclass(frozen=True)
class Years:
    """For how many years each class is kept."""

    sales: int
    repair_orders: int
    complaints: int

    def of(self, name: str) -> int:
        """The years of a class."""
        return {"sale": self.sales, "repair_order": self.repair_orders, "complaint": self.complaints}[name]


@dataclass(frozen=True)
class ClassPlan:
    """What a purge would remove of a class, and what it keeps although it is old enough: how many for which reason."""

    name: str
    years: int
    kept_from: date  # the first day that is kept
    remove: int
    oldest: date | None
    newest: date | None
    kept_back: dict[str, int]  # complaint, open_task, not_closed; no_date: never old enough
    complaints: tuple[str, ...]  # numbers of those that hold files back, the first ones

    def as_json(self) -> dict[str, Any]:
        """The class with stable keys."""
        return {
            "class": self.name,
            "years": self.years,
            "kept_from": self.kept_from,
            "remove": self.remove,
            "oldest": self.oldest,
            "newest": self.newest,
            "kept_back": self.kept_back,
            "complaints": list(self.complaints),
        }


def first_kept(today: date, years: int) -> date:
    """The oldest day whose files are kept; 29 February of a leap year ends with 28 February (W-25)."""
    if today.year - years <= EARLIEST.year:
        return EARLIEST
    day = add_months(today, -12 * years)
    while add_months(day, 12 * years) < today:
        day += timedelta(days=1)
    return day


def removed_before(name: str) -> date | None:
    """Files of a class before this day have been removed; figures of that time cannot be counted any more."""
    text = setting(f"removed.{name}")
    return date.fromisoformat(text) if text else None


def plan(years: Years) -> list[ClassPlan]:
    """What a purge would do today; reads only."""
    return [_plan(files) for files in classes(years)]


class Files(NamedTuple):
    """A class of files with its conditions in SQL."""

    name: str
    table: Any
    years: int
    kept_from: date
    day: Any
    reasons: dict[str, Any]  # why an old one is kept

    @property
    def old(self) -> Expression:
        """Old enough to go."""
        old: Expression = self.day < self.kept_from
        return old

    @property
    def goes(self) -> Expression:
        """Old enough, and nothing holds it back."""
        goes = self.old
        for reason in self.reasons.values():
            goes &= ~reason
        return goes


def classes(years: Years) -> list[Files]:
    """The three classes in the order in which they go."""
    kept_from = {name: first_kept(clock.today(), years.of(name)) for name in CLASSES}
    visited = fn.COALESCE(RepairOrder.left_on, RepairOrder.completed_on, RepairOrder.opened_on)
    days = {"complaint": Complaint.raised_on, "sale": Sale.delivered_on, "repair_order": visited}
    tables: dict[str, Any] = {"complaint": Complaint, "sale": Sale, "repair_order": RepairOrder}
    reasons: dict[str, dict[str, Any]] = {
        "complaint": _reasons_of_complaint(Complaint),
        "sale": {"complaint": fn.EXISTS(_holding("sale", Sale, kept_from["complaint"]))},
        "repair_order": {"complaint": fn.EXISTS(_holding("repair_order", RepairOrder, kept_from["complaint"]))},
    }
    for name in ("sale", "repair_order"):
        reasons[name]["open_task"] = _open_task(name, tables[name].id)
    return [Files(name, tables[name], years.of(name), kept_from[name], days[name], reasons[name]) for name in CLASSES]


def _reasons_of_complaint(complaint: Any) -> dict[str, Any]:
    return {
        "not_closed": complaint.closed_at.is_null() & complaint.merged_into.is_null(),
        "open_task": _open_task("complaint", complaint.id),
    }


def _holding(link: str, table: Any, kept_from: date) -> Any:
    """The kept complaints that point to a row of the table."""
    complaint = Complaint.alias()
    kept = complaint.raised_on >= kept_from
    for reason in _reasons_of_complaint(complaint).values():
        kept |= reason
    return complaint.select(Value(1)).where((getattr(complaint, link) == table.id) & kept)


def _open_task(subject: str, row_id: Any) -> Any:
    task = Task.alias()
    here = (task.subject == subject) & (task.subject_id == row_id) & (task.state == "open")
    return fn.EXISTS(task.select(Value(1)).where(here))


def _plan(files: Files) -> ClassPlan:
    whole = files.table.select(fn.COUNT(files.table.id), fn.MIN(files.day), fn.MAX(files.day)).where(files.goes)
    ((remove, oldest, newest),) = whole.tuples()
    kept_back = {name: files.table.select().where(files.old & reason).count() for name, reason in files.reasons.items()}
    if files.name == "repair_order":
        kept_back["no_date"] = files.table.select().where(files.day.is_null()).count()
    return ClassPlan(
        files.name, files.years, files.kept_from, remove, _day(oldest), _day(newest), kept_back, _numbers(files)
    )


def _numbers(files: Files) -> tuple[str, ...]:
    """The numbers of the complaints that hold old files of the class back."""
    if files.name == "complaint":
        return ()
    old = files.table.select(files.table.id).where(files.old & files.reasons["complaint"])
    holding = Complaint.select(Complaint.no).where(getattr(Complaint, files.name).in_(old))
    return tuple(column(holding.order_by(Complaint.id).limit(NUMBERS)))


def _day(value: Any) -> date | None:
    """SQLite gives the smallest of several days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


Progress = Callable[[str, int, int], None]  # the class, how many are gone, of how many
