"""Consents by purpose and channel, with source and evidence; withdrawing is as easy as giving (PIPL art. 13 to 16).

A kind of marketing needs a consent that is in force: silence is a refusal. Service and care go on until the customer
says no to them. Each kind's class is the playbook's (`consent`); queue/consenting.py holds back what is not agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from agentdesk.common import clock, names
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.playbook.vocabulary import Channel
from agentdesk.store import code_words
from agentdesk.store.audit import Actor, change
from agentdesk.store.reading import dicts
from agentdesk.store.tables import Consent, Customer
from agentdesk.store.tables.privacy import PURPOSES

SOURCES: dict[str, str] = code_words.SOURCES
PURPOSE_NAMES: dict[str, str] = code_words.PURPOSES
ALLOWED = ("agent", "handler", "supervisor")


@dataclass(frozen=True)
class Agreed:
    """One consent: to what, where it comes from and can be looked up, since when, and until when it held."""

    id: int
    customer: str  # masked
    customer_key: str
    purpose: str
    channel: str
    source: str
    evidence: str
    since: date
    withdrawn_on: date | None
    why: str  # of the withdrawal

    def as_json(self) -> dict[str, Any]:
        """With stable keys."""
        return dict(vars(self))


def add(
    actor: Actor, customer_id: int, purpose: str, *, channel: str = "", source: str = "call", evidence: str = ""
) -> int:
    """Note that a customer agrees to a purpose on a channel ("": every one); returns the consent's id.

    UsageError for a purpose, channel or source that there is not, UserError where it is in force already.
    """
    actor.require(*ALLOWED)
    _check(purpose, channel, source)
    with change(actor, "consent.give") as audit:
        if _in_force(customer_id, purpose, channel):
            raise UserError(_("This consent is noted already."))
        row = Consent.create(
            customer=customer_id, purpose=purpose, channel=channel, source=source, evidence=evidence.strip(),
            given_at=clock.now(), person=actor.person_id,
        )  # fmt: skip
        audit(row, after={"customer": customer_id, "purpose": purpose, "channel": channel, "source": source})
    return int(row.id)


def withdraw(actor: Actor, customer_id: int, purpose: str, *, channel: str = "", reason: str) -> None:
    """Note that a customer does not agree (any more): what is in force on the channel ends, "" ends it on every one.

    Where nothing was agreed to the refusal itself is noted, and holds back what goes on without a consent as well.
    """
    actor.require(*ALLOWED)
    _check(purpose, channel, "refusal")
    if not reason.strip():
        raise UserError(_("Say why; the reason is kept with it."))
    now = clock.now()
    with change(actor, "consent.withdraw") as audit:
        ended = _in_force(customer_id, purpose, channel, anywhere=not channel)
        if ended:
            Consent.update(withdrawn_at=now, withdrawn_reason=reason.strip()).where(Consent.id.in_(ended)).execute()
        else:
            row = Consent.create(
                customer=customer_id, purpose=purpose, channel=channel, source="refusal", given_at=now,
                person=actor.person_id, withdrawn_at=now, withdrawn_reason=reason.strip(),
            )  # fmt: skip
            ended = [row.id]
        after = {"customer": customer_id, "purpose": purpose, "channel": channel, "withdrawn": True, "note": reason}
        audit("consent", ended[0], after=after)


def consents(actor: Actor, customer_id: int | None = None, *, withdrawn: bool = False) -> list[Agreed]:
    """The consents of a customer, or of everybody, newest first; with `withdrawn` those that hold no more as well."""
    actor.require(*ALLOWED)
    query = (
        Consent.select(Consent, Customer.name, Customer.source_key)
        .join(Customer)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    if customer_id is not None:
        query = query.where(Consent.customer == customer_id)
    if not withdrawn:
        query = query.where(Consent.withdrawn_at.is_null())
    return [_agreed(record) for record in dicts(query)]


def _in_force(customer_id: int, purpose: str, channel: str, *, anywhere: bool = False) -> list[int]:
    here = (Consent.customer == customer_id) & (Consent.purpose == purpose) & Consent.withdrawn_at.is_null()
    if not anywhere:
        here &= Consent.channel == channel
    return [row.id for row in Consent.select(Consent.id).where(here).order_by(Consent.id)]


def _check(purpose: str, channel: str, source: str) -> None:
    given = ((purpose, PURPOSES), (channel, ("", *get_args(Channel))), (source, tuple(SOURCES)))
    for value, known in given:
        if value not in known:
            listed = ", ".join(filter(None, known))
            raise UsageError(_("{given} is none of: {known}").format(given=value, known=listed))


def _agreed(record: dict[str, Any]) -> Agreed:
    ended = record["withdrawn_at"]
    return Agreed(
        id=record["id"],
        customer=names.mask(record["name"]),
        customer_key=record["source_key"],
        purpose=record["purpose"],
        channel=record["channel"],
        source=record["source"],
        evidence=record["evidence"],
        since=clock.local(record["given_at"]).date(),
        withdrawn_on=clock.local(ended).date() if ended else None,
        why=record["withdrawn_reason"],
    )
