"""Who keeps everybody on a server from changing anything: named by its session, as the process is for a file."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic, sleep

from peewee import OperationalError

from agentdesk.common import clock
from agentdesk.common.errors import DatabaseProblem
from agentdesk.common.i18n import _
from agentdesk.common.names import visible
from agentdesk.store import waiting
from agentdesk.store.database import answering_within
from agentdesk.store.differing import Holding, holding, take_turn
from agentdesk.store.found import Found
from agentdesk.store.tables import database

_AGAIN = 0.05  # seconds between two looks


def find(seconds: float) -> Iterator[Found]:
    """The sessions that have been in the middle of a change for so long; where none is told, that nobody's turn comes.

    A change of ours in one of them would be over by then: whoever still holds what it waits for hangs.
    """
    comes = _turn_comes(seconds)
    found = _holding_for(seconds) if comes else holding()
    for each in found:
        yield Found("busy", _said(each), 3)
    if not comes and not found:
        yield Found("busy", _("Another process does not end its change of the database; if it hangs, end it."), 3)


def _turn_comes(seconds: float) -> bool:
    """Whether a change could begin within the time, as every one of ours does."""
    with answering_within(seconds):
        try:
            with database.atomic() as transaction:
                take_turn(None, beside_others=False)
                transaction.rollback()
        except (OperationalError, DatabaseProblem) as error:
            if not waiting.is_busy(error):
                raise
            return False
    return True


def _holding_for(seconds: float) -> list[Holding]:
    """Sessions that hold rows or tables, not everybody's turn: looked at until one is that old or none is left."""
    until = monotonic() + seconds
    while True:
        now = holding()
        old = [each for each in now if each.seconds >= seconds]
        if old or not now or monotonic() > until:
            return old
        sleep(_AGAIN)


def _said(session: Holding) -> str:
    text = _(
        "Session {process} ({program}, {account}) has not ended its change of the database since {since}; if it hangs, "
        "end it on the server: SELECT pg_terminate_backend({process})"
    )
    account = f"{session.account}@{session.host}" if session.host else session.account
    since = f"{session.since.astimezone(clock.zone()):%Y-%m-%d %H:%M:%S}" if session.since else "?"
    return text.format(process=session.process, program=visible(session.program), account=visible(account), since=since)
