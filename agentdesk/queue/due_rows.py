"""The scratch tables of a connection: the schedule's days for the rules to join, and room for what they find."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

from agentdesk.queue.dates import DayRow, Quiet
from agentdesk.store.prepared import insert_rows, prepared
from agentdesk.store.tables import database
from agentdesk.store.tables.temporary import DueDay, DueTask, LeftOver

USUAL_DAYS = 30  # trigger days of a schedule


class _Told(threading.local):
    """Which connection of this thread was told how few days a schedule has."""

    connection: object = None


_told = _Told()


def make_room() -> None:
    """Make the scratch tables of this connection.

    The database is told once how few days a schedule has: it takes a table it knows nothing of for a big one, and would
    read all vehicles to find those of a few days. Told again it would forget every statement it has read.
    """
    database.create_tables([DueDay, DueTask, LeftOver])
    if _told.connection is not database.connection():
        day = date(2000, 1, 1)
        usual = [day + timedelta(days=number) for number in range(USUAL_DAYS)]
        fill_days([DayRow(str(number), on, day, day, day, day) for number, on in enumerate(usual)])
        database.execute_sql(f'ANALYZE "{DueDay._meta.table_name}"')
        _told.connection = database.connection()
    _clear.run()
    LeftOver.delete().execute()


def fill_days(rows: list[DayRow], quiet: Quiet | None = None) -> None:
    """Put the schedule's due days where the rules join them."""
    spans = [quiet.span(row) if quiet else (None, None) for row in rows]
    _clear.run()
    filled = [(*row, *span) for row, span in zip(rows, spans, strict=True)]
    insert_rows(DueDay, (*DayRow._fields, "quiet_from", "quiet_to"), filled)


@prepared
def _clear() -> Any:
    return DueDay.delete()
