"""The after-sales monthly report (RP-01): its seven items in their order, each from the functions of the figures."""

from __future__ import annotations

from agentdesk.common.i18n import _
from agentdesk.complaints.cases import SERVICE
from agentdesk.reports.choices import Choice, chosen
from agentdesk.reports.compared import compared
from agentdesk.reports.document import Section
from agentdesk.reports.periods import Period
from agentdesk.reports.sections_actions import actions
from agentdesk.reports.sections_complaints import categories, closed_loop, handling, recalls
from agentdesk.reports.sections_people import advisors
from agentdesk.reports.sections_rates import rates
from agentdesk.reports.sections_satisfaction import brand, satisfaction
from agentdesk.reports.sections_summary import summary
from agentdesk.reports.sections_words import opinions
from agentdesk.store.audit import Actor

NAME = "aftersales-monthly"


def build(actor: Actor, period: Period) -> tuple[Section, ...]:
    """The sections of the report."""
    choice = chosen(NAME, SERVICE, period.last)
    callbacks, satisfied = compared(choice.rates, period), compared(choice.satisfaction, period)
    return (
        rates(callbacks, period, "RP-01 (1)", choice.unknown),
        satisfaction(satisfied, period, "RP-01 (1)"),
        brand(choice, period, _("Brand survey (CSS), and the problems it reflects"), "RP-01 (1)"),
        categories(actor, period, SERVICE, "RP-01 (2)"),
        closed_loop(period, "RP-01 (2)"),
        handling(period, SERVICE, "RP-01 (3)"),
        recalls(period, SERVICE, "RP-01 (4)"),
        _of_advisors(actor, period, choice),
        opinions(period, SERVICE, "RP-01 (6)"),
        actions(period, "RP-04"),
        summary([*callbacks, *satisfied], period, SERVICE, "RP-01 (7)"),
    )


def _of_advisors(actor: Actor, period: Period, choice: Choice) -> Section:
    title = _("Service advisors")
    return advisors(actor, period, SERVICE, choice.satisfaction[:1], choice.items, title, "RP-01 (5)")
