"""The triggers that keep the audit trail append-only: are they there as the migration made them.

A trigger of that name may be on another table, never hold, or do nothing. So it is compared whole with the migration's
own words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agentdesk.store.differing import dialect, standing_triggers
from agentdesk.store.schema import MIGRATIONS

_MADE = MIGRATIONS / "0025_audit_chain"
_TRIGGER = re.compile(r'CREATE TRIGGER "(\w+)".*?;(?=\n(?:CREATE|$)|\Z)', re.DOTALL)
_FUNCTION = re.compile(r"CREATE FUNCTION .*? AS \$\$(.*?)\$\$;", re.DOTALL)


def guards_gone() -> list[str]:
    """Names of the guards that the open database's trail does not have as they were made, in their order."""
    found = {name: _normal(text) for name, text in standing_triggers().items()}
    return [name for name, text in _made(dialect()).items() if found.get(name) != text]


@lru_cache(maxsize=2)
def _made(kind: str) -> dict[str, str]:
    """By name, the words of each trigger; on a server with those of the function that it calls."""
    text = _MADE.with_suffix(f".{kind}.sql").read_text(encoding="utf-8")
    function = " ".join(_FUNCTION.findall(text))
    return {found[1]: _normal(found[0].removesuffix(";") + function) for found in _TRIGGER.finditer(text)}


def _normal(text: str) -> str:
    """SQL without the spaces and quotation marks of names, which a server leaves out."""
    return re.sub(r'[\s"]+', "", text)
