"""When a customer wants to be rung: kept in words and as hours, and the retries that wait fitted into them (CM-01)."""

from __future__ import annotations

from agentdesk.common import clock
from agentdesk.common.own_hours import OwnHours
from agentdesk.common.spoken_hours import parse
from agentdesk.queue import derive
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import column
from agentdesk.store.tables import Customer, Task


def set_hours(actor: Actor, customer_id: int, wish: str) -> OwnHours:
    """Keep a customer's wish (`不要周一，晚上`; empty: none any more); returns the hours as understood.

    UserError where the words are not understood or leave no time; nothing is changed then.
    """
    actor.require("agent", "handler", "supervisor")
    hours = parse(wish) if wish.strip() else OwnHours()
    with change(actor, "customer.hours") as audit:
        customer = Customer.get_by_id(customer_id)
        before = {"call_note": customer.call_note, "own_hours": customer.own_hours}
        after = {"call_note": wish.strip(), "own_hours": str(hours)}
        if before == after:
            audit.skip()
            return hours
        Customer.update(**after, updated_at=clock.now()).where(Customer.id == customer_id).execute()
        waiting = (Task.customer == customer_id) & (Task.state == "open") & Task.next_at.is_null(False)
        derive.refresh(column(Task.select(Task.id).where(waiting)))
        audit("customer", customer_id, before=before, after=after)
    return hours
