"""All tables, one module per group of facts; import them from here."""

from __future__ import annotations

from agentdesk.store.tables.base import Table, database
from agentdesk.store.tables.calls import AgendaItem, Answer, Attempt, Confirmation, Contact, Interview, Promise
from agentdesk.store.tables.complaints import Complaint, ComplaintDraft, ComplaintEvent, Escalation
from agentdesk.store.tables.customers import Appointment, Customer, Phone, RepairOrder, Sale, StoreVisit, Vehicle
from agentdesk.store.tables.intake import ImportBatch, ImportRow
from agentdesk.store.tables.people import Person
from agentdesk.store.tables.playbook import Form, FormVersion, Kind, Outcome, PlaybookVersion, WorkDay
from agentdesk.store.tables.service import DailyCheck, Finding, ImprovementAction, Message, Notice
from agentdesk.store.tables.system import AuditEvent, Setting
from agentdesk.store.tables.work import DoNotContact, QueueRun, Suppression, Task

ALL: tuple[type[Table], ...] = (
    Person, Customer, Phone, Vehicle, Sale, RepairOrder, Appointment, StoreVisit, ImportBatch, ImportRow,
    PlaybookVersion, Kind, Outcome, WorkDay, Form, FormVersion, QueueRun, Task, Suppression, DoNotContact,
    Contact, AgendaItem, Attempt, Promise, Interview, Answer, Confirmation,
    Complaint, ComplaintDraft, ComplaintEvent, Escalation,
    Notice, Message, Finding, DailyCheck, ImprovementAction, Setting, AuditEvent,
)  # fmt: skip

__all__ = [
    "ALL", "AgendaItem", "Answer", "Appointment", "Attempt", "AuditEvent", "Complaint", "ComplaintDraft",
    "ComplaintEvent", "Confirmation", "Contact", "Customer", "DailyCheck", "DoNotContact", "Escalation", "Finding",
    "Form", "FormVersion", "ImportBatch", "ImportRow", "ImprovementAction", "Interview", "Kind", "Message", "Notice",
    "Outcome", "Person", "Phone", "PlaybookVersion", "Promise", "QueueRun", "RepairOrder", "Sale", "Setting",
    "StoreVisit", "Suppression", "Table", "Task", "Vehicle", "WorkDay", "database",
]  # fmt: skip
