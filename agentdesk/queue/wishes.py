"""Customers' wishes not to be contacted, by kind and channel, and data that may be kept but not used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from peewee import JOIN

from agentdesk.common import clock, names
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.playbook import current
from agentdesk.playbook.vocabulary import Channel
from agentdesk.queue.held_back import in_words
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import dicts
from agentdesk.store.tables import Customer, DoNotContact, Person

ALLOWED = ("agent", "handler", "supervisor")


@dataclass(frozen=True)
class Wish:
    """One wish: of whom, what it is about, who noted it, when and why, and until when it held."""

    id: int
    customer: str  # masked
    customer_key: str
    kind: str
    channel: str
    why: str
    who: str
    since: date
    lifted_on: date | None

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return dict(vars(self))


def add(actor: Actor, customer_id: int, *, kind: str = "", channel: str = "", reason: str) -> int:
    """Note that a customer does not want to be contacted; "" stands for every kind, every channel. Returns its id.

    UsageError for a kind or channel that there is not, UserError without a reason or where the wish is there already.
    """
    actor.require(*ALLOWED)
    _check(kind, channel)
    with change(actor, "customer.no_contact") as audit:
        if _open(customer_id, kind, channel) is not None:
            raise UserError(_("This wish is noted already."))
        wish = DoNotContact.create(
            customer=customer_id, kind_code=kind, channel=channel, reason=_given(reason), since=clock.now(),
            person=actor.person_id,
        )  # fmt: skip
        said = {"customer": customer_id, "kind": kind, "channel": channel, "note": wish.reason}
        audit(wish, after=said)
    return int(wish.id)


def lift(actor: Actor, customer_id: int, *, kind: str = "", channel: str = "", reason: str) -> None:
    """End the wish about exactly this kind and channel; it stays on record. UserError where there is none."""
    actor.require(*ALLOWED)
    _check(kind, channel)
    with change(actor, "customer.no_contact_lifted") as audit:
        found = _open(customer_id, kind, channel)
        if found is None:
            raise UserError(_("No such wish is noted; see: agentdesk customer no-contact list"))
        DoNotContact.update(lifted_at=clock.now()).where(DoNotContact.id == found).execute()
        audit("do_not_contact", found, before={"lifted": False}, after={"lifted": True}, reason=_given(reason))


def wishes(customer_id: int | None = None, *, lifted: bool = False) -> list[Wish]:
    """The wishes of a customer, or of everybody, the newest first; with `lifted` those that no longer hold as well."""
    query = (
        DoNotContact.select(DoNotContact, Customer.name.alias("customer_name"), Customer.source_key, Person.name)
        .join(Customer, on=(DoNotContact.customer == Customer.id))
        .join(Person, JOIN.LEFT_OUTER, on=(DoNotContact.person == Person.id))
        .order_by(DoNotContact.since.desc(), DoNotContact.id.desc())
    )
    if customer_id is not None:
        query = query.where(DoNotContact.customer == customer_id)
    if not lifted:
        query = query.where(DoNotContact.lifted_at.is_null())
    return [_wish(record) for record in dicts(query)]


def restrict(actor: Actor, customer_id: int, reason: str) -> None:
    """Stop every use of a customer's data but its keeping (PIPL art. 47); the next build queues nothing for them."""
    _set_restricted(actor, customer_id, reason, restricted=True)


def release(actor: Actor, customer_id: int, reason: str) -> None:
    """Let a customer's data be used again."""
    _set_restricted(actor, customer_id, reason, restricted=False)


def _set_restricted(actor: Actor, customer_id: int, reason: str, *, restricted: bool) -> None:
    actor.require("supervisor")
    with change(actor, "customer.restrict" if restricted else "customer.release") as audit:
        before = Customer.get_by_id(customer_id).restricted_at
        if (before is not None) == restricted:
            raise UserError(_("This customer's data is restricted already.") if restricted else
                            _("This customer's data is not restricted."))  # fmt: skip
        at = clock.now() if restricted else None
        Customer.update(restricted_at=at).where(Customer.id == customer_id).execute()
        audit(
            "customer", customer_id, before={"restricted_at": before}, after={"restricted_at": at},
            reason=_given(reason),
        )  # fmt: skip


def _open(customer_id: int, kind: str, channel: str) -> int | None:
    about = (DoNotContact.kind_code == kind) & (DoNotContact.channel == channel)
    holds = (DoNotContact.customer == customer_id) & about & DoNotContact.lifted_at.is_null()
    found: int | None = DoNotContact.select(DoNotContact.id).where(holds).scalar()
    return found


def _check(kind: str, channel: str) -> None:
    if kind and kind not in {row.code for row in current.current().kinds}:
        raise UsageError(_("There is no kind {code}.").format(code=kind))
    if channel and channel not in get_args(Channel):
        listed = ", ".join(get_args(Channel))
        raise UsageError(_("There is no channel {name}; there are: {listed}").format(name=channel, listed=listed))


def _given(reason: str) -> str:
    if not reason.strip():
        raise UserError(_("Say why; the reason is kept with it."))
    return reason.strip()


def _wish(record: dict[str, Any]) -> Wish:
    lifted = record["lifted_at"]
    return Wish(
        id=record["id"],
        customer=names.mask(record["customer_name"]),
        customer_key=record["source_key"],
        kind=record["kind_code"],
        channel=record["channel"],
        why=in_words(record["reason"]),
        who=record["name"] or "",
        since=clock.local(record["since"]).date(),
        lifted_on=clock.local(lifted).date() if lifted else None,
    )
