"""Every night the audit trail is verified, and what is found stands in it: so a supervisor reads it without asking.

Only a change is noted: that the trail was found broken, how it is broken now, that it is sound again. Whoever takes
that event out as well is found by the heads kept outside (store/heads.py), the next night.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from agentdesk.store.acknowledged import ACKNOWLEDGED
from agentdesk.store.audit import Actor, change
from agentdesk.store.heads import Kept
from agentdesk.store.trail import newest, values
from agentdesk.store.verdict import Verdict
from agentdesk.store.verify import verify

BROKEN, SOUND = "audit.broken", "audit.sound"


class Broken(NamedTuple):
    """Since when the trail is known to be broken (naive UTC), and the first broken event; None: no single one."""

    found_at: datetime
    event: int | None


def watch(actor: Actor, kept: Kept) -> Verdict:
    """Verify the whole trail, against the kept heads if they can be read, and note in it what is not known there yet.

    One walk over all events, some 200,000 a second; the night's work only.
    """
    actor.require("supervisor")
    verdict = verify(kept)
    if kept.is_unreadable:
        verdict.faults = [fault for fault in verdict.faults if fault.what != "heads"]
    faults = [[fault.what, fault.event] for fault in verdict.faults]
    with change(actor, BROKEN if faults else SOUND) as audit:
        if faults == _known():
            audit.skip()
        else:
            said = " ".join(fault.said for fault in verdict.faults)
            audit("audit_event", verdict.first_broken, after={"faults": faults}, reason=said)
    return verdict


def broken() -> Broken | None:
    """What the last night found wrong with the trail; None where it was sound, all is known, or nobody has looked."""
    found, sound, seen = newest.first(BROKEN), newest.first(SOUND), newest.first(ACKNOWLEDGED)
    if found is None or (sound is not None and sound[0] > found[0]):
        return None
    if seen is not None and seen[0] > found[0] and not values(seen[3]).get("left"):
        return None
    return Broken(found[1], found[2])


def _known() -> list[list[object]]:
    """The faults that the trail says of itself."""
    found = newest.first(BROKEN) if broken() else None
    return list(values(found[3]).get("faults") or []) if found else []
