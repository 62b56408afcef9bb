"""What the hash of an audit event is made over, and how: SHA-256 over the hash before it and its own fields.

An event is hashed in the form that was current when it was written, and says which one. A later form has more fields
and begins with its own number, so that a row of it can't be passed off as one of an older form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from peewee import Model

GENESIS = "0" * 64  # what the first event has in place of the hash before it
FORM = 2
COLUMNS = (
    "at", "person_id", "person_name", "role", "origin", "action", "entity", "entity_id", "before", "after", "reason",
    "session", "address", "form", "previous_hash", "hash",
)  # fmt: skip
_FIRST = (
    "previous_hash", "at", "person_id", "person_name", "role", "origin", "action", "entity", "entity_id", "before",
    "after", "reason",
)  # fmt: skip
FIELDS: dict[int | None, tuple[str, ...]] = {None: _FIRST, FORM: ("form", *_FIRST, "session", "address")}


def chain_hash(row: Mapping[str, Any]) -> str:
    """The hash that belongs to a row; KeyError for a form that this program does not know."""
    return digest([plain(row[field]) for field in FIELDS[row["form"]]])


def around(row: Mapping[str, Any]) -> tuple[str, str]:
    """The text a row's hash is made over, before and after the hash of the event before it; in the current form."""
    rest = [plain(row[field]) for field in FIELDS[FORM][2:]]
    return f'[{FORM},"', '",' + _text(rest)[1:]


def digest(fields: list[Any]) -> str:
    """SHA-256 over a row's fields in their order, as hexadecimal digits."""
    return hashlib.sha256(_text(fields).encode()).hexdigest()


def _text(fields: list[Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as JSON has it: a row's id, an instant or a day as text."""
    if isinstance(value, Model):
        return value.get_id()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value
