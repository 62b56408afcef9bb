"""Two complaints of one customer stand in the queue as two rows that can be told apart, and found by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta

from agentdesk.common import clock
from agentdesk.complaints import raising
from agentdesk.tui.widgets.queue_list import QueueList
from tests.interview.call_world import Desk
from tests.tui.screens.at_the_desk import Hands

SitDown = Callable[..., AbstractAsyncContextManager[Hands]]


def raised(office: Desk, words: str, customer_id: int) -> str:
    """A complaint of the customer's, and its re-call of today; its number."""
    draft = raising.draft_for(office.li, customer_id=customer_id, words=words)
    filled = replace(draft, severity="ordinary", responsible_id=office.people["吴敏"].id)
    complaint = raising.raise_complaint(office.li, filled)
    customer = complaint.customer
    office.task("CB-10", "complaint", complaint.id, customer, clock.today() - timedelta(days=1))
    return str(complaint.no)


def rows(hands: Hands) -> list[str]:
    shown = hands.screen.query_one(QueueList)
    lines = ["".join(segment.text for segment in shown.render_line(y)).rstrip() for y in range(shown.size.height)]
    return [line for line in lines if line]


async def test_each_row_has_the_number_of_its_complaint(office: Desk, sit_down: SitDown) -> None:
    customer = office.person("0550-3012345")
    numbers = [raised(office, words, customer.id) for words in ("空调不凉", "等得太久")]
    async with sit_down() as hands:
        found = rows(hands)
        assert len(found) == 2
        for number in numbers:
            assert sum(number in line for line in found) == 1
        await hands.press("slash", *numbers[1].lower())
        (only,) = rows(hands)
        assert numbers[1] in only
