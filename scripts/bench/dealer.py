"""A dealer for the benches: a migrated SQLite file, the shipped playbook, one agent, and made-up facts of any size."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pysqlite3

from agentdesk.common import clock
from agentdesk.interview.publish import prepare
from agentdesk.playbook.publish import publish
from agentdesk.playbook.workdays import seed_workdays
from agentdesk.store import schema
from agentdesk.store.audit import SYSTEM
from agentdesk.store.database import close_database, open_database
from agentdesk.store.people import add_person

AGENT = "李娜"
TODAY = date(2026, 11, 20)  # a Friday
NOW = "2026-11-20T09:42"

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
_FACTS = (
    """INSERT INTO customer (id, source_key, kind, name, name_initials, title, gender, birthday, birth_md,
        contact_name, occupation, is_parent, address, district, is_key, is_lost, is_member, call_note, note,
        created_at, updated_at)
    SELECT i, 'C' || i, 'person', '顾客' || i, 'gk', 'mr', 'm', date('1960-01-01', (i * 7 % 14000) || ' days'),
        strftime('%m-%d', '1960-01-01', (i * 7 % 14000) || ' days'), '', '', 0, '', '', i % 997 = 0, 0, 0, '', '',
        :at, :at FROM n""",
    """INSERT INTO phone (customer_id, kind, written, e164, rank, retired_reason)
    SELECT i, 'mobile', printf('138%08d', i), printf('+86138%08d', i), 0, '' FROM n""",
    """INSERT INTO vehicle (id, customer_id, source_key, plate, vin, brand, model, use_type, mileage_km,
        insurance_expires_on, inspection_expires_on, next_service_on)
    SELECT i, i, 'V' || i, printf('皖M%05d', i % 100000), '', '', '朗逸', 'private', 30000,
        date(:today, (i % 365 + 61) || ' days'), date(:today, (i % 730 + 61) || ' days'),
        date(:today, (i % 365 + 61) || ' days') FROM n""",
)
_ORDERS = """INSERT INTO repair_order (source_key, customer_id, vehicle_id, service_name, completed_on, left_on,
        is_warranty, re_repair_of)
    SELECT 'R' || i, i % :vehicles + 1, i % :vehicles + 1, '常规保养',
        date(:today, '-' || ((i + i / :vehicles * 337) % :days + 1) || ' days'),
        date(:today, '-' || ((i + i / :vehicles * 337) % :days + 1) || ' days'), 0, '' FROM n"""


def make(path: Path, vehicles: int, orders: int, days: int) -> Path:
    """A dealer with so many vehicles, each with an owner, and orders spread over the days before TODAY."""
    database = open_database(str(path), create=True, check=False)
    with clock.travel(datetime(2026, 1, 5, 8)):
        schema.migrate(database)
        publish(SYSTEM, "car_dealership", prepare, effective_from=clock.today())
        seed_workdays(SYSTEM, range(2024, 2028))
        add_person(SYSTEM, "A001", AGENT)
    close_database()
    values = {"at": "2026-01-05 00:00:00", "today": TODAY.isoformat(), "vehicles": vehicles, "days": days}
    with closing(pysqlite3.connect(str(path))) as opened, opened:
        for statement in _FACTS:
            opened.execute(_with_numbers(statement), values | {"count": vehicles})
        opened.execute(_with_numbers(_ORDERS), values | {"count": orders})
        opened.execute("ANALYZE")
    return path


def _with_numbers(statement: str) -> str:
    return _NUMBERS + statement
