"""Targets of the KPIs, and what a complaint is and how fast it must be answered."""

from msgspec import field

from agentdesk.playbook.handling import Approval, Pause, Recourse
from agentdesk.playbook.proposals import Counters, LowMark
from agentdesk.playbook.rows import Named, Row
from agentdesk.playbook.vocabulary import (
    Addressee,
    Code,
    ComplaintClock,
    KindCode,
    KpiCode,
    LadderAction,
    LadderTime,
    Positive,
    Sense,
    SubjectMatter,
    Unit,
)


class Target(Row, frozen=True, kw_only=True):
    """What a KPI should reach, compared unrounded (KP-21)."""

    code: KpiCode
    zh: str
    en: str
    goal: float
    sense: Sense = "at_least"
    unit: Unit = "percent"


class Severity(Named, frozen=True, kw_only=True):
    """How serious a complaint is, with its clocks in working hours (calendar.working) from its registration.

    `words` in the customer's own words make the desk propose this severity; the agent confirms it.
    """

    acknowledge_hours: Positive
    plan_hours: Positive
    solve_hours: Positive
    words: tuple[str, ...] = ()


class ComplaintSubject(Row, frozen=True, kw_only=True):
    """What a complaint is about (CP-01); an answer to one of `questions` proposes it."""

    code: SubjectMatter
    zh: str
    en: str
    questions: tuple[Code, ...] = ()


class GapCause(Named, frozen=True, kw_only=True):
    """One of the five gaps (CP-02) with its meaning in one line."""

    meaning_zh: str
    meaning_en: str


class LadderStep(Row, frozen=True, kw_only=True):
    """What happens by itself while a complaint's clock runs and nobody stops it; each step once, in working hours.

    `at` is `-50%` (that share of the clock's working time before it runs out), `0` (when it does), or `+4h` (working
    hours after it did). `reassign` makes the addressee responsible. Whoever is absent has a deputy, and nobody gets a
    complaint about themselves.
    """

    clock: ComplaintClock
    at: LadderTime
    action: LadderAction = "notify"
    to: Addressee
    severities: tuple[Code, ...] = ()  # none: all of them

    @property
    def code(self) -> str:
        """What the step is called where it was taken: `+4h reassign general_manager`."""
        return f"{self.at} {self.action} {self.to}"

    @property
    def share_before(self) -> int:
        """Percent of the clock's working time that are left at the step; 0 for a step that comes later."""
        return int(self.at[1:-1]) if self.at.endswith("%") else 0

    @property
    def hours_after(self) -> int:
        """Working hours since the clock ran out; 0 for a step that comes earlier."""
        return int(self.at[1:-1]) if self.at.endswith("h") else 0

    def concerns(self, severity: str) -> bool:
        """Whether complaints of that severity have the step."""
        return not self.severities or severity in self.severities


class Complaints(Row, frozen=True, kw_only=True):
    """complaints.toml."""

    recall_kind: KindCode
    dissatisfied: Code | None = None  # the severity that a form's own `dissatisfied` proposes
    severities: tuple[Severity, ...] = field(name="severity")
    subjects: tuple[ComplaintSubject, ...] = field(name="subject")
    gaps: tuple[GapCause, ...] = field(name="gap")
    origins: tuple[Named, ...] = field(name="origin")
    ladder: tuple[LadderStep, ...] = ()
    low_marks: tuple[LowMark, ...] = field(default=(), name="low_mark")
    counters: Counters | None = None
    pauses: tuple[Pause, ...] = field(default=(), name="pause")
    approvals: tuple[Approval, ...] = field(default=(), name="approval")  # none: every supervisor, any amount
    recourses: tuple[Recourse, ...] = field(default=(), name="recourse")
