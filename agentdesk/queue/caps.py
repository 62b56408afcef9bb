"""How often a customer is rung on a day: what has been dialled, and what the playbook's caps say to one more.

The caps of a call are the strictest of the kinds it is for. A promise that is due goes before them, since the customer
asked for that call; a customer's wish not to be contacted goes before everything and is none of this module's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.playbook.current import current
from agentdesk.playbook.kinds import Retry
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Attempt, Contact, Phone, Task


class Dialled(NamedTuple):
    """How often a number was dialled on a day, when the last time nobody answered, and what came of each."""

    times: int
    last_in_vain: datetime | None
    outcomes: tuple[str, ...] = ()


EXHAUSTED = "exhausted"  # the rule's outcome where a task was tried as often as allowed
Dials = Mapping[str, Dialled]  # by number
NONE: Dials = {}


def caps_of(kinds: Iterable[str], day: date | None = None) -> Retry:
    """The strictest caps of these kinds."""
    playbook = current(day)
    own = {kind.code: kind.retry for kind in playbook.kinds}
    found = {own.get(code) or playbook.head.retry for code in kinds} or {playbook.head.retry}
    return Retry(
        attempts_a_day=min(caps.attempts_a_day for caps in found),
        attempts_a_number=min(caps.attempts_a_number for caps in found),
        attempts_in_all=min(caps.attempts_in_all for caps in found),
        unreachable_days=min(caps.unreachable_days for caps in found),
        minutes_apart=max(caps.minutes_apart for caps in found),
    )


def dials_of(day: date) -> dict[int, Dials]:
    """What was dialled on a business day, by customer and number; what was undone did not happen."""
    return _by_customer(_of_day.rows(day))


def dials_to(customer_id: int, day: date) -> Dials:
    """The same of one customer."""
    return _by_customer(_to_customer.rows(day, customer_id)).get(customer_id, NONE)


def dials_in(rows: Iterable[tuple[int, str, datetime, bool, str]]) -> Dials:
    """The same from dials read already: customer, number, when, whether the customer answered, what came of it."""
    return next(iter(_by_customer(rows).values()), NONE)


def _by_customer(rows: Iterable[tuple[Any, ...]]) -> dict[int, Dials]:
    found: dict[int, dict[str, Dialled]] = defaultdict(dict)
    for customer_id, number, at, contacted, outcome in rows:
        before = found[customer_id].get(number, Dialled(0, None))
        found[customer_id][number] = Dialled(
            before.times + 1, before.last_in_vain if contacted else at, (*before.outcomes, outcome)
        )
    return dict(found)


@prepared
def _of_day(day: Any) -> ModelSelect[Attempt]:
    columns = (Contact.customer, Attempt.number, Attempt.started_at, Attempt.contacted, Attempt.outcome)
    joined = Attempt.select(*columns).join(Contact, on=(Attempt.contact == Contact.id))
    return joined.where((Attempt.work_date == day) & (Attempt.outcome != "undone")).order_by(Attempt.id)


@prepared
def _to_customer(day: Any, customer_id: Any) -> ModelSelect[Attempt]:
    of_day: ModelSelect[Attempt] = _of_day.query(day)
    return of_day.where(Contact.customer == customer_id)


def why_not_today(dials: Dials, caps: Retry, numbers: Iterable[str]) -> str:
    """Why a customer is rung no more today; "" where one of the usable numbers may still be dialled."""
    times = sum(each.times for each in dials.values())
    if times >= caps.attempts_a_day:
        return _("dialled {count} times today").format(count=times)
    usable = list(numbers)
    if usable and all(_is_spent(dials.get(number), caps) for number in usable):
        return _("every number dialled {count} times today").format(count=caps.attempts_a_number)
    return ""


def why_not_offered(dials: Dials, caps: Retry, numbers: Iterable[str]) -> str:
    """Why a customer is offered no more today: the caps, or a refusal of today."""
    return why_not_today(dials, caps, numbers) or (_("refused today") if has_refused(dials) else "")


def has_refused(dials: Dials) -> bool:
    """Whether the customer did not want to be asked, in one of these dials."""
    came = {outcome for each in dials.values() for outcome in each.outcomes if outcome}
    return bool(came) and any(row.klass == "R" and row.code in came for row in current().outcomes)


def rests_until(dials: Dials, caps: Retry, numbers: Iterable[str]) -> datetime | None:
    """When the first usable number may be dialled again that rang in vain; None where one may be at once, or none."""
    ready: list[datetime] = []
    for own in (dials.get(number) for number in numbers):
        if own is None or (own.last_in_vain is None and not _is_spent(own, caps)):
            return None
        if own.last_in_vain is not None and not _is_spent(own, caps):
            ready.append(own.last_in_vain + timedelta(minutes=caps.minutes_apart))
    return min(ready, default=None)


def why_not_number(number: str, dials: Dials, caps: Retry, now: datetime) -> str:
    """Why this number is not dialled now; "" where it may be."""
    times = sum(each.times for each in dials.values())
    if times >= caps.attempts_a_day:
        return _("This customer was dialled {count} times today; that is as often as allowed.").format(count=times)
    own = dials.get(number)
    if own is None:
        return ""
    if _is_spent(own, caps):
        return _("This number was dialled {count} times today; that is as often as allowed.").format(count=own.times)
    if own.last_in_vain is not None and now < own.last_in_vain + timedelta(minutes=caps.minutes_apart):
        again = clock.local(own.last_in_vain + timedelta(minutes=caps.minutes_apart))
        return _("This number rang in vain a moment ago; not again before {time}.").format(time=f"{again:%H:%M}")
    return ""


def _is_spent(dialled: Dialled | None, caps: Retry) -> bool:
    return dialled is not None and dialled.times >= caps.attempts_a_number


def usable_numbers(customer_ids: Iterable[int]) -> dict[int, list[str]]:
    """The numbers of these customers that can be dialled."""
    found: dict[int, list[str]] = defaultdict(list)
    for customer_id, number in _usable.rows(list(customer_ids)):
        found[customer_id].append(number)
    return found


@prepared
def _usable(customer_ids: Any) -> ModelSelect[Phone]:
    usable = Phone.customer.in_(customer_ids) & Phone.retired_at.is_null() & Phone.e164.is_null(False)
    return Phone.select(Phone.customer, Phone.e164).where(usable)


class Agreed(NamedTuple):
    """What some tasks allow: their kinds, whether a promise for one is due, whether one is spent."""

    kinds: tuple[str, ...]
    promise_due: bool
    spent: bool  # tried as often as allowed in all


def agreed_on(task_ids: Iterable[int], now: datetime) -> Agreed:
    """The kinds of these tasks, and whether the customer asked to be called by now."""
    rows = _kinds.rows(list(task_ids))
    early = timedelta(minutes=current().head.settings.promise_early_minutes)
    return Agreed(
        tuple({kind for kind, _at, _end in rows}),
        any(at is not None and at <= now + early for _kind, at, _end in rows),
        any(end == EXHAUSTED for _kind, _at, end in rows),
    )


@prepared
def _kinds(task_ids: Any) -> ModelSelect[Task]:
    return Task.select(Task.kind_code, Task.promised_at, Task.disposition).where(Task.id.in_(task_ids))


def against_dialling(customer_id: int, task_ids: Iterable[int], number: str, now: datetime) -> str:
    """Why a number must not be dialled now for these tasks, by the caps; "" where it may be, or a promise is due."""
    dials = dials_to(customer_id, clock.local(now).date())
    if not dials:
        return ""
    found = agreed_on(task_ids, now)
    if found.promise_due:
        return ""
    if found.spent:
        return _("This call was tried as often as allowed; close it.")
    return why_not_number(number, dials, caps_of(found.kinds), now)


def against_calling(customer_id: int, task_ids: Iterable[int], now: datetime) -> str:
    """Why a customer is rung no more today for these tasks; "" where they may be, or a promise is due."""
    dials = dials_to(customer_id, clock.local(now).date())
    if not dials:
        return ""
    found = agreed_on(task_ids, now)
    if found.promise_due:
        return ""
    return why_not_today(dials, caps_of(found.kinds), usable_numbers([customer_id]).get(customer_id, []))
