"""A customer's numbers in full, for whoever is about to call them: shown on a key, and the audit trail has it."""

from __future__ import annotations

from dataclasses import dataclass

from agentdesk.common import names, phones
from agentdesk.common.errors import Forbidden, UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.queue.card import masked_phones
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import Complaint, Customer, Notice, Phone

Number = tuple[str, str]  # its kind, and how it is dialled or masked


@dataclass(frozen=True)
class CustomerLine:
    """A complaint's customer on the screen: the name in full only for who may ring them, the numbers always masked."""

    no: str  # the complaint's
    shown: str  # 王建国 先生, or 王**
    phones: tuple[Number, ...]


def customer_of(actor: Actor, complaint_id: int) -> CustomerLine:
    """The customer of a complaint for this person; UsageError where there is no such complaint."""
    actor.require("agent", "handler", "supervisor")
    complaint = _complaint(complaint_id)
    customer = Customer.get_by_id(complaint.customer_id)
    try:
        _require(actor, complaint)
    except UserError:
        shown = names.mask(customer.name)
    else:
        shown = names.display(customer.name, customer.title)
    return CustomerLine(complaint.no, shown, masked_phones(customer.id))


def may_see(actor: Actor, complaint: Complaint) -> bool:
    """Whether a complaint's customer is shown to this person in full."""
    try:
        _require(actor, complaint)
    except UserError:
        return False
    return True


def of_complaint(actor: Actor, complaint_id: int) -> tuple[Number, ...]:
    """The numbers of a complaint's customer as they are dialled, landline first (CM-02); audited.

    Forbidden for a handler who is not responsible for it, and for the person it is about.
    """
    actor.require("agent", "handler", "supervisor")
    complaint = _complaint(complaint_id)
    _require(actor, complaint)
    return _shown(actor, complaint.customer_id, {"complaint": complaint.no})


def of_notice(actor: Actor, notice_id: int) -> tuple[Number, ...]:
    """The numbers of a notice's customer, for whom it went to or a supervisor; audited."""
    actor.require("agent", "handler", "supervisor")
    notice = Notice.get_or_none(Notice.id == notice_id)
    if notice is None or notice.customer_id is None:
        raise UsageError(_("There is no such notice."))
    if actor.role not in ("supervisor", "administrator", "system") and notice.to_person_id != actor.person_id:
        raise Forbidden(_("This notice went to somebody else."))
    if notice.complaint_id is not None:
        _require_other(actor, _complaint(notice.complaint_id))
    return _shown(actor, notice.customer_id, {"notice": notice.id})


def _complaint(complaint_id: int) -> Complaint:
    complaint: Complaint | None = Complaint.get_or_none(Complaint.id == complaint_id)
    if complaint is None:
        raise UsageError(_("There is no complaint {no}.").format(no=complaint_id))
    return complaint


def _require(actor: Actor, complaint: Complaint) -> None:
    actor.require("agent", "handler", "supervisor")
    _require_other(actor, complaint)
    if actor.role == "handler" and actor.person_id != complaint.responsible_id:
        raise Forbidden(_("Only the person responsible or a supervisor may do this."))


def _require_other(actor: Actor, complaint: Complaint) -> None:
    if actor.person_id is not None and actor.person_id == complaint.about_id:
        raise Forbidden(_("This complaint is about you; somebody else must handle it."))


def _shown(actor: Actor, customer_id: int, why: dict[str, object]) -> tuple[Number, ...]:
    usable = (Phone.customer == customer_id) & Phone.e164.is_null(False) & Phone.retired_at.is_null()
    found = list(Phone.select().where(usable).order_by((Phone.kind == "landline").desc(), Phone.rank, Phone.id))
    with change(actor, "phone.show") as audit:
        audit(Customer._meta.table_name, customer_id, after={**why, "phones": [phone.id for phone in found]})
    return tuple((phone.kind, phones.display(phone.e164)) for phone in found)
