"""What customers said in their own words: opinions and suggestions, their source masked."""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.hiding import hidden_in
from agentdesk.common.i18n import _
from agentdesk.complaints.cases import Department
from agentdesk.playbook import current
from agentdesk.reports.document import Block, Prose, Quote, Quotes, Section
from agentdesk.reports.periods import Period
from agentdesk.scoreboard.departments import kinds_of
from agentdesk.scoreboard.replies import Replies, Said, calls_of, replies

MOST = 20  # different things of each question; the rest is counted


def opinions(period: Period, department: Department, requirement: str) -> Section:
    """The answers to open questions of the department's callbacks, the latest ones of each question."""
    kinds = kinds_of(current.current(period.last), department)
    found = replies(calls_of(kinds, period.first, period.last))
    blocks: list[Block] = []
    for question in found.open_questions():
        blocks += said_to(found, question.name, question.short)
    if not blocks:
        blocks = [Quotes((), _("No customer said anything in their own words."))]
    return Section(_("Customers' opinions and suggestions"), tuple(blocks), requirement, "opinions")


def said_to(found: Replies, name: str, short: str) -> list[Block]:
    """What was said to an open question; nothing where nobody said anything.

    What was said most often comes first, the same words once; of as many the latest.
    """
    said = found.words(name)
    if not said:
        return []
    groups: dict[str, list[Said]] = {}
    for each in said:
        groups.setdefault(each.words, []).append(each)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), -group[-1].reply.day.toordinal(), group[0].words))
    text = _("{question}: {count} of {asked} customers said something, {different} different things")
    head = text.format(question=short, count=len(said), asked=len(found.lines), different=len(groups))
    more = _("; the {count} most frequent:").format(count=MOST) if len(groups) > MOST else ""
    return [Prose(head + more), Quotes(tuple(_quote(group) for group in ordered[:MOST]))]


def _quote(group: Sequence[Said]) -> Quote:
    """The words, unchanged but for numbers that may be telephones, with who said them last and how many did."""
    reply = group[-1].reply
    source = "  ".join(filter(None, (reply.customer, reply.model, f"{reply.day:%m-%d}", reply.advisor)))
    if len(group) > 1:
        source = _("{count} customers, the last: {source}").format(count=len(group), source=source)
    return Quote(hidden_in(group[0].words), source)
