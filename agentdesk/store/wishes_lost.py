"""What customers asked for since a backup was made: with that backup in place it would be forgotten, so it is named.

Nothing of it is done again by itself: whoever restores decides, with the old database beside the new one. A customer
whom the backup does not know has no number in it, and is only counted: an import would bring them as somebody new.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from peewee import Database

# Of each kind of wish: the tables it needs, and whose it is with what tells it from any other.
_ASKED: dict[str, tuple[tuple[str, ...], str]] = {
    "erasures": (("erasure",), "SELECT customer_id, asked_at, done_at FROM erasure"),
    "opt_outs": (
        ("do_not_contact",),
        "SELECT customer_id, kind_code, channel, since FROM do_not_contact WHERE lifted_at IS NULL",
    ),
    "opt_outs_lifted": (
        ("do_not_contact",),
        "SELECT customer_id, kind_code, channel, since, lifted_at FROM do_not_contact WHERE lifted_at IS NOT NULL",
    ),
    "withdrawals": (
        ("consent",),
        "SELECT customer_id, purpose, channel, given_at, withdrawn_at FROM consent WHERE withdrawn_at IS NOT NULL",
    ),
    "restrictions": (
        ("erasure",),  # customers are restricted since there are erasures (migration 0024)
        "SELECT id, restricted_at FROM customer WHERE restricted_at IS NOT NULL "
        "AND id NOT IN (SELECT customer_id FROM erasure)",
    ),
}
KINDS = tuple(_ASKED)


@dataclass(frozen=True)
class Wishes:
    """What customers asked for, as one database has it: by kind, whose and what; and the customers there are."""

    asked: Mapping[str, frozenset[tuple[Any, ...]]]
    customers: frozenset[int]


@dataclass(frozen=True)
class Lost:
    """What a backup does not know: by kind the numbers of customers it has, and how many it does not have."""

    customers: dict[str, list[int]] = field(default_factory=dict)
    unknown: int = 0

    def as_json(self) -> dict[str, Any]:
        """With stable keys: every kind, also where nothing is lost."""
        return {**{kind: self.customers.get(kind, []) for kind in KINDS}, "unknown_customers": self.unknown}


def read(opened: Database) -> Wishes:
    """The wishes in an open database; of an older schema those that it has room for."""
    tables = set(opened.get_tables())
    asked = {
        kind: frozenset(map(tuple, opened.execute_sql(sql).fetchall())) if tables.issuperset(needed) else frozenset()
        for kind, (needed, sql) in _ASKED.items()
    }
    known = opened.execute_sql("SELECT id FROM customer").fetchall() if "customer" in tables else []
    return Wishes(asked, frozenset(number for (number,) in known))


def lost(now: Wishes, then: Wishes) -> Lost:
    """What stands in the database in use and not in the backup."""
    new = {kind: now.asked[kind] - then.asked[kind] for kind in KINDS}
    new["opt_outs_lifted"] = frozenset(row for row in new["opt_outs_lifted"] if row[:-1] in then.asked["opt_outs"])
    found = {kind: {row[0] for row in rows} for kind, rows in new.items()}
    named = {kind: sorted(numbers & then.customers) for kind, numbers in found.items()}
    return Lost({kind: ids for kind, ids in named.items() if ids}, len(set().union(*found.values()) - then.customers))
