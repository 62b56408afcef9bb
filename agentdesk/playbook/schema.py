"""What a playbook is: a folder of TOML files and forms that says why, when and how customers are contacted.

    playbook.toml    name, dealer, business calendar and calling windows, retry caps, weights, settings, script lines
    kinds.toml       groups of the queue and the kinds (CB-.., RM-..) with their schedules
    outcomes.toml    what came of a call (attempt) or of a task without one
    targets.toml     the KPI targets, the indicators that rest on the house's own questions (measures.py), and what
                     scores and indicators bring in yuan (incentives.py), and what reports show (reporting.py)
    complaints.toml  severities with their clocks, the ladder of each clock, subjects, gap causes, origins
    quality.toml     the daily check, which calls are looked at, what they are judged by (quality.py); may be left out
    forms/*.md       the questionnaires, as XLSForms in Markdown

How a schedule turns into dates (calendar days, CB-26). The trigger gives a day for a subject: the day a car left, an
expiry, a festival, the first day of a quarter. Then

    due_nominal   = trigger + offset_from               W-03: delivered 2026-01-31, CB-03 offset_from 1: 2026-02-01
    latest        = trigger + offset_to                 offset_to 3: 2026-02-03 (left out: the same as offset_from)
    expires_on    = latest + expires_after              the last day on which the task still makes sense
    due_effective = due_nominal, or for channel phone the next open day of the calendar (never an earlier one)

A message (sms, card, newsletter) keeps its day. A negative offset lies before the trigger (RM-04: -15). With
`hours_before` (trigger appointment.starts only) the due instant is the appointment's start less these hours, and its
dates are that instant's day. A task exists once per subject, kind, step and trigger day. The month of a task is
that of `latest` (KP-23).

`coverage` asks for a share of a month's facts instead of all of them (CB-23); what is over is held back with reason
`quota` and may be taken by a later build of its window, when more facts of the month have come.

A kind without schedules makes no tasks of its own: `same_as` names the kind that serves it (RM-21: one task, not two)
and `goes_with` the kind on whose call it is raised (RM-24). `records = true` is an expected record of a colleague's own
call (CB-22), never a call of the agent's. Subject, channel, owner, form and records of a schedule are the kind's where
it names none: `Playbook.steps()` gives them resolved.
"""

from collections.abc import Iterator
from typing import NoReturn

from agentdesk.playbook.figures import Complaints, ComplaintSubject, GapCause, LadderStep, Severity, Target
from agentdesk.playbook.handling import Approval, Pause, Recourse
from agentdesk.playbook.house import (
    Calendar,
    Dealer,
    Head,
    LostReason,
    Maintenance,
    PauseReason,
    Script,
    Settings,
    SkipReason,
    Weights,
)
from agentdesk.playbook.incentives import Incentives
from agentdesk.playbook.kinds import Content, Coverage, DueDates, Group, Kind, Retry, Schedule, Step, When
from agentdesk.playbook.measures import Measures
from agentdesk.playbook.outcomes import Outcome
from agentdesk.playbook.proposals import Counters, LowMark
from agentdesk.playbook.quality import Criterion, Flag, Quality
from agentdesk.playbook.reporting import Reporting
from agentdesk.playbook.rows import Named, Row, Text

__all__ = [
    "Approval",
    "Calendar",
    "ComplaintSubject",
    "Complaints",
    "Content",
    "Counters",
    "Coverage",
    "Criterion",
    "Dealer",
    "DueDates",
    "Flag",
    "GapCause",
    "Group",
    "Head",
    "Incentives",
    "Kind",
    "LadderStep",
    "LostReason",
    "LowMark",
    "Maintenance",
    "Measures",
    "Named",
    "Outcome",
    "Pause",
    "PauseReason",
    "Playbook",
    "Quality",
    "Recourse",
    "Reporting",
    "Retry",
    "Row",
    "Schedule",
    "Script",
    "Settings",
    "Severity",
    "SkipReason",
    "Step",
    "Target",
    "Text",
    "Weights",
    "When",
]


class Playbook(Row, frozen=True, kw_only=True):
    """A whole playbook, checked and typed."""

    head: Head
    groups: tuple[Group, ...]
    kinds: tuple[Kind, ...]
    outcomes: tuple[Outcome, ...]
    targets: tuple[Target, ...]
    measures: Measures = Measures()
    incentives: Incentives = Incentives()
    reports: tuple[Reporting, ...] = ()
    complaints: Complaints
    quality: Quality = Quality()
    forms: tuple[str, ...] = ()  # names of the forms that lie in its folder

    def kind(self, code: str) -> Kind:
        """The kind with that code; KeyError where there is none."""
        return next((kind for kind in self.kinds if kind.code == code), None) or _missing(code)

    def outcome(self, code: str) -> Outcome:
        """The outcome with that code; KeyError where there is none."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None) or _missing(code)

    def target(self, code: str) -> Target | None:
        """The target of a KPI, or None where the playbook sets none."""
        return next((target for target in self.targets if target.code == code), None)

    def report(self, name: str) -> Reporting | None:
        """What it says of a report, or None where it says nothing."""
        return next((row for row in self.reports if row.name == name), None)

    def severity(self, code: str) -> Severity:
        """The severity with that code; KeyError where there is none."""
        return next((row for row in self.complaints.severities if row.code == code), None) or _missing(code)

    def steps(self) -> Iterator[Step]:
        """Every schedule of every kind, resolved, in the playbook's order."""
        for kind in self.kinds:
            for schedule in kind.schedules:
                yield self.step(kind, schedule)

    def step(self, kind: Kind, schedule: Schedule) -> Step:
        """One schedule of a kind with what it inherits."""
        return Step(
            kind=kind,
            schedule=schedule,
            subject=schedule.subject or kind.subject,
            channel=schedule.channel or kind.channel,
            owner_role=schedule.owner_role or kind.owner_role,
            form=schedule.form or kind.form,
            records=kind.records if schedule.records is None else schedule.records,
            retry=kind.retry or self.head.retry,
            settled=tuple(outcome.code for outcome in self.outcomes if outcome.is_settling),
        )

    def outcomes_for(self, kind: Kind) -> tuple[Outcome, ...]:
        """What a person may choose on a call of that kind: reminders have answers of their own (RM-25)."""
        answered = {"not_reached", "reached"} | ({"reminder"} if kind.purpose == "reminder" else set())
        return tuple(row for row in self.outcomes if row.group in answered)


def _missing(code: str) -> NoReturn:
    raise KeyError(code)
