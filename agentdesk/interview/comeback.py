"""What a soft refusal comes to, told before it is stored: when the customer is asked once more, or that nobody will."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from agentdesk.common import clock
from agentdesk.common.dates import day_name
from agentdesk.common.i18n import _
from agentdesk.interview import steps
from agentdesk.interview.catalogue import refusal_outcome
from agentdesk.playbook.current import calendar, current
from agentdesk.queue import derive
from agentdesk.queue.task_facts import Decision, gather


@dataclass(frozen=True, slots=True)
class Comeback:
    """When the first undecided task comes back (naive UTC), and the last day of those that end before that."""

    at: datetime | None
    lapse_on: tuple[date, ...]

    @property
    def told(self) -> str:
        """One line for it; "" where every task comes back."""
        if not self.lapse_on:
            return ""
        day = day_name(max(self.lapse_on))
        if self.at is None:
            return _("final: the reason to call ends on {day}, before the next try").format(day=day)
        return _("for {count} of them final: the reason to call ends before the next try").format(
            count=len(self.lapse_on)
        )


def after_refusal(contact_id: int) -> Comeback:
    """What the tasks of a call become if the customer softly refuses now, by the very rule that will decide it."""
    row = refusal_outcome(hard=False)
    rules = {each.code: derive.rule_of(each) for each in current().outcomes}
    refused, opening = Decision(clock.now(), row.code), calendar()
    back: list[datetime] = []
    lapse: list[date] = []
    for facts in gather(list(steps.undecided(contact_id))).values():
        after = replace(facts, decisions=[*facts.decisions, refused], promised_at=None)
        found = derive.derive(after, rules, opening)
        if found.state == "closed":
            lapse.append(facts.expires_on)
        elif found.next_at is not None:
            back.append(found.next_at)
    return Comeback(min(back, default=None), tuple(lapse))
