"""Targets of the KPIs, and what a complaint is and how fast it must be answered."""

from __future__ import annotations

from msgspec import field

from agentdesk.playbook.rows import Named, Row
from agentdesk.playbook.vocabulary import KindCode, Positive, Sense, SubjectMatter, Unit


class Target(Row, frozen=True, kw_only=True):
    """What a KPI should reach, compared unrounded (KP-21)."""

    code: KindCode
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
    """What a complaint is about (CP-01)."""

    code: SubjectMatter
    zh: str
    en: str


class GapCause(Named, frozen=True, kw_only=True):
    """One of the five gaps (CP-02) with its meaning in one line."""

    meaning_zh: str
    meaning_en: str


class Complaints(Row, frozen=True, kw_only=True):
    """complaints.toml."""

    recall_kind: KindCode
    severities: tuple[Severity, ...] = field(name="severity")
    subjects: tuple[ComplaintSubject, ...] = field(name="subject")
    gaps: tuple[GapCause, ...] = field(name="gap")
    origins: tuple[Named, ...] = field(name="origin")
