"""What the drivers' errors mean to a user: one line that says what to do, and a name a monitor can go by."""

from __future__ import annotations

from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import N_, _
from agentdesk.store import moved
from agentdesk.store.waiting import Left, is_busy

_BUSY = (N_("{name} is busy; try again in a moment."), "busy")
_KNOWN = (  # any of these words in the driver's text; the first row that fits
    (("deadlock detected", "statement timeout", "too many clients"), *_BUSY),
    (("authentication failed", "no pg_hba.conf entry", "no password supplied"),
     N_("{name} does not accept this account; check user and password in the URL."), "refused"),
    (('" does not exist',),
     N_("There is no such database on the server: {name}. Make it with: createdb"), "missing"),
    (("permission denied",), N_("{name} does not let this account do that; ask its owner."), "refused"),
    (("connection is closed", "closed the connection", "terminating connection", "connection refused",
      "connection failed", "connection timeout", "starting up", "shutting down", "consuming input failed",
      "is the server running", "connection already closed", "network is unreachable", "no route to host",
      "could not translate host name", "failed to resolve host", "idle-in-transaction", "could not send data",
      "could not receive data"),
     N_("{name} does not answer, or was started anew; what was being stored is not. Try again in a moment."),
     "unreachable"),
    (("busy",), *_BUSY),
    (("readonly", "read-only"), N_("{name} can only be read; ask for write permission."), "read_only"),
    (("disk i/o",), N_("{name} could not be written or read; is the disk full or failing?"), "disk"),
    (("disk is full", "disk full", "no space left"),
     N_("The disk is full; nothing was stored. Make room and try again."), "full"),
    (("not a database", "malformed"), N_("{name} is not a sound database; restore a backup."), "damaged"),
    (("unable to open", "could not connect", "connection"),
     N_("{name} cannot be opened; check the path and its permissions."), "unopened"),
)  # fmt: skip


def problem(error: BaseException, where: str = "") -> DatabaseProblem:
    """The user's line for a driver's error; `where` is the database's path or URL as it may be shown."""
    error = _first(error)
    text, name = str(error).lower(), where or _("the database")
    _before, is_moved, whereto = str(error).partition(moved.MOVED)
    if is_moved:
        return DatabaseProblem(moved.says(whereto.splitlines()[0]), fault="elsewhere")
    if text == "interrupted" or "due to user request" in text:
        return Left()
    if is_busy(error):
        return DatabaseProblem(_(_BUSY[0]).format(name=name), fault=_BUSY[1])
    for words, line, fault in _KNOWN:
        if any(word in text for word in words) and (fault != "missing" or 'database "' in text):
            return DatabaseProblem(_(line).format(name=name), fault=fault)
    return DatabaseProblem(f"{name}: {' '.join(str(error).split())}")


def _first(error: BaseException) -> BaseException:
    """What went wrong first: SQLite takes a change back by itself, and then finds nothing to take back."""
    while ("cannot rollback" in str(error) or "no such savepoint" in str(error)) and error.__context__:
        error = error.__context__
    return error
