"""One change, one short transaction, one audit event: written together or not at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from peewee import Model

from agentdesk.common import clock, phones
from agentdesk.common.errors import Forbidden
from agentdesk.common.i18n import _
from agentdesk.store import marks, memory
from agentdesk.store.chain import COLUMNS, FORM, GENESIS, around, chain_hash, plain
from agentdesk.store.database import translated
from agentdesk.store.differing import appended_at_commit, one_appender, take_turn
from agentdesk.store.prepared import insert_rows
from agentdesk.store.tables import AuditEvent, Person, database

Event = dict[str, Any]  # an audit event by column
# Changes of a person's own call: what one of them looks at, another person's does not write, so on a server they need
# not wait for each other. Everything else checks and writes as if it were alone, and is.
BESIDE_OTHERS = frozenset({
    "answer.draft", "answer.give", "attempt.dial", "attempt.reached", "contact.open", "desk.beat", "interview.language",
    "interview.move", "interview.start", "prompt.confirm", "task.claim", "task.renew",
})  # fmt: skip
# What somebody wrote about a customer: it stands in its own row, where an erasure reaches it, and never in the trail.
WRITTEN = frozenset({"note", "words", "remark", "evidence", "call_note", "remedy_sought"})
WORDS = "***"  # what the trail has in the place of words: that there were some
_LAST_HASH = 'SELECT "hash" FROM "audit_event" ORDER BY "id" DESC LIMIT 1'


@dataclass(frozen=True)
class Actor:
    """Who acts: the person behind the session, their role, and the door they came through."""

    person_id: int | None
    name: str
    role: str
    origin: str = "cli"
    desk: str = ""  # the terminal they sit at (interview/desks.py); "" for a command
    session: str = ""  # of an SSH log-in: the key's number and a random part (store/logins.py); "" at the console
    address: str = ""  # where the SSH client is; "" at the console

    def require(self, *roles: str) -> None:
        """Raise Forbidden unless the actor has one of the roles; `system` and `administrator` may do everything."""
        if self.role not in (*roles, "system", "administrator"):
            raise Forbidden(_("Your role does not allow this."))

    @property
    def id(self) -> int:
        """The person's id; raises Forbidden for an actor that is not a person."""
        if self.person_id is None:
            raise Forbidden(_("This needs a person; log in as one."))
        return self.person_id


SYSTEM = Actor(None, "system", "system", "system")


def actor_of(person: Person, origin: str = "cli") -> Actor:
    """The actor for a person of the dealer's."""
    return Actor(person.id, person.name, person.role, origin)


class Audit:
    """Collects what a change did; call it at least once in the block, or `skip()` when nothing changed after all."""

    def __init__(self, actor: Actor, action: str) -> None:
        self._actor = actor
        self._action = action
        self._events: list[Event] = []
        self._skipped = False

    def __call__(
        self,
        entity: Model | str,
        entity_id: int | None = None,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str = "",
        action: str = "",
    ) -> None:
        """Note one change: the row (or table name and id), what it was, what it is now, and why.

        Of the fields named in WRITTEN the trail keeps no words. `reason` is why somebody did what they did, and stays.
        """
        if isinstance(entity, Model):
            entity_id = entity.get_id()
            entity = entity._meta.table_name
        self._events.append(
            {
                "person_id": self._actor.person_id,
                "person_name": self._actor.name,
                "role": self._actor.role,
                "origin": self._actor.origin,
                "action": action or self._action,
                "entity": entity,
                "entity_id": entity_id,
                "before": _json(before),
                "after": _json(after),
                "reason": phones.blotted(reason),
                "session": self._actor.session or self._actor.desk or None,
                "address": self._actor.address or None,
                "form": FORM,
            }
        )

    def skip(self) -> None:
        """Say that nothing was changed, so nothing is to be noted."""
        self._skipped = True

    def noted(self) -> list[Event]:
        """What was noted, by whom and when; RuntimeError where a change forgot to note anything."""
        if not self._events and not self._skipped:
            raise RuntimeError(f"the change {self._action!r} noted no audit event")
        return [{"at": clock.now(), **event} for event in self._events]


class _Running(threading.local):
    """The outermost change under way in this thread: the events it will write, and whether an inner one failed."""

    events: list[Event] | None = None
    failed = ""


_running = _Running()


@contextmanager
def change(actor: Actor, action: str) -> Iterator[Audit]:
    """One short transaction with its audit events; `action` is `noun.verb`. Never await inside it.

    A change inside another one joins it: all of it is written together or not at all. The outer one must not go on
    after an inner one failed: what that one had written would stay.
    """
    audit = Audit(actor, action)
    with _joined(action) if _running.events is not None else _outermost(actor, action) as events:
        yield audit
        events += audit.noted()
    if action.partition(".")[0] in memory.NOUNS:
        memory.forget()


@contextmanager
def _joined(action: str) -> Iterator[list[Event]]:
    events = _running.events
    assert events is not None
    try:
        yield events
    except BaseException:
        _running.failed = action
        raise


@contextmanager
def _outermost(actor: Actor, action: str) -> Iterator[list[Event]]:
    events: list[Event] = []
    _running.events, _running.failed = events, ""
    try:
        whole = not database.in_transaction()
        with translated(), database.atomic():
            take_turn(actor.person_id, beside_others=action in BESIDE_OTHERS)
            marks.note_day()
            yield events
            if _running.failed:
                raise RuntimeError(f"a change went on after {_running.failed!r} failed inside it")
            _append(events, whole=whole)
    except BaseException:
        memory.forget()  # what was read of this change's own writing is not there any more
        marks.forget_day()
        raise
    finally:
        _running.events = None


def _append(events: list[Event], *, whole: bool) -> None:
    """Append the events to the chain, each with the hash of the one before it; `whole` where the commit follows."""
    if not events:
        return
    rows = (([event[name] for name in COLUMNS[:-2]], *around(event)) for event in events)
    if whole and appended_at_commit(COLUMNS, rows):
        return
    one_appender()
    last = database.execute_sql(_LAST_HASH).fetchone()
    previous = last[0] if last else GENESIS
    for event in events:
        event["previous_hash"] = previous
        event["hash"] = previous = chain_hash(event)
    insert_rows(AuditEvent, COLUMNS, [[event[name] for name in COLUMNS] for event in events])


def _json(values: Mapping[str, Any] | None) -> str | None:
    if values is None:
        return None
    kept = {key: WORDS if key in WRITTEN and value else _without_numbers(plain(value)) for key, value in values.items()}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _without_numbers(value: Any) -> Any:
    """The trail outlives an erased customer: a note that is kept in it keeps no number that could be dialled."""
    return phones.blotted(value) if isinstance(value, str) else value
