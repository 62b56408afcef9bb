"""A callback department's fourteen months for the benches: fifty agents and any number of dialled numbers, as SQL.

Half of the numbers are dialled for a second time: one task to two attempts, in one call. Six tasks in ten are callbacks
after a repair, the others remind, ring new owners and lost customers and confirm appointments. Most are done in time,
some a day or two late, some never; of today's nearly a third is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3

from agentdesk.complaints.derive import Event, standing
from agentdesk.complaints.workflow import DERIVED
from scripts.bench.dealer import TODAY, make

DAYS, AGENTS, CUSTOMERS = 425, 50, 250_000
FIRST = TODAY - timedelta(days=DAYS - 1)
OPENED = date(2025, 1, 1)
SUPERVISOR = "方慧"
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :tasks) "
# A task's day, whether it is over, the day on which it was closed, and what it is by its number.
_WORK = """CREATE TEMP TABLE work AS SELECT i, date(:first, ((i - 1) * :days / :tasks) || ' days') AS day,
        i * 7919 % :customers + 1 AS customer, i % :agents + 1 AS place, i % 20 AS sort, i / 20 % 10 AS ending,
        (i / 200) % 10 AS late FROM n"""
_KINDS = """CASE WHEN sort < 12 THEN 'CB-01' WHEN sort = 12 THEN 'CB-03' WHEN sort = 19 THEN 'CB-11' ELSE 'RM-01' END"""
_SUBJECTS = """CASE WHEN sort < 12 THEN 'repair_order' WHEN sort = 12 THEN 'sale' WHEN sort > 17 THEN 'customer'
        WHEN sort > 15 THEN 'appointment' ELSE 'vehicle' END"""
_ENDINGS = """CASE WHEN ending < 6 THEN 'completed' WHEN ending = 6 THEN 'refused' WHEN ending = 7 THEN 'unreachable'
        WHEN ending = 8 THEN 'expired' ELSE 'partial' END"""
_FACTS = (
    """INSERT INTO task (id, kind_id, kind_code, step, dedupe_key, customer_id, vehicle_id, subject, subject_id,
        event_on, due_nominal, due_effective, latest_on, expires_on, owner_role, channel, weight, agent_id, created_at,
        state, disposition, closed_on, attempts, last_outcome, tried_part)
    SELECT i, kind.id, kind.code, 'once', 'T' || i, customer, customer, subject, CASE subject WHEN 'customer'
        THEN customer WHEN 'vehicle' THEN customer ELSE i END, date(day, '-1 day'), day, day, day, date(day, '14 days'),
        'callback_agent', 'phone', 10, agent.id, day || ' 00:10:00', CASE WHEN over THEN 'closed' ELSE 'open' END,
        CASE WHEN over THEN ended ELSE '' END, CASE WHEN over THEN closed END, CASE WHEN over THEN 2 ELSE 0 END,
        CASE WHEN over THEN ended ELSE '' END, ''
    FROM (SELECT *, {kinds} AS code, {subjects} AS subject, {endings} AS ended,
            CASE WHEN late = 9 THEN min(date(day, '2 days'), :today) ELSE day END AS closed,
            day < :today OR ending < 3 AS over FROM work)
        JOIN kind USING (code) JOIN agent USING (place) ORDER BY i""",
    """INSERT INTO repair_order (id, source_key, customer_id, vehicle_id, service_name, opened_on, completed_on,
        left_on, is_warranty, re_repair_of)
    SELECT i, 'B' || i, customer, customer, '常规保养', date(day, '-2 days'), date(day, '-1 day'),
        date(day, '-1 day'), 0, CASE WHEN i % 97 = 0 THEN 'B1' ELSE '' END FROM work WHERE sort < 12 ORDER BY i""",
    """INSERT INTO sale (id, source_key, customer_id, vehicle_id, model, delivered_on, invoice_no)
    SELECT i, 'S' || i, customer, customer, '朗逸', date(day, '-1 day'), '' FROM work WHERE sort = 12 ORDER BY i""",
    """INSERT INTO appointment (id, source_key, customer_id, vehicle_id, service_name, starts_on, starts_at, status)
    SELECT i, 'A' || i, customer, customer, '常规保养', day, day || ' 02:00:00', CASE WHEN day >= :today THEN 'booked'
        WHEN i % 7 THEN 'arrived' ELSE 'no_show' END FROM work WHERE sort IN (16, 17, 18) ORDER BY i""",
    """INSERT INTO contact (id, customer_id, person_id, work_date, started_at, ended_at, note, desk)
    SELECT task.id, task.customer_id, agent_id, closed_on,
        closed_on || printf(' %02d:%02d:00', task.id % 9, task.id % 60),
        closed_on || printf(' %02d:%02d:00', task.id % 9 + 1, task.id % 60), '', '' FROM task WHERE state = 'closed'""",
    """INSERT INTO contact (customer_id, person_id, work_date, started_at, note, desk)
    SELECT id, id, :today, :today || ' 01:40:00', '', '' FROM agent WHERE place % 3 = 0""",
    """INSERT INTO agenda_item (contact_id, task_id, position, outcome, decided_at, note)
    SELECT id, id, 1, disposition, closed_on || printf(' %02d:%02d:00', id % 9 + 1, id % 60), '' FROM task
        WHERE state = 'closed'""",
    """INSERT INTO attempt (contact_id, person_id, number, work_date, started_at, ended_at, outcome, contacted, note)
    SELECT id, person_id, '+8613800000000', work_date, started_at, started_at, 'no_answer', 0, '' FROM contact
        WHERE ended_at IS NOT NULL""",
    """INSERT INTO attempt (contact_id, person_id, number, work_date, started_at, ended_at, outcome, contacted, note)
    SELECT contact.id, person_id, '+8613800000001', work_date, started_at, ended_at, disposition,
        disposition IN ('completed', 'refused', 'partial'), '' FROM contact JOIN task USING (id)""",
    """INSERT INTO promise (task_id, person_id, promised_at, work_date, mine_only, note, created_at, ended_at,
        ended_how)
    SELECT id, agent_id, latest_on || ' 03:00:00', latest_on, 0, '', created_at, CASE WHEN state = 'closed' THEN
        closed_on || ' 03:00:00' END, CASE WHEN state = 'closed' THEN 'kept' ELSE '' END FROM task WHERE id % 21 = 0""",
    """INSERT INTO skip (task_id, customer_id, person_id, reason, note, skipped_at, work_date, until)
    SELECT id, customer_id, agent_id, 'busy', '', created_at, latest_on, created_at FROM task WHERE id % 101 = 0""",
    """INSERT INTO finding (kind, code, customer_id, task_id, found_at, work_date, note)
    SELECT 'wrong_number', '', customer_id, id, created_at, latest_on, '' FROM task WHERE id % 173 = 0""",
    """INSERT INTO interview (id, contact_id, task_id, form_version_id, person_id, language, seed, facts, position,
        started_at, ended_at, result)
    SELECT id, id, id, :form, agent_id, 'zh', id, :piped, '', closed_on || ' 02:00:00', closed_on || ' 02:03:00',
        'complete' FROM task WHERE id % 20 = 0 AND disposition = 'completed'""",
    """INSERT INTO answer (interview_id, node, value, draft, person_id, answered_at)
    SELECT interview.id, key, CASE WHEN key = 'overall' AND interview.id % 60 = 0 THEN '2' ELSE value END, 0, person_id,
        started_at FROM interview, json_each(:answers)""",
    """INSERT INTO daily_check (work_date, person_id, signed_at, findings)
    SELECT DISTINCT day, (SELECT MIN(id) FROM person), day || ' 09:00:00', '' FROM work WHERE day < :today""",
)  # fmt: skip
_ANSWERS = {"opening": "yes", "reception": "at_once", "fixed": "yes", "cleanliness": "yes", "overall": "4"}
# What an ordinary handling goes through, an hour to a step.
_WAY = ("raised", "acknowledged", "assessed", "accepted", "contacted", "proposed", "handled", "answered", "recalled",
        "closed")  # fmt: skip


def history(path: Path, attempts: int) -> Path:
    """A dealer with so many attempts in the days up to TODAY, complaints one to a thousand of them."""
    make(path, min(CUSTOMERS, max(attempts // 20, 100)), 1, days=1)
    with closing(pysqlite3.connect(str(path), isolation_level=None)) as opened:
        opened.execute("PRAGMA synchronous = off")
        opened.execute("PRAGMA cache_size = -400000")
        opened.execute("UPDATE playbook_version SET effective_from = ?", (OPENED.isoformat(),))
        later = _set_aside(opened)
        opened.execute("BEGIN")
        _people(opened)
        values = _values(opened, attempts)
        names = {"kinds": _KINDS, "subjects": _SUBJECTS, "endings": _ENDINGS}
        opened.execute(f"{_WORK.replace('SELECT i,', _NUMBERS + 'SELECT i,', 1)}", values)
        for statement in _FACTS:
            opened.execute(statement.format(**names) if "{" in statement else statement, values)
        _complaints(opened, max(attempts // 1000, 20), values["customers"])
        opened.execute("COMMIT")
        for statement in later:
            opened.execute(statement)
        opened.execute("ANALYZE")
    return path


def _set_aside(opened: pysqlite3.Connection) -> list[str]:
    """Indexes are made at the end, and triggers wait, which is what makes this quick; returns what makes them anew."""
    found = opened.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql NOT NULL"
    )
    later = []
    for sort, name, sql in found.fetchall():
        opened.execute(f'DROP {sort} "{name}"')
        later.append(sql)
    return later


def _people(opened: pysqlite3.Connection) -> None:
    rows = [(f"A{place:03d}", f"专员{place}", "callback_agent", "agent") for place in range(1, AGENTS + 1)]
    opened.execute("DELETE FROM repair_order")
    opened.execute("DELETE FROM person")
    opened.executemany(
        "INSERT INTO person (code, name, position, role, department, phone_raw, language, active) "
        "VALUES (?, ?, ?, ?, '', '', 'zh', 1)",
        [*rows, ("M001", SUPERVISOR, "care_manager", "supervisor")],
    )
    opened.execute("CREATE TEMP TABLE agent AS SELECT id, CAST(substr(code, 2) AS integer) AS place FROM person "
                   "WHERE code LIKE 'A%'")  # fmt: skip


def _values(opened: pysqlite3.Connection, attempts: int) -> dict[str, Any]:
    (form,) = opened.execute(
        "SELECT form_version.id FROM form_version JOIN form ON form.id = form_id WHERE form.name = 'aftersales'"
    ).fetchone()
    (customers,) = opened.execute("SELECT COUNT(*) FROM customer").fetchone()
    return {
        "tasks": attempts // 2, "days": DAYS, "first": FIRST.isoformat(), "today": TODAY.isoformat(),
        "customers": customers, "agents": AGENTS, "form": form, "piped": json.dumps({"zh": {}}),
        "answers": json.dumps(_ANSWERS),
    }  # fmt: skip


def _complaints(opened: pysqlite3.Connection, count: int, customers: int) -> None:
    (responsible,) = opened.execute("SELECT id FROM person WHERE name = ?", (SUPERVISOR,)).fetchone()
    for number in range(1, count + 1):
        raised_at = datetime.combine(FIRST, datetime.min.time()) + timedelta(
            minutes=number * (DAYS - 1) * 1440 // count, seconds=1
        )
        events = [*_events(number, raised_at, responsible)]
        found = standing(events)
        row = {
            "id": number, "no": f"T-{number:05d}", "customer_id": number * 31 % customers + 1, "question": "",
            "origin": "callback", "subject": "service", "words": "等了太久", "remedy_sought": "道歉",
            "raised_at": _stored(raised_at), "raised_on": _stored(raised_at.date()),
        } | {name: _stored(getattr(found, name)) for name in DERIVED}  # fmt: skip
        opened.execute(
            f"INSERT INTO complaint ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
        )
        opened.executemany(
            "INSERT INTO complaint_event (complaint_id, kind, at, note, data) VALUES (?, ?, ?, ?, ?)",
            [(number, each.kind, _stored(each.at), "", json.dumps(dict(each.data))) for each in events],
        )


def _events(number: int, raised_at: datetime, responsible: int) -> Iterator[Event]:
    """A whole handling; the latest ones are under way."""
    data: dict[str, dict[str, Any]] = {
        "raised": {"severity": "ordinary", "responsible_id": responsible},
        "handled": {"cause_gap": "procedure"},
        "answered": {"accepted": True},
        "recalled": {"result": "dissatisfied" if number % 9 == 0 else "satisfied"},
    }
    for place, kind in enumerate(_WAY):
        at = raised_at + timedelta(hours=7 * place)
        if at.date() >= TODAY or (kind == "closed" and number % 9 == 0):
            return
        yield Event(kind, at, data.get(kind, {}))


def _stored(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
