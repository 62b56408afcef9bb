"""The trail remembers up to where its heads were kept outside: whoever takes their file away, or its end, is found out.

The file of heads cannot say that it was there. So each kept head is an event of the trail, with the hash of its line's
seal: the seal itself stands in the file only.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.i18n import _
from agentdesk.store import heads
from agentdesk.store.audit import Actor, change
from agentdesk.store.heads import Head, Kept
from agentdesk.store.tables import AuditEvent
from agentdesk.store.trail import newest, values

HEAD, LOST = "audit.head", "audit.heads_lost"


class Gone(NamedTuple):
    """A head that was kept and is not in its file any more: when (naive UTC), and up to which event it went."""

    at: datetime
    event: int


class Remembered(NamedTuple):
    """The head that was kept last, as the trail has it: the event that says so, and the hash of its line's seal."""

    id: int
    gone: Gone
    seal: str


def keep(actor: Actor, path: Path) -> tuple[Head, Gone | None]:
    """Append the trail's head to the file, and remember it; with the head that should have been there and was not.

    Nothing is appended where nothing has happened since. UserError where the file can't be written or is broken.
    """
    actor.require("supervisor")
    kept, last = heads.read(path), _remembered()
    gone = missing(kept)
    if last and not gone and kept.heads and _hashed(kept.heads[-1]) == last.seal and _newest_event() == last.id:
        return kept.heads[-1], None
    head = heads.keep(path, heads.current())
    with change(actor, HEAD) as audit:
        if gone:
            audit("audit_event", gone.event, action=LOST, reason=gone_text(kept, gone))
        if last is None or last.seal != _hashed(head):
            audit("audit_event", head.last_id, after={"seal": _hashed(head), "events": head.count, "file": path.name})
        else:
            audit.skip()
    return head, gone


def missing(kept: Kept) -> Gone | None:
    """The head that was kept last, where the file has it no more; None where the file says itself what is wrong."""
    last = _remembered()
    if last is None or kept.problem or any(_hashed(head) == last.seal for head in kept.heads):
        return None
    return last.gone


def gone_text(kept: Kept, gone: Gone) -> str:
    """That heads are gone, in one line."""
    text = _("The heads kept of the audit trail up to event {event} ({day}) are not in {path} any more: whoever took "
             "them away could have changed the trail before it. Compare with a copy of that file: agentdesk audit "
             "verify --head FILE")  # fmt: skip
    return text.format(event=gone.event, day=f"{clock.local(gone.at):%Y-%m-%d}", path=kept.path)


def missed_text(kept: Kept, gone: Gone) -> str:
    """The same as long as nobody has begun a new file, and what to do, in one line."""
    mend = _("Put a copy of that file back. Only where it is really lost: agentdesk audit head, which notes the loss "
             "in the trail and begins anew.")  # fmt: skip
    return f"{gone_text(kept, gone)} {mend}"


def _remembered() -> Remembered | None:
    found = newest.first(HEAD)
    return Remembered(found[0], Gone(found[1], found[2]), str(values(found[3]).get("seal"))) if found else None


def _hashed(head: Head) -> str:
    return sha256(head.line.encode()).hexdigest()


def _newest_event() -> int:
    found: int = AuditEvent.select(AuditEvent.id).order_by(AuditEvent.id.desc()).limit(1).scalar()
    return found
