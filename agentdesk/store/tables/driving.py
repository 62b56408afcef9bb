"""How far the cars are driven: what customers said on the telephone, and the service day predicted from the history."""

from __future__ import annotations

from peewee import (
    AutoField,
    BooleanField,
    DateField,
    DateTimeField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from agentdesk.store.tables.base import Table, coded, link
from agentdesk.store.tables.calls import Interview
from agentdesk.store.tables.customers import Vehicle


class ToldMileage(Table):
    """What a customer said their car has done; the answer itself stays with the interview."""

    id = AutoField()
    vehicle = link(Vehicle, "told_mileages")
    vehicle_id: int
    interview = link(Interview, "told_mileages", unique=True)
    interview_id: int
    km = IntegerField()
    told_on = DateField()
    created_at = DateTimeField()
    withdrawn_at = DateTimeField(null=True)  # the answer was taken back


class Prediction(Table):
    """A vehicle's next maintenance as its history says (RM-23): derived from facts, replaced when they change.

    `basis` is a fingerprint of those facts and of the playbook's figures; where it is the same there is nothing to do.
    """

    id = AutoField()
    vehicle = ForeignKeyField(Vehicle, backref="predictions", unique=True, on_delete="CASCADE")  # it goes with the car
    vehicle_id: int
    basis = TextField()
    computed_on = DateField()
    serviced_on = DateField(null=True)  # the last maintenance; without one nothing is predicted
    due_on = DateField(null=True)
    next_on = DateField(null=True)  # the day that counts: the given one, else `due_on`
    due_by_km = DateField(null=True)
    due_by_time = DateField(null=True)
    method = coded("method", "siegel", "default", "time", "", default="")
    confidence = coded("confidence", "low", "medium", "high", "", default="")
    km_a_day = DoubleField(null=True)
    spread = DoubleField(null=True)
    readings = IntegerField(default=0)
    span_days = IntegerField(default=0)
    doubt = coded("doubt", "falling", "jump", "", default="")  # the reading that is to be asked about
    doubt_on = DateField(null=True)
    doubt_km = IntegerField(null=True)
    asked = BooleanField(default=False)  # the customer has told a figure since


class HistoryChange(Table):
    """A vehicle whose history was written to since its maintenance was predicted; the night looks at these only.

    Triggers of the database keep it (migration 0015), whoever writes: an import, one that is taken back, a call, a
    repair by hand. `changes` counts the writing, so that what comes in while the night predicts is not taken for seen.
    """

    vehicle = ForeignKeyField(Vehicle, primary_key=True, on_delete="CASCADE")
    vehicle_id: int
    changes = IntegerField(default=1)
