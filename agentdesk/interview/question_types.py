"""The `type` column: which kind of row, with which list."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from agentdesk.common.i18n import _
from agentdesk.common.near import nearest
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
    "select_one_from_file": Kind.SELECT_ONE,
    "select one from file": Kind.SELECT_ONE,
    "select_multiple_from_file": Kind.SELECT_MULTIPLE,
    "select multiple from file": Kind.SELECT_MULTIPLE,
}
# Types of ODK's that are no slip of one of ours.
_FOREIGN = frozenset(
    {"image", "audio", "video", "file", "barcode", "geopoint", "geotrace", "geoshape", "audit"}
    | {"phonenumber", "get phone number", "email"}
)
_SELECT = re.compile(
    r"(?P<select>" + "|".join(sorted(map(re.escape, _SELECTS), key=len, reverse=True)) + r")\s+(?P<list>\S+)"
    r"(?P<other>\s+(?:or[_ ]other|or specify other))?",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"(?P<edge>begin|end)[_ ](?P<what>group|repeat|lgroup|looped group)", re.IGNORECASE)


class RowType(NamedTuple):
    """What a type cell says. `edge` is `begin` or `end` for groups and repeats; `from_file`: `choices` is a file."""

    kind: Kind
    choices: str = ""
    or_other: bool = False
    edge: str = ""
    from_file: bool = False


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
        word = select["select"].lower()
        return RowType(_SELECTS[word], select["list"], bool(select["other"]), from_file=word.endswith("file"))
    kind_found = _PLAIN.get(lowered) or _PLAIN.get(re.sub(r"^add (.*) prompt$|^q (.*)$", r"\1\2", lowered))
    return RowType(kind_found) if kind_found else None


def canonical(text: str) -> str:
    """A type cell that `read_type` can read, in the spelling that pyxform takes; another one as it is."""
    found = read_type(text)
    if found is None:
        return text
    if found.edge:
        return f"{found.edge} {found.kind}"
    if found.choices:
        word = f"{found.kind}_from_file" if found.from_file else str(found.kind)
        return f"{word} {found.choices}" + (" or_other" if found.or_other else "")
    return str(found.kind)


def why_unknown(text: str) -> str:
    """What is wrong with a type cell that `read_type` cannot read, and what was perhaps meant."""
    clean = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).strip())
    lowered = clean.lower()
    words = sorted(_SELECTS, key=len, reverse=True)
    select = next((word for word in words if f"{lowered} ".startswith(f"{word} ")), "")
    if select and lowered == select:
        return _("{type} needs the name of its list, such as: {type} yes_no").format(type=select)
    if select:
        return _("{text!r}: after {type} stands one list name without spaces, then at most or_other").format(
            text=clean, type=select
        )
    meant = _meant(lowered)
    if meant:
        return _("unknown type {text!r}; did you mean {near!r}?").format(text=text, near=meant)
    return _("unsupported type {text!r}: not for a telephone questionnaire").format(text=text)


def _meant(text: str) -> str:
    """The type a text is a slip of: a letter wrong, another sign between the words, another script's letters."""
    if read_type(text) is not None:
        return text
    word, _space, rest = text.partition(" ")
    whole = nearest(text, [*_PLAIN, "begin_group", "end_group", "begin_repeat", "end_repeat"], 0.8)
    head = nearest(re.sub(r"[^a-z0-9_]", "_", word), ["select_one", "select_multiple", "rank"], 0.8)
    if rest and head:
        return f"{head} {rest}"
    return whole if text not in _FOREIGN else ""
