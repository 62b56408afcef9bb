"""What closed days come to, kept so that a year needs not be counted again: derived, and thrown away by any change."""

from __future__ import annotations

from peewee import AutoField, DateField, IntegerField, TextField

from agentdesk.store.tables.base import Table, coded

GROUNDS = (
    "task", "answer", "order", "sale", "visit", "booking", "complaint", "attempt", "served", "reminder",
)  # fmt: skip


class RolledDay(Table):
    """What a day's facts of one ground come to in each of its indicators (scoreboard/grounds.py says which).

    Triggers of the database (migration 0021) delete the row when a fact beneath it is written, whoever writes: what is
    not here is counted. So the row is right as long as it is there. `day` is the fact's own: when a car left, not when
    its callback was due; of a ground by months it is the month's first day.

    A row begins as a `mark` without sums, before anything is read: a change meanwhile deletes it, and then what was
    counted is not stored (scoreboard/rolling.py).
    """

    id = AutoField()
    ground = coded("ground", *GROUNDS)
    day = DateField()
    playbook = IntegerField()  # the version by which it was counted
    seen_on = DateField()  # on which day: what was still in time then is seen again later
    sums = TextField(default="")  # JSON by indicator (scoreboard/closed_days.py); "" while it is being counted
    mark = TextField(default="")  # whose counting this is

    class Meta:
        indexes = ((("ground", "day", "playbook"), True),)
