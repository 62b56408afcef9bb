"""The sales monthly report (RP-02): the after-sales skeleton, with advisors' own calls, channels and lost deals."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.complaints.cases import SALES
from agentdesk.reports.cards import own_calls
from agentdesk.reports.choices import chosen
from agentdesk.reports.compared import compared
from agentdesk.reports.document import Section
from agentdesk.reports.periods import Period
from agentdesk.reports.sections_actions import actions
from agentdesk.reports.sections_complaints import categories, closed_loop, handling, recalls
from agentdesk.reports.sections_deals import channels, lost
from agentdesk.reports.sections_people import advisors
from agentdesk.reports.sections_rates import rates
from agentdesk.reports.sections_satisfaction import brand, satisfaction
from agentdesk.reports.sections_summary import summary
from agentdesk.reports.sections_words import opinions
from agentdesk.store.audit import Actor

NAME = "sales-monthly"


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The sections of the report; its rates are the same three as after-sales' (the regulation lists them twice)."""
    choice = chosen(NAME, SALES, period.last)
    callbacks, satisfied = compared(choice.rates, period), compared(choice.satisfaction, period)
    return (
        rates(callbacks, period, "RP-02 (1)", choice.unknown),
        satisfaction(satisfied, period, "RP-02 (1)"),
        brand(choice, period, _("Brand survey (SSI), and the problems it reflects"), "RP-02 (1)"),
        categories(actor, period, SALES, "RP-02 (2)"),
        closed_loop(period, "RP-02 (2)"),
        handling(period, SALES, "RP-02 (3)"),
        recalls(period, SALES, "RP-02 (4)"),
        advisors(actor, period, SALES, choice.satisfaction[:1], choice.items, _("Sales advisors"), "RP-02 (5)"),
        Section(_("Advisors' own calls: cards against the customers' word"), own_calls(period), "CB-02", "own-calls"),
        channels(period),
        lost(period),
        opinions(period, SALES, "RP-02 (6)"),
        actions(period, "RP-04"),
        summary([*callbacks, *satisfied], period, SALES, "RP-02 (7)"),
    )
