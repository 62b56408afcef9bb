"""Erasing a customer (PIPL art. 47): what points to a person goes, what figures count stays.

- The customer, the numbers and the cars become nameless rows; open words (answers, notes, complaints, messages, raw
  rows of imports) are blanked. Each call, answer to a closed question, step and day stays, so no figure changes.
- Of each number and of the dealer's customer number a keyed hash stays: an import that brings it again brings nobody
  to call (store/erased.py).
- While a file must be kept (a complaint for its years, a sale's or a workshop visit's documents) the data is only
  stored: `restricted`, nobody is called, and `agentdesk db purge` erases it when the last of these files may go.
- The audit trail is not touched, or it could not be verified any more: it names rows by their ids, never customers by
  name; what they said, and what was noted of them, stands in their own rows only, and telephone numbers are masked as
  they are written (store/audit.py). Why somebody looked at, locked, exported or erased their data stays in it.
- Backups made before still hold the data until they are rotated; `agentdesk db restore` of one names whom it brings
  back (store/wishes_lost.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from agentdesk.common import clock
from agentdesk.common.dates import add_months
from agentdesk.common.errors import UserError
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.privacy import blanking
from agentdesk.privacy.held import counts, import_rows, numbers_of
from agentdesk.store import erased
from agentdesk.store.audit import Actor, change
from agentdesk.store.differing import overwrite_deleted
from agentdesk.store.reading import column
from agentdesk.store.retention import Years
from agentdesk.store.tables import Complaint, Customer, Erasure, RepairOrder, Sale


@dataclass(frozen=True)
class Plan:
    """What an erasure would do today: `now` or later, the files that must be kept, and how much is held."""

    customer: int
    now: bool
    due_on: date | None  # the first day on which it can be done; None: today, or while a complaint is open
    open_complaints: tuple[str, ...]
    kept: dict[str, date]  # class of files -> the last day on which the newest one is kept
    rows: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return asdict(self)


def years() -> Years:
    """For how many years the playbook in force keeps files."""
    kept = current.current().head.retention
    return Years(sales=kept.sales, repair_orders=kept.repair_orders, complaints=kept.complaints)


def plan(actor: Actor, customer_id: int) -> Plan:
    """What `erase` would do; reads only."""
    actor.require("administrator")
    return _plan(customer_id)


def erase(actor: Actor, customer_id: int, reason: str) -> Plan:
    """Erase a customer, or restrict them until the last file that must be kept may go; one change, audited.

    Administrators only. UserError without a reason, and where it is done already.
    """
    actor.require("administrator")
    if not reason.strip():
        raise UserError(_("Say why: --reason; it is kept in the audit trail."))
    marked = import_rows(customer_id)
    overwrite_deleted()
    with change(actor, "customer.erase") as audit:
        found = _plan(customer_id)
        if Erasure.select().where((Erasure.customer == customer_id) & Erasure.done_at.is_null(False)).exists():
            raise UserError(_("This customer's data is erased already."))
        wish = _wish(actor, customer_id, reason.strip(), found.due_on)
        if found.now:
            _carry_out(actor, wish, marked)
        else:
            _restrict(customer_id)
        said = {"done": found.now, "due_on": found.due_on, "kept": {name: str(day) for name, day in found.kept.items()}}
        audit("customer", customer_id, after={**said, "rows": found.rows}, reason=reason.strip())
    return found


def waiting() -> list[int]:
    """The customers whose erasure waits and could be done today."""
    asked = column(Erasure.select(Erasure.customer).where(Erasure.done_at.is_null()).order_by(Erasure.id))
    return [customer_id for customer_id in asked if _plan(customer_id).now]


def erase_due(actor: Actor) -> int:
    """Do what waited for files that may go by now; returns how many customers. A second run does nothing."""
    actor.require("administrator")
    done = 0
    for customer_id in waiting():
        marked = import_rows(customer_id)
        with change(actor, "customer.erase") as audit:
            wish = Erasure.get((Erasure.customer == customer_id) & Erasure.done_at.is_null())
            _carry_out(actor, wish, marked)
            audit("customer", customer_id, after={"done": True, "asked_at": wish.asked_at})
        done += 1
    return done


def _plan(customer_id: int) -> Plan:
    still_open = Complaint.closed_at.is_null() & Complaint.merged_into.is_null()
    waits = column(Complaint.select(Complaint.no).where((Complaint.customer == customer_id) & still_open))
    kept = {name: day for name, day in _last_days(customer_id).items() if day >= clock.today()}
    due = max(kept.values()) + timedelta(days=1) if kept and not waits else None
    return Plan(customer_id, not kept and not waits, due, tuple(waits), kept, counts(customer_id))


def _last_days(customer_id: int) -> dict[str, date]:
    """The last day on which the customer's newest file of each class is kept."""
    visited = fn.COALESCE(RepairOrder.left_on, RepairOrder.completed_on, RepairOrder.opened_on)
    days: Mapping[str, tuple[Any, Any]] = {
        "complaint": (Complaint, Complaint.raised_on), "sale": (Sale, Sale.delivered_on),
        "repair_order": (RepairOrder, visited),
    }  # fmt: skip
    found = {}
    for name, (table, day) in days.items():
        newest = table.select(fn.MAX(day)).where(table.customer == customer_id).scalar()
        if newest:
            newest = date.fromisoformat(newest) if isinstance(newest, str) else newest
            found[name] = add_months(newest, 12 * years().of(name))
    return found


def _wish(actor: Actor, customer_id: int, reason: str, due_on: date | None) -> Erasure:
    row = Erasure.get_or_none((Erasure.customer == customer_id) & Erasure.done_at.is_null())
    if row is None:
        made: Erasure = Erasure.create(
            customer=customer_id, asked_at=clock.now(), person=actor.person_id, reason=reason, due_on=due_on
        )
        return made
    Erasure.update(due_on=due_on).where(Erasure.id == row.id).execute()
    found: Erasure = row
    return found


def _restrict(customer_id: int) -> None:
    still_used = (Customer.id == customer_id) & Customer.restricted_at.is_null()
    Customer.update(restricted_at=clock.now()).where(still_used).execute()


def _carry_out(actor: Actor, wish: Erasure, marked: list[int]) -> None:
    key = wish.customer_id
    erased.remember(actor, wish.id, [*numbers_of(key), Customer.get_by_id(key).source_key])
    blanking.blank(key, marked)
    _restrict(key)
    Erasure.update(done_at=clock.now(), reason="").where(Erasure.id == wish.id).execute()
