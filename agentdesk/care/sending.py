"""Notices on their way out of the house: each tried by each of its channels until it is taken, or given up.

A sending is claimed in one short change, sent outside any transaction, and its end recorded in another. Who dies in
between leaves it to the next run after the pause: a notice may come twice, but is never lost. Two runs at once claim
different ones. This room knows nothing of what a notice says: whoever calls hands in the words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from agentdesk.care.channels import Channel, channels, fitting
from agentdesk.care.delivery import deliver, require_library
from agentdesk.common import clock
from agentdesk.common.business_time import BusinessClock
from agentdesk.common.i18n import N_, _
from agentdesk.store.audit import SYSTEM, Actor, change
from agentdesk.store.reading import column, tuples
from agentdesk.store.tables import Notice, Person, Sending

# After each failure; the last one is the end of it.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))
TRIES = len(PAUSES) + 1
FRESH = timedelta(days=3)  # an older notice is not sent: a channel that is new must not send everything there ever was

STATES: dict[str, str] = {
    "waiting": N_("waiting"),
    "failed": N_("failed, to be tried again"),
    "sent": N_("sent"),
    "given_up": N_("tried in vain"),
    "dropped": N_("needed no more"),
}


class Letter(NamedTuple):
    """What leaves the house; it names nobody (design of the notices: number, severity, time, a masked name)."""

    title: str
    body: str


@dataclass
class Report:
    """What a run did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0


def state_of(row: Sending) -> str:
    """One of STATES."""
    if row.sent_at is not None:
        return "sent"
    if row.next_try_at is not None:
        return "failed" if row.tries else "waiting"
    return "given_up" if row.tries >= TRIES else "dropped"


def send_due(compose: Callable[[int], Letter | None], working: BusinessClock, actor: Actor = SYSTEM) -> Report:
    """Send what is due, in working hours only; `compose` gives a notice's letter, or None where none is needed now.

    A channel that fails is left alone for the rest of the run. UserError where the settings file or the library is not
    in order; nothing is claimed then.
    """
    report, now = Report(), clock.now()
    found = channels()
    if found:
        require_library()
        _enlist(actor, found, now)
    if working.add(now, timedelta()) != now:
        return report
    down: set[str] = set()
    for sending_id in _due(now):
        row = Sending.get_by_id(sending_id)
        channel = next((each for each in found if each.name == row.channel), None)
        letter = compose(row.notice_id) if channel else None
        if channel is None or letter is None:
            _drop(row, _("The settings file has no such channel any more.") if channel is None else "")
        elif channel.name not in down and _claim(row, working):
            error = deliver(channel.url, *letter)
            _record(actor, row, error, report)
            if error:
                down.add(channel.name)
    return report


def given_up() -> list[tuple[int, str, str]]:
    """The sendings that were tried in vain for good and whose notice still waits: notice, channel, last error."""
    lost = Sending.sent_at.is_null() & Sending.next_try_at.is_null() & (Sending.tries >= TRIES)
    columns = (Sending.notice, Sending.channel, Sending.error)
    return tuples(Sending.select(*columns).join(Notice).where(lost & Notice.answered_at.is_null()).order_by(Sending.id))


def warnings() -> list[str]:
    """What `doctor` says: one line for each channel that gave up, and nothing secret."""
    found = given_up()
    text = _("{count} notices could not be sent by {channel}: {error}. See: agentdesk notices list")
    by_channel = {channel: [error for _id, name, error in found if name == channel] for _id, channel, _error in found}
    return [
        text.format(count=len(errors), channel=channel, error=errors[-1].rstrip("."))
        for channel, errors in by_channel.items()
    ]


def _enlist(actor: Actor, found: tuple[Channel, ...], now: datetime) -> None:
    """A sending for each waiting notice and each of its channels that has none; a colleague's line stays here."""
    fresh = Notice.answered_at.is_null() & (Notice.created_at >= now - FRESH) & Notice.from_person.is_null()
    columns = (Notice.id, Notice.kind, Person.code, Person.position)
    people = Notice.select(*columns).join(Person, on=(Notice.to_person == Person.id))
    rows = tuples(people.where(fresh & Person.active).order_by(Notice.id))
    there = set(tuples(Sending.select(Sending.notice, Sending.channel).join(Notice).where(fresh)))
    wanted = [(row[0], channel.name) for row in rows for channel in fitting(found, *row[1:])]
    missing = [pair for pair in wanted if pair not in there]
    if not missing:
        return
    with change(actor, "notice.enlist") as audit:
        for notice_id, name in missing:
            row = Sending.insert(notice=notice_id, channel=name, created_at=now, next_try_at=now)
            row.on_conflict(action="nothing", conflict_target=[Sending.notice, Sending.channel]).execute()
        audit.skip()  # what left the house is noted when it did


def _due(now: datetime) -> list[int]:
    return column(
        Sending.select(Sending.id).where(Sending.next_try_at <= now).order_by(Sending.next_try_at, Sending.id)
    )


def _claim(row: Sending, working: BusinessClock) -> bool:
    """Take a try of a sending: until the pause after it is over nobody else has it. False where somebody else did."""
    pause = PAUSES[row.tries] if row.tries < len(PAUSES) else None
    later = working.add(clock.now() + pause, timedelta()) if pause else None
    with change(SYSTEM, "notice.claim") as audit:
        as_seen = (Sending.id == row.id) & (Sending.tries == row.tries) & (Sending.next_try_at == row.next_try_at)
        taken = Sending.update(tries=row.tries + 1, next_try_at=later).where(as_seen).execute()
        audit.skip()
    return bool(taken)


def _record(actor: Actor, row: Sending, error: str, report: Report) -> None:
    """How a try ended."""
    with change(actor, "notice.send") as audit:
        if error:
            Sending.update(error=error).where(Sending.id == row.id).execute()
        else:
            Sending.update(sent_at=clock.now(), next_try_at=None, error="").where(Sending.id == row.id).execute()
        last = row.tries + 1 >= TRIES
        if error and not last:
            audit.skip()
        else:
            audit("notice", row.notice_id, after={"channel": row.channel, "sent": not error}, reason=error)
    report.sent += not error
    report.failed += bool(error) and not last
    report.given_up += bool(error) and last


def _drop(row: Sending, error: str) -> None:
    with change(SYSTEM, "notice.drop") as audit:
        Sending.update(next_try_at=None, error=error).where(Sending.id == row.id).execute()
        audit.skip()
