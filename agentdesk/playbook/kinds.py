"""Kinds and their schedules: why somebody is contacted, and when (dates as in schema.py)."""

from datetime import date, timedelta
from typing import NamedTuple

from msgspec import field

from agentdesk.playbook.rows import Named, Row, Text
from agentdesk.playbook.vocabulary import (
    Channel,
    Code,
    ConsentClass,
    Count,
    CoveredWhole,
    Festival,
    KindCode,
    Percent,
    Period,
    Positive,
    Purpose,
    Role,
    Segment,
    Subject,
    Trigger,
    UseType,
)


class When(Row, frozen=True, kw_only=True):
    """Which subjects of the trigger a schedule is for; nothing said means all.

    A message needs an address of its channel (a mobile, a postal address); that is asked where it is sent, not here.
    """

    use_type: UseType | None = None
    segment: Segment | None = None
    first_service_done: bool | None = None  # false: only vehicles without a visit to the workshop since delivery


class Coverage(Row, frozen=True, kw_only=True):
    """How many of a month's facts are called for (CB-23): `all` of these, and of the others as many as are wanting.

    The others are taken oldest first; within a day the seed decides, so that nobody can choose whom to ask and every
    build chooses the same.
    """

    percent: Percent
    all: tuple[CoveredWhole, ...] = ()
    seed: str = ""


class DueDates(NamedTuple):
    """The dates of one task: due from `nominal` to `latest`, of use until `expires_on`, all inclusive."""

    nominal: date
    latest: date
    expires_on: date


class Schedule(Row, frozen=True, kw_only=True):
    """One step of a kind: a trigger and the days counted from it (see the module's docstring)."""

    step: Code
    trigger: Trigger
    offset_from: int = 0
    offset_to: int | None = None
    expires_after: Count
    hours_before: Positive | None = None
    festival: Festival | None = None
    every: Period | None = None
    when: When = When()
    subject: Subject | None = None
    channel: Channel | None = None
    owner_role: Role | None = None
    form: str | None = None
    records: bool | None = None
    merges_with: tuple[KindCode, ...] = ()  # kinds that remind of the same thing: one task for a car, not two
    coverage: Coverage | None = None  # left out: every fact is called for

    @property
    def last_offset(self) -> int:
        """`offset_to`, or `offset_from` where the step is due on one day."""
        return self.offset_from if self.offset_to is None else self.offset_to

    def dates(self, trigger: date) -> DueDates:
        """Due, latest and expiry date for a trigger on that day, before any move of a closed day."""
        latest = trigger + timedelta(days=self.last_offset)
        return DueDates(trigger + timedelta(days=self.offset_from), latest, latest + timedelta(days=self.expires_after))


class Retry(Row, frozen=True, kw_only=True):
    """Caps on trying again; a promise agreed with the customer goes before all of them."""

    attempts_a_day: Positive = 3
    attempts_a_number: Positive = 2  # dials of one number on one day
    attempts_in_all: Positive = 9
    unreachable_days: Positive = 3  # CB-20: days with an attempt and no contact until the service advisor is asked
    minutes_apart: Count = 30


class Group(Named, frozen=True, kw_only=True):
    """A view of the queue: 售后, 新车, 复访, 提醒 ..."""


class Content(Named, frozen=True, kw_only=True):
    """One thing that a colleague's own call has to settle, answered yes or no on the yellow card (CB-02, CB-04)."""

    complains: bool = False  # a no is the customer's complaint


class Control(Row, frozen=True, kw_only=True):
    """Which question of which later call asks the customer whether a colleague's call was made (CB-03)."""

    kind: KindCode
    question: Code
    denial: Code = "no"  # the answer that says it was not


class Kind(Row, frozen=True, kw_only=True):
    """Why somebody is contacted: a row of the regulation."""

    code: KindCode
    zh: str
    en: str
    purpose: Purpose
    requirements: tuple[str, ...]
    group: Code
    owner_role: Role
    channel: Channel
    subject: Subject
    form: str | None = None
    consent: ConsentClass | None = None  # marketing needs a consent; none: by the purpose (`consent_class`)
    announces: Text | None = None  # what a reminder reminds of, as it is said to the customer
    weight: Count = 0  # points this kind starts with in the order of work
    records: bool = False
    contents: tuple[Content, ...] = field(default=(), name="content")  # what a colleague's call settles (CB-02)
    control: Control | None = None  # of a colleague's call: where the customer is asked about it
    same_as: KindCode | None = None
    goes_with: KindCode | None = None
    retry: Retry | None = None
    schedules: tuple[Schedule, ...] = field(default=(), name="schedule")

    @property
    def consent_class(self) -> ConsentClass:
        """To what a customer must have agreed, or not have said no: a newsletter is marketing, a greeting is care."""
        by_purpose: dict[Purpose, ConsentClass] = {"newsletter": "marketing", "greeting": "care"}
        return self.consent or by_purpose.get(self.purpose, "service")


class Step(NamedTuple):
    """A schedule with everything its kind says: what the queue builds from."""

    kind: Kind
    schedule: Schedule
    subject: Subject
    channel: Channel
    owner_role: Role
    form: str | None
    records: bool
    retry: Retry
    settled: tuple[str, ...] = ()  # outcomes after which a later reminder of the same thing has no use

    @property
    def moves_to_open_day(self) -> bool:
        """Whether a closed day moves the due date forward (calls only)."""
        return self.channel == "phone"
