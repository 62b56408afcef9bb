"""The closed vocabularies of a playbook: what its TOML may say, and nothing else."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

Role = Literal["callback_agent", "sales_advisor", "service_advisor", "care_manager"]
Channel = Literal["phone", "sms", "card", "newsletter"]
Purpose = Literal["callback", "reminder", "greeting", "newsletter"]
ConsentClass = Literal["service", "care", "marketing"]  # what a kind is for, as consents name it (PIPL)
Subject = Literal["repair_order", "sale", "vehicle", "customer", "complaint", "appointment", "store_visit"]
UseType = Literal["private", "official"]
Segment = Literal["key", "lost", "member", "complaint", "potential"]
CoveredWhole = Literal["private", "official", "key", "lost", "member", "complaint", "potential"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Trigger = Literal[
    "repair_order.left",  # the car left the workshop, or the service job was done
    "sale.delivered",  # the car or the goods were handed over
    "visit.no_purchase",  # somebody came and did not buy
    "complaint.handled",  # every handling of a complaint, so again after it was re-opened
    "appointment.starts",
    "vehicle.insurance_expires",
    "vehicle.inspection_expires",
    "vehicle.next_service",  # the predicted day of the next scheduled maintenance
    "customer.birthday",  # every year; 29 February as settings.leap_birthday says
    "festival",  # every year; the schedule's `festival` names it
    "calendar",  # the first day of every quarter or half year; the schedule's `every` says which
    "import",  # a day that another system gave (CB-09)
]
Period = Literal["quarter", "half_year"]
Festival = Literal[
    "new_year",
    "little_new_year",
    "new_years_eve",
    "spring_festival",
    "lantern",
    "womens_day",
    "arbor_day",
    "consumer_day",
    "qingming",
    "labour_day",
    "youth_day",
    "mothers_day",
    "childrens_day",
    "duanwu",
    "fathers_day",
    "party_day",
    "army_day",
    "qixi",
    "teachers_day",
    "mid_autumn",
    "national_day",
    "chongyang",
    "christmas",
]

AaporClass = Literal["I", "P", "R", "NC", "O", "UH", "UO", "NE"]
OutcomeGroup = Literal["not_reached", "reached", "reminder", "rule"]
Effect = Literal[
    "finding:wrong_number",  # DA-02: the number is not in service
    "finding:contact_mismatch",  # DA-02: the number belongs to somebody else
    "retire_number",  # this number of this customer is not dialled again
    "next_number",  # goes on with the customer's next usable number; final only where there is none
    "do_not_contact",  # the customer is not contacted again, on any channel
    "promise",  # a time of the next call has been agreed and must be entered
    "appointment",  # an appointment was made and must be entered
    "vehicle_sold",  # the vehicle is no longer this customer's
    "notice:service_advisor",  # CB-20: one notice to the service advisor of the order
    "finding:missing_record",  # CB-22: a colleague's call was expected and is not recorded
]

SubjectMatter = Literal["product", "service", "staff"]
ComplaintClock = Literal["acknowledge", "plan", "solve", "recall"]
LadderAction = Literal["notify", "reassign"]
Addressee = Literal[
    "responsible",  # who answers for the complaint
    "manager",  # that person's manager
    "service_manager",
    "sales_manager",
    "marketing_manager",
    "care_manager",
    "general_manager",
]
Manager = Literal["service_manager", "sales_manager", "marketing_manager", "care_manager", "general_manager"]
Pausable = Literal["plan", "solve"]  # a customer is answered at once, whatever is waited for
LeapBirthday = Literal["feb28", "mar1"]
Sense = Literal["at_least", "at_most", "below"]
Unit = Literal["percent", "rank", "points", "number"]

Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
KindCode = Annotated[str, Meta(pattern=r"^[A-Z]{2}-[0-9]{2}[A-Z]?$")]
KpiCode = Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9]{1,5}(-[0-9]{2}[A-Z]?)?$")]  # KP-01, AB-02A, CSI
ClockRange = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
LadderTime = Annotated[str, Meta(pattern=r"^(-[1-9][0-9]?%|0|\+[1-9][0-9]{0,2}h)$")]
Percent = Annotated[int, Meta(ge=0, le=100)]
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
