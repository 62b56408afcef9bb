"""Figures that headquarters or the manufacturer send: entered, taken from a file, or taken back.

    enter(actor, "AB-06", date(2010, 3, 1), "90.56", source="bulletin of March")
    enter(actor, "KP-13A", date(2026, 10, 5), "8/10", source="reception desk")   # counted every day
    take(actor, Path("bulletin.csv"))           # columns month, id, value, source (reported.toml)

What is entered later for the same month goes before what was entered earlier; nothing is deleted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from agentdesk.common import clock
from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.intake.cells import CellRefused, to_date
from agentdesk.intake.readers import read
from agentdesk.playbook import current
from agentdesk.playbook.measures import Reported
from agentdesk.scoreboard.kpis import find
from agentdesk.store.audit import Actor, change
from agentdesk.store.tables import ReportedFigure

_COUNTS = re.compile(r"(\d{1,9})\s*[/／]\s*(\d{1,9})")
_VALUE = re.compile(r"[+-]?\d+(\.\d+)?")
_MONTH = re.compile(r"(\d{4})\D(\d{1,2})(?:\D(?:\d{1,2}\D?)?)?")
_HEADINGS = Path(__file__).with_name("reported.toml")


class Line(NamedTuple):
    """One figure as it was sent; `about_id` is whose score it is."""

    code: str
    month_on: date
    value: str
    source: str
    about_id: int | None = None


def enter(actor: Actor, code: str, month: date, value: str, source: str = "") -> int:
    """Enter a month's figure, in the indicator's unit (percent: 93.61) or as counts (45/50); supervisors.

    `month` is a day where the indicator is counted every day. Returns the row's id. UsageError for an unknown
    indicator, what is no number, and counts of what is not a share.
    """
    actor.require("supervisor")
    found = find(code).id
    return store(actor, [Line(found, _first_day(found, month), _value(found, value), source.strip())])[0]


def withdraw(actor: Actor, code: str, month: date, reason: str) -> None:
    """Take back a month's figure; supervisors. UserError where there is none, or no reason."""
    actor.require("supervisor")
    found = find(code).id
    if not take_back(actor, found, _first_day(found, month), reason):
        raise UserError(_("No figure is entered for {code} in {month}.").format(code=code, month=f"{month:%Y-%m}"))


def take_back(actor: Actor, code: str, on: date, reason: str, about_id: int | None = None) -> bool:
    """Take back whatever is entered under a code for a period that begins on a day; supervisors. Whether there was any.

    With `about_id` that person's score, without one the house's figure.

    UsageError where no reason is given.
    """
    actor.require("supervisor")
    if not reason.strip():
        raise UsageError(_("Say why the figure is taken back."))
    with change(actor, "reported_figure.withdraw") as audit:
        here = (ReportedFigure.code == code) & (ReportedFigure.month_on == on) & (ReportedFigure.about == about_id)
        rows = list(ReportedFigure.select().where(here & ReportedFigure.withdrawn_at.is_null()))
        if not rows:
            audit.skip()
        for row in rows:
            ReportedFigure.update(withdrawn_at=clock.now()).where(ReportedFigure.id == row.id).execute()
            audit(row, before={"value": row.value}, after={"withdrawn": True}, reason=reason)
    return bool(rows)


def take(actor: Actor, path: Path) -> int:
    """Enter every figure of a CSV, XLS or XLSX file, all of them or none; returns how many.

    UserError names the first row that does not fit.
    """
    actor.require("supervisor")
    return len(store(actor, lines_of(path, _line)))


def parse_month(text: str) -> date:
    """The first day of a month written 2010-03, 2010/3, 2010-03-01; UsageError for anything else."""
    found = _MONTH.fullmatch(text.strip())
    try:
        return date(int(found[1]), int(found[2]), 1) if found else _no_month(text)
    except ValueError:
        return _no_month(text)


def parse_period(code: str, text: str) -> date:
    """The first day of a month, or the day itself where the indicator is counted every day; UsageError for others."""
    if not _is_daily(_rule(find(code).id)):
        return parse_month(text)
    try:
        return to_date(text)
    except CellRefused as error:
        raise UsageError(_("{code} is counted every day: give a day like 2026-10-05.").format(code=code)) from error


def _no_month(text: str) -> date:
    raise UsageError(_("Not a month like 2026-10: {text}").format(text=text))


def lines_of(path: Path, line: Callable[[Mapping[str, str]], Line], *more: str) -> list[Line]:
    """Every line of a file by what its columns are called (reported.toml), those of `more` among them.

    UserError for a missing column, an empty file, and the first row that `line` refuses.
    """
    rows = read(path).rows
    columns = _columns(rows[0] if rows else [], {"month", "id", "value", *more})
    lines = [_checked(line, row, columns, number, path.name) for number, row in enumerate(rows[1:], 2) if any(row)]
    if not lines:
        raise UserError(_("{name} is empty.").format(name=path.name))
    return lines


def store(actor: Actor, lines: Sequence[Line]) -> list[int]:
    """Enter these lines, all of them or none; supervisors. Returns the rows' ids."""
    actor.require("supervisor")
    made = []
    with change(actor, "reported_figure.enter") as audit:
        for line in lines:
            row = ReportedFigure.create(**line._asdict(), entered_by=actor.person_id, entered_at=clock.now())
            said = {"code": line.code, "month": f"{line.month_on:%Y-%m}", "value": line.value}
            audit(row, after=said if line.about_id is None else {**said, "about": line.about_id})
            made.append(row.id)
    return made


def _line(cells: Mapping[str, str]) -> Line:
    code = find(cells["id"]).id
    return Line(code, parse_period(code, cells["month"]), _value(code, cells["value"]), cells["source"])


def _checked(
    line: Callable[[Mapping[str, str]], Line], row: list[str], columns: dict[str, int], number: int, name: str
) -> Line:
    cells = {key: row[place].strip() if place < len(row) else "" for key, place in columns.items()}
    try:
        return line({**cells, "source": cells.get("source") or name})
    except UserError as error:
        raise UserError(_("{name}, row {row}: {why}").format(name=name, row=number, why=error)) from error


def _columns(titles: list[str], needed: set[str]) -> dict[str, int]:
    headings = tomllib.loads(_HEADINGS.read_text(encoding="utf-8"))
    known = {title.strip().lower(): place for place, title in enumerate(titles)}
    found = {key: known[each] for key, names in headings.items() for each in names if each in known}
    missing = [names[0] for key, names in headings.items() if key not in found and key in needed]
    if missing:
        raise UserError(_("These columns are missing: {columns}").format(columns=", ".join(missing)))
    return found


def _rule(code: str) -> Reported | None:
    """The playbook's row of an indicator that others report; UsageError where it is put together of others."""
    row = next((each for each in current.current().measures.reported if each.code == code), None)
    if row is not None and row.reads:
        text = _("{code} follows from {kpi}; nothing is entered for it.")
        raise UsageError(text.format(code=code, kpi=", ".join(row.reads)))
    return row


def _is_daily(row: Reported | None) -> bool:
    return row is not None and row.every == "day"


def _first_day(code: str, day: date) -> date:
    return day if _is_daily(_rule(code)) else day.replace(day=1)


def _value(code: str, text: str) -> str:
    """A number, or counts where the indicator is a share; what is counted every day comes as counts only."""
    found = _COUNTS.fullmatch(text.strip())
    if not found:
        if _is_daily(_rule(code)):
            raise UsageError(_("{code} is counted every day: give counts like 8/10.").format(code=code))
        return decimal(text)
    counted, of = int(found[1]), int(found[2])
    if find(code).unit != "percent":
        raise UsageError(_("{code} is not a share, so it has no counts: {text}").format(code=code, text=text))
    if counted > of or (of == 0 and not _is_daily(_rule(code))):
        raise UsageError(_("Not a part of a whole: {text}").format(text=text))
    return f"{counted}/{of}"


def decimal(text: str) -> str:
    """The digits of a number written 93.61 or 62.93%; UsageError for anything else."""
    plain = text.strip().removesuffix("%").strip()
    if not _VALUE.fullmatch(plain):
        raise UsageError(_("Not a number like 93.61: {text}").format(text=text))
    return plain
