"""What customers have said no to since their calls were queued: a withdrawal holds at once (PIPL art. 15).

The build leaves out what is not agreed to (queue/consenting.py); this is for the calls that stand in a list already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import ModelSelect

from agentdesk.playbook.current import current
from agentdesk.store.prepared import prepared
from agentdesk.store.tables import Consent
from agentdesk.store.tables.privacy import FROM_DEALER

Refusals = Mapping[int, Mapping[str, str]]  # by customer: the purposes they do not want to be rung for, and why


def refusals(customer_ids: Sequence[int]) -> Refusals:
    """What these customers do not agree to any more by telephone, by purpose, with the reason of the last no."""
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in _of_customers.rows(list(customer_ids)) if customer_ids else ():
        found[row[0], row[1]].append(row)
    said: dict[int, dict[str, str]] = defaultdict(dict)
    for (customer_id, purpose), rows in found.items():
        noes = [row for row in rows if row[4] is not None]
        if noes and not any(row[4] is None and _holds(row, noes) for row in rows):
            said[customer_id][purpose] = max(noes, key=lambda row: (row[4], row[6]))[5]
    return said


def why_refused(found: Refusals, customer_id: int, kinds: Iterable[str]) -> str:
    """Why the customer is rung for none of these kinds of call; "" where one of them was not said no to."""
    said = found.get(customer_id)
    wanted = set(kinds)
    if not said or not wanted:
        return ""
    classes = {kind.code: str(kind.consent_class) for kind in current().kinds if kind.code in wanted}
    reasons = [said.get(classes.get(code, "service")) for code in sorted(wanted)]
    return str(reasons[0]) if None not in reasons else ""


def _holds(consent: Any, noes: Sequence[Any]) -> bool:
    """Whether no later no stands against it; as in the build, a dealer system's mark stands against none said here."""
    _customer, _purpose, source, given_at, _withdrawn, _why, key = consent
    return not any((no[4], no[6]) > (given_at, key) or (source == FROM_DEALER and no[5] != FROM_DEALER) for no in noes)


@prepared
def _of_customers(customer_ids: Any) -> ModelSelect[Consent]:
    columns = (
        Consent.customer, Consent.purpose, Consent.source, Consent.given_at, Consent.withdrawn_at,
        Consent.withdrawn_reason, Consent.id,
    )  # fmt: skip
    return Consent.select(*columns).where(Consent.customer.in_(customer_ids) & Consent.channel.in_(["", "phone"]))
