"""What the night looks after: that the audit trail holds, its head outside the database, a backup where one is wanted.

The trail is verified before its head is kept; a head of a broken trail is kept as well, so that it breaks no further
unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.settings import database_url, settings
from agentdesk.store import head_memory, heads
from agentdesk.store.audit import Actor
from agentdesk.store.backup import backup_into, note
from agentdesk.store.rotation import Keep, rotate
from agentdesk.store.soundness import watch
from agentdesk.store.tables import database
from agentdesk.store.trail_text import known_text


@dataclass
class Night:
    """What is wrong or could not be done, and what is to be known beside it; a line each."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def leave(actor: Actor) -> Night:
    """Verify the trail, keep its head, make the backup. None of them keeps the others from being done."""
    actor.require("supervisor")
    night, path = Night(), heads.path_for(database_url())
    kept = heads.read(path)
    verdict = watch(actor, kept)
    night.problems += [fault.said for fault in verdict.faults]
    night.warnings += [known_text(*each) for each in verdict.known]
    try:
        _head, gone = head_memory.keep(actor, path)
        night.warnings += [head_memory.gone_text(kept, gone)] if gone else []
    except UserError as error:
        night.problems += [str(error)] if str(error) not in night.problems else []
    if settings().backups:
        try:
            night.problems += _back_up(actor, Path(settings().backups).expanduser())
        except UserError as error:  # also that a server's is not made here: who believes in it must be told
            night.problems.append(str(error))
    return night


def _back_up(actor: Actor, folder: Path) -> list[str]:
    opened = database.obj
    note(actor, backup_into(opened, folder))
    _removed, refused = rotate(folder, Path(opened.database), Keep(*settings().keep_backups))
    return refused
