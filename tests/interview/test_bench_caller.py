"""The benches' agent without a screen, in what the running queue brings it to."""

from __future__ import annotations

from pathlib import Path

from agentdesk.interview import contacts
from agentdesk.store.tables import Attempt, Contact, Skip, Task
from scripts.bench.caller import Caller, Ledger
from tests.interview.call_world import Desk


def test_a_customer_whose_number_rang_in_vain_a_moment_ago_is_passed_over(desk: Desk, tmp_path: Path) -> None:
    """A build at noon brings the customer another call, which is not offered while the number rests."""
    customer = desk.person("0550-3012345")
    contacts.end_unreached(desk.li, desk.dialled(desk.callback(customer=customer)), "no_answer")
    again = desk.callback(customer=customer)
    caller = Caller("A001", "A001", Ledger(tmp_path / "ledger"))
    caller.work()
    assert Attempt.select().count() == 1
    assert Skip.select().where(Skip.task == again).count() == 0
    assert Contact.select().where(Contact.ended_at.is_null()).count() == 0
    assert Task.get_by_id(again.id).claimed_by is None
