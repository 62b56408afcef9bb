"""What the night leaves outside the database: the head of its audit trail, and a backup if the settings say where."""

from __future__ import annotations

from pathlib import Path

from agentdesk.common.errors import UserError
from agentdesk.common.settings import database_url, settings
from agentdesk.store import heads
from agentdesk.store.audit import Actor
from agentdesk.store.backup import backup_into, note
from agentdesk.store.rotation import Keep, rotate
from agentdesk.store.tables import database


def leave(actor: Actor) -> list[str]:
    """Keep the head and make the backup; what could not be done, a line each. Neither keeps the other from being."""
    actor.require("supervisor")
    problems = []
    try:
        heads.keep(heads.path_for(database_url()), heads.current())
    except UserError as error:
        problems.append(str(error))
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
