"""The official notice of days off from a file: JSON as holiday-cn publishes it, or CSV of day, kind and name."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

from agentdesk.common.errors import UserError
from agentdesk.common.holidays import OfficialDay
from agentdesk.common.i18n import _
from agentdesk.common.names import is_text

_WORDS = {
    "off": "off", "休": "off", "放假": "off", "休息": "off", "true": "off",
    "work": "work", "班": "work", "上班": "work", "调休上班": "work", "补班": "work", "false": "work",
}  # fmt: skip
_FEWEST_DAYS = 7  # a year's notice has more; fewer are part of one


def read_notice(path: Path) -> tuple[int, list[OfficialDay]]:
    """The year and its official days, in order.

    UserError names the line that is no day, a day of another year, a day given twice, or a file that is no notice.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UserError(_("There is no file {path}.").format(path=path)) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else _("it is not UTF-8")
        raise UserError(_("{path} cannot be read: {why}").format(path=path, why=why)) from None
    source = path.name
    if not is_text(text):
        raise UserError(_("{path} cannot be read: {why}").format(path=path, why=_("it is not UTF-8")))
    found = _from_json(text, source) if text.lstrip().startswith("{") else _from_csv(text, source)
    years = {row.day.year for row in found}
    if len(years) != 1:
        raise UserError(_("{name}: a notice holds the days of one year.").format(name=path.name))
    if len({row.day for row in found}) < len(found):
        raise UserError(_("{name}: a day is given twice.").format(name=path.name))
    if len(found) < _FEWEST_DAYS:
        text = _("{name}: only {count} days; a year's notice has more.")
        raise UserError(text.format(name=path.name, count=len(found)))
    return years.pop(), sorted(found)


def _from_json(text: str, source: str) -> list[OfficialDay]:
    try:
        days = json.loads(text)["days"]
        if not all(is_text(row["name"]) for row in days):
            raise ValueError
        return [_day(row["date"], "off" if row["isOffDay"] else "work", row["name"], source) for row in days]
    except (ValueError, KeyError, TypeError):
        form = '{"days": [{"date": "2027-01-01", "name": "元旦", "isOffDay": true}]}'
        raise UserError(
            _("{name} is not a notice of days off; its form is {form}").format(name=source, form=form)
        ) from None


def _from_csv(text: str, source: str) -> list[OfficialDay]:
    found = []
    for number, cells in enumerate(csv.reader(io.StringIO(text)), 1):
        row = [cell.strip() for cell in cells]
        if not any(row) or (number == 1 and not row[0][:1].isdigit()):
            continue
        kind = _WORDS.get(row[1].lower()) if len(row) > 1 else None
        try:
            if kind is None:
                raise ValueError
            found.append(_day(row[0], kind, row[2] if len(row) > 2 else "", source))
        except ValueError:
            text = _("{name}, line {line}: write a day as 2027-01-01,off,元旦 or 2027-02-20,work,春节.")
            raise UserError(text.format(name=source, line=number)) from None
    return found


def _day(day: str, kind: Any, name: str, source: str) -> OfficialDay:
    return OfficialDay(date.fromisoformat(day), kind, str(name), source)
