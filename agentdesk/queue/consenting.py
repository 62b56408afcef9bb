"""What the customer has agreed to and refused, as the night's build asks for it in SQL (PIPL 13, 15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Select, Value, fn

from agentdesk.playbook.kinds import Step
from agentdesk.queue.sources import Source
from agentdesk.store.tables import Consent, Customer
from agentdesk.store.tables.privacy import FROM_DEALER


def needs_consent(step: Step) -> bool:
    """Whether the kind may be called for with the customer's consent only."""
    return step.kind.consent_class == "marketing"


def may_be_refused(step: Step) -> bool:
    """Whether the kind needs no consent, and the customer may say no to it."""
    return not needs_consent(step)


def is_not_agreed(step: Step, _found: Source) -> Any:
    """No consent to the kind's purpose is in force on its channel."""
    return ~fn.EXISTS(_consents(step, lambda _consent: Value(1), in_force=True))


def is_refused(step: Step, found: Source) -> Any:
    """The customer has said no to the kind's purpose, and has not agreed again."""
    return fn.EXISTS(_consents(step, lambda _consent: Value(1), in_force=False)) & is_not_agreed(step, found)


def last_refusal(step: Step, _found: Source) -> Any:
    """The id of the consent that was withdrawn last."""
    return _consents(step, lambda consent: fn.MAX(consent.id), in_force=False)


def _consents(step: Step, column: Callable[[Any], Any], *, in_force: bool) -> Select:
    """The customer's consents to what the kind is for, on its channel: those in force, or those that were withdrawn.

    A consent to every channel is in force on one until the customer says no to that one. What was said no to here, the
    dealer system's mark alone does not bring back (PIPL 15).
    """
    consent = Consent.alias()
    found = consent.select(column(consent)).where(_is_about(consent, step) & consent.withdrawn_at.is_null(in_force))
    return found.where(~fn.EXISTS(_later_refusals(step, consent))) if in_force else found


def _later_refusals(step: Step, consent: Any) -> Select:
    refusal = Consent.alias()
    same_moment = (refusal.withdrawn_at == consent.given_at) & (refusal.id > consent.id)
    later = (refusal.withdrawn_at > consent.given_at) | same_moment
    said_here = (consent.source == FROM_DEALER) & (refusal.withdrawn_reason != FROM_DEALER)
    held = refusal.withdrawn_at.is_null(False) & (later | said_here)
    return refusal.select(Value(1)).where(_is_about(refusal, step) & held)


def _is_about(consent: Any, step: Step) -> Any:
    purpose = consent.purpose == step.kind.consent_class
    return (consent.customer == Customer.id) & purpose & consent.channel.in_(["", step.channel])
