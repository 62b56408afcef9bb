"""What a customer says their car has done: a question called `mileage` becomes a fact of the vehicle.

The night's prediction reads it beside the workshop's figures, and it settles a doubtful odometer (queue/odometer.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import ModelSelect

from agentdesk.common import clock
from agentdesk.interview.run import Run
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Interview, Task, ToldMileage

MILEAGE = "mileage"  # the question's name in a form
MOST = 2_000_000  # km; more than any car's


def keep(interview_id: int, run: Run, at: datetime) -> None:
    """Note the mileage told in an interview that ends; one that was taken back since an earlier ending is withdrawn.

    Don't know, refused and what cannot be a mileage say nothing; nor does a form that does not ask.
    """
    if MILEAGE not in run.state.slots:
        return
    said = run.results().get(MILEAGE, "")
    km = int(said) if said.isdecimal() and 0 < int(said) <= MOST else None
    vehicle = _vehicle.first(interview_id)
    if km is None or vehicle is None or vehicle[0] is None:
        told = (ToldMileage.interview == interview_id) & ToldMileage.withdrawn_at.is_null()
        ToldMileage.update(withdrawn_at=at).where(told).execute()
        return
    values = {"vehicle": vehicle[0], "interview": interview_id, "km": km, "created_at": at}
    again = [ToldMileage.km, ToldMileage.told_on, ToldMileage.withdrawn_at]
    row = ToldMileage.insert(**values, told_on=clock.local(at).date(), withdrawn_at=None)
    row.on_conflict(conflict_target=[ToldMileage.interview], preserve=again).execute()


@prepared
def _vehicle(interview_id: Any) -> ModelSelect[Interview]:
    columns = Interview.select(Task.vehicle).join(Task, on=(Interview.task == Task.id))
    return columns.where(Interview.id == interview_id)
