"""The `type` column: which kind of row, with which list."""

from __future__ import annotations

import re
from typing import NamedTuple

from agentdesk.interview.model import Kind

_PLAIN = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "phone number": Kind.TEXT,
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "range": Kind.RANGE,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "datetime": Kind.DATE_TIME,
    "date time": Kind.DATE_TIME,
    "note": Kind.NOTE,
    "acknowledge": Kind.ACKNOWLEDGE,
    "trigger": Kind.ACKNOWLEDGE,
    "calculate": Kind.CALCULATE,
    "hidden": Kind.HIDDEN,
    "start": Kind.START,
    "end": Kind.END,
    "today": Kind.TODAY,
    "get start time": Kind.START,
    "get end time": Kind.END,
    "get today": Kind.TODAY,
}
_SELECTS = {
    "select_one": Kind.SELECT_ONE,
    "select one": Kind.SELECT_ONE,
    "select one from": Kind.SELECT_ONE,
    "select1": Kind.SELECT_ONE,
    "add select one prompt using": Kind.SELECT_ONE,
    "select_multiple": Kind.SELECT_MULTIPLE,
    "select multiple": Kind.SELECT_MULTIPLE,
    "select multiple from": Kind.SELECT_MULTIPLE,
    "select all that apply": Kind.SELECT_MULTIPLE,
    "select all that apply from": Kind.SELECT_MULTIPLE,
    "add select multiple prompt using": Kind.SELECT_MULTIPLE,
    "rank": Kind.RANK,
}
_SELECT = re.compile(
    r"(?P<select>" + "|".join(sorted(map(re.escape, _SELECTS), key=len, reverse=True)) + r")\s+(?P<list>\S+)"
    r"(?P<other>\s+(?:or[_ ]other|or specify other))?",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"(?P<edge>begin|end)[_ ](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)


class RowType(NamedTuple):
    """What a type cell says. `edge` is `begin` or `end` for groups and repeats."""

    kind: Kind
    choices: str = ""
    or_other: bool = False
    edge: str = ""


def read_type(text: str) -> RowType | None:
    """The meaning of a type cell; None for a type a telephone questionnaire has no use for."""
    clean = re.sub(r"\s+", " ", text.strip())
    lowered = clean.lower()
    edge = _BEGIN.fullmatch(lowered)
    if edge:
        kind = Kind.GROUP if edge["what"] == "group" else Kind.REPEAT
        return RowType(kind, edge=edge["edge"])
    select = _SELECT.fullmatch(clean)
    if select:
        return RowType(_SELECTS[select["select"].lower()], select["list"], bool(select["other"]))
    kind_found = _PLAIN.get(lowered) or _PLAIN.get(re.sub(r"^add (.*) prompt$|^q (.*)$", r"\1\2", lowered))
    return RowType(kind_found) if kind_found else None
