"""Two whole stories: a complaint on the eve of a holiday, and one whose customer cannot be reached any more."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from click.testing import Result

from agentdesk.common import clock
from agentdesk.complaints.listing import list_complaints
from agentdesk.complaints.raising import draft_for, raise_complaint
from agentdesk.complaints.rows import wall
from agentdesk.complaints.workflow import record
from agentdesk.scoreboard.figures import definition, period
from agentdesk.store.database import open_database
from agentdesk.store.tables import Complaint, ComplaintEvent, Notice, Task
from tests.dealership import GIVEN, Dealership

Cli = Callable[..., Result]


@pytest.mark.parametrize(
    ("severity", "accept", "plan", "solve"),
    [
        ("ordinary", "2026-10-08T09:10", "2026-10-08T16:40", "2026-10-10T16:40"),
        ("escalated", "2026-10-08T08:10", "2026-10-08T11:10", "2026-10-09T16:40"),
        ("major", "2026-10-08T08:10", "2026-10-08T11:10", "2026-10-08T16:40"),
    ],
)
def test_a_complaint_on_the_eve_of_the_holiday(
    house: Dealership, severity: str, accept: str, plan: str, solve: str
) -> None:
    """Raised in a call on Wednesday 30 September 2026 at 16:40; the house works 08:00-12:00 and 13:30-17:30.

    0:50 are left of that day. 1 to 7 October are closed; Thursday the 8th, Friday the 9th and Saturday the 10th (a
    make-up day, and open anyway) are worked, 8:00 each.
    ordinary: accept 2:00 - 0:50 = 1:10 of the 8th: 09:10. Plan 8:00 - 0:50 = 7:10: 4:00 to noon, 3:10 from 13:30:
    16:40. Solve 24:00 - 0:50 = 23:10: 8:00 on the 8th, 8:00 on the 9th, 7:10 on the 10th: 16:40.
    escalated: accept 1:00 - 0:50 = 0:10 of the 8th: 08:10. Plan 4:00 - 0:50 = 3:10: 11:10. Solve 16:00 - 0:50 = 15:10:
    8:00 on the 8th, 7:10 on the 9th: 16:40.
    major: accept and plan as escalated; solve 8:00 - 0:50 = 7:10 of the 8th: 16:40.
    """
    with clock.travel(datetime(2026, 9, 30, 16, 40)):
        draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
        complaint = raise_complaint(house.actor("李娜"), replace(draft, severity=severity))
        (row,) = list_complaints()
    dues = (complaint.acknowledge_by, complaint.plan_by, complaint.solve_by)
    assert tuple(wall(due) for due in dues) == (accept, plan, solve)
    assert (row.next_clock, wall(row.next_breach)) == ("acknowledge", accept)
    with clock.travel(datetime(2026, 10, 7, 23)):
        (row,) = list_complaints()
        assert (row.breached, row.age_business_minutes) == (False, 50)


def test_a_customer_who_cannot_be_reached_closes_it_as_such(house: Dealership, cli: Cli) -> None:
    """CB-10, CB-20, CP-07: handled on the 29th, asked on the 30th, tried on three working days over the holiday.

    The 30th of September, the 8th and the 9th of October are consecutive working days; the build of the 10th hands the
    call to the advisor and closes the complaint without the customer's word.
    """
    with clock.travel(datetime(2026, 9, 29, 9)):
        draft = draft_for(house.actor("李娜"), customer_id=house.customer().id, words="慢")
        complaint = raise_complaint(house.actor("李娜"), replace(draft, responsible_id=house.people["吴敏"].id))
        for kind in ("acknowledged", "assessed", "proposed", "handled", "answered"):
            record(house.actor("吴敏"), complaint.id, kind, "x", GIVEN.get(kind))
    for day in (date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)):
        with clock.travel(datetime.combine(day, datetime.min.time().replace(hour=6))):
            built = cli("queue", "build", "--date", day.isoformat())
            assert built.exit_code == 0, built.stderr
            open_database()
        task = Task.get((Task.kind_code == "CB-10") & (Task.subject_id == complaint.id))
        assert task.due_effective == date(2026, 9, 30)
        if day < date(2026, 10, 10):
            assert (task.state, Complaint.get_by_id(complaint.id).state) == ("open", "recall_due")
            house.decide(task, "no_answer", datetime(day.year, day.month, day.day, 10), contacted=False)
    assert (task.state, task.disposition) == ("closed", "unreachable")
    assert Notice.select().where((Notice.kind == "unreachable") & (Notice.task == task.id)).count() == 1
    stored = Complaint.get_by_id(complaint.id)
    assert (stored.state, stored.reopened, stored.next_breach) == ("closed", 0, None)
    event = ComplaintEvent.get((ComplaintEvent.complaint == complaint.id) & (ComplaintEvent.kind == "recalled"))
    assert json.loads(event.data) == {"result": "unreachable", "outcome": "unreachable"}
    span = period(date(2026, 10, 1), date(2026, 10, 31))
    assert not list(definition("KP-08").denominator(span))  # nobody heard whether it was solved
