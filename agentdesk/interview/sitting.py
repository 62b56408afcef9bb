"""What the call screen shows: a sitting with one customer, read in few queries and handed over as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agentdesk.common.i18n import pick


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number of the customer's, landline first (CM-02); `dialable` is False for a retired or unreadable one."""

    phone_id: int
    kind: str  # landline, mobile, service, unknown
    e164: str
    shown: str  # 0550-3012345, for the customer on the line
    masked: str  # 0550-30***45
    dialable: bool
    why_not: str  # why it cannot be dialled, in the language in use; "" where it can
    dials_today: int
    last_outcome: str  # name of the outcome of its last attempt, "" where there was none


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A task on the agenda and how far it is; `state` is decided, current or waiting."""

    task_id: int
    position: int
    kind_code: str
    name_zh: str
    name_en: str
    form_name: str
    form_version_id: int | None  # what its interview runs or would run on; None: no questionnaire
    interview_id: int | None
    state: str
    outcome: str  # code, "" while undecided
    outcome_name: str
    event_on: date
    event: str  # the service, the model bought, the complaint's number ...
    latest_on: date
    note: str

    @property
    def name(self) -> str:
        """The kind's name in the language in use."""
        return pick(self.name_zh, self.name_en)


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """A number dialled in this sitting, or before it for one of its tasks."""

    attempt_id: int
    phone_id: int | None
    masked: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    outcome_name: str
    contacted: bool
    note: str


@dataclass(frozen=True, slots=True)
class VehicleLine:
    """The car the call is about."""

    vehicle_id: int
    brand: str
    model: str
    plate: str  # in full; shown only after the right person answered
    masked: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open (or closed) contact as the screen needs it. `customer_shown` carries the title: 王建国 先生."""

    contact_id: int
    customer_id: int
    customer_name: str
    customer_shown: str
    title: str  # mr, ms or ""
    is_company: bool
    is_key: bool
    company_contact: str  # whom to ask for at a company
    call_note: str  # when this customer does not want to be rung
    vehicle: VehicleLine | None
    event: str
    event_on: date | None
    advisor: str
    numbers: tuple[PhoneLine, ...]
    agenda: tuple[AgendaEntry, ...]
    attempt: AttemptLine | None  # the open one
    attempts: tuple[AttemptLine, ...]  # of this sitting, oldest first
    history: tuple[AttemptLine, ...]  # the last three before it, newest first
    started_at: datetime
    ended_at: datetime | None
    desk: str  # the terminal it is at; "" where it is parked
    opt_out: str  # why the customer must not be called, "" where nothing stands against it

    @property
    def current(self) -> AgendaEntry | None:
        """The entry that is being worked on; None when all are decided."""
        return next((entry for entry in self.agenda if entry.state == "current"), None)

    @property
    def reached(self) -> bool:
        """Whether the right person is on the line; the customer's data may be read out only then."""
        return self.attempt is not None and self.attempt.contacted

    @property
    def since(self) -> datetime:
        """When the talking, or before it the ringing, began (naive UTC)."""
        return self.attempt.started_at if self.attempt else self.started_at

    @property
    def dialled(self) -> PhoneLine | None:
        """The number on the line; None while none is dialled."""
        return next((line for line in self.numbers if self.attempt and line.phone_id == self.attempt.phone_id), None)

    @property
    def preferred(self) -> PhoneLine | None:
        """The number to dial next: the first dialable one not tried in this sitting, else the first dialable one."""
        tried = {attempt.phone_id for attempt in self.attempts}
        able = [line for line in self.numbers if line.dialable]
        return next((line for line in able if line.phone_id not in tried), able[0] if able else None)
