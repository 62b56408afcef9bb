"""What a report shows and who gets it, as a manager may decide (RP-01, RP-02)."""

from typing import Literal

from agentdesk.playbook.rows import Row
from agentdesk.playbook.vocabulary import KpiCode

ReportName = Literal[
    "aftersales-monthly",
    "sales-monthly",
    "weekly",
    "daily",
    "key-customers",
    "lost-customers",
    "accuracy",
    "performance",
]
Position = Literal[
    "callback_agent",
    "service_advisor",
    "sales_advisor",
    "care_manager",
    "service_manager",
    "sales_manager",
    "marketing_manager",
    "general_manager",
    "administrator",
    "other",
]


class Reporting(Row, frozen=True, kw_only=True):
    """A report's own choices; what is left empty is left out of the report, which says so.

    `rates` are shown with targets and verdicts; the first of `satisfaction` is drawn month by month, all of them are
    compared with the month and the year before; `brand` is what the manufacturer reports; `items` show the weak items.
    """

    name: ReportName
    recipients: tuple[Position, ...] = ()
    rates: tuple[KpiCode, ...] = ()
    satisfaction: tuple[KpiCode, ...] = ()
    brand: tuple[KpiCode, ...] = ()
    items: tuple[KpiCode, ...] = ()
