"""Which column title means which field: data, in `standard.toml` and in files a dealer makes.

A dealer's profile names more titles, and more words for a code, for the kinds it covers:

    [customers.titles]
    name = ["KHMC"]
    [customers.words.gender]
    "1" = "m"
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from agentdesk.common.errors import UsageError, UserError
from agentdesk.common.i18n import _
from agentdesk.common.settings import config_path

KINDS = (
    "people", "customers", "vehicles", "sales", "repair-orders", "appointments", "store-visits", "callback-list",
    "complaints",
)  # fmt: skip
Type = Literal[
    "text", "code", "flag", "date", "birthday", "lunar", "moment", "time", "money", "kilometres", "phone", "plate",
    "vin", "word",
]  # fmt: skip
_STANDARD = Path(__file__).resolve().parent / "standard.toml"
_HEADING_LINES = 10  # an export may have a heading above its titles
_CLEARLY = 3  # another kind knows at least so many columns more
_SUFFIX = re.compile(r"\(.*\)$")
_IGNORED = re.compile(r"[\s*::_\-.]+")


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A field of a kind: `word` is matched with `words` to a code, `text` is kept as it stands."""

    name: str
    type: Type = "text"
    required: bool = False
    titles: tuple[str, ...]
    words: dict[str, str] = {}
    default: str = ""  # what an empty cell means where it helps to tell rows apart


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an export of this kind holds. The first of `key` that a row has makes its natural key.

    Where that is none of the export's own numbers, `per` names what else it takes to tell its rows apart.
    """

    key: tuple[str, ...]
    per: tuple[str, ...] = ()
    field: tuple[Field, ...]


class Additions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dealer's additions for one kind."""

    titles: dict[str, tuple[str, ...]] = {}
    words: dict[str, dict[str, str]] = {}


def load(kind: str, profile: str | None = None) -> Kind:
    """The fields of a kind, with the dealer's additions; UsageError for an unknown kind or profile."""
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise UsageError(_("Unknown kind of export: {kind}. Known are: {known}").format(kind=kind, known=known))
    standard = _standard()[kind]
    if not profile:
        return standard
    return _added(standard, _additions(profile).get(kind, Additions()), profile)


@lru_cache(maxsize=1)
def _standard() -> dict[str, Kind]:
    return msgspec.toml.decode(_STANDARD.read_bytes(), type=dict[str, Kind])


def _additions(profile: str) -> dict[str, Additions]:
    path = Path(profile) if profile.endswith(".toml") else config_path().parent / "profiles" / f"{profile}.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=dict[str, Additions])
    except FileNotFoundError as error:
        raise UsageError(_("There is no import profile at {path}.").format(path=path)) from error
    except (msgspec.ValidationError, msgspec.DecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}") from error


def _added(standard: Kind, additions: Additions, profile: str) -> Kind:
    known = {field.name for field in standard.field}
    for name in (*additions.titles, *additions.words):
        if name not in known:
            raise UsageError(_("{profile}: there is no field {name}").format(profile=profile, name=name))
    fields = [
        msgspec.structs.replace(
            field,
            titles=(*additions.titles.get(field.name, ()), *field.titles),
            words=field.words | additions.words.get(field.name, {}),
        )
        for field in standard.field
    ]
    return msgspec.structs.replace(standard, field=tuple(fields))


class Columns(msgspec.Struct, frozen=True):
    """Where the fields stand: `title_row` is its number, `places` the column of each field that was found."""

    title_row: int
    places: dict[str, int]
    titles: dict[str, str]
    unknown: tuple[str, ...]


def find(kind: Kind, rows: list[list[str]], name: str) -> Columns:
    """Find the row of titles and the place of each field.

    Raises UserError where required fields are missing, naming them and what was found.
    """
    best = _best(kind, rows)
    missing = [field for field in kind.field if field.required and (best is None or field.name not in best.places)]
    if best is None or missing:
        named = ", ".join(field.titles[0] for field in missing)
        here = ", ".join([cell.strip() for cell in rows[best.title_row - 1 if best else 0] if cell.strip()][:30])
        hint = _("{name} has no column {missing}; it has: {found}")
        raise UserError(hint.format(name=name, missing=named, found=here))
    return best


def better_kind(kind: str, rows: list[list[str]], profile: str | None = None) -> str:
    """The kind whose export this plainly is instead of the named one, or "".

    Many kinds share the customer's number and name, so another kind must know twice as many of the file's columns, and
    all that it requires must be there.
    """
    known = {each: _best(load(each, profile), rows) for each in KINDS}
    mine = _count(known[kind])
    other = max(KINDS, key=lambda each: _count(known[each]))
    found = known[other]
    if found is None or _count(found) < max(2 * mine, mine + _CLEARLY):
        return ""
    required = {field.name for field in load(other, profile).field if field.required}
    return other if required <= found.places.keys() else ""


def _count(columns: Columns | None) -> int:
    return len(columns.places) if columns else 0


def _best(kind: Kind, rows: list[list[str]]) -> Columns | None:
    """The row, among the first ones, that has most of the kind's titles; None for a file without rows."""
    known = {_plain(title): (rank, field) for field in kind.field for rank, title in enumerate(field.titles)}
    found = [_matched(number, row, known) for number, row in enumerate(rows[:_HEADING_LINES], start=1)]
    return max(found, key=_count, default=None)


def _matched(number: int, row: list[str], known: dict[str, tuple[int, Field]]) -> Columns:
    """The fields whose titles stand in the row; of two columns for one field the better-known title counts."""
    ranks: dict[str, int] = {}
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        rank, field = known.get(_plain(cell), (0, None))
        if field is not None and (field.name not in ranks or rank < ranks[field.name]):
            ranks[field.name], places[field.name] = rank, place
    used = set(places.values())
    unknown = tuple(cell.strip() for place, cell in enumerate(row) if cell.strip() and place not in used)
    return Columns(number, places, {name: row[place].strip() for name, place in places.items()}, unknown)


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).strip().lower()
    return _IGNORED.sub("", _SUFFIX.sub("", text))
