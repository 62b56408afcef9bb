"""Numbers that were erased, as keyed hashes: an import that brings one again brings nobody to call.

The key lies in the settings of the same database, so the hashes keep out whoever reads a table, a report or an export,
not who holds the whole file: there are few enough telephone numbers to try them all.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable

from agentdesk.store.audit import Actor
from agentdesk.store.reading import column
from agentdesk.store.settings import put, setting
from agentdesk.store.tables import ErasedNumber

_KEY = "erased_key"
_AT_ONCE = 500


def remember(actor: Actor, erasure_id: int, numbers: Iterable[str]) -> None:
    """Keep the hashes of what is being erased, inside the caller's change; administrators only."""
    wanted = sorted({number for number in numbers if number})
    if wanted and not setting(_KEY):
        put(actor, _KEY, secrets.token_hex(32))
    for number in wanted:
        row = ErasedNumber.insert(hash=_hash(number), erasure=erasure_id)
        row.on_conflict(conflict_target=[ErasedNumber.hash], update={ErasedNumber.erasure: erasure_id}).execute()


def erased_among(numbers: Iterable[str]) -> set[str]:
    """Those of the numbers (E.164, or a dealer system's customer numbers) whose customer was erased."""
    if not setting(_KEY):
        return set()
    hashes = {_hash(number): number for number in numbers if number}
    wanted, found = list(hashes), set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = ErasedNumber.hash.in_(wanted[start : start + _AT_ONCE])
        found |= {hashes[each] for each in column(ErasedNumber.select(ErasedNumber.hash).where(some))}
    return found


def _hash(number: str) -> str:
    return hmac.new(bytes.fromhex(setting(_KEY)), number.encode(), "sha256").hexdigest()
