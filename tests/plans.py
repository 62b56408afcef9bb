"""How SQLite carries out the statements that a piece of work sends: for tests that pin what it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from peewee import Database

BIG = {
    "customer", "phone", "vehicle", "repair_order", "sale", "appointment", "task", "suppression", "contact", "attempt",
    "agenda_item", "notice", "promise", "prediction", "told_mileage", "interview", "answer", "complaint",
    "complaint_event", "finding", "skip",
}  # fmt: skip
SCAN = re.compile(r"^SCAN (?:TABLE )?(\w+)")
Sent = list[str]
Plan = dict[str, list[str]]


@contextmanager
def listening(opened: Database) -> Iterator[Sent]:
    """The statements that are sent meanwhile, with their values in place."""
    sent: Sent = []
    opened.connection().set_trace_callback(sent.append)
    yield sent
    opened.connection().set_trace_callback(None)


def plans(opened: Database, sent: Sent) -> Plan:
    """How each different statement is carried out."""
    found: Plan = {}
    for statement in dict.fromkeys(sent):
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            steps = opened.execute_sql(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            found[statement] = [step[3] for step in steps]
    return found


def scans(statement: str, plan: list[str]) -> set[str]:
    """The big tables that are read from end to end, by name; an index that is read in its order is no exception."""
    named = dict(re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)" AS "(\w+)"', statement))
    names = {alias: table for table, alias in named.items()}
    found = {str(names.get(match[1], match[1])) for step in plan if (match := SCAN.match(step))}
    return {table for table in found & BIG if not partial_index(plan)}


def partial_index(plan: list[str]) -> bool:
    """Whether only what is open is read: a partial index is as short as the queue."""
    return any(index in step for step in plan for index in ("task_open", "contact_one_open", "promise_open"))


def used(found: Plan) -> str:
    return "\n".join(step for plan in found.values() for step in plan)
