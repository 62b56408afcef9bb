"""Which department an indicator or a kind of call speaks of: by what the calls are about.

A sale or a visit to the showroom belongs to sales; a repair order, an appointment or a car to service. What a measure
is for stands in its requirements: ST-01 the satisfaction as a whole, AD-03 a step of the flow, RP-01 and RP-02 what the
manufacturer reports of service and of sales.
"""

from __future__ import annotations

from collections.abc import Sequence

from agentdesk.common.i18n import N_
from agentdesk.complaints.cases import SALES, SERVICE, Department
from agentdesk.playbook.measures import Asked, Index, Measure, Recommend
from agentdesk.playbook.schema import Playbook
from agentdesk.scoreboard.kpis import registry

NAMES: dict[Department, str] = {SERVICE: N_("Service department"), SALES: N_("Sales department")}
WHOLE, STEP = "ST-01", "AD-03"
OUTSIDE: dict[Department, str] = {SERVICE: "RP-01", SALES: "RP-02"}
_OF_SUBJECT: dict[str, Department] = {
    "sale": SALES,
    "store_visit": SALES,
    "repair_order": SERVICE,
    "appointment": SERVICE,
    "vehicle": SERVICE,
}


def department_of(playbook: Playbook, kinds: Sequence[str]) -> Department:
    """The one department whose calls these kinds are; empty for both, for neither and for no kind at all."""
    known = {kind.code: kind.subject for kind in playbook.kinds}
    found = {_OF_SUBJECT.get(known.get(code, ""), "") for code in kinds}
    return found.pop() if len(found) == 1 else ""


def kinds_of(playbook: Playbook, department: Department) -> list[str]:
    """The callbacks that belong to a department."""
    kinds = (kind for kind in playbook.kinds if kind.purpose == "callback")
    return [kind.code for kind in kinds if department_of(playbook, (kind.code,)) == department]


def satisfaction(playbook: Playbook, department: Department) -> list[str]:
    """The indicators of a department that say how satisfied its customers are: shares, indexes, recommendation."""
    measures = playbook.measures
    whole = [row for row in measures.asked if WHOLE in row.requirements]
    found: list[Asked | Index | Recommend] = [*whole, *measures.indexes, *measures.recommends]
    return [row.code for row in found if department_of(playbook, row.kinds) == department]


def factors(playbook: Playbook, department: Department) -> list[str]:
    """The factors of a department's indexes, as the registry calls them."""
    indexes = [row for row in playbook.measures.indexes if department_of(playbook, row.kinds) == department]
    return [f"{row.code}-{number:02d}" for row in indexes for number in range(1, len(row.factors) + 1)]


def flow(playbook: Playbook, department: Department) -> list[Asked]:
    """The steps of a department's flow that its customers are asked about (AD-03, RP-09)."""
    steps = [row for row in playbook.measures.asked if STEP in row.requirements]
    return [row for row in steps if department_of(playbook, row.kinds) == department]


def reported(playbook: Playbook, department: Department) -> list[str]:
    """What others report of a department: the manufacturer's survey, the mystery shopper (ST-01, ST-02)."""
    rows: Sequence[Measure] = playbook.measures.reported
    return [row.code for row in rows if OUTSIDE[department] in row.requirements]


def of_indicators(playbook: Playbook, codes: Sequence[str]) -> dict[str, Department]:
    """The department of each indicator, empty where it is the whole house's; unknown codes are left out."""
    known = registry(playbook)
    measures = playbook.measures
    asked = {row.code: row.kinds for row in measures.asked} | {row.code: row.kinds for row in measures.recommends}
    for index in measures.indexes:
        asked[index.code] = index.kinds
        asked |= {f"{index.code}-{number:02d}": index.kinds for number in range(1, len(index.factors) + 1)}
    return {
        code: department_of(playbook, asked[code]) if code in asked else _OF_SUBJECT.get(known[code].subject, "")
        for code in codes
        if code in known
    }


def satisfaction_questions(playbook: Playbook) -> tuple[str, ...]:
    """The questions in which a customer says how satisfied they are as a whole."""
    return tuple(dict.fromkeys(row.question for row in playbook.measures.asked if WHOLE in row.requirements))
