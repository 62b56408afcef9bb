"""An audit event as a reader sees it: in words, what changed field by field, personal data masked.

The trail keeps what was written as it was; who reads it sees names and numbers of customers masked. A name is known by
its field, a number, plate or vehicle by its shape too, wherever it stands in a text.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from agentdesk.common import clock, names, phones
from agentdesk.common.cells import fit
from agentdesk.common.hiding import without_cars
from agentdesk.common.i18n import _
from agentdesk.store.acknowledged import Acknowledgement
from agentdesk.store.soundness import Broken
from agentdesk.store.trail import PEOPLE, Event, values
from agentdesk.store.trail_names import action_name, entity_name, field_name, origin_name
from agentdesk.store.trail_values import value_name
from agentdesk.store.verdict import Fault

_PEOPLE = {"customer_name", "contact_name", "caller", "called", "holder"}
_NUMBERS = {"phone", "number", "written", "e164", "raw", "dialled"}
_ADDRESSES = {"address", "birth", "birthday", "birth_on", "id_card", "email"}
_OWN_NAMES = {"customer", "phone", "do_not_contact", "complaint", "call_record"}  # whose `name` is a customer's
_FILES = {"import_batch", "database", "audit_event", "schema_migration", "form_version", "playbook_version"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?")
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z][a-z_]{2,}")
_SHORT = 80  # cells


class Difference(NamedTuple):
    """A field that changed: code and name, and what it held before and after, masked; empty where it held nothing."""

    key: str
    field: str
    before: str
    after: str


def what(event: Event) -> str:
    """What was done, in words."""
    return action_name(event.action)


def broken_text(found: Broken) -> str:
    """That the trail is broken, from which event on, and when that was found; one line of a narrow terminal."""
    day = f"{clock.local(found.found_at):%Y-%m-%d}"
    if found.event is None:
        return _("! The audit trail is broken; found on {day}").format(day=day)
    return _("! The audit trail is broken from event {event} on; found on {day}").format(event=found.event, day=day)


def known_text(fault: Fault, seen: Acknowledgement) -> str:
    """A break of the trail that is known: what it is, who looked into it when, and what they said."""
    day = f"{clock.local(seen.at):%Y-%m-%d}" if seen.at else ""
    text = _("Known: {fault} Looked into by {by} on {day}: {reason}")
    return text.format(fault=fault.said, by=names.visible(seen.by), day=day, reason=names.visible(masked(seen.reason)))


def which(event: Event) -> str:
    """The row it was done to: 任务 17."""
    number = "" if event.entity_id is None else f" {event.entity_id}"
    return f"{entity_name(event.entity)}{number}"


def where(event: Event) -> str:
    """The door, and where it was come from."""
    return "  ".join(filter(None, (origin_name(event.origin), names.visible(event.address))))


def differences(event: Event, *, codes: bool = False) -> list[Difference]:
    """What changed, field by field; what stayed as it was is left out, unless nothing changed.

    Codes are shown by their names, with `codes` as they are.
    """
    before, after = values(event.before), values(event.after)
    fields = [*before, *(key for key in after if key not in before)]
    changed = [key for key in fields if (before.get(key) or "") != (after.get(key) or "")]
    shown = partial(_shown, event, codes=codes)
    return [
        Difference(key, field_name(key), shown(key, before.get(key)), shown(key, after.get(key)))
        for key in changed or fields
    ]


def brief(event: Event) -> str:
    """The reason if there is one, else the first change, in one line."""
    if event.reason:
        return why(event)
    found = differences(event)
    return "  ".join(f"{each.field} {_arrow(each)}" for each in found[:2])


def why(event: Event) -> str:
    """The reason in one line, masked; one that is a code of the playbook by its name."""
    if _CODE.fullmatch(event.reason):
        return names.visible(value_name(event.entity, "reason", event.reason))
    return names.visible(masked(event.reason))


def who(event: Event) -> str:
    """Who did it: a name, or the program itself."""
    return _("program") if event.role == "system" == event.person else names.visible(event.person)


def _arrow(found: Difference) -> str:
    after = fit(found.after, _SHORT)
    return f"{fit(found.before, _SHORT)} → {after or '–'}" if found.before else after


def _shown(event: Event, key: str, value: Any, *, codes: bool = False) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in PEOPLE and isinstance(value, int):
        return names.visible(dict(event.people).get(value, str(value)))
    if isinstance(value, dict):
        return "  ".join(f"{field_name(name)} {_shown(event, name, each, codes=codes)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(event, key, each, codes=codes) for each in value)
    if not codes and isinstance(value, str) and _CODE.fullmatch(value):
        return names.visible(value_name(event.entity, key, value))
    return names.visible(_masked(event, key, str(value)), lines=True)


def _masked(event: Event, key: str, text: str) -> str:
    if key in _PEOPLE or (key == "name" and event.entity in _OWN_NAMES):
        return names.mask(text)
    if key in _NUMBERS:
        return phones.mask(text) if text.startswith("+") else phones.hidden_in(text)
    if key in _ADDRESSES:
        return "***"
    if key == "terminal":
        return text  # digits of a machine's own
    if event.entity in _FILES and key != "reason":
        return text  # a file's name has a date in it that looks like a number
    return masked(text)


def masked(text: str) -> str:
    """A text in which numbers, plates and vehicle numbers are masked; instants and hashes are none."""
    if _MOMENT.fullmatch(text):
        return text if len(text) < 11 else f"{clock.local(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"
    if _HASH.fullmatch(text):
        return f"{text[:12]}…"
    text = without_cars(text)
    pieces, end = [], 0
    for found in _MOMENT.finditer(text):
        pieces += [phones.hidden_in(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*pieces, phones.hidden_in(text[end:])])


def as_json(event: Event) -> dict[str, Any]:
    """For `agentdesk audit list --json`; the keys stay. Masked as what is shown."""
    changes = [
        {"field": each.key, "before": each.before, "after": each.after} for each in differences(event, codes=True)
    ]
    return {
        "id": event.id, "at": event.at, "person": event.person, "role": event.role, "origin": event.origin,
        "session": event.session, "address": event.address, "action": event.action, "action_name": what(event),
        "entity": event.entity, "entity_id": event.entity_id, "reason": masked(event.reason), "changes": changes,
    }  # fmt: skip
