"""Every indicator counted a second time, in plain SQL over the tables, for tests that compare.

`recounts(playbook)` gives for each indicator its subjects in SQL: those of the denominator, with the value that is
added up where there is one, and those of the numerator. `:first`, `:last` and `:today` are the period and the day on
which it is seen. What only others report is in `reported`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agentdesk.playbook.measures import Asked, Effort, Factor, Index, Recommend
from agentdesk.playbook.schema import Playbook


@dataclass(frozen=True)
class Recount:
    """Statements that give everything that is counted as (subject, id[, value[, weight]]), and the numerator.

    A weight of NULL is one that SQL cannot say.
    """

    everyone: str
    counted: str


TASK = (
    "task t JOIN kind k ON k.id = t.kind_id "
    "LEFT JOIN outcome o ON o.playbook_id = k.playbook_id AND o.code = t.disposition"
)
PERIOD = "t.latest_on BETWEEN :first AND :last"
OVER = "(t.state = 'closed' OR t.latest_on < :today)"
WORKED = "t.state = 'closed' AND (o.level = 'attempt' OR o.aapor_class IN ('I', 'P', 'R', 'NC', 'O'))"
SUCCESS = "t.state = 'closed' AND o.aapor_class = 'I'"
OURS = "t.owner_role IN ('callback_agent', 'care_manager') AND json_extract(k.definition, '$.purpose') = 'callback'"
CASES = f"SELECT 'task', t.id FROM {TASK} WHERE t.channel = 'phone' AND t.owner_role = 'callback_agent' AND {PERIOD}"
VISIT = "COALESCE(opened_on, left_on)"
BOOKED = (
    "SELECT 'appointment', a.id FROM appointment a WHERE a.starts_on BETWEEN :first AND :last "
    "AND a.status <> 'cancelled' AND (a.starts_on < :today OR a.status <> 'booked')"
)
TO_CONFIRM = f"SELECT 1 FROM {TASK} WHERE t.subject = 'appointment' AND t.subject_id = a.id AND t.channel = 'phone'"
SAME_DAY = (
    "SELECT 1 FROM appointment a WHERE a.customer_id = r.customer_id AND a.status <> 'cancelled' "
    "AND a.starts_on = COALESCE(r.opened_on, r.left_on)"
)
COMPLAINED = "SELECT customer_id FROM complaint WHERE raised_on BETWEEN :first AND :last AND merged_into_id IS NULL"
SERVED = (
    "SELECT customer_id FROM sale WHERE delivered_on BETWEEN :first AND :last UNION SELECT customer_id "
    f"FROM repair_order WHERE left_on BETWEEN :first AND :last UNION {COMPLAINED}"
)
RECALLED = (
    "SELECT 'complaint', c.id FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id "
    "WHERE c.merged_into_id IS NULL AND date(e.at, '+8 hours') BETWEEN :first AND :last AND e.id = "
    "(SELECT MIN(f.id) FROM complaint_event f WHERE f.complaint_id = c.id AND f.kind = 'recalled' "
    "AND json_extract(f.data, '$.result') <> 'unreachable')"
)
REOPENED = "SELECT 1 FROM complaint_event g WHERE g.complaint_id = c.id AND g.kind = 'reopened'"
CLOSED = (
    "SELECT 'complaint', c.id FROM complaint c JOIN complaint_event e ON e.complaint_id = c.id AND e.kind = 'closed' "
    "WHERE c.merged_into_id IS NULL AND date(e.at, '+8 hours') BETWEEN :first AND :last "
    f"AND NOT EXISTS ({REOPENED} AND g.id > e.id)"
)
_LIMITS = (
    "SELECT d.data FROM complaint_event d WHERE d.complaint_id = c.id AND d.id < h.id "
    "AND json_extract(d.data, '$.deadlines') IS NOT NULL ORDER BY d.id DESC LIMIT 1"
)
LATE = (
    "SELECT 1 FROM complaint_event h WHERE h.complaint_id = c.id AND datetime(h.at) > datetime(json_extract"
    f"(({_LIMITS}), CASE h.kind WHEN 'acknowledged' THEN '$.deadlines.acknowledge_by' WHEN 'proposed' "
    "THEN '$.deadlines.plan_by' WHEN 'handled' THEN '$.deadlines.solve_by' END))"
)
_LAST_ROUND = (
    "COALESCE((SELECT MAX(g.id) FROM complaint_event g WHERE g.complaint_id = c.id AND g.kind = 'reopened'), 0)"
)
STEPS_DONE = (
    f"SELECT COUNT(DISTINCT h.kind) FROM complaint_event h WHERE h.complaint_id = c.id "
    "AND (h.kind IN ('acknowledged', 'assessed') "
    f"OR h.kind IN ('handled', 'answered', 'recalled') AND h.id > {_LAST_ROUND})"
)
CAUSE = (
    "SELECT 1 FROM complaint_event h WHERE h.complaint_id = c.id AND json_extract(h.data, '$.cause_gap') IS NOT NULL"
)
TRIES = (
    "SELECT COUNT(*) FROM agenda_item i JOIN attempt x ON x.contact_id = i.contact_id "
    "WHERE i.task_id = t.id AND x.outcome NOT IN ('', 'undone')"
)
DIALS = "SELECT 'attempt', id FROM attempt WHERE work_date BETWEEN :first AND :last AND outcome <> 'undone'"
CONTACTS = (
    "FROM contact c WHERE c.ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM attempt x WHERE x.contact_id = c.id "
    "AND x.work_date BETWEEN :first AND :last AND x.outcome <> 'undone')"
)
LAST_SAID = (
    "SELECT MAX(a.answered_at) FROM interview i JOIN answer a ON a.interview_id = i.id WHERE i.contact_id = c.id"
)
REMINDED = (
    "SELECT 'task', MIN(t.id) AS id, t.vehicle_id AS car, t.event_on AS day, MIN(t.due_nominal) AS since FROM task t "
    f"WHERE t.kind_code = 'RM-01' AND t.subject = 'vehicle' AND {PERIOD} AND t.event_on < date(:today, '-45 days') "
    "GROUP BY t.vehicle_id, t.event_on"
)
SERVICED = (
    f"SELECT 1 FROM repair_order r WHERE r.vehicle_id = m.car AND {VISIT} BETWEEN m.since AND date(m.day, '+45 days') "
    "AND (r.service_name LIKE '%保养%' OR r.service_name LIKE '%首保%' OR trim(r.service_name) = '')"
)
INTERVIEWS = (
    "SELECT i.task_id, MAX(i.id) AS id FROM interview i WHERE i.ended_at IS NOT NULL "
    "AND i.result IN ('complete', 'partial') GROUP BY i.task_id"
)
LATEST = (
    "SELECT a.interview_id, a.node, a.value FROM answer a WHERE a.id = (SELECT MAX(b.id) FROM answer b "
    "WHERE b.interview_id = a.interview_id AND b.node = a.node AND NOT b.draft)"
)


def recounts(playbook: Playbook) -> dict[str, Recount]:
    """The statements of every indicator that is counted, by its id."""
    found = {**_orders_and_sales(playbook), **_counted(), **_aapor()}
    for asked in playbook.measures.asked:
        found[asked.code] = _asked(asked)
    for recommend in playbook.measures.recommends:
        found[recommend.code] = _recommend(recommend)
    for effort in playbook.measures.efforts:
        found |= _effort(effort)
    for index in playbook.measures.indexes:
        found[index.code] = _index(index)
        for place, factor in enumerate(index.factors, 1):
            found[f"{index.code}-{place:02d}"] = _factor(index, factor)
    return found


def _owed(playbook: Playbook, trigger: str) -> tuple[str, int]:
    """The code and the last day of the department's callback after an event."""
    kinds = [kind for kind in playbook.kinds if kind.purpose == "callback" and kind.owner_role == "callback_agent"]
    return next((kind.code, row.last_offset) for kind in kinds for row in kind.schedules if row.trigger == trigger)


def _orders_and_sales(playbook: Playbook) -> dict[str, Recount]:
    def due(subject: str, day: str, trigger: str) -> tuple[str, str]:
        code, offset = _owed(playbook, trigger)
        call = f"SELECT 1 FROM {TASK} WHERE t.subject = '{subject}' AND t.subject_id = f.id AND t.kind_code = '{code}'"
        latest = f"date(f.{day}, '+{offset} days')"
        over = f"({latest} < :today OR EXISTS ({call} AND t.state = 'closed'))"
        return f"SELECT '{subject}', f.id FROM {subject} f WHERE {latest} BETWEEN :first AND :last AND {over}", call

    orders, of_order = due("repair_order", "left_on", "repair_order.left")
    sales, of_sale = due("sale", "delivered_on", "sale.delivered")
    private = f"{orders} AND f.vehicle_id IN (SELECT id FROM vehicle WHERE use_type = 'private')"
    key = f"{orders} AND f.customer_id IN (SELECT id FROM customer WHERE is_key)"
    sold = f"{sales} AND EXISTS ({of_sale} AND {WORKED})"
    wrong = (
        "SELECT 1 FROM finding w JOIN task z ON z.id = w.task_id WHERE z.subject = 'sale' AND z.subject_id = f.id "
        "AND w.kind IN ('wrong_number', 'contact_mismatch') AND w.withdrawn_at IS NULL"
    )
    return {
        "KP-02": Recount(orders, f"{orders} AND EXISTS ({of_order} AND {SUCCESS})"),
        "KP-03": Recount(private, f"{private} AND EXISTS ({of_order} AND {WORKED})"),
        "KP-04": Recount(key, f"{key} AND EXISTS ({of_order} AND {WORKED})"),
        "KP-05": Recount(sales, sold),
        "KP-06": Recount(sold, f"{sold} AND EXISTS ({of_sale} AND {SUCCESS})"),
        "KP-17": Recount(sold, f"{sold} AND NOT EXISTS ({wrong})"),
        "KP-17P": Recount(sold, f"{sold} AND EXISTS ({wrong} AND w.kind = 'wrong_number')"),
        "KP-17Q": Recount(sold, f"{sold} AND EXISTS ({wrong} AND w.kind = 'contact_mismatch')"),
    }


def _counted() -> dict[str, Recount]:
    callbacks = f"SELECT 'task', t.id FROM {TASK} WHERE {OURS} AND {PERIOD} AND {OVER}"
    lost = f"{callbacks} AND t.kind_code = 'CB-11'"
    confirm = f"{BOOKED} AND EXISTS ({TO_CONFIRM})"
    coming = "o.code IN ('told', 'will_come', 'appointment_made')"
    reminded = f"SELECT 'task', m.id FROM ({REMINDED}) m"
    orders = "SELECT 'repair_order', r.id FROM repair_order r WHERE"
    visits, left = f"{orders} {VISIT} BETWEEN :first AND :last", f"{orders} left_on BETWEEN :first AND :last"
    raised = "SELECT 'complaint', id FROM complaint WHERE raised_on BETWEEN :first AND :last AND merged_into_id IS NULL"
    proper = f"{CLOSED} AND NOT EXISTS ({LATE}) AND ({STEPS_DONE}) = 5 AND EXISTS ({CAUSE})"
    over = f"{CASES} AND {OVER}"
    return {
        "KP-01": Recount(callbacks, f"{callbacks} AND {WORKED} AND t.closed_on <= t.latest_on"),
        "KP-07": Recount(lost, f"{lost} AND {WORKED}"),
        "KP-08": Recount(
            RECALLED, f"{RECALLED} AND json_extract(e.data, '$.result') = 'satisfied' AND NOT EXISTS ({REOPENED})"
        ),
        "KP-09": Recount(CLOSED, proper),
        "KP-10": Recount(f"{BOOKED} UNION {visits} AND NOT EXISTS ({SAME_DAY})", BOOKED),
        "KP-11A": Recount(BOOKED, f"{BOOKED} AND a.status = 'no_show'"),
        "KP-11B": Recount(confirm, f"{BOOKED} AND EXISTS ({TO_CONFIRM} AND {coming})"),
        "KP-11C": Recount(confirm, f"{confirm} AND a.status = 'arrived'"),
        "KP-12": Recount(reminded, f"{reminded} WHERE EXISTS ({SERVICED})"),
        "KP-14": Recount(visits, visits),
        "KP-16R": Recount(left, f"{left} AND re_repair_of <> ''"),
        "KP-19": Recount(
            f"SELECT 'customer', customer_id FROM ({SERVED})",
            f"SELECT DISTINCT 'customer', customer_id FROM ({COMPLAINED})",
        ),
        "AB-04": Recount(raised, raised),
        "RPC": Recount(DIALS, f"{DIALS} AND contacted"),
        "CONN": Recount(DIALS, f"{DIALS} AND outcome NOT IN ('no_answer', 'not_in_service')"),
        "PEN": Recount(over, f"{over} AND ({TRIES}) > 0"),
        "LCR": Recount(over, f"{over} AND ({TRIES} AND x.contacted) > 0"),
        "AHT": _sittings("c.started_at"),
        "ACW": _sittings(f"({LAST_SAID})"),
        "OCC": _sittings("c.started_at", ", NULL"),
        "APC": Recount(over.replace("t.id", f"t.id, ({TRIES})", 1), f"{over} AND {SUCCESS}"),
    }  # fmt: skip


def _sittings(since: str, more: str = "") -> Recount:
    """The sittings in which a number was dialled, with the minutes from an instant to their end."""
    minutes = f"(strftime('%s', c.ended_at) - strftime('%s', {since})) / 60.0"
    known = f"{CONTACTS} AND {since} IS NOT NULL"
    return Recount(f"SELECT 'contact', c.id, {minutes}{more} {known}", f"SELECT 'contact', c.id {known}")


def _aapor() -> dict[str, Recount]:
    def of(*classes: str) -> str:
        return f"{CASES} AND o.aapor_class IN ({_list(classes)})"

    everybody = f"{CASES} AND COALESCE(o.aapor_class, 'UH') <> 'NE'"
    reached, asked = of("I", "P", "R", "O"), of("I", "P", "R")
    known = of("I", "P", "R", "O", "NC")
    listed = of("I", "P", "R", "O", "NC", "NE")
    e = f"COALESCE(1.0 * ({_number_of(known)}) / NULLIF(({_number_of(listed)}), 0), 0)"
    weight = f"CASE WHEN COALESCE(o.aapor_class, 'UH') IN ('UH', 'UO') THEN {e} ELSE 1 END"
    estimated = everybody.replace("t.id", f"t.id, 1, {weight}", 1)
    return {
        "RR3": Recount(estimated, of("I")),
        "RR4": Recount(estimated, of("I", "P")),
        "REF2": Recount(estimated, of("R")),
        "CON2": Recount(estimated, reached),
        "E": Recount(listed, known),
        "RR1": Recount(everybody, of("I")),
        "RR2": Recount(everybody, of("I", "P")),
        "RR5": Recount(known, of("I")),
        "RR6": Recount(known, of("I", "P")),
        "COOP1": Recount(reached, of("I")),
        "COOP2": Recount(reached, of("I", "P")),
        "COOP3": Recount(asked, of("I")),
        "COOP4": Recount(asked, of("I", "P")),
        "REF1": Recount(everybody, of("R")),
        "REF3": Recount(known, of("R")),
        "CON1": Recount(everybody, reached),
        "CON3": Recount(known, reached),
    }


def _number_of(cases: str) -> str:
    return cases.replace("SELECT 'task', t.id", "SELECT COUNT(*)", 1)


def _answers(kinds: tuple[str, ...], columns: str = "") -> str:
    """The tasks whose interview counts, joined to its answers as `l`."""
    kept = f"AND t.kind_code IN ({_list(kinds)})" if kinds else ""
    return (
        f"SELECT 'task', t.id{columns} FROM task t JOIN ({INTERVIEWS}) n ON n.task_id = t.id "
        f"JOIN ({LATEST}) l ON l.interview_id = n.id WHERE t.state = 'closed' AND {PERIOD} {kept}"
    )


def _asked(row: Asked) -> Recount:
    said = f"{_answers(row.kinds)} AND l.node = '{row.question}' AND l.value IN"
    return Recount(f"{said} ({_list((*row.counts, *row.others))})", f"{said} ({_list(row.counts)})")


def _recommend(row: Recommend) -> Recount:
    mark = "CAST(l.value AS INTEGER)"
    side = f", CASE WHEN {mark} >= 9 THEN 1 WHEN {mark} <= 6 THEN -1 ELSE 0 END"
    here = f"AND l.node = '{row.question}'"
    return Recount(f"{_answers(row.kinds, side)} {here}", f"{_answers(row.kinds)} {here} AND {mark} >= 9")


def _effort(row: Effort) -> dict[str, Recount]:
    mark, here = "CAST(l.value AS INTEGER)", f"AND l.node = '{row.question}' AND l.value BETWEEN 1 AND {row.scale}"
    top, middle = f"{mark} > {row.scale - 2}", f"2 * {mark} > {row.scale + 1}"
    side = f", CASE WHEN {top} THEN 1 WHEN 2 * {mark} < {row.scale + 1} THEN -1 ELSE 0 END"
    every = f"{_answers(row.kinds)} {here}"
    return {
        row.code: Recount(f"{_answers(row.kinds, f', {mark}')} {here}", every),
        f"{row.code}-01": Recount(every, f"{every} AND {top}"),
        f"{row.code}-02": Recount(every, f"{every} AND {middle}"),
        f"{row.code}-03": Recount(f"{_answers(row.kinds, side)} {here}", f"{every} AND {top}"),
    }


def _index(row: Index) -> Recount:
    score = " ".join(f"WHEN '{each.question}' THEN {_points(each)}" for each in row.factors)
    weight = " ".join(f"WHEN '{each.question}' THEN {each.weight}" for each in row.factors)
    marks = f", CASE l.node {score} END AS points, CASE l.node {weight} END AS weight"
    answers = f"{_answers(row.kinds, marks)} AND l.node IN ({_list(each.question for each in row.factors)})"
    whole = sum(each.weight for each in row.factors)
    per_call = (
        f"SELECT 'task', id, SUM(points * weight) / SUM(weight) FROM ({answers}) WHERE points IS NOT NULL "
        f"GROUP BY id HAVING 100 * SUM(weight) >= {row.share_at_least * whole}"
    )
    return Recount(per_call, f"SELECT 'task', id FROM ({per_call})")


def _factor(index: Index, factor: Factor) -> Recount:
    answers = f"{_answers(index.kinds, f', {_points(factor)} AS points')} AND l.node = '{factor.question}'"
    everyone = f"SELECT 'task', id, points FROM ({answers}) WHERE points IS NOT NULL"
    return Recount(everyone, f"SELECT 'task', id FROM ({everyone})")


def _points(factor: Factor) -> str:
    if not factor.points:
        return "CAST(l.value AS REAL)"
    cases = " ".join(f"WHEN '{row.answer}' THEN {float(row.points)}" for row in factor.points)
    return f"CASE l.value {cases} END"


def _list(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


REPORTED = (
    "SELECT month_on, value FROM reported_figure r WHERE code = :code AND month_on BETWEEN :first AND :last "
    "AND withdrawn_at IS NULL AND about_id IS NULL AND r.id = (SELECT MAX(s.id) FROM reported_figure s WHERE "
    "s.code = r.code AND s.month_on = r.month_on AND s.withdrawn_at IS NULL AND s.about_id IS NULL)"
)
