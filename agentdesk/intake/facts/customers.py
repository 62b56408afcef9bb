"""Customers, their numbers, and their wish not to be rung."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from agentdesk.common import phones
from agentdesk.common.lunar import Born, LunarDay
from agentdesk.common.spoken_hours import understood
from agentdesk.intake.cells import is_blank
from agentdesk.intake.facts.base import Facts, Known, Planned, Target, columns_of, flags
from agentdesk.intake.initials import initials
from agentdesk.intake.rows import Row
from agentdesk.store.audit import Actor
from agentdesk.store.erased import erased_among
from agentdesk.store.reading import column
from agentdesk.store.settings import setting
from agentdesk.store.tables import Consent, Customer, DoNotContact, Phone
from agentdesk.store.tables.privacy import ERASED, FROM_DEALER

_PHONE_FIELDS = ("landline", "mobile", "phone")
_COMPANY = re.compile(r"(公司|集团|厂|银行|医院|学校|政府|局|支队|大队|中心|合作社|事务所|协会)$")
_PLAIN = (
    "contact_name", "occupation", "is_parent", "address", "district", "is_key", "is_member", "is_lost",
    "call_note", "note",
)  # fmt: skip


def facts(row: Row, known: Known) -> Facts:
    """The columns of a customer. Names and notes stay as they were written, but for the spaces around them."""
    name = row.given("name")
    made: Facts = {"source_key": row.key, "name": name, **columns_of(row, *_PLAIN)}
    flags(made, "is_key")
    made |= _birthday(row)
    made["kind"] = row.values.get("kind") or ("company" if _COMPANY.search(name) else "person")
    person = made["kind"] == "person"
    made["name_initials"] = initials(name, person=person)
    if "gender" in row.values or "title" in row.values:
        made["gender"] = row.values.get("gender") or {"mr": "m", "ms": "f"}.get(row.given("title"), "")
        made["title"] = row.values.get("title") or {"m": "mr", "f": "ms"}.get(made["gender"], "")
        if not person:
            made["gender"] = made["title"] = ""
    _doubt_phones(row, known.area)
    return made


def _birthday(row: Row) -> Facts:
    """The day of birth, and by which day of the year it is kept: the lunar one where that is said."""
    written, column = row.values.get("birthday"), row.values.get("lunar_birthday")
    if "birthday" not in row.values and column is None:
        return {}
    if isinstance(written, date) and row.given("birthday_calendar") == "lunar":
        written = Born(written.year, LunarDay(written.month, written.day))
    born = column or written
    if not isinstance(born, Born):
        return {"birthday": born, "birth_md": f"{born:%m-%d}" if born else ""}
    return {"birthday": written if isinstance(written, date) else born.solar, "birth_md": born.on.key}


def new(made: Facts, known: Known, now: datetime) -> Facts:
    """A customer not seen before."""
    return {**made, "created_at": now, "updated_at": now}


def follows(changed: Facts) -> Facts:
    """A note of when to ring is kept as hours too where all of it is understood."""
    return {"own_hours": str(understood(changed["call_note"]) or "")} if "call_note" in changed else {}


def after(planned: list[Planned], actor: Actor, now: datetime) -> None:
    """Add numbers the desk does not know yet, and keep the wish not to be contacted."""
    area = setting("area_code")
    ids = [plan.id for plan in planned]
    kept: dict[int, list[Any]] = {}
    for start in range(0, len(ids), 500):
        for phone in Phone.select().where(Phone.customer.in_(ids[start : start + 500])).namedtuples():
            kept.setdefault(phone.customer, []).append(phone)
    added = [one for plan in planned for one in _new_phones(plan, kept.get(plan.id, []), area)]
    for start in range(0, len(added), 500):
        Phone.insert_many(added[start : start + 500]).execute()
    _opt_outs(planned, now)
    _agreements(planned, now)
    _erased(planned, added, now)


def _new_phones(plan: Planned, kept: list[Any], area: str) -> list[Facts]:
    """Numbers of the row that the customer has not yet, by E.164 or as written. Nothing is ever taken away: a number
    that proved wrong stays retired although the dealer system still has it, and one an agent learned stays too.
    A number that is new for a known customer is tried before the old ones.
    """
    known = {phone.written for phone in kept} | {phone.e164 for phone in kept if phone.e164}
    rank = min((phone.rank for phone in kept), default=0) - 1 if kept else 0
    added: list[Facts] = []
    for text in _written(plan.row):
        phone = phones.parse(text, area)
        if text in known or (phone.e164 and phone.e164 in known):
            continue
        known |= {text, phone.e164 or text}
        place = rank if kept else len(added)
        added.append({"customer": plan.id, "kind": phone.kind, "written": text, "e164": phone.e164, "rank": place})
    if added:
        plan.touched("phones", [one["written"] for one in added])
    return added


def _written(row: Row) -> list[str]:
    """The single numbers of the row as they were written."""
    texts = [row.given(name) for name in _PHONE_FIELDS]
    found: list[str] = []
    for text in texts:
        if not is_blank(text):
            found += [text] if phones.parse(text).e164 else phones.split(text)
    return found


def _doubt_phones(row: Row, area: str) -> None:
    for name in _PHONE_FIELDS:
        text = row.given(name)
        for part in [] if is_blank(text) else [text] if phones.parse(text, area).e164 else phones.split(text):
            reason = phones.parse(part, area).reason
            if reason:
                row.doubt(name, part, reason)


def _opt_outs(planned: list[Planned], now: datetime) -> None:
    """An opt-out for each customer the dealer system marks, lifted when the mark is gone; others' are not touched."""
    marked = {"phone": "no_calls", "": "no_contact"}
    opened = DoNotContact.reason == FROM_DEALER, DoNotContact.lifted_at.is_null(), DoNotContact.kind_code == ""
    held = set(DoNotContact.select(DoNotContact.customer, DoNotContact.channel).where(*opened).tuples())
    for plan in planned:
        for channel, name in marked.items():
            wish = plan.row.values.get(name)
            if wish is None or wish == ((plan.id, channel) in held):
                continue
            if wish:
                DoNotContact.insert(customer=plan.id, channel=channel, reason=FROM_DEALER, since=now).execute()
            else:
                this = DoNotContact.customer == plan.id, DoNotContact.channel == channel
                DoNotContact.update(lifted_at=now).where(*opened, *this).execute()
            plan.touched(name, not wish)


def _agreements(planned: list[Planned], now: datetime) -> None:
    """The consent to marketing that the dealer system marks; gone with its mark. One that was given here stays.

    Who has withdrawn it here is not made to agree by a mark that nobody has taken out there yet (PIPL art. 15).
    """
    marketing = Consent.purpose == "marketing"
    ours = (Consent.source == FROM_DEALER) & Consent.withdrawn_at.is_null() & marketing
    held = set(column(Consent.select(Consent.customer).where(ours)))
    said_no = marketing & Consent.withdrawn_at.is_null(False) & (Consent.withdrawn_reason != FROM_DEALER)
    refused = set(column(Consent.select(Consent.customer).where(said_no & (Consent.channel == ""))))
    for plan in planned:
        agreed = plan.row.values.get("marketing_consent")
        if agreed is None or agreed == (plan.id in held) or (agreed and plan.id in refused):
            continue
        if agreed:
            Consent.insert(customer=plan.id, purpose="marketing", source=FROM_DEALER, given_at=now).execute()
        else:
            Consent.update(withdrawn_at=now, withdrawn_reason=FROM_DEALER).where(
                ours & (Consent.customer == plan.id)
            ).execute()
        plan.touched("marketing_consent", not agreed)


def _erased(planned: list[Planned], added: list[Facts], now: datetime) -> None:
    """Who asked to be erased and comes again from the dealer's system is not contacted (PIPL art. 47)."""
    written = {plan.row.key for plan in planned if plan.change == "created"}
    known = erased_among(written | {one["e164"] for one in added if one["e164"]})
    if not known:
        return
    again = {plan.id for plan in planned if plan.row.key in known} | {
        one["customer"] for one in added if one["e164"] in known
    }
    held = DoNotContact.select(DoNotContact.customer).where(
        DoNotContact.customer.in_(again) & (DoNotContact.reason == ERASED) & DoNotContact.lifted_at.is_null()
    )
    for customer_id in sorted(again - set(column(held))):
        DoNotContact.insert(customer=customer_id, reason=ERASED, since=now).execute()


TARGET = Target(Customer, "source_key", facts, new, follows=follows, after=after, stamp="updated_at")
