"""Values of a table's columns out of JSON, as the audit trail and imports keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from peewee import DateField, DateTimeField

from agentdesk.store.tables import Table


def typed(table: type[Table], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the columns' own types; what is no column of the table is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = table._meta.fields.get(name)
        if field is None:
            continue
        if isinstance(field, DateTimeField) and value is not None:
            value = datetime.fromisoformat(value)
        elif isinstance(field, DateField) and value is not None:
            value = date.fromisoformat(value)
        found[name] = value
    return found
