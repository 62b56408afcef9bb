"""Fitting what a TOML table says to the schema: every fault at once, in the user's language.

msgspec stops at its first fault and words it in English; the types are read from the schema by msgspec all the same,
and what is repaired here is converted by it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from agentdesk.common.i18n import N_, _
from agentdesk.common.near import nearest
from agentdesk.playbook.index import Path
from agentdesk.playbook.rows import Row

T = TypeVar("T", bound=Row)

_WORDS = {
    bool: N_("true or false"),
    int: N_("a whole number"),
    float: N_("a number"),
    str: N_("a text"),
    list: N_("a list"),
    dict: N_("a table"),
}


class Fault(NamedTuple):
    """What does not fit, and where; `stray` where it is only a key too many."""

    path: Path
    message: str
    stray: bool = False


def fit(raw: Any, row: type[T], at: Path = ()) -> tuple[T, list[Fault]]:
    """A raw table as a typed row, and everything in it that does not fit.

    Where there is a fault the row has a stand-in, so that what other rows say of it can still be checked.
    """
    faults: list[Fault] = []
    repaired = _repaired(raw, _type_of(row), at, faults)
    return msgspec.convert(repaired, row), faults


@cache
def _type_of(row: type[Row]) -> inspect.Type:
    return inspect.type_info(row)


def _repaired(raw: Any, kind: inspect.Type, at: Path, faults: list[Fault]) -> Any:
    kind = _bare(kind)
    if isinstance(kind, inspect.UnionType):  # of a type and none, which TOML cannot write
        kind = next(_bare(each) for each in kind.types if not isinstance(each, inspect.NoneType))
    if isinstance(kind, inspect.StructType) and isinstance(raw, dict):
        return _table(raw, kind, at, faults)
    if isinstance(kind, inspect.VarTupleType) and isinstance(raw, list):
        return [_repaired(item, kind.item_type, (*at, number), faults) for number, item in enumerate(raw)]
    problem = _problem(raw, kind)
    if problem:
        faults.append(Fault(at, problem))
    return _stand_in(kind) if problem else raw


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _table(raw: dict[str, Any], kind: inspect.StructType, at: Path, faults: list[Fault]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    known = [field.encode_name for field in kind.fields]
    for key in raw.keys() - set(known):
        near = nearest(key, known, 0.7)
        hint = " " + _("Did you mean {near}?").format(near=near) if near else ""
        faults.append(Fault((*at, key), unknown_key(key) + hint, stray=True))
    for field in kind.fields:
        key = field.encode_name
        if key in raw:
            made[key] = _repaired(raw[key], field.type, (*at, key), faults)
        elif field.required:
            faults.append(Fault((*at, key), _("{key} is missing.").format(key=key)))
            made[key] = _stand_in(_bare(field.type))
    return made


def unknown_key(key: str) -> str:
    """That a table has no such key."""
    return _("{key} is not a key of this table.").format(key=key)


def _problem(raw: Any, kind: inspect.Type) -> str:
    """What is wrong with a single value, "" where it fits."""
    if isinstance(kind, inspect.LiteralType):
        return "" if raw in kind.values and not isinstance(raw, bool) else _not_one_of(raw, kind)
    wanted = _python(kind)
    fits = isinstance(raw, wanted) or (wanted is float and isinstance(raw, int))
    if not fits or (isinstance(raw, bool) and wanted is not bool):
        found = next((word for each, word in _WORDS.items() if isinstance(raw, each)), N_("a date or time"))
        return _("This must be {wanted}, not {found}.").format(wanted=_(_WORDS[wanted]), found=_(found))
    if isinstance(kind, inspect.StrType) and kind.pattern and not re.search(kind.pattern, raw):
        return _("The value does not fit: it is written like {example}.").format(example=_example(kind))
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return _out_of_bounds(raw, kind)
    return ""


def _not_one_of(raw: Any, kind: inspect.LiteralType) -> str:
    values = [str(each) for each in kind.values]
    near = nearest(str(raw), values, 0.7)
    hint = _("Did you mean {near}?").format(near=near) + " " if near else ""
    allowed = _("{value!r} is not one of: {allowed}.").format(value=raw, allowed=", ".join(values))
    return hint + allowed


def _out_of_bounds(raw: float, kind: inspect.IntType | inspect.FloatType) -> str:
    least, most = kind.ge, kind.le
    if (least is None or raw >= least) and (most is None or raw <= most):
        return ""
    if most is None:
        return _("The value does not fit: it is at least {least}.").format(least=least)
    return _("The value does not fit: it lies between {least} and {most}.").format(least=least, most=most)


def _python(kind: inspect.Type) -> type:
    types: dict[type[inspect.Type], type] = {
        inspect.BoolType: bool,
        inspect.IntType: int,
        inspect.FloatType: float,
        inspect.StrType: str,
        inspect.VarTupleType: list,
        inspect.StructType: dict,
    }
    return types[type(kind)]


def _example(kind: inspect.StrType) -> str:
    """A text of a pattern, so that nobody has to read the pattern itself."""
    return next((text for text in _EXAMPLES if re.search(kind.pattern or "", text)), kind.pattern or "")


_EXAMPLES = ("after_sales", "CB-01", "09:00-11:30", "-50%")


def _stand_in(kind: inspect.Type) -> Any:
    """Something of a type, in the place of what does not fit."""
    kind = _bare(kind)
    if isinstance(kind, inspect.UnionType):
        return None
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.StructType):
        return {field.encode_name: _stand_in(field.type) for field in kind.fields if field.required}
    if isinstance(kind, inspect.StrType):
        return _example(kind) if kind.pattern else "?"
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        return kind.ge or 0
    return _python(kind)()
