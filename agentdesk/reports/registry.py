"""Which reports there are: the stretch of time each is about, who reads it, and what builds it.

A builder is a module of this room with `build(actor, period) -> tuple[Section, ...]`, imported when it is called. It
asks `clock.today()` for the day on which the report is seen, so that `--as-of` sees the same through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from agentdesk.common.errors import UsageError
from agentdesk.common.i18n import N_, _
from agentdesk.reports.document import Section
from agentdesk.reports.periods import Length, Period
from agentdesk.store.audit import Actor

Builder = Callable[[Actor, Period], tuple[Section, ...]]
STAFF = ("agent", "handler", "supervisor")
PROPOSALS = "proposals"  # the section whose text the supervisor owes


@dataclass(frozen=True)
class Report:
    """A report; `asked` are the keys of the sections that the supervisor is asked to write a text for."""

    name: str
    title: str  # a message id
    about: str  # a message id: what it holds, in a sentence
    length: Length
    builder: str  # a module of this room
    readers: tuple[str, ...] = STAFF
    recipients: tuple[str, ...] = ()  # positions, where the playbook names none
    asked: tuple[str, ...] = ()

    def load(self) -> Builder:
        """The function that builds its sections."""
        found: Builder = import_module(f"agentdesk.reports.{self.builder}").build
        return found


REPORTS: tuple[Report, ...] = (
    Report(
        "aftersales-monthly",
        N_("After-sales monthly report"),
        N_("Callbacks, satisfaction, complaints, re-calls and service advisors of a month (RP-01)."),
        "month",
        "aftersales",
        recipients=("general_manager", "service_manager", "care_manager"),
        asked=(PROPOSALS,),
    ),
    Report(
        "sales-monthly",
        N_("Sales monthly report"),
        N_("New-car callbacks, satisfaction, complaints, channels and lost deals of a month (RP-02)."),
        "month",
        "sales",
        recipients=("general_manager", "sales_manager", "care_manager"),
        asked=(PROPOSALS,),
    ),
    Report(
        "weekly",
        N_("Weekly analysis"),
        N_("What changed in a week, for the heads of sales and service (RP-03)."),
        "week",
        "weekly",
        recipients=("service_manager", "sales_manager", "care_manager"),
    ),
    Report(
        "daily",
        N_("Daily callback sheet"),
        N_("Each call of a day and what came of it (RP-06)."),
        "day",
        "daily",
        recipients=("care_manager", "service_manager"),
    ),
    Report(
        "key-customers",
        N_("Key-customer report"),
        N_("What key customers need, lack and compare in a quarter (RP-05)."),
        "quarter",
        "key_customers",
        recipients=("general_manager", "care_manager"),
    ),
    Report(
        "lost-customers",
        N_("Lost-customer report"),
        N_("Why customers were lost in a half year, and who came back (RP-05)."),
        "half_year",
        "lost_customers",
        recipients=("general_manager", "care_manager"),
    ),
    Report(
        "accuracy",
        N_("Accuracy of customer data"),
        N_("Wrong numbers, contact mismatches and missing records of a month (RP-08)."),
        "month",
        "accuracy",
        recipients=("care_manager", "service_manager", "sales_manager"),
    ),
    Report(
        "performance",
        N_("Callback performance for human resources"),
        N_("What each agent and advisor did in a month, with the proposed incentives (RP-07)."),
        "month",
        "performance",
        readers=("supervisor",),
        recipients=("general_manager", "care_manager"),
    ),
)
BY_NAME: dict[str, Report] = {report.name: report for report in REPORTS}


def find(name: str) -> Report:
    """A report by its name; UsageError names the known ones."""
    found = BY_NAME.get(name)
    if found is None:
        raise UsageError(_("{value} is not one of: {allowed}").format(value=name, allowed=", ".join(BY_NAME)))
    return found
