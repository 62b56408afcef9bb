"""The house: its names, its calendar, its limits, and what is said at the turns that every call has."""

from msgspec import field

from agentdesk.playbook import presets
from agentdesk.playbook.kinds import Retry
from agentdesk.playbook.rows import Named, Row, Text
from agentdesk.playbook.vocabulary import ClockRange, Code, Count, LeapBirthday, Percent, Positive, Weekday


class Dealer(Row, frozen=True, kw_only=True):
    """The dealer's names until `init` or the administrator gives the real ones."""

    zh: str
    en: str
    brand_zh: str
    brand_en: str
    zone: str = "Asia/Shanghai"


class Week(Row, frozen=True, kw_only=True):
    """Calling windows by weekday; a day that is left out has none said, `[]` says that nobody is called on it."""

    mon: tuple[ClockRange, ...] | None = None
    tue: tuple[ClockRange, ...] | None = None
    wed: tuple[ClockRange, ...] | None = None
    thu: tuple[ClockRange, ...] | None = None
    fri: tuple[ClockRange, ...] | None = None
    sat: tuple[ClockRange, ...] | None = None
    sun: tuple[ClockRange, ...] | None = None

    def ranges(self, day: Weekday) -> tuple[str, ...] | None:
        """The windows of a weekday as they are written, None where the day is left out."""
        found: tuple[str, ...] | None = getattr(self, day)
        return found


class Calendar(Row, frozen=True, kw_only=True):
    """When the house is open and when customers may be called (CM-01); ranges are half-open, 11:30 is outside.

    `preset` names the hours of every open day (playbook/presets.py); a weekday's own windows in `calling` go before it.
    `working` are the hours of every open day in which the clocks of complaints run.
    """

    open: tuple[Weekday, ...]
    closed_on_holidays: bool
    preset: presets.Name | None = None
    calling: Week = Week()
    working: tuple[ClockRange, ...] = ("08:00-12:00", "13:30-17:30")

    def ranges(self, day: Weekday) -> tuple[str, ...] | None:
        """The windows of a weekday, its own or the preset's; None where none are said."""
        own = self.calling.ranges(day)
        if own is not None or self.preset is None or day not in self.open:
            return own
        return presets.PRESETS[self.preset].ranges


class Weights(Row, frozen=True, kw_only=True):
    """What moves a task up the queue, in points added to its kind's weight."""

    promise_due: int = 60
    overdue: int = 25
    due_today: int = 20
    last_day: int = 15
    expires: int = 10  # after today the call is of no use any more
    key_customer: int = 10
    member: int = 0
    lost_customer: int = 0
    complaint: int = 5  # a customer with an open complaint, times its severity's place among the playbook's
    other_part: int = 5  # it rang in vain, and now is another part of the day
    day_of_age: int = 1
    age_at_most: Count = 14  # days of age that count, or what waits for months would stand above what is overdue
    attempt: int = -3


class SkipReason(Named, frozen=True, kw_only=True):
    """Why an agent passes a customer over, each on its digit, and for how long the customer then waits."""

    minutes: Positive
    note_required: bool = False


class PauseReason(Named, frozen=True, kw_only=True):
    """Why an agent is not calling for a while, each on its digit; past `minutes` it is marked, and nothing more."""

    minutes: Positive | None = None


class LostReason(Named, frozen=True, kw_only=True):
    """Why a deal was lost (RP-02); a dealer system's own wording is known by its names and by `words` it contains."""

    words: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether a written reason is this one."""
        folded = text.casefold()
        return any(word.casefold() in folded for word in (self.zh, self.en, *self.words))


class Settings(Row, frozen=True, kw_only=True):
    """Limits a manager may set."""

    partial_from: Percent = 50  # share of the applicable questions answered: below it a break-off
    complete_over: Percent = 80  # above it a completed interview, between the two a partial one
    leap_birthday: LeapBirthday = "feb28"  # where a birthday of 29 February is kept in other years (W-07)
    agenda_at_most: Positive = 4  # reasons in one call; a fleet's other cars wait for the next (CB-25)
    quiet_days: Count = 3  # a customer who was spoken to is not called by choice for as many days, that one counted
    quiet_always: bool = False  # also where the call then comes late, as with Reg F's 7 days (12 CFR 1006.14)
    calls_an_hour: Positive = 10  # what an agent is good for, where the person's own pace is not entered [ours]
    promise_near_minutes: Count = 60  # how long before the agreed time a promise stands at the top of the list
    promise_soon_minutes: Count = 30  # how long before the agreed time the scoreboard names a promise
    promise_early_minutes: Count = 5  # how long before the agreed time a promise comes to the top
    promise_late_minutes: Count = 15  # how long after it a promise still counts as kept
    lock_after_minutes: Count = 10  # without a key, after which a desk asks for its person's PIN; 0 is never
    leave_after_minutes: Count = 60  # without a key, after which it parks the call and ends; 0 is never
    promise_grace_minutes: Count = 30  # after it a colleague may take over a promise of "mine only"


class Script(Row, frozen=True, kw_only=True):
    """What is said at the turns that every call has, whatever its form."""

    wrong_person: Text
    refusal: Text
    complaint: Text
    not_now: Text


class ByUse(Row, frozen=True, kw_only=True):
    """A figure for private cars and one for official ones."""

    private: Positive
    official: Positive


class ServiceInterval(Row, frozen=True, kw_only=True):
    """How far and how long a model goes from one maintenance to the next."""

    model: str  # every model whose name contains it; the longest that fits counts
    km: Positive
    months: Positive


class Maintenance(Row, frozen=True, kw_only=True):
    """What the day of the next maintenance is predicted from (RM-23); a playbook without it predicts none."""

    services: tuple[str, ...]  # a visit whose name contains one of them, or that has no name, was a maintenance
    km: Positive
    months: Positive
    km_a_day: Positive | None = None  # where a history says nothing; left out: the time alone counts
    km_a_day_at_most: ByUse  # no such car drives more; a reading that says so is asked about
    same_service_days: Positive = 45  # a day that moves by so many is the same service: nobody is reminded twice
    models: tuple[ServiceInterval, ...] = field(default=(), name="model")

    def is_service(self, name: str) -> bool:
        """Whether a workshop visit of that name was a scheduled maintenance."""
        return not name.strip() or any(word.casefold() in name.casefold() for word in self.services)

    def interval(self, model: str) -> tuple[int, int]:
        """Kilometres and months between two services of a model."""
        fitting = [row for row in self.models if row.model.casefold() in model.casefold()]
        found = max(fitting, key=lambda row: len(row.model), default=None)
        return (found.km, found.months) if found else (self.km, self.months)


class Retention(Row, frozen=True, kw_only=True):
    """For how many years files are kept, the last day included (RT-01 to RT-04); `agentdesk db purge` removes older."""

    sales: Positive = 2
    repair_orders: Positive = 2
    complaints: Positive = 10
    call_notes: Positive = 2  # of these and the next what was said is blanked, that it was said stays
    verbatims: Positive = 2
    notices: Positive = 2
    import_rows: Positive = 2  # the raw rows of the dealer system's exports
    drafts: Positive = 1
    sessions: Positive = 1


class Head(Row, frozen=True, kw_only=True):
    """playbook.toml."""

    name: Code
    zh: str
    en: str
    dealer: Dealer
    calendar: Calendar
    script: Script
    retry: Retry = Retry()
    weights: Weights = Weights()
    settings: Settings = Settings()
    retention: Retention = Retention()
    maintenance: Maintenance | None = None
    skips: tuple[SkipReason, ...] = field(default=(), name="skip")
    pauses: tuple[PauseReason, ...] = field(default=(), name="pause")
    phrases: tuple[Text, ...] = field(default=(), name="phrase")  # for open text, each on a digit
    lost_reasons: tuple[LostReason, ...] = field(default=(), name="lost_reason")  # of two that fit the first counts
