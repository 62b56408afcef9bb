"""People's scores that bands are read from (IN-01 to IN-03), and cases that cost (IN-06): entered or taken from a file.

    enter(actor, "IN-01", person, "2026-10", "985", source="signed sheet of October")
    take(actor, Path("scores.csv"))       # columns month (or a day of the week), id, person, value, source

They lie among the reported figures under the incentive's code, about a person, by the first day of their month or the
Monday of their week; what is entered later for the same period goes before what was entered earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.complaints.model import POSITIONS
from agentdesk.intake.cells import CellRefused, to_date
from agentdesk.playbook import current
from agentdesk.playbook.incentives import Incentive, PerCase
from agentdesk.scoreboard import entering
from agentdesk.store.audit import Actor
from agentdesk.store.reading import tuples
from agentdesk.store.tables import Person, ReportedFigure


class Score(NamedTuple):
    """What somebody scored in a period, exact, and who says so."""

    value: Fraction
    source: str


def find(code: str, day: date | None = None) -> Incentive | PerCase:
    """An incentive of the playbook in force on a day, today where none is given; UsageError names the known ones."""
    known = {row.code: row for row in current.current(day).incentives.all()}
    found = known.get(code.strip().upper())
    if found is None:
        allowed = ", ".join(known) or "-"
        raise UsageError(_("{value} is not one of: {allowed}").format(value=code, allowed=allowed))
    return found


def enter(actor: Actor, code: str, person: Person, period: str, value: str, source: str = "") -> int:
    """Enter a person's score, or how many cases there were; supervisors. Returns the row's id.

    `period` is a month, or a day of the week where the incentive is weekly. UsageError for an unknown incentive, a
    person of another position, and a value that its scale does not have.
    """
    actor.require("supervisor")
    return entering.store(actor, [_line(code, person, period, value, source)])[0]


def withdraw(actor: Actor, code: str, person: Person, period: str, reason: str) -> None:
    """Take back what was entered for a person and a period; supervisors. UserError where there is nothing."""
    actor.require("supervisor")
    row = find(code)
    if not entering.take_back(actor, row.code, parse_period(row, period), reason, person.id):
        text = _("Nothing is entered for {code}, {person}, {period}.")
        raise UserError(text.format(code=row.code, person=person.name, period=period))


def take(actor: Actor, path: Path) -> int:
    """Enter every score of a CSV, XLS or XLSX file, all of them or none; supervisors. Returns how many.

    UserError names the first row that does not fit.
    """
    actor.require("supervisor")

    def line(cells: Mapping[str, str]) -> entering.Line:
        return _line(cells["id"], _person(cells["person"]), cells["month"], cells["value"], cells["source"])

    return len(entering.store(actor, entering.lines_of(path, line, "person")))


def scores(code: str) -> dict[int, dict[date, Score]]:
    """Everything entered for an incentive, by person and by the first day of its period."""
    rows = ReportedFigure.select(
        ReportedFigure.about, ReportedFigure.month_on, ReportedFigure.value, ReportedFigure.source
    ).where((ReportedFigure.code == code) & ReportedFigure.about.is_null(False) & ReportedFigure.withdrawn_at.is_null())
    found: dict[int, dict[date, Score]] = {}
    for person_id, on, value, source in tuples(rows.order_by(ReportedFigure.id)):
        found.setdefault(person_id, {})[on] = Score(Fraction(value), source)
    return found


def parse_period(row: Incentive | PerCase, text: str) -> date:
    """The first day of the month, or for a weekly incentive the Monday of the week that a day lies in."""
    if not isinstance(row, Incentive) or row.every == "month":
        return entering.parse_month(text)
    try:
        day = date.fromisoformat(text.strip()) if "W" in text else to_date(text)
    except (ValueError, CellRefused) as error:
        raise UsageError(_("Not a day like 2026-10-12, nor a week like 2026-W42: {text}").format(text=text)) from error
    return day - timedelta(days=day.weekday())


def _line(code: str, person: Person, period: str, value: str, source: str) -> entering.Line:
    row = find(code)
    if isinstance(row, Incentive) and row.kpi:
        raise UsageError(_("{code} follows from {kpi}; nothing is entered for it.").format(code=row.code, kpi=row.kpi))
    if row.position and person.position != row.position:
        text = _("{code} is not for {person}: it is for {position}.")
        raise UsageError(text.format(code=row.code, person=person.name, position=_(POSITIONS[row.position])))
    return entering.Line(row.code, parse_period(row, period), _value(row, value), source.strip(), person.id)


def _value(row: Incentive | PerCase, text: str) -> str:
    digits = entering.decimal(text)
    number = Fraction(digits)
    if isinstance(row, Incentive) and not 0 <= number <= row.scale:
        raise UsageError(_("{code} goes from 0 to {scale}: {text}").format(code=row.code, scale=row.scale, text=text))
    if isinstance(row, PerCase) and (number < 0 or number.denominator != 1):
        raise UsageError(_("Not a whole number: {text}").format(text=text))
    return digits


def _person(text: str) -> Person:
    found = list(Person.select().where(((Person.code == text) | (Person.name == text)) & Person.active).limit(2))
    if len(found) != 1:
        message = _("There is no such person: {name}") if not found else _("Several people are called {name}")
        raise UsageError(message.format(name=text))
    person: Person = found[0]
    return person
