"""Whether it is a time to ring a customer (CM-01), and they have not refused today: said before an agent goes on."""

from __future__ import annotations

from agentdesk.common import clock, dates
from agentdesk.common.i18n import _
from agentdesk.common.own_hours import stored
from agentdesk.playbook.current import calendar, current
from agentdesk.queue import caps
from agentdesk.queue.score import promise_is_due
from agentdesk.store.tables import Customer, Task


def warning(task_id: int) -> str:
    """Why a task's customer is not rung at this hour, or any more today; "" where nothing speaks against it.

    An agreed time that has come and hours the customer asked for go before the house's hours; before an agreed time
    nobody rings.
    """
    now = clock.now()
    task = Task.get_by_id(task_id)
    settings = current().head.settings
    if task.promised_at is not None:
        if promise_is_due(task.promised_at, now, settings):
            return ""
        return _("The customer has agreed on {time}.").format(time=dates.moment(task.promised_at))
    if caps.has_refused(caps.dials_to(task.customer_id, clock.local(now).date())):
        return _("The customer refused today, and is rung no more today unless there is a reason.")
    own, house = stored(Customer.get_by_id(task.customer_id).own_hours), calendar(clock.local(now).date())
    if own.of(house).is_calling_time(now):
        return ""
    at = own.of(house).next_calling_time(now)
    again = _("Next time: {time}").format(time=dates.moment(at)) if at else ""
    if own:
        return _("The customer wants to be rung: {hours}. {again}").format(hours=own.said(), again=again).rstrip()
    return _("Outside calling hours. {again}").format(again=again).rstrip()
