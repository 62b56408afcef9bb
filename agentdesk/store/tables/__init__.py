"""All tables, one module per group of facts; import them from here."""

from __future__ import annotations

from agentdesk.store.tables.actions import ActionComplaint, ActionEvent
from agentdesk.store.tables.base import Table, database
from agentdesk.store.tables.calls import AgendaItem, Answer, Attempt, Confirmation, Contact, Interview, Promise
from agentdesk.store.tables.complaints import Complaint, ComplaintDraft, ComplaintEvent, Escalation
from agentdesk.store.tables.customers import (
    Appointment,
    CallRequest,
    Customer,
    Phone,
    RepairOrder,
    Sale,
    StoreVisit,
    Vehicle,
)
from agentdesk.store.tables.desks import DeskSession, Onlook, Pause
from agentdesk.store.tables.drafts import StepDraft
from agentdesk.store.tables.driving import HistoryChange, Prediction, ToldMileage
from agentdesk.store.tables.intake import ImportBatch, ImportRow
from agentdesk.store.tables.keys import PersonKey, PersonPin
from agentdesk.store.tables.people import Absence, Person
from agentdesk.store.tables.playbook import Form, FormVersion, Kind, Outcome, PlaybookVersion, WorkDay
from agentdesk.store.tables.privacy import Consent, ErasedNumber, Erasure
from agentdesk.store.tables.quality import CheckEntry, Judgement, JudgementEvent, JudgementLine
from agentdesk.store.tables.reported import ReportedFigure
from agentdesk.store.tables.reporting import DayMark, ReportText
from agentdesk.store.tables.rolled import RolledDay
from agentdesk.store.tables.service import (
    CallRecord,
    DailyCheck,
    Finding,
    ImprovementAction,
    Message,
    Notice,
    Sending,
)
from agentdesk.store.tables.system import AuditEvent, Setting
from agentdesk.store.tables.work import CalendarState, DoNotContact, QueueRun, Skip, Suppression, Task

ALL: tuple[type[Table], ...] = (
    Person, Customer, Phone, Vehicle, Sale, RepairOrder, Appointment, StoreVisit, CallRequest, ImportBatch,
    ImportRow,
    PlaybookVersion, Kind, Outcome, WorkDay, Form, FormVersion, QueueRun, CalendarState, Task, Suppression,
    DoNotContact, Contact, AgendaItem, Attempt, Promise, Interview, Answer, Confirmation,
    Complaint, ComplaintDraft, ComplaintEvent, Escalation,
    Notice, Message, Finding, CallRecord, DailyCheck, ImprovementAction, Setting, AuditEvent, ToldMileage, Prediction,
    HistoryChange,
    Absence, Skip, StepDraft, Sending,
    ActionEvent, ActionComplaint, ReportedFigure, DeskSession, Pause, Onlook,
    CheckEntry, Judgement, JudgementLine, JudgementEvent,
    ReportText, DayMark, RolledDay, PersonKey, PersonPin,
    Consent, Erasure, ErasedNumber,
)  # fmt: skip

__all__ = [
    "ALL", "Absence", "ActionComplaint", "ActionEvent",
    "AgendaItem", "Answer", "Appointment", "Attempt", "AuditEvent", "CalendarState", "CallRecord",
    "CallRequest", "CheckEntry", "Complaint",
    "ComplaintDraft", "ComplaintEvent", "Confirmation", "Consent", "Contact", "Customer", "DailyCheck",
    "DayMark", "DeskSession",
    "DoNotContact",
    "ErasedNumber", "Erasure",
    "Escalation", "Finding", "Form", "FormVersion", "HistoryChange", "ImportBatch", "ImportRow", "ImprovementAction",
    "Interview", "Judgement", "JudgementEvent", "JudgementLine",
    "Kind", "Message", "Notice", "Onlook", "Outcome", "Pause", "Person", "PersonKey", "PersonPin",
    "Phone", "PlaybookVersion", "Prediction", "Promise", "QueueRun",
    "RepairOrder", "ReportText", "ReportedFigure", "RolledDay", "Sale", "Sending", "Setting", "Skip", "StepDraft",
    "StoreVisit", "Suppression", "Table", "Task", "ToldMileage", "Vehicle", "WorkDay", "database",
]  # fmt: skip
