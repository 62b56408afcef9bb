"""What the night looks after: that the audit trail holds, its head outside the database, a backup where one is wanted.

The trail is verified before its head is kept; a head of a broken trail is kept as well, so that it breaks no further
unseen.
"""

from __future__ import annotations

from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.settings import database_url, settings
from agentdesk.store import heads
from agentdesk.store.audit import Actor
from agentdesk.store.backup import backup_into, note
from agentdesk.store.rotation import Keep, rotate
from agentdesk.store.soundness import watch
from agentdesk.store.tables import database


def leave(actor: Actor) -> list[str]:
    """Verify the trail, keep its head, make the backup; what is wrong or could not be done, a line each.

    None of them keeps the others from being done.
    """
    actor.require("supervisor")
    path = heads.path_for(database_url())
    problems = [fault.said for fault in watch(actor, heads.read(path)).faults]
    try:
        heads.keep(path, heads.current())
    except UserError as error:
        problems += [str(error)] if str(error) not in problems else []
    if settings().backups:
        try:
            problems += _back_up(actor, Path(settings().backups).expanduser())
        except UserError as error:  # also that a server's is not made here: who believes in it must be told
            problems.append(str(error))
    return problems


def _back_up(actor: Actor, folder: Path) -> list[str]:
    opened = database.obj
    note(actor, backup_into(opened, folder))
    _removed, refused = rotate(folder, Path(opened.database), Keep(*settings().keep_backups))
    return refused
