"""What a department's report shows: as its `[[report]]` row in the playbook says, else what its kinds of call imply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agentdesk.complaints.cases import Department
from agentdesk.playbook import current
from agentdesk.playbook.reporting import Reporting
from agentdesk.reports.compared import known
from agentdesk.scoreboard import departments
from agentdesk.scoreboard.kpis import BY_ID

COMPLAINTS = ("KP-08", "KP-09")  # shown with the handling of complaints


@dataclass(frozen=True)
class Choice:
    """Indicators by their codes; each known to the playbook in force."""

    rates: tuple[str, ...]
    satisfaction: tuple[str, ...]
    brand: tuple[str, ...]
    items: tuple[str, ...]
    unknown: tuple[str, ...] = ()  # what the row names and no indicator is called


def chosen(name: str, department: Department, last: date) -> Choice:
    """The indicators of a report that ends with a day."""
    playbook = current.current(last)
    row = playbook.report(name) or Reporting(name=name)  # type: ignore[arg-type]
    steps = [each.code for each in departments.flow(playbook, department)]
    items = [*departments.factors(playbook, department), *steps]

    def of(codes: tuple[str, ...], usual: list[str]) -> tuple[str, ...]:
        return tuple(known(codes or usual, last))

    named = (*row.rates, *row.satisfaction, *row.brand, *row.items)
    return Choice(
        rates=of(row.rates, [code for code in BY_ID if code not in COMPLAINTS]),
        satisfaction=of(row.satisfaction, departments.satisfaction(playbook, department)),
        brand=of(row.brand, departments.reported(playbook, department)),
        items=of(row.items, items),
        unknown=tuple(sorted({*named} - {*known(named, last)})),
    )
